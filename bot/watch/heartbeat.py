"""Whether the event loop that serves citizens still turns: it writes down the time, and another thread looks at it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

BEAT_SECONDS = 0.5


class Heartbeat:
    """limit: seconds without a beat after which the loop counts as hung. starting: seconds that the first beat may take. clock: in seconds."""

    def __init__(self, *, limit: float, starting: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._limit = limit
        self._starting = starting
        self._clock = clock
        self._made = clock()
        self._last: float | None = None
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to beat, in the running loop."""
        self.beat()
        self._task = asyncio.get_running_loop().create_task(self._run())

    def beat(self) -> None:
        """The loop turns."""
        self._last = self._clock()

    @property
    def has_started(self) -> bool:
        """Whether it has ever beaten."""
        return self._last is not None

    @property
    def age(self) -> float:
        """Seconds since the last beat; before the first one, since the process began."""
        return self._clock() - (self._made if self._last is None else self._last)

    @property
    def problem(self) -> str | None:
        """Why the loop counts as hung; None as long as it does not."""
        if self._last is None:
            return None if self.age <= self._starting else f"not started after {self.age:.0f} s"
        return None if self.age <= self._limit else f"no sign of life for {self.age:.0f} s"

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(BEAT_SECONDS)
            self.beat()
