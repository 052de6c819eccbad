"""A plan as the templates see it: its entries as the API tells them, with addresses of pages, scales and filters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from bot.answers.answer import Context
from bot.api import models
from bot.api.entries import Entries
from bot.api.sections import SECTIONS, entry_page, plan_page
from bot.pages.filters import Filed, Wanted, figure_key, filed
from bot.pages.scale import PERCENT, Bar, Scale, scales
from bot.plan.find import KINDS, Library
from bot.plan.model import Comparator, NoFigure, Plan

Kind = TypeVar("Kind")
MANY, VERY_MANY = 450, 1100  # letters on an A5 sheet; found by printing every sheet (tests/browser/test_lookup.py)
TONES = 3  # colours of web/lookup/lookup.css for pillars; a fourth pillar begins again
Entry = models.Target | models.Task | models.Organisation | models.Topic | models.Pillar


@dataclass(frozen=True)
class FigureParts:
    """A figure as it is drawn large: «ít nhất» small before «75%»."""

    before: str
    number: str
    after: str


@dataclass(frozen=True)
class Group:
    """The targets of a pillar; of none if the sources name none."""

    pillar: models.Pillar | None
    targets: tuple[models.Target, ...]
    tone: int  # which of the style sheet's colours; 0 without a pillar


@dataclass(frozen=True)
class Option:
    """What can be chosen in a filter: the word in the address, and its name."""

    value: str
    text: str


class Shelf:
    """One plan."""

    def __init__(self, library: Library, plan: Plan, entries: Entries, context: Context) -> None:
        self._library = library
        self._plan = plan
        self._phrases = context.phrases
        self.about = entries.plan()
        self.lists: dict[str, Sequence[models.Entry | models.Source]] = {section.name: entries.entries(section.name) for section in SECTIONS}
        self.targets: tuple[models.Target, ...] = _of(self.lists["targets"], models.Target)
        self.tasks: tuple[models.Task, ...] = _of(self.lists["tasks"], models.Task)
        self.organisations: tuple[models.Organisation, ...] = _of(self.lists["organisations"], models.Organisation)
        self.topics: tuple[models.Topic, ...] = _of(self.lists["topics"], models.Topic)
        self.pillars: tuple[models.Pillar, ...] = _of(self.lists["pillars"], models.Pillar)
        self.sources: tuple[models.Source, ...] = tuple(source for source in self.lists["sources"] if isinstance(source, models.Source))
        self.kinds = {entry.id: KINDS[type(entry)] for entry in plan.subjects()}
        self.filed: dict[str, Filed] = {entry.id: filed(plan, entry) for entry in plan.subjects()}
        self._entries: dict[str, Entry] = {
            entry.id: entry for found in (self.targets, self.tasks, self.organisations, self.topics, self.pillars) for entry in found
        }
        self._scales = scales(target.figure for target in self.targets if target.figure is not None)
        self._groups = tuple(_groups(self.targets, self.pillars))
        self._tones = {target.id: group.tone for group in self._groups for target in group.targets}
        self._figures = {target.id: self._parts(target.id) for target in self.targets}

    # -- entries

    def ids(self) -> Iterator[str]:
        """Of every entry that has a page."""
        return iter(self._entries)

    def entry(self, entry_id: str) -> Entry:
        """Raises KeyError."""
        return self._entries[entry_id]

    def groups(self) -> tuple[Group, ...]:
        """The targets by pillar, in the plan's order, those without a pillar last."""
        return self._groups

    def tone(self, target: models.Target) -> int:
        """The colour of the target's group."""
        return self._tones[target.id]

    def task_of(self, target: models.Target) -> models.Task | None:
        """The task that the target belongs to."""
        return next((task for task in self.tasks if target.task and task.id == target.task.id), None)

    def busy(self) -> list[models.Organisation]:
        """The organisations that have a role in a task, or whose roles are under review."""
        return [body for body in self.organisations if body.leads or body.coordinates or body.under_review]

    def idle(self) -> list[models.Organisation]:
        """The others, which people ask about too."""
        busy = {body.id for body in self.busy()}
        return [body for body in self.organisations if body.id not in busy]

    def shows(self, entry: Entry, wanted: Wanted) -> bool:
        """Whether a filter lets the entry through."""
        return wanted.fits(self.filed[entry.id])

    def shown(self, entries: Iterable[Entry], wanted: Wanted) -> int:
        """How many a filter lets through."""
        return sum(self.shows(entry, wanted) for entry in entries)

    def all(self) -> Iterator[Entry]:
        """Every entry that stands in the overview's lists."""
        for found in (self.targets, self.tasks, self.organisations, self.topics):
            yield from found

    # -- sources

    def cited(self, entry: Entry) -> tuple[models.Cited, ...]:
        """The documents that an entry's page rests on, each once; of a pillar those of its targets."""
        if isinstance(entry, models.Pillar):
            return _once(source for reference in entry.targets for source in _cited_in(self.entry(reference.id)))
        return _once(_cited_in(entry))

    def notes(self, entry: Entry) -> dict[str, int]:
        """The number of each of these documents in the notes of the page, by id."""
        return {source.id: number for number, source in enumerate(self.cited(entry), 1)}

    def cited_in_lists(self) -> tuple[models.Cited, ...]:
        """The documents that the targets and tasks rest on, each once."""
        return _once(source for found in (self.targets, self.tasks) for entry in found for source in entry.sources)

    def density(self, entry: Entry) -> str:
        """How small an entry has to be set so that its A5 sheet is one: "", «dense» or «densest»."""
        letters = sum(map(len, self._told_on_paper(entry)))
        return "densest" if letters > VERY_MANY else "dense" if letters > MANY else ""

    def _told_on_paper(self, entry: Entry) -> Iterator[str]:
        """What varies in length from sheet to sheet (web/templates/handout.html)."""
        if isinstance(entry, models.Topic):
            yield from (fact.text for fact in entry.facts)
        elif isinstance(entry, models.Task):
            yield from (text for part in entry.parts for text in (part.name or "", part.leads_text, part.coordinators_text, part.work_text))
        elif isinstance(entry, models.Organisation):
            yield entry.today.text if entry.today else ""
            yield from (text for duty in (*entry.leads, *entry.coordinates) for text in (duty.task.name, duty.part or "", duty.note or ""))
        if isinstance(entry, models.Task | models.Pillar):
            yield from (target.goal for reference in entry.targets for target in self.targets if target.id == reference.id)

    # -- addresses

    def page(self, *steps: str) -> str:
        """The path of the plan's overview, or of one of its own pages."""
        return plan_page(self._library, self._plan, *steps)

    def entry_page(self, entry_id: str, *steps: str) -> str:
        """The path of an entry's page, or of what belongs to it."""
        return entry_page(self._library, self._plan, entry_id, *steps)

    # -- figures

    def notice(self) -> str:
        """What stands in place of what is under review."""
        return self._phrases.texts["under_review"]

    def figure_text(self, target: models.Target) -> str:
        """The figure in words."""
        return target.figure.text if target.figure is not None else self.notice()

    def scale(self, target: models.Target) -> Scale:
        """The scale that the target, which has a figure, is drawn on."""
        assert target.figure is not None
        return self._scales[target.figure.unit]

    def axis(self, targets: Iterable[models.Target]) -> Scale | None:
        """The scale that most of what is drawn has: percents. None if none of *targets* is one; others carry their own numbers."""
        return self._scales.get(PERCENT) if any(target.figure and target.figure.unit == PERCENT for target in targets) else None

    def bar(self, target: models.Target) -> Bar:
        """How a target that has a figure is drawn."""
        assert target.figure is not None
        return self.scale(target).bar(target.figure)

    def figure(self, target: models.Target) -> FigureParts:
        """How it is written large."""
        return self._figures[target.id]

    def kinds_drawn(self) -> frozenset[str]:
        """The kinds of bars that the legend explains."""
        return frozenset(self.bar(target).kind for target in self.targets if target.figure is not None)

    # -- filters

    def options(self) -> dict[str, list[Option]]:
        """What the targets and tasks can be filtered by."""
        stated = {figure_key(target): (target.figure.bounds, self._phrases.figure(target.figure)) for target in self._plan.targets if not target.under_review}
        days = {day: self._phrases.date(day) for target in self._plan.targets for day in (target.due, *(condition.start for condition in target.conditions))}
        return {
            "pillar": [Option(pillar.id, pillar.name) for pillar in self.pillars],
            "body": [Option(body.id, body.name) for body in self.busy()],
            "date": [Option(day.isoformat(), text) for day, text in sorted(days.items())],
            "figure": [Option(key, text) for key, (_, text) in sorted(stated.items(), key=lambda item: item[1])],
        }

    def _parts(self, target_id: str) -> FigureParts:
        figure = next(target.figure for target in self._plan.targets if target.id == target_id)
        if isinstance(figure, NoFigure):
            return FigureParts("", self.notice(), "")
        number = self._phrases.figure(figure.copy(update={"comparator": Comparator.EXACTLY}))
        before, _, after = self._phrases.figure(figure).partition(number)
        return FigureParts(before.strip(), number, after.strip())


