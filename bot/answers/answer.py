"""An answer before it is put into words: which response, which facts, which sources, which next questions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from bot.answers.memory import Memory
from bot.answers.outcome import Outcome
from bot.answers.phrases import Button, Phrases
from bot.plan.find import Library, Subject
from bot.plan.model import Plan, Sourced


@dataclass(frozen=True)
class Note:
    """A remark that is said once in a conversation."""

    id: str
    statement: Sourced


@dataclass(frozen=True)
class Answer:
    """response is the name of a Rasa response («utter_…») and facts are its variables; sources are ids of *plan*.

    subjects and options: refs that the conversation remembers; options are the things listed or offered.
    """

    outcome: Outcome
    response: str
    plan: Plan
    facts: Mapping[str, str] = field(default_factory=dict)
    sources: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()
    buttons: tuple[Button, ...] = ()
    ask: str | None = None
    subjects: tuple[str, ...] = ()
    options: tuple[str, ...] = ()


@dataclass(frozen=True)
class Context:
    """What composing an answer needs besides the query."""

    library: Library
    phrases: Phrases
    memory: Memory


def refs(subjects: Iterable[Subject]) -> tuple[str, ...]:
    """Their ids among all plans."""
    return tuple(subject.ref for subject in subjects)


def merged_sources(groups: Iterable[Iterable[str]]) -> tuple[str, ...]:
    """Every source once, in order of first use."""
    return tuple(dict.fromkeys(source for group in groups for source in group))
