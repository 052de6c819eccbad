"""What a conversation remembers: its last questions as resolved, and what it has already told. Bounded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from bot.answers.outcome import Outcome

MAX_TURNS = 10


@dataclass(frozen=True)
class Turn:
    """A question as resolved and what its answer offered. subjects and options are refs («plan/id»), facts those told («plan/owner/fact»)."""

    ask: str | None
    subjects: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    outcome: str = Outcome.ANSWERED.value
    facts: tuple[str, ...] = ()


@dataclass
class Memory:
    """Turns, oldest first; told: ids of notes that are said once in a conversation.

    refusals: messages in a row that got no answer; place: the last one named for which there is a contact.
    """

    turns: list[Turn] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    greeted: bool = False
    refusals: int = 0
    place: str = ""

    @classmethod
    def from_slot(cls, value: Mapping[str, Any] | None) -> Memory:
        """The memory that a slot holds; a new one for an empty slot or one of another version."""
        if not value:
            return cls()
        try:
            turns = [Turn(turn["ask"], tuple(turn["subjects"]), tuple(turn["options"]), turn["outcome"], tuple(turn["facts"])) for turn in value["turns"]]
            return cls(turns, list(value["told"]), bool(value["greeted"]), int(value.get("refusals", 0)), str(value.get("place", "")))
        except (KeyError, TypeError):
            return cls()

    def to_slot(self) -> dict[str, Any]:
        """As plain JSON."""
        return asdict(self)

    def add(self, turn: Turn) -> None:
        """Remember *turn*, forgetting the oldest if need be."""
        self.turns = [*self.turns, turn][-MAX_TURNS:]

    @property
    def last(self) -> Turn | None:
        """The last turn that asked something."""
        return self.turns[-1] if self.turns else None

    def last_subjects(self) -> tuple[str, ...]:
        """Subjects of the last turn that had any."""
        return next((turn.subjects for turn in reversed(self.turns) if turn.subjects), ())

    def subjects_in_order(self) -> list[str]:
        """Every subject talked about, first mention first."""
        return list(dict.fromkeys(subject for turn in self.turns for subject in turn.subjects))

    def ask_about(self, subject: str) -> str | None:
        """What was last asked about *subject*."""
        return next((turn.ask for turn in reversed(self.turns) if turn.ask and subject in turn.subjects), None)
