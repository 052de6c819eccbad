"""Look-up by a few words: what the bot's linker finds in them, and what is named with words that begin so.

The linker knows aliases, typos and missing diacritics but only whole names; while somebody types, names are also found by
their first letters, and by likeness if nothing else is found. Neither loads anything: the linker's findings are handed in.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rapidfuzz import fuzz

from bot.language.normalise import fold, normalise
from bot.plan.find import KINDS, Library, Subject, figure_is, same_day, targets_of, targets_with_figure, tasks_with_role
from bot.plan.model import Named, Plan, Target, Task

MAX_HITS = 20
MAX_CHARACTERS = 200  # of what is searched for; a citizen's question is shorter
LEAST_LIKENESS = 84.0  # percent of the letters, in the best part of a name; below, «thời tiết» is like «thiết kế»
LEAST_LIKE_CHARACTERS = 5  # shorter words are like everything
MAX_WORDS_OF_A_NUMBER = 3

# How well a subject fits, from 0 to 100, by how it was found. A fraction of a point is left for how much of the name was said.
_NAMED, _OF_A_FIGURE, _BY_FIRST_LETTERS, _OF_A_FACT, _OF_A_DATE, _BOUND, _BELONGS, _ALIKE = 90.0, 85.0, 75.0, 70.0, 65.0, 60.0, 50.0, 30.0
_LEADS_BEFORE = 1.0  # tasks that a body leads come before those that it coordinates

_WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+|%")


@dataclass(frozen=True)
class _Name:
    """A name of a subject as it is searched: its words, folded. own: its name in the plan or its short name, no alias."""

    ref: str
    words: tuple[str, ...]
    text: str
    own: bool


class Search:
    """Finds the subjects of the loaded plans."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._order = {Subject(plan, entry).ref: number for plan in library.plans for number, entry in enumerate(_subjects(plan))}
        self._names: tuple[_Name, ...] | None = None

    def find(self, text: str, entities: Iterable[Mapping[str, Any]] = (), *, plan: Plan | None = None) -> list[Subject]:
        """Up to MAX_HITS subjects, the best first; of *plan* alone if given.

        entities: what the linker found in *text*, as Rasa has it: «entity», «value», «start», «end».
        """
        text = text[:MAX_CHARACTERS]
        words = _words(text)
        if not words:
            return []
        plans = (plan,) if plan else self._library.plans
        scores: dict[str, float] = defaultdict(float)
        for ref, score in (*self._linked(entities, plans), *self._numbered(words, plans), *self._begun(words)):
            scores[ref] = max(scores[ref], score)
        if not scores:
            scores.update(self._alike(" ".join(words)))
        wanted = {one.id for one in plans}
        found = [subject for ref in sorted(scores, key=lambda ref: (-scores[ref], self._order.get(ref, 0))) if (subject := self._library.subject(ref))]
        return [subject for subject in found if subject.plan.id in wanted][:MAX_HITS]

    # -- by the linker

    def _linked(self, entities: Iterable[Mapping[str, Any]], plans: Sequence[Plan]) -> Iterator[tuple[str, float]]:
        for entity in entities:
            kind, value = str(entity["entity"]), str(entity["value"])
            said = min(int(entity["end"]) - int(entity["start"]), MAX_CHARACTERS) / MAX_CHARACTERS
            subject = self._library.subject(value)
            if subject is not None:
                yield subject.ref, _NAMED + said
                yield from _bound_to(subject)
            elif kind in ("fact", "part"):
                yield value.rpartition("/")[0], _OF_A_FACT + said
            elif kind == "figure":
                yield from _with_figure(value, plans)
            elif kind == "date":
                yield from ((_ref(plan, target), _OF_A_DATE) for plan in plans for target in plan.targets if _is_dated(target, value))

    # -- by numbers as people type them into a search box: «75», «4»

    def _numbered(self, words: Sequence[str], plans: Sequence[Plan]) -> Iterator[tuple[str, float]]:
        """One number is a figure or a task's; after a word or two (of the kind «task 4») a task's."""
        number = words[-1]
        if len(words) <= MAX_WORDS_OF_A_NUMBER and number.isdecimal():
            yield from ((_ref(plan, task), _NAMED) for plan in plans for task in plan.tasks if task.number == int(number))
            if len(words) == 1:
                yield from _with_figure(number, plans)

    # -- by letters

    def _begun(self, words: Sequence[str]) -> Iterator[tuple[str, float]]:
        """Subjects with a name that has every word, the last one perhaps only begun."""
        whole, begun = set(words[:-1]), words[-1]
        for name in self._all_names():
            if whole.issubset(name.words) and any(word.startswith(begun) for word in name.words):
                share = min(1.0, sum(map(len, words)) / max(len(name.text) - name.text.count(" "), 1))
                in_order = name.text.startswith(" ".join(words)) or f" {' '.join(words)}" in name.text
                yield name.ref, _BY_FIRST_LETTERS + 5 * name.own + 3 * in_order + share

    def _alike(self, text: str) -> Iterator[tuple[str, float]]:
        """Subjects with a name that has a part like *text*, letter for letter."""
        if len(text) < LEAST_LIKE_CHARACTERS or any(char.isdecimal() for char in text):
            return
        for name in self._all_names():
            if len(name.text) >= len(text) - 1:
                likeness = fuzz.partial_ratio(text, name.text, score_cutoff=LEAST_LIKENESS)
                if likeness:
                    yield name.ref, _ALIKE + likeness / 10 + name.own

    def _all_names(self) -> tuple[_Name, ...]:
        if self._names is None:  # with the first search, not with the start of the service
            self._names = tuple(_names(self._library))
        return self._names


