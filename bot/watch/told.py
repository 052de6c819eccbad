"""What the action tells the Rasa process about an answer, for counting: in the metadata of its event, which no citizen gets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

KEY: Final = "watch"
# Reasons why a message was not answered with a fact though all went well.
TOO_LONG: Final = "too_long"
NO_WORDS: Final = "no_words"
PAUSED: Final = "paused"  # officers have switched the channel off
NOT_UNDERSTOOD: Final = "not_understood"


@dataclass(frozen=True)
class Question:
    """One question of a message: its ask, and what became of it (an Outcome's value)."""

    ask: str | None
    outcome: str


@dataclass(frozen=True)
class Told:
    """The questions of one message. fallback: why nothing could be answered; "" if something could."""

    questions: tuple[Question, ...] = ()
    fallback: str = ""

    def metadata(self) -> dict[str, Any]:
        """As the action's event carries it."""
        questions = [{"ask": question.ask, "outcome": question.outcome} for question in self.questions]
        return {KEY: {"questions": questions, "fallback": self.fallback}}

    @classmethod
    def of(cls, questions: Iterable[Question]) -> Told:
        """Of a message that was read: a fallback if none of its questions was understood."""
        kept = tuple(questions)
        return cls(kept, NOT_UNDERSTOOD if all(question.outcome == NOT_UNDERSTOOD for question in kept) else "")

    @classmethod
    def unread(cls, reason: str) -> Told:
        """Of a message in which nothing was looked for."""
        return cls((Question(None, NOT_UNDERSTOOD),), reason)

    @classmethod
    def read(cls, events: Sequence[Mapping[str, Any]]) -> Told | None:
        """What the events of an action's reply tell; None if nothing."""
        for event in events:
            told = (event.get("metadata") or {}).get(KEY)
            if told is not None:
                return cls(tuple(Question(question["ask"], str(question["outcome"])) for question in told["questions"]), str(told["fallback"]))
        return None
