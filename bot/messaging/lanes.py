"""Each person's events one after the other, in the order in which they happened; those of others meanwhile."""

from __future__ import annotations

import asyncio
import heapq
import itertools
from collections.abc import Awaitable, Callable

from bot.messaging.events import Event

Handle = Callable[[Event, str], Awaitable[None]]


class Lanes:
    """handle: called with an event and its person; must not raise."""

    def __init__(self, handle: Handle) -> None:
        self._handle = handle
        self._numbers = itertools.count()
        self._waiting: dict[str, list[tuple[int, int, Event]]] = {}
        self._held: set[str] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def held(self) -> frozenset[str]:
        """The ids of the events that wait here or are being handled."""
        return frozenset(self._held)

    def add(self, event: Event, person: str) -> None:
        """Handle the event when its turn has come; one that is held already is left as it is."""
        if event.id in self._held:
            return
        self._held.add(event.id)
        lane = self._waiting.get(person)
        if lane is None:
            lane = self._waiting[person] = []
            task = asyncio.get_running_loop().create_task(self._drain(person, lane))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        heapq.heappush(lane, (event.said_at, next(self._numbers), event))

    async def stop(self) -> None:
        """Drop what waits and break off what is being handled."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _drain(self, person: str, lane: list[tuple[int, int, Event]]) -> None:
        try:
            while lane:
                event = heapq.heappop(lane)[2]
                await self._handle(event, person)
                self._held.discard(event.id)
        finally:
            del self._waiting[person]
