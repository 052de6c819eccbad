"""Who may ask how much: a few messages of one person at a time, so many a minute, and so many of all together."""

from __future__ import annotations

from collections import OrderedDict
from enum import Enum

from bot.limits.counting import MOST_KEYS, Quota

MOST_WAITING = 5  # messages of one person that are not answered yet
NOTICE_MS = 10 * 60 * 1000  # a person is told once in so long


class Admitted(Enum):
    """What becomes of a message."""

    YES = "yes"
    TOO_MANY = "too_many"
    BUSY = "busy"


class Admission:
    """Counts in memory: after a restart everybody begins anew."""

    def __init__(self, *, per_minute: int, most_waiting: int) -> None:
        self._asked = Quota(per_minute)
        self._most_waiting = most_waiting
        self._told_at: OrderedDict[str, int] = OrderedDict()

    def admit(self, person: str, *, now: int, waiting: int, of_all: int) -> Admitted:
        """Whether a message is taken. waiting, of_all: messages that wait already, of the person and of all people."""
        if waiting >= MOST_WAITING or self._asked.wait(person, now=now):
            return Admitted.TOO_MANY
        if of_all >= self._most_waiting:
            return Admitted.BUSY
        self._asked.count(person, now=now)
        return Admitted.YES

    def tells(self, person: str, *, now: int) -> bool:
        """Whether a person whose message is not taken is told so; he has been, then."""
        told_at = self._told_at.get(person)
        if told_at is not None and now - told_at < NOTICE_MS:
            return False
        self._told_at[person] = now
        self._told_at.move_to_end(person)
        while len(self._told_at) > MOST_KEYS:
            self._told_at.popitem(last=False)
        return True
