"""An answer before it is put into words: which response, which facts, which sources, which next questions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from bot.answers.conversation import Conversation
from bot.answers.memory import Memory
from bot.answers.outcome import Outcome
from bot.answers.phrases import Button, Phrases
from bot.contacts.book import Contacts
from bot.plan.find import Library, Subject
from bot.plan.model import Named, Plan, Sourced


@dataclass(frozen=True)
class Note:
    """A remark that is said once in a conversation."""

    id: str
    statement: Sourced


@dataclass(frozen=True)
class Answer:
    """response is the name of a Rasa response («utter_…») and facts are its variables; sources are ids of *plan*.

    subjects and options: refs that the conversation remembers; options are the things listed or offered;
    told: the facts told («plan/owner/fact»); qualifiers: the limits of the question (bot.answers.qualifiers); aside: said besides, to no question.
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
    told: tuple[str, ...] = ()
    qualifiers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    aside: bool = False


@dataclass(frozen=True)
class Context:
    """What composing an answer needs besides the query. contacts: those that may be shown where the question came from."""

    library: Library
    phrases: Phrases
    memory: Memory
    contacts: Contacts = field(default_factory=Contacts)

    @property
    def conversation(self) -> Conversation:
        """The memory read against the plans."""
        return Conversation(self.library, self.memory)


def refs(subjects: Iterable[Subject]) -> tuple[str, ...]:
    """Their ids among all plans."""
    return tuple(subject.ref for subject in subjects)


def refs_in(plan: Plan, entries: Iterable[Named]) -> tuple[str, ...]:
    """The ids of *entries* of *plan* among all plans."""
    return refs(Subject(plan, entry) for entry in entries)


def merged_sources(groups: Iterable[Iterable[str]]) -> tuple[str, ...]:
    """Every source once, in order of first use."""
    return tuple(dict.fromkeys(source for group in groups for source in group))
