"""Where a figure lies on a scale: the geometry of the drawn bars, in percent of their width.

What is drawn is what is aimed at, as mathematicians draw an interval: a point, a stretch between two points, or a point with
an open line to its right. Nothing is filled up like a progress bar, which would show something achieved.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from bot.api.models import Figure
from bot.plan.model import Comparator

PERCENT = "%"
_WHOLE = Decimal(100)
Kind = Literal["point", "range", "at_least", "over"]


@dataclass(frozen=True)
class Bar:
    """kind: point, range, at_least (the point belongs to the goal, and all above), over (all above the point).

    low, high: in percent of the scale's length, equal but for a range.
    """

    kind: Kind
    low: str
    high: str
    width: str  # of a range


@dataclass(frozen=True)
class Scale:
    """From 0 to *end*, in *unit*; ticks at its quarters."""

    unit: str
    end: Decimal

    @property
    def ticks(self) -> tuple[tuple[str, str], ...]:
        """Position and number of each tick."""
        return tuple((_written(Decimal(25 * quarter)), _written(self.end * quarter / 4)) for quarter in range(5))

    def bar(self, figure: Figure) -> Bar:
        """How *figure*, which has the scale's unit, is drawn."""
        low, high = _bounds(figure)
        kind: Kind = "range" if high > low else "point"
        if figure.comparator in (Comparator.AT_LEAST, Comparator.OVER):
            kind = "at_least" if figure.comparator is Comparator.AT_LEAST else "over"
        start, end = (min(number / self.end, Decimal(1)) * _WHOLE for number in (low, high))
        return Bar(kind, _written(start), _written(end), _written(end - start))


def scales(figures: Iterable[Figure]) -> dict[str, Scale]:
    """The scale of each unit: percents from 0 to 100, another unit up to the highest figure with it."""
    ends: dict[str, Decimal] = {}
    for figure in figures:
        ends[figure.unit] = max(ends.get(figure.unit, Decimal(0)), *_bounds(figure))
    return {unit: Scale(unit, _WHOLE if unit == PERCENT else end or Decimal(1)) for unit, end in ends.items()}


def _bounds(figure: Figure) -> tuple[Decimal, Decimal]:
    low = figure.value if figure.value is not None else figure.low
    high = figure.value if figure.value is not None else figure.high
    assert low is not None
    assert high is not None
    return low, high


def _written(number: Decimal) -> str:
    """With at most two decimals, and a point, as SVG wants it.

    >>> _written(Decimal("33.3333")), _written(Decimal("100"))
    ('33.33', '100')
    """
    return f"{number:.2f}".rstrip("0").rstrip(".")
