"""What is off, as the processes of the service see it: asked of the database, and for a moment remembered."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from bot.switches.state import State

if TYPE_CHECKING:
    from bot.switches.record import Record

# The database's library is imported with the first look: channels are imported while Rasa starts without it (bot.service.lean).

logger = logging.getLogger("switches")

REMEMBERED_SECONDS = 0.5  # so long a state is taken for the present one
PATIENCE_SECONDS = 1.0  # so long a message waits for the database; then the last known state holds


class Switches:
    """The state in the database at *url*. Its methods may be called from any thread; now: seconds on any clock.

    While the database cannot be read, the last known state holds; before it could be read once, nothing is off.
    """

    def __init__(self, url: str, *, remembered: float = REMEMBERED_SECONDS, now: Callable[[], float] = time.monotonic) -> None:
        self._url = url
        self._remembered = remembered
        self._now = now
        self._record: Record | None = None
        self._state = State()
        self._read_at: float | None = None
        self._is_readable = True
        self._reading = threading.Lock()

    def state(self) -> State:
        """What is off, at most *remembered* seconds ago. It may wait for the disk."""
        if self._is_fresh():
            return self._state
        with self._reading:  # who comes second finds what the first has read
            if not self._is_fresh():
                self._read()
        return self._state

    async def current(self) -> State:
        """The same, without holding up the event loop."""
        if self._is_fresh():
            return self._state
        try:
            return await asyncio.wait_for(asyncio.to_thread(self.state), PATIENCE_SECONDS)
        except TimeoutError:
            logger.warning("the switches could not be read within %.0f s; the last known state holds", PATIENCE_SECONDS)
            return self._state

    def _is_fresh(self) -> bool:
        return self._read_at is not None and self._now() - self._read_at < self._remembered

    def _read(self) -> None:
        from bot.store.database import StoreError
        from bot.switches.record import Record

        try:
            if self._record is None and self._is_there():
                self._record = Record(self._url)
            state = self._record.state() if self._record is not None else State()
        except StoreError as error:
            if self._is_readable:  # told once, not with every message
                logger.error("the switches cannot be read, the last known state holds: %s", error)
            self._is_readable = False
        else:
            if not self._is_readable:
                logger.info("the switches can be read again")
            self._is_readable = True
            self._state = state
        self._read_at = self._now()

    def _is_there(self) -> bool:
        """Whether there can be a pause: a file that nobody has made yet is not made by looking."""
        from sqlalchemy.engine import make_url

        parts = make_url(self._url)
        return parts.get_backend_name() != "sqlite" or Path(parts.database or "").is_file()
