"""The desk of officers (bot.handover) as the channels use it."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from rasa.shared.core.events import BotUttered, UserUttered

from bot.api.content import Content
from bot.contacts.load import load_contacts, load_desk_hours
from bot.handover.settings import HandoverSettings
from bot.handover.tables import OFFICER, ToPerson
from bot.messaging.desk import Desk
from bot.messaging.replies import Choice, Reply
from bot.messaging.texts import ChannelTexts
from bot.paths import CHANNELS, CONTACTS, PHRASES
from bot.store.database import StoreError
from bot.web.texts import offer_text

if TYPE_CHECKING:
    from bot.handover.handover import Handover, Turn

logger = logging.getLogger("handover")

POLL_SECONDS = 1.0  # what an officer says goes on to its platform so late
ASK = "contact"  # the intent of who asks for a person
MOST_BESIDE = 2  # suggestions beside the offer, so that all fit as buttons
TIDY_TIMES, TIDY_WAIT = 5, 0.1  # a file that others keep busy is tried again so often, in seconds
CHANNELS_WITH_DESK = ("web", "zalo", "zalo_bot", "messenger")


def offers(content: Content) -> dict[str, str]:
    """By channel whom to ask where the desk cannot help; "" if nobody is known. Raises ContentError."""
    contacts = load_contacts(CONTACTS)
    return {channel: offer_text(contacts.on(channel), content.phrases, PHRASES) for channel in CHANNELS_WITH_DESK}


def handover_of(settings: HandoverSettings, content: Content) -> Handover | None:
    """The desk; None where there is none. Raises ContentError, TextsError, StoreError."""
    if not settings.has_desk:
        return None
    from bot.handover.chatwoot import Chatwoot
    from bot.handover.handover import Handover
    from bot.handover.kept import KeptTalks

    kept = KeptTalks(settings.database, now=lambda: round(time.time() * 1000))
    return Handover(kept, Chatwoot(settings), ChannelTexts.from_file(CHANNELS), load_desk_hours(CONTACTS), offers(content), settings, now=time.time)


class Handing:
    """The desk on one channel. has_contacts: whether the bot can name offices there."""

    def __init__(self, handover: Handover, channel: str) -> None:
        self._handover = handover
        self._channel = channel
        self._has_contacts = bool(load_contacts(CONTACTS).on(channel))

    def offered(self, asks: Sequence[str | None], texts: Sequence[str]) -> tuple[tuple[str, ...], tuple[Choice, ...]]:
        """The *texts* of an answer to *asks* with the offer to talk with an officer, and its button; both unchanged and empty without one.

        Where no office is known the answer says that there is nobody: the offer stands in its place.
        """
        if ASK not in asks or not self._handover.is_attended(self._channel):
            return tuple(texts), ()
        offer, title, question = self._handover.offer()
        rest = tuple(texts) if self._has_contacts or len(asks) > 1 else tuple(texts[1:])
        return (*rest, offer), (Choice(title, question),)

    async def reply(
        self, agent: Any, person: str, key: str, text: str, *, may_begin: bool, address: str | None = None, origin: str | None = None
    ) -> Reply | None:
        """What is said to a message that is for an officer, without texts if nothing is; None if the bot is to answer. Raises StoreError.

        text: masked. may_begin: False while the channel is switched off. address: the platform's id of the person. origin: the address
        of the client, by which begins are counted; without one the person counts.
        """
        handed = await self._handover.take(person, key, text)
        if handed is None and may_begin and self._handover.agrees(text):
            handed = await self._handover.begin(person, self._channel, address, text, await last_turns(agent, person), origin=origin or person)
        if handed is None:
            return None
        way_back = (Choice(*self._handover.way_back()),) if handed.is_open and handed.text else ()
        return Reply((handed.text,) if handed.text else (), way_back)

    async def said(self, person: str, after: int) -> dict[str, Any]:
        """What the *person* was told since the message with the number *after*, for the web. Raises StoreError."""
        messages, is_open = await self._handover.for_web(person, after)
        told = [
            {"number": one.number, "speaker": one.speaker, "text": self._handover.wording(one), "buttons": buttons_of(self._choices(one))} for one in messages
        ]
        return {"messages": told, "after": messages[-1].number if messages else after, "open": is_open}

    def _choices(self, message: ToPerson) -> tuple[Choice, ...]:
        """The way back below what an officer says, or the way to him once the bot answers again."""
        if message.speaker != OFFICER:
            return ()
        _, title, question = self._handover.offer()
        return (Choice(*self._handover.way_back()),) if message.is_open else (Choice(title, question),)


async def forget_talks(database: str, person: str) -> None:
    """Delete what is kept of the *person*'s talks with officers, here now and on the desk as soon as it can be. Raises StoreError.

    database: its URL. There may be something to delete also where no desk is set any more; one that is set again deletes it there.
    """
    await asyncio.get_running_loop().run_in_executor(None, _forget_talks, database, person)


def _forget_talks(database: str, person: str) -> None:
    from bot.handover.kept import KeptTalks

    kept = KeptTalks(database, now=lambda: round(time.time() * 1000))
    try:
        kept.forget(person)
        for _ in range(TIDY_TIMES):
            if kept.tidy():
                break
            time.sleep(TIDY_WAIT)
    finally:
        kept.close()


def close_with_server(handover: Handover) -> Callable[[Any, Any], Awaitable[None]]:
    """What the server does at its end: connections to the desk that stay open would keep its loop from ending."""

    async def stop(app: Any, loop: Any) -> None:
        await handover.close()

    return stop


def buttons_of(choices: Iterable[Choice]) -> list[dict[str, str]]:
    """Buttons as the web has them."""
    return [{"title": choice.title, "payload": choice.question} for choice in choices]


class Relay:
    """Brings what officers say to the people of one chat platform: the loop of one process.

    Several processes may bring the same: the outbox takes each message once.
    """

    def __init__(self, handover: Handover, desk: Desk, channel: str) -> None:
        self._handover = handover
        self._desk = desk
        self._channel = channel
        self._loop: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin."""
        self._loop = asyncio.get_running_loop().create_task(self._run())

    async def stop(self) -> None:
        """End; what waits is brought after the next start."""
        if self._loop is not None:
            self._loop.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._loop
        await self._handover.close()

    async def _run(self) -> None:
        while True:
            try:
                for message in await self._handover.for_platform(self._channel):
                    if message.address is None:
                        logger.error("%s: a message of an officer came too late to be sent", self._channel)
                    else:
                        text = self._handover.wording(message)
                        await self._desk.tell(message.person, message.address, f"desk-{message.key}", text, by_bot=not message.is_open)
                    await self._handover.told(message)
            except StoreError as error:
                logger.error("%s: what officers said cannot be read: %s", self._channel, error)
            except Exception as error:  # whatever it is, it must not end the loop
                logger.error("%s: what an officer said was not passed on", self._channel, exc_info=error)
            await asyncio.sleep(POLL_SECONDS)


async def last_turns(agent: Any, person: str) -> list[Turn]:
    """The conversation with the bot as far as Rasa keeps it, masked as it is there. Raises StoreError."""
    from bot.handover.handover import Turn

    tracker = await agent.tracker_store.retrieve(person) if agent is not None else None
    turns: list[Turn] = []
    for event in tracker.events if tracker is not None else ():
        if isinstance(event, UserUttered | BotUttered) and event.text:
            by_bot = isinstance(event, BotUttered)
            if by_bot and turns and turns[-1].by_bot:  # several bubbles of one answer
                turns[-1] = Turn(f"{turns[-1].text}\n{event.text}", by_bot=True)
            else:
                turns.append(Turn(event.text, by_bot=by_bot))
    return turns
