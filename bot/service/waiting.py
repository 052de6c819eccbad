"""Work that is done bit by bit between other things: generators that run until they would have to wait."""

from __future__ import annotations

import threading
from collections.abc import Generator
from typing import TypeVar

POLL_SECONDS = 0.1
Result = TypeVar("Result")
Waiting = Generator[None, None, None]  # runs until it would have to wait; to be gone on with often


def goes_on(waiting: Waiting) -> bool:
    """Go on with it; False when it is done."""
    return next(waiting, waiting) is not waiting


def finished(waiting: Generator[None, None, Result], stop: threading.Event) -> Result | None:
    """What it comes to; None if stopped before."""
    try:
        while True:
            next(waiting)
            if stop.wait(POLL_SECONDS):
                waiting.close()
                return None
    except StopIteration as done:
        result: Result = done.value
        return result
