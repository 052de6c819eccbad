"""When officers sit at the desk, and for which channels."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta, timezone

ZONE = timezone(timedelta(hours=7))  # Vietnam's, which has no summer time
DAYS = ("2", "3", "4", "5", "6", "7", "CN")  # Monday to Sunday, as people in Vietnam count them
_TIME = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])")


@dataclass(frozen=True)
class Shift:
    """Some hours of a day. days: 0 for Monday; until: not among them any more."""

    days: frozenset[int]
    start: time
    until: time


class DeskHours:
    """shifts: at any hour without any. channels: of the bot; all without any."""

    zone = ZONE

    def __init__(self, shifts: Sequence[Shift] = (), channels: Iterable[str] = ()) -> None:
        self._shifts = tuple(shifts)
        self._channels = frozenset(channels)

    def serves(self, channel: str) -> bool:
        """Whether the desk is for the people of *channel*."""
        return not self._channels or channel in self._channels

    def are_on(self, moment: datetime) -> bool:
        """Whether somebody sits there at *moment*.

        >>> shift = Shift(frozenset({0}), time(7, 30), time(11, 30))
        >>> [DeskHours([shift]).are_on(datetime(2026, 11, 23, hour, 30, tzinfo=ZONE)) for hour in (6, 7, 11)]
        [False, True, False]
        """
        local = moment.astimezone(ZONE)
        return not self._shifts or any(local.weekday() in shift.days and shift.start <= local.time() < shift.until for shift in self._shifts)


def time_of(text: str) -> time:
    """The time of day that *text* names, as in «7:30». Raises ValueError."""
    found = _TIME.fullmatch(text)
    if found is None:
        raise ValueError('this is no time of day; write it as "7:30" or "16:00"')
    return time(int(found[1]), int(found[2]))
