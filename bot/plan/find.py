"""Look-up in the loaded plans: by id, ask, figure, date, document, organisation, pillar, words."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from bot.language.dates import find_dates
from bot.language.documents import Document, find_documents, join_codes, parse_document
from bot.language.normalise import fold
from bot.language.tokens import tokenise
from bot.plan.model import NOT_STATED, Fact, Named, Organisation, Part, Pillar, Plan, Role, Source, Target, Task, Topic

_ASKS_OF_TIME = frozenset(("deadline", "issue_date"))

KINDS: dict[type, str] = {Target: "target", Task: "task", Organisation: "organisation", Pillar: "pillar", Topic: "topic"}


@dataclass(frozen=True, eq=False)
class Subject:
    """Something that a question is about, with the plan it stands in. Two are equal if their refs are."""

    plan: Plan
    entry: Named

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Subject) and self.ref == other.ref

    def __hash__(self) -> int:
        return hash(self.ref)

    @property
    def kind(self) -> str:
        """target, task, organisation, pillar or topic."""
        return KINDS[type(self.entry)]

    @property
    def ref(self) -> str:
        """Its id among all plans: «plan/id»."""
        return f"{self.plan.id}/{self.entry.id}"


class Library:
    """All loaded plans. A question that names no year is answered from the default one."""

    def __init__(self, plans: Sequence[Plan]) -> None:
        self.plans = tuple(plans)
        self._subjects = {f"{plan.id}/{entry.id}": Subject(plan, entry) for plan in plans for entry in plan.subjects()}
        self._sources = {(plan.id, source.id): source for plan in plans for source in plan.sources}

    @property
    def default(self) -> Plan:
        """The plan that a question without a year is about: the one whose file says so, else the newest."""
        return next((plan for plan in self.plans if plan.default), max(self.plans, key=lambda plan: plan.year))

    def for_year(self, year: int) -> Plan | None:
        """The plan of *year*, if it is loaded."""
        return next((plan for plan in self.plans if plan.year == year), None)

    def subject(self, ref: str) -> Subject | None:
        """The subject with id «plan/id», or None if a plan file has lost it since."""
        return self._subjects.get(ref)

    def fact(self, ref: str) -> tuple[Subject, Fact] | None:
        """The fact with id «plan/owner/fact» and its owner, or None if a plan file has lost it since."""
        owner_ref, _, fact_id = ref.rpartition("/")
        owner = self.subject(owner_ref)
        return next(((owner, fact) for fact in getattr(owner.entry, "facts", ()) if fact.id == fact_id), None) if owner is not None else None

    def source(self, plan: Plan, source_id: str) -> Source:
        """A document of *plan*."""
        return self._sources[plan.id, source_id]

    def of(self, plan: Plan, entry_id: str) -> Subject:
        """The subject *entry_id* of *plan*. Raises KeyError."""
        return self._subjects[f"{plan.id}/{entry_id}"]


def targets_of(plan: Plan, *, pillar: str | None = None, task: str | None = None) -> list[Target]:
    """Targets of a pillar or a task, in file order; all of them without either."""
    return [target for target in plan.targets if (pillar is None or target.pillar == pillar) and (task is None or target.task == task)]


def targets_with_figure(plan: Plan, figure: str) -> list[Target]:
    """Targets written with *figure* («50», «65-70»); a bound of a range counts."""
    try:
        numbers = [Decimal(number) for number in figure.split("-")]
    except InvalidOperation:
        return []
    return [target for target in plan.targets if target.figure.unit == "%" and all(target.figure.states(number) for number in numbers)]


def figure_is(target: Target, figure: str) -> bool:
    """Whether *figure* («85», «65-70») is the target's figure, whole."""
    try:
        numbers = tuple(Decimal(number) for number in figure.split("-"))
    except InvalidOperation:
        return False
    low, high = target.figure.bounds
    return numbers == ((low,) if low == high else (low, high))


def same_day(day: datetime.date, mention: str) -> bool:
    """Whether a date as found in a message («2022-06-01», «--06-01», «2022-06») means *day*."""
    return means_date(mention, day.isoformat())


def roles(part: Part, role: str) -> tuple[Role, ...]:
    """Leads or coordinators of a part; () if not stated."""
    found = getattr(part, role)
    return () if found == NOT_STATED else found


def tasks_with_role(plan: Plan, organisation: str, role: str) -> list[tuple[Task, Part]]:
    """Tasks and their parts in which *organisation* has *role* («leads», «coordinators»)."""
    return [(task, part) for task in plan.tasks for part in task.parts if any(r.organisation == organisation for r in roles(part, role))]


def twins(subject: Subject, kind: str) -> list[Subject]:
    """Subjects of *kind* that people call by the same everyday name, as both say under shared_aliases."""
    own = _folded(tuple(subject.entry.shared_aliases))
    others = (
        Subject(subject.plan, entry) for entry in subject.plan.subjects() if entry.shared_aliases and not own.isdisjoint(_folded(tuple(entry.shared_aliases)))
    )
    return [other for other in others if other.kind == kind and other != subject]


@lru_cache(maxsize=1024)
def _folded(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(fold, names))


def facts_for(entry: Named, ask: str) -> list[Fact]:
    """Facts of a subject that answer *ask*."""
    return [fact for fact in getattr(entry, "facts", ()) if ask in fact.asks]


def topics_for(plan: Plan, ask: str) -> list[Topic]:
    """Topics with a fact that answers *ask*, in file order."""
    return [topic for topic in plan.topics if facts_for(topic, ask)]


