"""Counting by key: so many in a while, for so many keys at most."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

MINUTE_MS = 60 * 1000
HOUR_MS = 60 * MINUTE_MS
MOST_KEYS = 10_000  # of those that came last; more are not remembered


@dataclass
class _Period:
    began: int
    count: int = 0


class Quota:
    """Takes *most* of each key in a period that begins with the first; a key costs the same memory however much comes.

    Counts in memory of one process: after a restart everybody begins anew. Times, also *period*, are in milliseconds, of any clock that does not go back.
    """

    def __init__(self, most: int, *, period: int = MINUTE_MS, most_keys: int = MOST_KEYS) -> None:
        self._most = most
        self._period = period
        self._most_keys = most_keys
        self._periods: OrderedDict[str, _Period] = OrderedDict()

    def wait(self, key: str, *, now: int) -> int:
        """Milliseconds until one more of *key* is taken; 0: it is taken now."""
        period = self._periods.get(key)
        if period is None or now >= period.began + self._period or period.count < self._most:
            return 0
        return period.began + self._period - now

    def count(self, key: str, *, now: int, weight: int = 1) -> None:
        """One of *key* was taken, or so many."""
        period = self._periods.get(key)
        if period is None or now >= period.began + self._period:
            period = self._periods[key] = _Period(now)
        period.count += weight
        self._periods.move_to_end(key)
        while len(self._periods) > self._most_keys:
            self._periods.popitem(last=False)
