"""Brings to the desk what waits, and ends talks that nobody goes on with: the loop of one process."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Mapping

from bot.handover.chatwoot import Chatwoot, DeskError
from bot.handover.handover import tell_failure
from bot.handover.kept import KeptTalks
from bot.handover.settings import HandoverSettings
from bot.handover.tables import NOTE, Deletion, Talk, ToDesk
from bot.messaging.retrying import delay
from bot.messaging.texts import DeskTexts
from bot.store.database import StoreError

logger = logging.getLogger("handover")

POLL_SECONDS = 1.0
MINUTE_MS = 60 * 1000
HOUR_MS = 60 * MINUTE_MS
WARN_MS = MINUTE_MS  # so long may a message be on its way before the citizen is told
GIVE_UP_MS = 24 * HOUR_MS  # then an officer's answer would help nobody any more
ADDRESS_MS = 48 * HOUR_MS  # the longest time in which a platform lets anybody answer


class Bringing:
    """offers: by channel whom to ask instead, "" if nobody is known. now: milliseconds since 1970."""

    def __init__(
        self, kept: KeptTalks, desk: Chatwoot, texts: DeskTexts, settings: HandoverSettings, offers: Mapping[str, str], *, now: Callable[[], int]
    ) -> None:
        self._kept = kept
        self._desk = desk
        self._texts = texts
        self._wait_ms = settings.chatwoot_wait_minutes * MINUTE_MS
        self._idle_ms = settings.chatwoot_idle_hours * HOUR_MS
        self._offers = offers
        self._now = now
        self._tidied_at = 0
        self._loop: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin."""
        self._loop = asyncio.get_running_loop().create_task(self._run())

    async def stop(self) -> None:
        """End; what waits is brought after the next start, by whichever process."""
        if self._loop is not None:
            self._loop.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._loop

    async def _run(self) -> None:
        while True:
            try:
                await self._once()
            except StoreError as error:
                logger.error("what waits for the desk cannot be read: %s", error)
            except Exception as error:  # whatever it is, it must not end the bringing
                logger.error("what waits for the desk was not brought", exc_info=error)
            await asyncio.sleep(POLL_SECONDS)

    async def _once(self) -> None:
        await asyncio.gather(*(self._bring(row) for row in await self._kept.claim()))
        for gone in await self._kept.deletions():
            await self._delete(gone)
        now = self._now()
        for talk in await self._kept.late(now - WARN_MS):
            await self._kept.warn(talk.person, self._with_offer(self._texts.late_desk, talk))
        since = round(now - self._wait_ms)
        for talk in await self._kept.unanswered(since):
            said = self._with_offer(self._texts.nobody, talk)
            if await self._kept.end(talk.person, said=said, note=self._texts.note_nobody, unless_said_since=since):
                logger.info("ended, since nobody answered", extra={"fields": {"channel": talk.channel}})
        for talk in await self._kept.idle(round(now - self._idle_ms)):
            await self._kept.end(talk.person, said=self._texts.ended, note=self._texts.note_idle)
        if now - self._tidied_at >= HOUR_MS:
            self._tidied_at = now
            await self._kept.forget_addresses(now - ADDRESS_MS)

    async def _bring(self, row: ToDesk) -> None:
        talk = await self._kept.get(row.person)
        if talk is None or talk.conversation is None:  # forgotten, or the desk deleted it
            await self._kept.give_up(row.person)
            return
        try:
            await self._desk.say(talk.conversation, row.text, is_note=row.kind == NOTE)
        except DeskError as error:
            tell_failure(f"a message was not brought, attempt {row.attempts + 1}", error.kind)
            if error.is_passing and self._now() - row.at < GIVE_UP_MS:
                await self._kept.again(row.number, wait=delay(row.attempts, first=2.0))
                return
            await self._lose(talk, error)
            return
        await self._kept.brought(row.number, row.person)

    async def _lose(self, talk: Talk, error: DeskError) -> None:
        """What waits will never get there: the citizen is told, and the bot answers again."""
        count = await self._kept.give_up(talk.person)
        if error.kind == "gone":
            await self._kept.on_desk(talk.person, talk.desk_contact, None)
        logger.error("%d messages were given up: %s", count, error.kind)
        await self._kept.end(talk.person, said=self._with_offer(self._texts.lost, talk))

    async def _delete(self, gone: Deletion) -> None:
        try:
            contact = gone.contact
            if contact is None:
                found = await self._desk.find_contact(gone.identifier)
                contact = found.id if found is not None else None
            if contact is not None:
                await self._desk.delete_contact(contact)
        except DeskError as error:
            tell_failure(f"a contact was not deleted, attempt {gone.attempts + 1}", error.kind)
            await self._kept.delete_again(gone.identifier, wait=delay(gone.attempts, first=5.0))  # however often: somebody asked for it
            return
        await self._kept.deleted(gone.identifier)

    def _with_offer(self, sentence: str, talk: Talk) -> str:
        return "\n".join(part for part in (sentence, self._offers.get(talk.channel, "")) if part)