def by_words(entries: Iterable[Named], words: Sequence[str], *, least: int = 2, besides: str = "") -> list[Named]:
    """Entries whose names share the longest run with *words* (as typed), of *least* words or more; or words of that run that are said once more beside it.

    «dữ liệu, cơ sở dữ liệu» is of all that have «dữ liệu» in their names. A run that stands in *besides* too tells none from the others.
    """
    wanted = list(words)
    common = _runs(wanted, _spellings(besides), least)
    within = {
        run for entry in entries for run in _runs(wanted, _spellings(entry.name), least) if any(start <= run[0] and run[1] <= end for start, end in common)
    }
    shared = [(entry, _runs(wanted, _spellings(entry.name), least) - within) for entry in entries]
    every = {run for _, runs in shared for run in runs}
    longest = max((end - start for start, end in every), default=0)
    best = {run for run in every if run[1] - run[0] == longest}
    again = {
        run
        for run in every
        if all(run[1] <= start or end <= run[0] for start, end in best) and any({*wanted[slice(*run)]} <= {*wanted[slice(*other)]} for other in best)
    }
    return [entry for entry, runs in shared if runs & (best | again)]


@lru_cache(maxsize=1024)
def _spellings(name: str) -> tuple[tuple[str, str], ...]:
    """The words of *name*, each as it is spelled and without its diacritics."""
    return tuple((token.text, fold(token.text)) for token in tokenise(name))


def _runs(left: Sequence[str], right: Sequence[tuple[str, str]], least: int) -> set[tuple[int, int]]:
    """The stretches of *left*, half-open, that stand in *right* too and go on in neither direction."""
    found = set()
    for i in range(len(left)):
        for j in range(len(right)):
            length = 0
            while i + length < len(left) and j + length < len(right) and left[i + length] in right[j + length]:
                length += 1
            if length >= least and (i == 0 or j == 0 or left[i - 1] not in right[j - 1]):
                found.add((i, i + length))
    return found


# -- what statements name besides subjects: documents by their numbers, and dates


def facts_of(plan: Plan) -> Iterator[tuple[Named, Fact]]:
    """Every statement of the plan with its owner, in file order."""
    for owner in plan.subjects():
        for fact in getattr(owner, "facts", ()):
            yield owner, fact


@lru_cache(maxsize=4096)
def documents_in(text: str) -> tuple[Document, ...]:
    """The documents that *text* names, in order.

    >>> [str(document) for document in documents_in("Theo Quyết định 598/QĐ-TTg ngày 13/3/2025 và hướng dẫn 793")]
    ['598/qd-ttg', '793/letter']
    """
    return tuple(mention.document for mention in find_documents(join_codes(tokenise(text))))


def cites_document(text: str, code: str) -> bool:
    """Whether *text* names the document with *code*, which may be said in part («598/qd», «34/2021/qd-ttg»)."""
    wanted = parse_document(code)
    return any(wanted.fits(document) for document in documents_in(text))


def facts_citing(plan: Plan, document: Document) -> list[tuple[Named, Fact]]:
    """The statements that name *document*, those about a topic first; those that rest on it as a source if none does."""
    facts = sorted(facts_of(plan), key=lambda entry: not isinstance(entry[0], Topic))
    named = [(owner, fact) for owner, fact in facts if any(document.fits(other) for other in documents_in(fact.text))]
    if named:
        return named
    sources = {source.id for source in plan.sources if any(document.fits(other) for other in documents_in(source.title)[:1])}
    return [(owner, fact) for owner, fact in facts if sources.intersection(fact.sources)]


def concerns_document(plan: Plan, fact: Fact, code: str) -> bool:
    """Whether *fact* names the document with *code*, or rests on it as a source."""
    titles = (source.title for source in plan.sources if source.id in fact.sources and source.kind != "article")
    return any(cites_document(text, code) for text in (fact.text, *titles))


@lru_cache(maxsize=4096)
def dates_in(text: str) -> tuple[str, ...]:
    """The dates that *text* names, as bot.language.dates writes them."""
    return tuple(mention.value for mention in find_dates(join_codes(tokenise(text))) if mention.kind == "date")


def facts_dated(plan: Plan, mention: str) -> list[tuple[Named, Fact]]:
    """The statements that name a date meant by *mention*: those about a time if there are any, else all."""
    named = [(owner, fact) for owner, fact in facts_of(plan) if any(means_date(mention, date) for date in dates_in(fact.text))]
    return [(owner, fact) for owner, fact in named if _ASKS_OF_TIME.intersection(fact.asks)] or named


def is_month(mention: str) -> bool:
    """Whether a date as found in a message is a whole month: «2022-06», «--06»."""
    year, month, day = _parts(mention)
    return bool(month) and not month.startswith("Q") and not day


def means_date(mention: str, date: str) -> bool:
    """Whether a *date* is the one said, or lies in the month said. A year that one of the two leaves out does not part them.

    >>> means_date("2022-06", "2022-06-01"), means_date("--06-01", "2022-06-01"), means_date("2022-06-01", "2022-06")
    (True, True, False)
    """
    said, stated = _parts(mention), _parts(date)
    same_year = not said[0] or not stated[0] or said[0] == stated[0]
    return same_year and bool(said[1]) and said[1] == stated[1] and (not said[2] or said[2] == stated[2])


def _parts(date: str) -> tuple[str, str, str]:
    """Year, month or quarter, and day of «2022-06-01», «--06-01», «2022-06», «2022-Q1», «Q1»; "" for what is not said."""
    if date.startswith("Q"):
        return "", date, ""
    year, *rest = date.removeprefix("-").split("-")
    month, day = (*rest, "", "")[:2]
    return year, month, day