def _groups(targets: Iterable[models.Target], pillars: Iterable[models.Pillar]) -> Iterator[Group]:
    by_pillar: dict[str | None, list[models.Target]] = {}
    for target in targets:
        by_pillar.setdefault(target.pillar.id if target.pillar else None, []).append(target)
    for tone, pillar in enumerate(pillars, 1):
        if pillar.id in by_pillar:
            yield Group(pillar, tuple(by_pillar[pillar.id]), 1 + (tone - 1) % TONES)
    if None in by_pillar:
        yield Group(None, tuple(by_pillar[None]), 0)


def _cited_in(told: object) -> Iterator[models.Cited]:
    """The documents in all that is told, in the order of telling."""
    if isinstance(told, models.Cited):
        yield told
    elif isinstance(told, models.Reply):
        yield from (source for name in told.__fields__ for source in _cited_in(getattr(told, name)))
    elif isinstance(told, tuple):
        yield from (source for item in told for source in _cited_in(item))


def _once(sources: Iterable[models.Cited]) -> tuple[models.Cited, ...]:
    return tuple({source.id: source for source in sources}.values())


def _of(entries: Sequence[object], kind: type[Kind]) -> tuple[Kind, ...]:
    return tuple(entry for entry in entries if isinstance(entry, kind))
