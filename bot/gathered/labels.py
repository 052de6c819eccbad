"""What is shown for the words of the tables: data/report.yml, and the plans' own names."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from bot.gathered import open_data
from bot.plan.find import Library


class Labels:
    """Names of days, channels, asks, outcomes and subjects. What has no name is shown as it is."""

    def __init__(self, file: Path, library: Library) -> None:
        content: dict[str, Any] = YAML(typ="safe").load(file.read_text("utf-8"))
        self.texts: dict[str, str] = content["texts"]
        self.series: dict[str, str] = content["series"]
        self.asks: dict[str, str] = content["asks"]
        self.draft: str = content["draft"]
        self._outcomes: dict[str, str] = content["outcomes"]
        self._channels: dict[str, str] = content["channels"]
        self._library = library

    def ask(self, ask: str) -> str:
        """Of an intent; "" is none."""
        return self.asks.get(ask, ask) or self.texts["nothing_named"]

    def outcome(self, outcome: str) -> str:
        """Of an outcome."""
        return self._outcomes.get(outcome, outcome)

    def channel(self, channel: str) -> str:
        """Of a channel."""
        return self._channels.get(channel, channel)

    def subject(self, ref: str) -> str:
        """Of «plan/id»; a plan file may have lost it since."""
        found = self._library.subject(ref)
        return found.entry.label if found is not None else ref

    def day(self, day: str) -> str:
        """Of «2026-03-01».

        Whoever reads tables is used to day before month.
        """
        year, month, number = day.split("-")
        return f"{number}/{month}/{year}"

    def of_value(self, dimension: str, value: str) -> str:
        """Of a value in the open data."""
        if value == open_data.REST:
            return self.texts[open_data.REST]
        if value == open_data.NONE:
            return self.texts["nothing_named"]
        named = {
            open_data.DAY: self.day,
            open_data.CHANNEL: self.channel,
            open_data.ASK: self.ask,
            open_data.OUTCOME: self.outcome,
            open_data.TARGET: self.subject,
        }
        return named[dimension](value)


def number(count: int) -> str:
    """As it is written in Vietnam.

    >>> number(1234567)
    '1.234.567'
    """
    return f"{count:,}".replace(",", ".")
