"""When a person writes in the bot's place, the bot is silent there."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from bot.messaging.events import Event
from bot.messaging.store import Store, Tables

MINUTE_MS = 60 * 1000
# An echo may come before the platform has told us the id of our message; so long one that looks foreign is looked at again.
SECOND_LOOK_SECONDS = 2.0


class Takeover:
    """minutes: how long the bot is silent after each message of a person; 0: it never is."""

    def __init__(self, store: Store, *, minutes: int, now: Callable[[], int]) -> None:
        self._store = store
        self._minutes = minutes
        self._now = now

    async def echo(self, event: Event, person: str) -> None:
        """The account said something: nothing new if it was us, else a person (or another program) has taken over."""
        if not self._minutes:
            return
        if await self._is_ours(event, person):
            return
        if not event.by_human:
            await asyncio.sleep(SECOND_LOOK_SECONDS)
            if await self._is_ours(event, person):
                return
        await self._silence(event, person)

    async def control(self, event: Event, person: str) -> None:
        """The platform passed the thread to us or to somebody else."""
        if event.ours:
            await self._store.run(lambda tables: tables.people.silence(person, 0))
        elif self._minutes:
            await self._silence(event, person)

    async def _silence(self, event: Event, person: str) -> None:
        now = self._now()
        until = min(event.said_at, now) + self._minutes * MINUTE_MS

        def work(tables: Tables) -> None:
            tables.people.silence(person, max(until, tables.people.get(person).silent_until))
            if until > now:
                tables.outbox.silence(person)

        await self._store.run(work)

    async def _is_ours(self, event: Event, person: str) -> bool:
        return await self._store.run(
            lambda tables: tables.outbox.is_ours(person, message_id=event.id, mark=event.mark, text=event.text, now=self._now()),
        )
