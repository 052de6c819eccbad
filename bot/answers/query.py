"""A query: the question frame with its holes filled, or the reason why one stays open."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum

from bot.answers.frame import Frame
from bot.plan.find import Subject
from bot.plan.model import Plan


class Problem(str, Enum):
    """Why a frame could not be resolved."""

    UNLISTED = "unlisted"
    NOTHING_NAMED = "nothing_named"
    SEVERAL_MEANT = "several_meant"
    UNKNOWN_SUBJECT = "unknown_subject"


@dataclass(frozen=True)
class Query:
    """A frame whose holes are filled. facts: cued facts as (owner ref, fact id); part: a cued part of the task.

    organisations: those that the question is limited to, beside its subjects; carried: subject or ask come from the conversation;
    fact: the id of the first subject's fact that answers the question, where the ranking of facts is sure of it;
    options: the subjects between which the citizen must choose (with problem SEVERAL_MEANT).
    """

    ask: str
    plan: Plan
    frame: Frame
    subjects: tuple[Subject, ...] = ()
    organisations: tuple[Subject, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    part: str | None = None
    fact: str | None = None
    options: tuple[Subject, ...] = ()
    carried: bool = False
    problem: Problem | None = None

    @property
    def subject(self) -> Subject | None:
        """The first subject."""
        return self.subjects[0] if self.subjects else None

    def cues(self, subject: Subject) -> bool:
        """Whether the question points to a statement of *subject*."""
        return any(owner == subject.ref for owner, _ in self.facts)

    def asking(self, ask: str) -> Query:
        """The same query taken as *ask*."""
        return replace(self, ask=ask)

    def about(self, *subjects: Subject) -> Query:
        """The same query about *subjects*."""
        return replace(self, subjects=subjects)

    def carrying(self, *subjects: Subject, ask: str | None = None) -> Query:
        """The query with *subjects*, and *ask* if given, from the conversation."""
        return replace(self, ask=ask if ask is not None else self.ask, subjects=subjects, carried=True)