def _words(text: str) -> list[str]:
    """Folded; a number and its percent sign are two."""
    return _WORD.findall(fold(normalise(text).text))


def _subjects(plan: Plan) -> Iterator[Named]:
    """In the order in which equally good findings are told: what people most often look for first."""
    yield from (*plan.targets, *plan.tasks, *plan.topics, *plan.organisations, *plan.pillars)


def _names(library: Library) -> Iterator[_Name]:
    for plan in library.plans:
        for entry in plan.subjects():
            own = (entry.name, entry.label)
            for name in dict.fromkeys((*own, *entry.aliases, *entry.shared_aliases)):
                words = tuple(_words(name))
                yield _Name(_ref(plan, entry), words, " ".join(words), name in own)


def _bound_to(subject: Subject) -> Iterator[tuple[str, float]]:
    """What belongs to a subject that was named: targets of a pillar or task, tasks of a body, the task of a target."""
    plan, entry = subject.plan, subject.entry
    if isinstance(entry, Target) and entry.task:
        yield f"{plan.id}/{entry.task}", _BELONGS
    elif isinstance(entry, Task):
        yield from ((_ref(plan, target), _BOUND) for target in targets_of(plan, task=entry.id))
    elif KINDS[type(entry)] == "pillar":
        yield from ((_ref(plan, target), _BOUND) for target in targets_of(plan, pillar=entry.id))
    elif KINDS[type(entry)] == "organisation":
        for role, score in (("leads", _BOUND + _LEADS_BEFORE), ("coordinators", _BOUND)):
            yield from ((_ref(plan, task), score) for task, _ in tasks_with_role(plan, entry.id, role))


def _with_figure(figure: str, plans: Sequence[Plan]) -> Iterator[tuple[str, float]]:
    """Targets with that figure, then those of whose range it is a bound."""
    for plan in plans:
        for target in targets_with_figure(plan, figure):
            yield _ref(plan, target), _OF_A_FIGURE + figure_is(target, figure)


def _is_dated(target: Target, mention: str) -> bool:
    return any(same_day(day, mention) for day in (target.due, *(condition.start for condition in target.conditions)))


def _ref(plan: Plan, entry: Named) -> str:
    return f"{plan.id}/{entry.id}"
