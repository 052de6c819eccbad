"""What is off."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

CHANNELS = ("web", "rest", "zalo", "zalo_bot", "messenger", "pages", "api")
ALL, CHANNEL, TOPIC = "all", "channel", "topic"  # what a pause is of


@dataclass(frozen=True)
class State:
    """What is off. notices: by channel («» for all of them) what is told instead, "" for the fixed notice; topics: refs under review."""

    notices: Mapping[str, str] = field(default_factory=dict)
    topics: frozenset[str] = frozenset()

    def notice(self, channel: str) -> str | None:
        """What *channel* says instead of answering: a text, "" for the fixed one; None if it is on."""
        return self.notices.get(channel, self.notices.get(""))
