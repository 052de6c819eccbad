"""How long to wait before trying again."""

from __future__ import annotations

import random as _random
from collections.abc import Callable


def delay(attempt: int, *, first: float = 1.0, most: float = 300.0, random: Callable[[], float] = _random.random) -> float:
    """Seconds before try number *attempt* + 1, counted from 0: doubled each time, a random part of it, at least half of *first*.

    The random part («full jitter») keeps messages that failed together from coming back together.

    >>> [delay(attempt, random=lambda: 1.0) for attempt in (0, 1, 4, 40)]
    [1.0, 2.0, 16.0, 300.0]
    >>> delay(3, random=lambda: 0.0)
    0.5
    """
    return max(first / 2, random() * min(most, first * 2.0 ** min(attempt, 30)))
