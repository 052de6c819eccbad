"""A citizen and an officer: how their talk begins, goes on and ends, whatever the channel."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.contacts.hours import DeskHours
from bot.handover.chatwoot import Chatwoot, DeskContact, DeskError
from bot.handover.deliveries import OfficerSaid, Resolved
from bot.handover.kept import KeptTalks
from bot.handover.settings import HandoverSettings
from bot.handover.tables import OFFICER, Talk, ToPerson
from bot.limits.counting import HOUR_MS, Quota
from bot.messaging.menus import plain
from bot.messaging.retrying import delay
from bot.messaging.texts import ChannelTexts
from bot.watch.metrics import metrics

logger = logging.getLogger("handover")

NAME = "chatwoot"  # of the channel, in figures too
MOST_COMMAND = 60  # characters of what may be a command
BEGIN_SECONDS = 20.0  # so long may it take to reach the desk
BEGIN_TRIES = 3
MOST_TURNS = 6  # messages of the conversation that the officer gets to read, of both sides


@dataclass(frozen=True)
class Turn:
    """One message of a conversation. by_bot: the bot's answer."""

    text: str
    by_bot: bool


@dataclass(frozen=True)
class Handed:
    """What is said at once to a citizen's message that the bot did not answer; text "": nothing. is_open: an officer answers him now."""

    text: str = ""
    is_open: bool = False


