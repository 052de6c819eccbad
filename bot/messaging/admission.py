"""Who may ask how much: a few messages of one person at a time, so many a minute, and so many of all together."""

from __future__ import annotations

from collections import OrderedDict, deque
from dataclasses import dataclass, field
from enum import Enum

MOST_WAITING = 5  # messages of one person that are not answered yet
NOTICE_MS = 10 * 60 * 1000  # a person is told once in so long
MINUTE_MS = 60 * 1000
MOST_PEOPLE = 10_000  # of those that spoke last; more are not remembered


class Admitted(Enum):
    """What becomes of a message."""

    YES = "yes"
    TOO_MANY = "too_many"
    BUSY = "busy"


@dataclass
class _Seen:
    asked: deque[int] = field(default_factory=deque)
    told_at: int | None = None


class Admission:
    """Counts in memory: after a restart everybody begins anew."""

    def __init__(self, *, per_minute: int, most_waiting: int) -> None:
        self._per_minute = per_minute
        self._most_waiting = most_waiting
        self._seen: OrderedDict[str, _Seen] = OrderedDict()

    def admit(self, person: str, *, now: int, waiting: int, of_all: int) -> Admitted:
        """Whether a message is taken. waiting, of_all: messages that wait already, of the person and of all people."""
        seen = self._of(person)
        while seen.asked and seen.asked[0] <= now - MINUTE_MS:
            seen.asked.popleft()
        if waiting >= MOST_WAITING or len(seen.asked) >= self._per_minute:
            return Admitted.TOO_MANY
        if of_all >= self._most_waiting:
            return Admitted.BUSY
        seen.asked.append(now)
        return Admitted.YES

    def tells(self, person: str, *, now: int) -> bool:
        """Whether a person whose message is not taken is told so; he has been, then."""
        seen = self._of(person)
        if seen.told_at is not None and now - seen.told_at < NOTICE_MS:
            return False
        seen.told_at = now
        return True

    def _of(self, person: str) -> _Seen:
        seen = self._seen.setdefault(person, _Seen())
        self._seen.move_to_end(person)
        while len(self._seen) > MOST_PEOPLE:
            self._seen.popitem(last=False)
        return seen
