"""Short wordings that facts are put in before they go into a response: figures, dates, button texts (data/phrases.yml)."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from ruamel.yaml import YAML

from bot.plan.model import Figure, NoFigure


@dataclass(frozen=True)
class Button:
    """A next question: what stands on the button and what it asks."""

    title: str
    question: str


@dataclass(frozen=True)
class Phrases:
    """The wordings of data/phrases.yml; see the comments there."""

    comparators: Mapping[str, str]
    levels: Mapping[str, str]
    joins: Mapping[str, str]
    texts: Mapping[str, str]
    buttons: Mapping[str, Mapping[str, str]]

    @classmethod
    def from_file(cls, path: Path) -> Phrases:
        """Read the wordings. Raises KeyError for a missing section and ruamel's error for a repeated key."""
        content = YAML(typ="safe").load(path.read_text("utf-8"))
        return cls(**{name: content[name] for name in ("comparators", "levels", "joins", "texts", "buttons")})

    def figure(self, figure: Figure) -> str:
        """The figure with its comparator and unit: «ít nhất 75%», «65-70%»; that it is being checked, if it is."""
        if isinstance(figure, NoFigure):
            return self.texts["under_review"]
        low, high = figure.bounds
        number = self.number(low) if low == high else f"{self.number(low)}-{self.number(high)}"
        unit = figure.unit if figure.unit == "%" else f" {figure.unit}"
        return self.comparators[figure.comparator.value].format(figure=number + unit)

    def number(self, number: Decimal) -> str:
        """A number as Vietnamese print it: decimal comma, points between thousands."""
        whole, _, part = f"{number:f}".partition(".")
        grouped = f"{int(whole):,}".replace(",", ".")
        part = part.rstrip("0")
        return f"{grouped},{part}" if part else grouped

    def date(self, day: datetime.date) -> str:
        """A date as Vietnamese write it."""
        return f"{day.day}/{day.month}/{day.year}"

    def join(self, names: Iterable[str]) -> str:
        """«a», «a và b», «a, b và c»."""
        names = list(dict.fromkeys(names))
        if len(names) <= 1:
            return "".join(names)
        return self.joins["list"].join(names[:-1]) + self.joins["last"] + names[-1]

    def items(self, lines: Iterable[str]) -> str:
        """Lines of a list, one below the other, each with its mark."""
        return "".join(self.joins["item"] + line for line in lines)

    def button(self, key: str, **facts: str) -> Button:
        """The button *key* with its blanks filled."""
        texts = self.buttons[key]
        return Button(texts["title"].format(**facts), texts["question"].format(**facts))
