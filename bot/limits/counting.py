"""Counting by key: so many in a minute, for so many keys at most."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

MINUTE_MS = 60 * 1000
MOST_KEYS = 10_000  # of those that came last; more are not remembered


@dataclass
class _Minute:
    began: int
    count: int = 0


class PerMinute:
    """Takes *most* of each key in a minute that begins with the first; a key costs the same memory however much comes.

    Counts in memory of one process: after a restart everybody begins anew. Times are in milliseconds, of any clock that does not go back.
    """

    def __init__(self, most: int, *, most_keys: int = MOST_KEYS) -> None:
        self._most = most
        self._most_keys = most_keys
        self._minutes: OrderedDict[str, _Minute] = OrderedDict()

    def wait(self, key: str, *, now: int) -> int:
        """Milliseconds until one more of *key* is taken; 0: it is taken now."""
        minute = self._minutes.get(key)
        if minute is None or now >= minute.began + MINUTE_MS or minute.count < self._most:
            return 0
        return minute.began + MINUTE_MS - now

    def count(self, key: str, *, now: int, weight: int = 1) -> None:
        """One of *key* was taken, or so many."""
        minute = self._minutes.get(key)
        if minute is None or now >= minute.began + MINUTE_MS:
            minute = self._minutes[key] = _Minute(now)
        minute.count += weight
        self._minutes.move_to_end(key)
        while len(self._minutes) > self._most_keys:
            self._minutes.popitem(last=False)