class Handover:
    """The desk as channels see it. offers: by channel whom to ask instead, "" if nobody is known. now: seconds since 1970."""

    def __init__(
        self,
        kept: KeptTalks,
        desk: Chatwoot,
        texts: ChannelTexts,
        hours: DeskHours,
        offers: Mapping[str, str],
        settings: HandoverSettings,
        *,
        now: Callable[[], float],
    ) -> None:
        self._kept = kept
        self._desk = desk
        self._texts = texts.desk
        self._agreeing = frozenset(map(plain, texts.commands.officer))
        self._returning = frozenset(map(plain, texts.commands.bot))
        self._hours = hours
        self._offers = offers
        self._begins = Quota(settings.chatwoot_begins_per_hour, period=HOUR_MS)
        self._most_waiting = settings.chatwoot_most_waiting
        self._beginning = 0  # talks that are on their way to the desk
        self._now = now

    # -- a citizen's messages

    def is_attended(self, channel: str) -> bool:
        """Whether officers are there now for the people of *channel*."""
        return self._hours.serves(channel) and self._hours.are_on(datetime.fromtimestamp(self._now(), self._hours.zone))

    def agrees(self, text: str) -> bool:
        """Whether *text* says that an officer may read along; the button under the offer says it."""
        return len(text) <= MOST_COMMAND and plain(text) in self._agreeing

    async def take(self, person: str, key: str, text: str) -> Handed | None:
        """Bring a message to the officer who talks with the *person*; None if nobody does and the bot is to answer.

        key: the message's id; one that comes twice goes there once. text: masked. Raises StoreError.
        """
        if len(text) <= MOST_COMMAND and plain(text) in self._returning:
            await self._kept.end(person, note=self._texts.note_returned)
            return Handed(self._texts.returned)
        if await self._kept.say(person, key, text or self._texts.attachment):
            return Handed(is_open=True)
        return None

    async def begin(self, person: str, channel: str, address: str | None, text: str, turns: Sequence[Turn], *, origin: str) -> Handed:
        """Hand over to the desk, once the *person* agreed with his *text*; what he is told, also where the desk is away. Raises StoreError.

        turns: the end of the conversation with the bot, masked. Nothing of it leaves here earlier. origin: by whom
        begins are counted: who begins too many, or while too many wait, is told that the desk is not reached.
        """
        if not self.is_attended(channel):
            return Handed(self._with_offer(self._texts.closed, channel))
        now = round(time.monotonic() * 1000)
        kind = "begins" if self._begins.wait(origin, now=now) else "waiting" if await self._kept.waiting() + self._beginning >= self._most_waiting else ""
        if kind:
            tell_failure("a citizen was not handed over: too many", f"too_many_{kind}")
            return Handed(self._with_offer(self._texts.away, channel))
        self._begins.count(origin, now=now)
        self._beginning += 1
        try:
            return await self._begin(person, channel, address, text, turns)
        finally:
            self._beginning -= 1

    async def _begin(self, person: str, channel: str, address: str | None, text: str, turns: Sequence[Turn]) -> Handed:
        talk = await self._kept.prepare(person, channel, address)
        try:
            async with asyncio.timeout(BEGIN_SECONDS):
                at = await self._reach(talk, text, turns)
        except (DeskError, TimeoutError) as error:
            kind = error.kind if isinstance(error, DeskError) else "silent"
            tell_failure("a citizen could not be handed over", kind)
            reached = await self._kept.get(person)
            if reached is not None and reached.conversation is not None:
                await self._kept.note(person, self._texts.note_away)  # what did get there must not be taken for somebody who waits
            return Handed(self._with_offer(self._texts.away, channel))
        await self._kept.open(person, desk_at=at)
        logger.info("handed over", extra={"fields": {"channel": channel}})
        return Handed(self._texts.begun, is_open=True)

    # -- what the desk tells

    async def hear(self, told: OfficerSaid | Resolved) -> None:
        """Keep what was delivered; on return it outlives the process. Raises StoreError."""
        if isinstance(told, OfficerSaid):
            await self._kept.officer_said(told.conversation, f"said-{told.id}", told.text)
            return
        talk = await self._kept.of_conversation(told.conversation)
        if talk is not None and await self._kept.end(talk.person, said=self._texts.ended, desk_at=told.at):
            logger.info("ended by the officer", extra={"fields": {"channel": talk.channel}})

    # -- what citizens are told

    async def for_web(self, person: str, after: int) -> tuple[list[ToPerson], bool]:
        """What the *person* was told since the message with the number *after*, and whether an officer answers him now. Raises StoreError."""
        talk = await self._kept.get(person)
        return await self._kept.for_web(person, after), talk is not None and talk.is_open

    async def for_platform(self, channel: str) -> list[ToPerson]:
        """What is to go on to a chat platform. Raises StoreError."""
        return await self._kept.for_platform(channel)

    async def told(self, message: ToPerson) -> None:
        """The message went on to its platform. Raises StoreError."""
        await self._kept.told(message.number)

    def wording(self, message: ToPerson) -> str:
        """The message as its reader sees it: whose words it holds."""
        if message.speaker != OFFICER:
            return message.text
        said = self._texts.officer.format(text=message.text)
        return said if message.is_open else f"{said}\n{self._texts.late}"

    def offer(self) -> tuple[str, str, str]:
        """The offer to talk with an officer here: its sentence, and its button's title and question."""
        return self._texts.offer, self._texts.agree, self._texts.agree_question

    def way_back(self) -> tuple[str, str]:
        """The button that leads back to the bot: title and question."""
        return self._texts.back, self._texts.back_question

    # -- all the time

    async def close(self) -> None:
        """Close connections."""
        await self._desk.close()
        self._kept.close()

    async def _reach(self, talk: Talk, text: str, turns: Sequence[Turn]) -> float:
        for attempt in range(BEGIN_TRIES):
            try:
                return await self._reach_once(talk, text, turns, is_new=attempt == 0)
            except DeskError as error:
                if error.kind == "gone":  # officers deleted the contact or the conversation since
                    await self._kept.on_desk(talk.person, None, None)
                elif error.kind not in ("silent", "server_error") or attempt == BEGIN_TRIES - 1:
                    raise
                await asyncio.sleep(delay(attempt, first=0.5, most=2.0))
            known = await self._kept.get(talk.person)
            talk = known or talk
        raise DeskError("gone")

    async def _reach_once(self, talk: Talk, text: str, turns: Sequence[Turn], *, is_new: bool) -> float:
        contact, conversation = talk.desk_contact, talk.conversation
        if contact is None:
            name = self._texts.contact_name.format(code=talk.identifier[:6], channel=talk.channel)
            contact = await self._desk.contact(talk.identifier, name)
            await self._kept.on_desk(talk.person, contact, None)
        if conversation is None:
            conversation = await self._conversation(contact, is_new=is_new)
            await self._kept.on_desk(talk.person, contact, conversation)
        await self._desk.say(conversation, self._note(talk.channel, turns), is_note=True)
        return await self._desk.say(conversation, text)

    async def _conversation(self, contact: DeskContact, *, is_new: bool) -> int:
        if not is_new:  # the one that was asked for may be there, though its reply did not come
            found = await self._desk.find_conversation(contact)
            if found is not None:
                return found
        return await self._desk.conversation(contact)

    def _note(self, channel: str, turns: Sequence[Turn]) -> str:
        # One line for each, so that no word of the citizen looks like the bot's.
        lines = [(self._texts.line_bot if turn.by_bot else self._texts.line_citizen).format(text=" ".join(turn.text.split())) for turn in turns[-MOST_TURNS:]]
        return "\n".join([self._texts.note_begun.format(channel=channel), *lines])

    def _with_offer(self, sentence: str, channel: str) -> str:
        return "\n".join(part for part in (sentence, self._offers.get(channel, "")) if part)


def tell_failure(what: str, kind: str) -> None:
    """Count a failure of the desk, and log that it happened, without a word of what was said."""
    metrics().error(NAME, kind)
    logger.warning("%s: %s", what, kind)
