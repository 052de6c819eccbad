"""One question as it is counted: what it asked, of what, and what became of it; nothing of who asked."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from typing import Final

from bot.privacy.masking import beginning

# A day is one of Vietnam, the year round seven hours ahead of UTC.
ZONE: Final = datetime.timezone(datetime.timedelta(hours=7))
CHANNELS: Final = ("web", "rest", "zalo", "zalo_bot", "messenger")
OTHER: Final = "other"
PAUSED: Final = "paused"  # not read: officers have switched the channel off
REFUSED: Final = ("not_stated", "out_of_plan")
OPEN: Final = (*REFUSED, "not_understood", "ask_back")  # outcomes of which the words are kept
MOST_CHARACTERS: Final = 300
_NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")


@dataclass(frozen=True)
class Asked:
    """ask: a Rasa intent, "" for none; outcome: an Outcome's value or PAUSED; subjects, targets: refs («plan/id»), targets
    being those of the subjects that are one; guess: the likeliest intent of what was not understood."""

    ask: str
    outcome: str
    subjects: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    guess: str = ""

    @property
    def is_open(self) -> bool:
        """Whether it got no answer, so that its words tell what is missing."""
        return self.outcome in OPEN


@dataclass(frozen=True)
class Entry:
    """A question with its day («2026-03-01») and channel. text: "" unless its words are kept."""

    day: str
    channel: str
    asked: Asked
    text: str = ""


def entry(asked: Asked, *, channel: str, text: str, now: float) -> Entry:
    """The question as it is kept. now: seconds since 1970."""
    named = channel if channel in CHANNELS else OTHER
    kept = Asked(_name(asked.ask), _name(asked.outcome), asked.subjects, asked.targets, _name(asked.guess))
    return Entry(day_of(now), named, kept, words_of(text) if asked.is_open else "")


def day_of(now: float) -> str:
    """The day in Vietnam; now: seconds since 1970.

    >>> day_of(0.0), day_of(17 * 3600.0)
    ('1970-01-01', '1970-01-02')
    """
    return datetime.datetime.fromtimestamp(now, ZONE).date().isoformat()


def words_of(text: str) -> str:
    """*text* on one line, bounded, without numbers and addresses that tell who somebody is.

    >>> words_of(" gọi tôi  0912 345 678\\n nhé ")
    'gọi tôi ••• nhé'
    """
    line = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    masked = beginning(line, MOST_CHARACTERS)
    return masked if len(masked) <= MOST_CHARACTERS else masked[: MOST_CHARACTERS - 1].rstrip() + "…"


def _name(value: str) -> str:
    return value if _NAME.fullmatch(value) else ""
