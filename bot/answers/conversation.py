"""What the memory refers to, as subjects of the loaded plans."""

from __future__ import annotations

from dataclasses import dataclass

from bot.answers.memory import Memory, Turn
from bot.plan.find import Library, Subject


@dataclass(frozen=True)
class Conversation:
    """The memory read against the plans. What a plan file has lost since is left out."""

    library: Library
    memory: Memory

    @property
    def has_begun(self) -> bool:
        """Whether anything was asked before."""
        return bool(self.memory.turns)

    @property
    def last(self) -> Turn | None:
        """The last turn that asked something."""
        return self.memory.last

    def remembered(self) -> tuple[Subject, ...]:
        """What is talked about: the subjects of the last turn that had any."""
        return self._found(self.memory.last_subjects())

    def listed(self) -> tuple[Subject, ...]:
        """What the last turn listed or offered."""
        return self._found(self.last.options if self.last is not None else ())

    def listed_targets(self) -> tuple[Subject, ...]:
        """The targets among what the last turn listed or offered."""
        return tuple(subject for subject in self.listed() if subject.kind == "target")

    def has_listed_tasks(self) -> bool:
        """Whether the last turn listed or counted tasks."""
        first = self.library.subject(self.last.options[0]) if self.last is not None and self.last.options else None
        return first is not None and first.kind == "task"

    def _found(self, refs: tuple[str, ...]) -> tuple[Subject, ...]:
        return tuple(subject for subject in map(self.library.subject, refs) if subject is not None)
