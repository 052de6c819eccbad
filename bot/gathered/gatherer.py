"""Writes what was asked beside the answering: a thread of its own, so that no citizen waits for it or gets its failures."""

from __future__ import annotations

import atexit
import logging
import queue
import threading
import time
from collections.abc import Iterable
from typing import Final

from bot.gathered.asked import Asked, Entry, entry
from bot.gathered.record import Record
from bot.store.database import StoreError

logger = logging.getLogger(__name__)

MOST_WAITING: Final = 5_000  # questions; what comes while so many wait is not counted
GATHER_SECONDS: Final = 0.5  # between two transactions
END_SECONDS: Final = 3.0  # for which the end of the process waits for the last one


class Gatherer:
    """What was asked of this process, on its way to the database at *url*."""

    def __init__(self, url: str, *, most_waiting: int = MOST_WAITING) -> None:
        self._url = url
        self._waiting: queue.Queue[Entry] = queue.Queue(most_waiting)
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None
        self._is_failing = False

    def gather(self, questions: Iterable[Asked], *, channel: str, text: str) -> None:
        """Count the questions of one message, and keep its words if one of them got no answer. Never raises, never waits."""
        try:
            for asked in questions:
                self._waiting.put_nowait(entry(asked, channel=channel, text=text, now=time.time()))
            if self._thread is None:
                self._start()
        except queue.Full:
            self._tell("too many wait to be written")
        except Exception as error:
            self._tell(type(error).__name__)

    def close(self) -> None:
        """Write what waits, within END_SECONDS, and end."""
        self._ended.set()
        if self._thread is not None:
            self._thread.join(END_SECONDS)

    def _start(self) -> None:
        self._thread = threading.Thread(target=self._run, name="gathering", daemon=True)
        self._thread.start()
        atexit.register(self.close)

    def _run(self) -> None:
        record: Record | None = None
        batch: list[Entry] = []
        while True:
            is_last = self._ended.wait(GATHER_SECONDS)
            while len(batch) < MOST_WAITING and not self._waiting.empty():
                batch.append(self._waiting.get_nowait())
            if batch:
                try:
                    record = record or Record(self._url)
                    record.add(batch)
                    batch, self._is_failing = [], False
                except StoreError as error:  # tried again with the next ones
                    self._tell(str(error))
                except Exception as error:  # what it is due to would come again: these are lost
                    batch = []
                    self._tell(type(error).__name__)
            if is_last:
                break
        if record is not None:
            record.close()

    def _tell(self, why: str) -> None:
        """Log the first of a row of failures."""
        if not self._is_failing:
            logger.warning("what is asked is not counted (%s)", why)
        self._is_failing = True
