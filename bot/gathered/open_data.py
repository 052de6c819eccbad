"""Counts that may be published: one whole month, no number under LEAST, nothing from which a smaller one follows."""

from __future__ import annotations

import csv
import datetime
import io
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from bot.gathered.record import Count

LEAST: Final = 5
REST: Final = "rest_of_values"  # all values together that were asked too rarely to be told
DAY, CHANNEL, ASK, OUTCOME, TARGET = "day", "channel", "ask", "outcome", "target"
NONE: Final = "none"  # no ask
HEADER: Final = ("month", "dimension", "value", "label", "questions")


@dataclass(frozen=True)
class Line:
    """How many questions of *month* («2026-03») have *value* in *dimension*."""

    month: str
    dimension: str
    value: str
    questions: int


def month_before(today: str) -> str:
    """The last month that is over.

    >>> month_before("2026-01-15")
    '2025-12'
    """
    return (datetime.date.fromisoformat(today).replace(day=1) - datetime.timedelta(days=1)).isoformat()[:7]


def lines(counts: Sequence[Count], month: str) -> list[Line]:
    """What may be told of *month*, each dimension by itself.

    Values with fewer than LEAST questions are told together. If these are fewer than LEAST too, the next smallest value joins them: the
    total of a dimension is known from the others, and would tell them by subtraction. Months do not overlap, so of two
    exports neither tells the other's difference.
    """
    counts = [count for count in counts if count.day.startswith(f"{month}-")]
    found = [Line(month, dimension, *told) for dimension in (DAY, CHANNEL, ASK, OUTCOME) for told in _told(_by(counts, dimension))]
    targets: Counter[str] = Counter()
    for count in counts:
        if count.target:
            targets[count.target] += count.named
    return found + [Line(month, TARGET, *told) for told in _told(targets)]


def text(found: Sequence[Line], label: Callable[[str, str], str]) -> str:
    """The lines as CSV with a header. label: of a dimension and its value."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(HEADER)
    writer.writerows((line.month, line.dimension, line.value, label(line.dimension, line.value), line.questions) for line in found)
    return written.getvalue()


def _by(counts: Sequence[Count], dimension: str) -> Counter[str]:
    added: Counter[str] = Counter()
    for count in counts:
        added[getattr(count, dimension) or NONE] += count.questions
    return added


def _told(added: Counter[str]) -> list[tuple[str, int]]:
    """Values and numbers that may be told, in the order of the values."""
    kept = {value: number for value, number in added.items() if number >= LEAST}
    rest = sum(number for number in added.values() if number < LEAST)
    while 0 < rest < LEAST and kept:
        smallest = min(kept, key=lambda value: (kept[value], value))
        rest += kept.pop(smallest)
    told = sorted(kept.items())
    return [*told, (REST, rest)] if rest >= LEAST else told
