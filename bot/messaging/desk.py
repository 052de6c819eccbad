"""From events to answers: what every chat platform does between its webhook and its API."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from bot.api.content import Content
from bot.language.limits import MAX_CHARACTERS
from bot.messaging.admission import Admission, Admitted
from bot.messaging.database import StoreError
from bot.messaging.events import Event, Kind
from bot.messaging.guide import Asked, Command, Guide
from bot.messaging.lanes import Lanes
from bot.messaging.layout import lay_out
from bot.messaging.menus import chosen, plain
from bot.messaging.people import Person, person_of
from bot.messaging.platform import Platform
from bot.messaging.replies import Outgoing, Reply
from bot.messaging.sender import Sender
from bot.messaging.settings import MessagingSettings
from bot.messaging.splitting import split
from bot.messaging.store import Store, Tables
from bot.messaging.takeover import Takeover
from bot.messaging.texts import ChannelTexts
from bot.watch.requests import in_one_request

logger = logging.getLogger("channels")

HOUR_MS = 3600 * 1000
# Zalo is said to repeat a delivery for 12 hours at most, Meta for 24; what is older is a repetition that nobody waits for.
OLDEST_MS = 26 * HOUR_MS
NEWEST_MS = 10 * 60 * 1000  # a clock may be wrong by so much
SILENCE_MS = 7 * 24 * HOUR_MS  # after which it is said anew that a machine speaks
ASK_SECONDS = 30.0  # so long may the bot take for one answer
PATIENCE = (2.0, 8.0, 20.0)  # seconds between tries while the bot says nothing
LANES = 4  # messages that the bot works on at a time
CARE_SECONDS = 30.0
TYPING_SECONDS = 2.0  # an answer waits no longer for the platform to show that it is being written
_SPOKEN = (Kind.TEXT, Kind.CHOICE, Kind.START, Kind.ATTACHMENT)


class Bot(Protocol):
    """Who answers."""

    async def ask(self, person: str, text: str, message: str) -> Reply | None:
        """What is said to *text*, in the conversation of *person*; None if nothing is, since a server is away."""

    async def entities(self, text: str) -> Sequence[Mapping[str, Any]]:
        """What the linker finds in *text*, as Rasa has it."""

    async def forget(self, person: str) -> None:
        """Delete the conversation."""

    async def handed(self, person: str, user: str, text: str, message: str) -> Reply | None:
        """What is said to a message that is for an officer, without texts if nothing is; None if the bot is to answer it.

        user: the platform's id, to which the officer's answers go. text: "" for what holds none.
        """

    async def standing(self) -> Standing:
        """What officers have switched off."""


@dataclass(frozen=True)
class Standing:
    """notice: what is said to everything while the channel is switched off. content: without what is under review."""

    content: Content
    notice: str | None = None


class Desk:
    """One channel's events and answers. secret: the key of people's names. now: seconds since 1970. patience: see PATIENCE."""

    def __init__(
        self,
        platform: Platform,
        store: Store,
        bot: Bot,
        texts: ChannelTexts,
        guide: Guide,
        settings: MessagingSettings,
        *,
        secret: bytes,
        now: Callable[[], float] = time.time,
        patience: Sequence[float] = PATIENCE,
    ) -> None:
        self._platform = platform
        self._store = store
        self._bot = bot
        self._texts = texts
        self._guide = guide
        self._secret = secret
        self._now = lambda: int(now() * 1000)
        self._patience = patience
        self._admission = Admission(per_minute=settings.channel_per_minute, most_waiting=settings.channel_most_waiting)
        self._takeover = Takeover(store, minutes=settings.handover_minutes, now=self._now)
        self._sender = Sender(platform, store, now=self._now)
        self._lanes = Lanes(self._handle)
        self._places = asyncio.Semaphore(LANES)
        self._care: asyncio.Task[None] | None = None
        self._accepting: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Begin to answer and to send, first of all what was left behind."""
        await self._platform.start()
        self._sender.start()
        self._care = asyncio.get_running_loop().create_task(self._take_care())

    async def stop(self) -> None:
        """End; what is not answered or sent yet will be after the next start. The store is closed."""
        if self._care is not None:
            self._care.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._care
        if self._accepting:
            await asyncio.wait(self._accepting)
        await self._lanes.stop()
        await self._sender.stop()
        await self._platform.stop()
        self._store.close()

    async def accept(self, events: Sequence[Event]) -> None:
        """Keep what happened; when this returns nothing of it can be lost any more. Raises StoreError.

        It runs to its end even if the platform hangs up meanwhile: what is stored must also be handled, since its repetition is not.
        """
        task = asyncio.get_running_loop().create_task(self._accept(events))
        self._accepting.add(task)
        task.add_done_callback(self._accepting.discard)
        task.add_done_callback(lambda done: done.cancelled() or done.exception())  # seen, even if nobody waits any more
        await asyncio.shield(task)

    async def _accept(self, events: Sequence[Event]) -> None:
        told = [(event, person_of(self._secret, self._platform.name, event.user)) for event in events if event.kind is not Kind.OTHER]
        if not told:
            return
        for event, person in await self._store.run(lambda tables: [pair for pair in told if self._keep(tables, *pair)]):
            self._lanes.add(event, person)
        self._sender.wake()

    # -- what is kept

    def _keep(self, tables: Tables, event: Event, person: str) -> bool:
        """Remember the event; whether it is to be handled."""
        now = self._now()
        if tables.inbox.knows(event.id):
            return False
        if not now - OLDEST_MS <= event.said_at <= now + NEWEST_MS:
            tables.inbox.add(event, person, state="dropped", now=now, owner=self._store.owner, reason="old" if event.said_at < now else "future")
            return False
        if event.kind not in _SPOKEN:
            return tables.inbox.add(event, person, state="waiting", now=now, owner=self._store.owner)
        tables.people.said(person, min(event.said_at, now))
        admitted = self._admission.admit(person, now=now, waiting=tables.inbox.waiting(person), of_all=tables.inbox.waiting())
        if admitted is Admitted.YES or self._wants_to_be_forgotten(event):
            return tables.inbox.add(event, person, state="waiting", now=now, owner=self._store.owner)
        tables.inbox.add(event, person, state="dropped", now=now, owner=self._store.owner, reason=admitted.value)
        is_silent = tables.people.get(person).silent_until > now
        if not is_silent and self._admission.tells(person, now=now):
            notice = self._texts.notices.too_many if admitted is Admitted.TOO_MANY else self._texts.notices.busy
            self._put(tables, event.id, event.user, person, (Outgoing(notice),))
        return False

    def _wants_to_be_forgotten(self, event: Event) -> bool:
        command = self._guide.read(event.text) if event.kind in _SPOKEN else None
        return command is not None and command.asked is Asked.FORGET

    def _put(self, tables: Tables, event: str, user: str, person: str, messages: Sequence[Outgoing]) -> None:
        now = self._now()
        until = (tables.people.get(person).last_said_at or now) + int(self._platform.limits.window.total_seconds() * 1000)
        tables.outbox.put(messages, event=event, person=person, user=user, owner=self._store.owner, now=now, until=until)

    # -- one event

    @in_one_request
    async def _handle(self, event: Event, person: str) -> None:
        try:
            if event.kind is Kind.LEAVE or self._wants_to_be_forgotten(event):
                await self._forget(event, person)
                return
            if event.kind in _SPOKEN:
                await self._answer(event, person)
                return
            if event.kind is Kind.ECHO:
                await self._takeover.echo(event, person)
            else:
                await self._takeover.control(event, person)
            await self._store.run(lambda tables: tables.inbox.settle(event.id, "done"))
        except StoreError as error:  # the event is kept as it was; _take_care sees that it is in no lane
            logger.error("%s: %s", self._platform.name, error)
        except Exception as error:
            reason = type(error).__name__
            logger.error("%s: an event of kind %s was not handled", self._platform.name, event.kind.value, exc_info=error)
            with contextlib.suppress(StoreError):
                await self._store.run(lambda tables: tables.inbox.settle(event.id, "failed", reason=reason))

    async def _answer(self, event: Event, person: str) -> None:
        known = await self._store.run(lambda tables: tables.people.get(person))
        text = self._texts.welcome_question if event.kind is Kind.START else event.text
        text = chosen(text, known.menu, now=self._now(), number_words=self._texts.number_words) or text
        if await self._handed(event, text, person):
            return
        if known.silent_until > self._now():
            await self._store.run(lambda tables: tables.inbox.settle(event.id, "done", reason="silent"))
            return
        if self._wants_to_be_forgotten(replace(event, text=text)):
            await self._forget(event, person)
            return
        reply = None
        try:
            reply = await self._reply(event, text, person, known)
        except Exception as error:
            logger.error("%s: no answer could be made", self._platform.name, exc_info=error)
        failed = reply is None
        reply = reply or Reply((self._texts.notices.unavailable,))
        if not await self._store.run(lambda tables: self._save(tables, event, person, reply, failed=failed)):
            await self._platform.typing(event.user, on=False)
        self._sender.wake()

    async def _handed(self, event: Event, text: str, person: str) -> bool:
        """Whether the event was for an officer; what is said to it goes out without numbers to pick, since numbers are for the officer now."""
        reply = await self._bot.handed(person, event.user, text, event.id)
        if reply is None:
            return False

        def work(tables: Tables) -> None:
            if not tables.inbox.settle(event.id, "done", reason="handed"):
                return
            tables.people.silence(person, 0)  # a colleague who wrote elsewhere holds nobody up, and what could be picked is past
            has_buttons = self._platform.limits.choices > 0 and tables.notes.get("plain_until") <= self._now()
            messages = [Outgoing(text, reply.choices if has_buttons else (), plain=text) for text in reply.texts]
            self._put(tables, event.id, event.user, person, messages)

        await self._store.run(work)
        self._sender.wake()
        return True

    async def tell(self, person: str, user: str, event: str, text: str, *, by_bot: bool) -> None:
        """Send what an officer said, or what is said about him, in as many messages as it needs; the same *event* once. Raises StoreError.

        by_bot: the bot answers from now on. It goes out within the platform's time for replies, as every message does.
        """
        parts = split(text, self._platform.limits.text)

        def work(tables: Tables) -> None:
            self._put(tables, event, user, person, [Outgoing(part) for part in parts])
            if by_bot:
                tables.people.silence(person, 0)

        await self._store.run(work)
        self._sender.wake()

    def _save(self, tables: Tables, event: Event, person: str, reply: Reply, *, failed: bool) -> bool:
        """The answer, and that there is one, in one transaction; False if a person took over or the event was deleted meanwhile."""
        now = self._now()
        is_silent = tables.people.get(person).silent_until > now
        reason = "silent" if is_silent else "no answer" if failed else None
        if not tables.inbox.settle(event.id, "failed" if failed and not is_silent else "done", reason=reason) or is_silent:
            return False
        known = tables.people.get(person)
        lines = self._texts.lines
        says_what_it_is = any(lines.automatic_sign.casefold() in text.casefold() for text in reply.texts)
        needs_telling = now - known.told_at >= SILENCE_MS and not says_what_it_is  # at the beginning, after a long silence or a person's word
        layout = lay_out(
            reply,
            self._platform.limits,
            self._texts,
            now=now,
            buttons=tables.notes.get("plain_until") <= now,
            first=lines.automatic if needs_telling else "",
        )
        self._put(tables, event.id, event.user, person, layout.messages)
        tables.people.answered(person, menu=layout.menu, rest=layout.rest, told_at=now)
        return True

    async def _reply(self, event: Event, text: str, person: str, known: Person) -> Reply | None:
        """What is said to *text*, which the event asks; None if the bot said nothing, however often it was asked."""
        standing = await self._bot.standing()
        if standing.notice is not None:
            return Reply((standing.notice,))
        command = self._guide.read(text)
        if command is not None and (command.asked is not Asked.MORE or known.rest):
            return await self._obey(command, person, known, event, self._guide.over(standing.content))
        reply = await self._ask(person, text, event)
        needs_opening = event.kind in (Kind.START, Kind.ATTACHMENT) or len(text) > MAX_CHARACTERS or not any(char.isalnum() for char in text)
        if reply is not None and needs_opening and not reply.choices:
            reply = replace(reply, choices=self._guide.opening())
        return reply

    async def _obey(self, command: Command, person: str, known: Person, event: Event, guide: Guide) -> Reply | None:
        if command.asked is Asked.MORE:
            return Reply((known.rest or "",))
        if command.asked is Asked.LOOK_UP:
            shown = guide.look_up(command.words, await self._bot.entities(command.words) if plain(command.words) else ())
        else:
            shown = guide.show(command)
        return await self._ask(person, shown.ask, event) if shown.ask is not None else Reply((shown.text,), shown.choices)

    async def _ask(self, person: str, text: str, event: Event) -> Reply | None:
        reply = None
        for wait in (0.0, *self._patience):
            await asyncio.sleep(wait)
            async with self._places:
                # Shown no earlier: among a thousand who wait it would be untrue, and its requests would hold up the answers.
                typing = asyncio.get_running_loop().create_task(self._platform.typing(event.user, on=True))
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(ASK_SECONDS):
                        reply = await self._bot.ask(person, text, event.id)
            await asyncio.wait({typing}, timeout=TYPING_SECONDS)
            if reply is not None:
                break
        return reply

    # -- forgetting

    async def _forget(self, event: Event, person: str) -> None:
        """What is kept of the person goes; who asked for it is told so."""
        await self._bot.forget(person)

        def work(tables: Tables) -> None:
            tables.inbox.settle(event.id, "done")
            tables.forget(person)
            if event.kind is not Kind.LEAVE:
                self._put(tables, event.id, event.user, person, (Outgoing(self._texts.notices.deleted),))

        await self._store.run(work)
        self._sender.wake()

    # -- all the time

    async def _take_care(self) -> None:
        """Take over what dead processes left or a fault of the store, and tidy up, every half minute; throw away what is old, every hour."""
        pruned = 0
        while True:
            now = self._now()
            try:
                for event, person in await self._store.take_over(now, held=self._lanes.held):
                    self._lanes.add(event, person)
                self._sender.wake()
                if now - pruned >= HOUR_MS:
                    pruned = now
                    await self._store.run(lambda tables: tables.prune(self._now()))
                await self._store.tidy()
            except StoreError as error:
                logger.error("%s: %s", self._platform.name, error)
            except Exception as error:  # whatever it is, it must not end the care
                logger.error("%s: what was left behind could not be seen to", self._platform.name, exc_info=error)
            await asyncio.sleep(CARE_SECONDS)
