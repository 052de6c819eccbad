"""What the report shows: counts by day, channel, ask and target, and the groups of questions without an answer."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bot.gathered.groups import Group, grouped
from bot.gathered.record import Count, Question

# What outcomes are drawn as; all others are «other»: small talk, and what officers have switched off.
SERIES: Final = {
    "answered": ("answered",),
    "ask_back": ("ask_back",),
    "refused": ("not_stated", "out_of_plan"),
    "not_understood": ("not_understood",),
}
OTHER_SERIES: Final = "other"
ALL_SERIES: Final = (*SERIES, OTHER_SERIES)
DISLIKED: Final = "disliked"  # stands for the outcome of an answer that got a thumb down
_SERIES_OF = {outcome: series for series, outcomes in SERIES.items() for outcome in outcomes}


@dataclass(frozen=True)
class Row:
    """How many questions there were of one value (a day, a channel, …), by series."""

    value: str
    parts: Mapping[str, int]

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.parts.values())


@dataclass(frozen=True)
class Votes:
    """How many thumbs went up and down."""

    up: int = 0
    down: int = 0


@dataclass(frozen=True)
class Report:
    """since, until: the first and the last day. In targets a question is counted with each target that it is about."""

    since: str
    until: str
    whole: Row
    outcomes: Sequence[tuple[str, int]]
    days: Sequence[Row]
    channels: Sequence[Row]
    asks: Sequence[Row]
    targets: Sequence[Row]
    groups: Sequence[Group]
    votes: Votes


def first_day(today: str, days: int) -> str:
    """The first of the last *days* days.

    >>> first_day("2026-03-01", 2)
    '2026-02-28'
    """
    return (datetime.date.fromisoformat(today) - datetime.timedelta(days=days - 1)).isoformat()


def report(counts: Sequence[Count], questions: Iterable[Question], *, since: str, until: str, votes: Votes | None = None) -> Report:
    """The report over the days from *since* to *until*, both included."""
    counts = [count for count in counts if since <= count.day <= until]
    outcomes: Counter[str] = Counter()
    for count in counts:
        outcomes[count.outcome] += count.questions
    by_day = {row.value: row for row in _rows((count.day, count.outcome, count.questions) for count in counts)}
    return Report(
        since,
        until,
        Row("", _added((count.outcome, count.questions) for count in counts)),
        [(outcome, number) for outcome, number in outcomes.most_common() if number],
        [by_day.get(day, Row(day, _added(()))) for day in _days(since, until)],
        _rows((count.channel, count.outcome, count.questions) for count in counts),
        _rows((count.ask, count.outcome, count.questions) for count in counts),
        _rows((count.target, count.outcome, count.named) for count in counts if count.target),
        grouped(question for question in questions if since <= question.day <= until),
        votes or Votes(),
    )


def _rows(counted: Iterable[tuple[str, str, int]]) -> list[Row]:
    """Of (value, outcome, number) a row for each value, the largest first."""
    values: dict[str, list[tuple[str, int]]] = {}
    for value, outcome, number in counted:
        values.setdefault(value, []).append((outcome, number))
    rows = [Row(value, _added(parts)) for value, parts in values.items()]
    return sorted((row for row in rows if row.total), key=lambda row: (-row.total, row.value))


def _added(parts: Iterable[tuple[str, int]]) -> dict[str, int]:
    added = dict.fromkeys(ALL_SERIES, 0)
    for outcome, number in parts:
        added[_SERIES_OF.get(outcome, OTHER_SERIES)] += number
    return added


def _days(since: str, until: str) -> list[str]:
    first, last = datetime.date.fromisoformat(since), datetime.date.fromisoformat(until)
    return [(first + datetime.timedelta(days=number)).isoformat() for number in range((last - first).days + 1)]
