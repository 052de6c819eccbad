"""A plan without what is being checked: names stay, so that people can still ask; figures, roles and statements go."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from decimal import Decimal
from typing import Any, TypeVar

from bot.language.normalise import fold
from bot.plan.find import Library, roles
from bot.plan.model import NOT_STATED, Fact, Figure, NoFigure, Organisation, Part, Plan, Reviewed, Role, Source, Sourced, Target, Task, Topic

Entry = TypeVar("Entry", bound=Reviewed)
Statement = TypeVar("Statement", bound=Sourced)
_PERCENT = "(?:%|phan tram)"  # how a share is written, folded


def without_reviewed(library: Library, refs: Collection[str], notice: str) -> Library:
    """The library in which nothing is told of the entries with *refs* («plan/id»); *notice* stands where something was.

    Everything that is told anywhere comes from a library, so this is the one place that has to know what is left out. A
    pillar stands for its targets. Statements about other things and headlines that give
    the figure of a target under review go too.
    """
    if not refs:
        return library
    return Library([_plan(plan, {ref.partition("/")[2] for ref in refs if ref.partition("/")[0] == plan.id}, notice) for plan in library.plans])


def _plan(plan: Plan, held: set[str], notice: str) -> Plan:
    held = held | {target.id for target in plan.targets if target.pillar in held}
    if not held:
        return plan
    states_figure = _stating(target.figure for target in plan.targets if target.id in held)

    def told(statement: Statement, owner_is_held: bool, name: str) -> Statement:
        if not owner_is_held and not states_figure(statement.text):
            return statement
        return statement.copy(update={"text": f"{name[:1].upper()}{name[1:]}: {notice}."})

    def facts(entry: Target | Task | Topic) -> tuple[Fact, ...]:
        return tuple(told(fact, entry.id in held, entry.name) for fact in entry.facts)

    def target(entry: Target) -> Target:
        is_held = entry.id in held
        changed: dict[str, Any] = {
            "facts": facts(entry),
            "counted": told(entry.counted, is_held, entry.name),
            "conditions": () if is_held else tuple(told(condition, False, entry.name) for condition in entry.conditions),
            "exemptions": () if is_held else tuple(told(exemption, False, entry.name) for exemption in entry.exemptions),
        }
        if is_held:
            name = entry.name.replace("{", "").replace("}", "")
            changed |= {"figure": NoFigure.parse_obj({}), "goal": f"{name}: {{figure}}", "due": plan.period.end}
        return _changed(entry, changed, is_held)

    def role(one: Role) -> Role:
        return one.copy(update={"note": notice}) if one.organisation in held else one

    def part(entry: Part, task: Task) -> Part:
        if task.id in held:
            return _changed(entry, {"leads": NOT_STATED, "coordinators": NOT_STATED, "work": NOT_STATED}, True)
        named = {field: tuple(map(role, roles(entry, field))) or NOT_STATED for field in ("leads", "coordinators")}
        work = entry.work if entry.work == NOT_STATED else told(entry.work, False, task.name)
        return entry.copy(update={**named, "work": work})

    def task(entry: Task) -> Task:
        return _changed(entry, {"facts": facts(entry), "parts": tuple(part(one, entry) for one in entry.parts)}, entry.id in held)

    def organisation(body: Organisation) -> Organisation:
        return _changed(body, {"head": None, "today": None}, True) if body.id in held else body

    def source(document: Source) -> Source:  # a headline may give the figure
        return document.copy(update={"title": document.cite}) if states_figure(document.title) else document

    return plan.copy(
        update={
            "sources": tuple(map(source, plan.sources)),
            "targets": tuple(map(target, plan.targets)),
            "tasks": tuple(map(task, plan.tasks)),
            "organisations": tuple(map(organisation, plan.organisations)),
            "topics": tuple(_changed(topic, {"facts": facts(topic)}, topic.id in held) for topic in plan.topics),
        }
    )


def _changed(entry: Entry, changes: Mapping[str, Any], is_held: bool) -> Entry:
    changed = entry.copy(update=dict(changes))
    changed._under_review = is_held
    return changed


def _stating(figures: Iterable[Figure]) -> Callable[[str], bool]:
    """Whether a text gives one of *figures*."""
    written = [_written(figure) for figure in figures]
    pattern = re.compile("|".join(written)) if written else None
    return lambda text: pattern is not None and pattern.search(fold(text)) is not None


def _written(figure: Figure) -> str:
    """A pattern of the figure as it stands in a folded text: «75%», «75 phan tram», «65-70%», «65% den 70%»."""
    low, high = map(_number, figure.bounds)
    unit = _PERCENT if figure.unit == "%" else re.escape(fold(figure.unit))
    numbers = low if low == high else rf"{low}\s*{unit}?\s*(?:-|–|den|toi)\s*{high}"
    return rf"(?<![\d,.]){numbers}\s*{unit}"


def _number(number: Decimal) -> str:
    """A pattern of a number with a decimal comma, and with or without points between thousands."""
    whole, _, part = f"{number:f}".partition(".")
    grouped = f"{int(whole):,}".replace(",", r"\.?")
    part = part.rstrip("0")
    return f"{grouped},{part}" if part else grouped
