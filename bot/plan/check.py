"""Rules between the facts of a plan: ids exist, sources exist, dates lie in the period, no alias is claimed twice unawares."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from bot.language.normalise import fold, normalise
from bot.language.tokens import tokenise
from bot.plan.model import BUTTON_TITLE_CHARACTERS, NOT_STATED, Named, Plan, Unlisted

Location = tuple[str | int, ...]
_UNKNOWN_ASK = "«{ask}» is no ask that the bot knows; take one from the table at the end of docs/plan-file.md"


@dataclass(frozen=True)
class Problem:
    """What is wrong and how to mend it; location as pydantic writes it (keys and list positions)."""

    location: Location
    message: str


def alias_key(alias: str) -> str:
    """What two aliases have in common when the linker cannot tell them apart: folded syllables.

    >>> alias_key("Hồ sơ  điện-tử") == alias_key("ho so dien - tu")
    True
    """
    return " ".join(fold(token.text) for token in tokenise(alias) if token.text == "…" or not token.is_mark)


def problems(plan: Plan, asks: Collection[str]) -> list[Problem]:
    """Every broken rule, in file order as far as possible. asks: those that the bot knows, by their names."""
    return [
        *_double_ids(plan), *_lost_references(plan), *_unknown_asks(plan, asks), *_dates_outside(plan), *_claimed_aliases(plan), *_task_numbers(plan),
        *_long_labels(plan),
    ]  # fmt: skip


def _entries(plan: Plan) -> Iterator[tuple[Location, object]]:
    """Each entry of each list, with its place."""
    for section in ("sources", "pillars", "organisations", "targets", "tasks", "topics"):
        for index, entry in enumerate(getattr(plan, section)):
            yield (section, index), entry
            for inner in ("parts", "facts"):
                for position, part in enumerate(getattr(entry, inner, ())):
                    yield (section, index, inner, position), part


def _double_ids(plan: Plan) -> Iterator[Problem]:
    seen: dict[tuple[str, str], Location] = {}
    for location, entry in _entries(plan):
        # Facts and parts need an id of their own within their owner only.
        scope = ".".join(str(step) for step in location[:2]) if len(location) > 2 else ""
        key = (scope, entry.id)  # type: ignore[attr-defined]  # every entry has one
        if key in seen:
            yield Problem((*location, "id"), f"id «{key[1]}» is used twice; give each entry an id of its own")
        seen[key] = location


def _lost_references(plan: Plan) -> Iterator[Problem]:
    known = {section: {entry.id for entry in getattr(plan, section)} for section in ("sources", "pillars", "organisations", "targets", "tasks")}

    def missing(location: Location, section: str, reference: str | None) -> Iterator[Problem]:
        if reference is not None and reference not in known[section]:
            yield Problem(location, f"«{reference}» is not among the plan's {section}; correct it or add it there")

    for location, entry in _entries(plan):
        for index, reference in enumerate(getattr(entry, "sources", ())):
            yield from missing((*location, "sources", index), "sources", reference)
        for field in ("pillar", "task"):
            yield from missing((*location, field), field + "s", getattr(entry, field, None))
        for field in ("counted", "today", "work"):
            statement = getattr(entry, field, None)
            for index, reference in enumerate(getattr(statement, "sources", ())):
                yield from missing((*location, field, "sources", index), "sources", reference)
        for field in ("conditions", "exemptions", "leads", "coordinators"):
            values = getattr(entry, field, ())
            for position, value in enumerate(() if values == NOT_STATED else values):
                yield from missing((*location, field, position, "organisation"), "organisations", getattr(value, "organisation", None))
                for index, reference in enumerate(value.sources):
                    yield from missing((*location, field, position, "sources", index), "sources", reference)
    facts = {f"{topic.id}/{fact.id}" for topic in plan.topics for fact in topic.facts}
    for location, entry in _entries(plan):
        reference = getattr(entry, "now", "")
        if reference and reference not in facts:
            yield Problem((*location, "now"), f"«{reference}» is no statement of a topic; write «topic/statement» by their ids")
    for number, note in enumerate(plan.levels):
        for index, reference in enumerate(note.today.sources):
            yield from missing(("levels", number, "today", "sources", index), "sources", reference)


def _unknown_asks(plan: Plan, asks: Collection[str]) -> Iterator[Problem]:
    unlisted = ((("unlisted", index), entry) for index, entry in enumerate(plan.unlisted))
    for location, entry in (*_entries(plan), *unlisted):
        for ask in entry.questions if isinstance(entry, (Named, Unlisted)) else ():
            if ask not in asks:
                yield Problem((*location, "questions", ask), _UNKNOWN_ASK.format(ask=ask))
        for index, ask in enumerate(getattr(entry, "asks", ())):
            if ask not in asks:
                yield Problem((*location, "asks", index), _UNKNOWN_ASK.format(ask=ask))


def _dates_outside(plan: Plan) -> Iterator[Problem]:
    if not plan.period.start <= plan.decision.date <= plan.period.end:
        yield Problem(("decision", "date"), f"the decision's date {plan.decision.date} lies outside the plan's period; correct one of the two")
    for index, target in enumerate(plan.targets):
        if not plan.period.start <= target.due <= plan.period.end:
            yield Problem(("targets", index, "due"), f"the date {target.due} lies outside the plan's period; correct one of the two")
        for position, condition in enumerate(target.conditions):
            if not plan.period.start <= condition.start <= plan.period.end:
                yield Problem(
                    ("targets", index, "conditions", position, "from"), f"the date {condition.start} lies outside the plan's period; correct one of the two"
                )


def _task_numbers(plan: Plan) -> Iterator[Problem]:
    for position, task in enumerate(plan.tasks):
        if task.number in {other.number for other in plan.tasks[:position]}:
            yield Problem(("tasks", position, "number"), f"task number {task.number} is used twice; number the tasks one by one")


def _long_labels(plan: Plan) -> Iterator[Problem]:
    for section in ("pillars", "organisations", "targets", "tasks", "topics"):
        for index, entry in enumerate(getattr(plan, section)):
            if len(entry.label) > BUTTON_TITLE_CHARACTERS:
                field = "short" if entry.short else "name"
                yield Problem(
                    (section, index, field), f"«{entry.label}» is too long for a button; give a «short» of at most {BUTTON_TITLE_CHARACTERS} characters"
                )


def _claimed_aliases(plan: Plan) -> Iterator[Problem]:
    """An alias of two subjects is an error unless all of them list it as shared."""
    owners: dict[str, list[tuple[Location, bool]]] = {}
    for section in ("pillars", "organisations", "targets", "tasks", "topics"):
        for index, entry in enumerate(getattr(plan, section)):
            for field in ("aliases", "shared_aliases"):
                for position, alias in enumerate(getattr(entry, field)):
                    location: Location = (section, index, field, position)
                    if not alias_key(alias).replace("…", "").strip():
                        yield Problem(location, f"alias {alias!r} has no letters; take it out")
                        continue
                    if alias.strip()[:1] == "…" or alias.strip()[-1:] == "…":
                        yield Problem(location, f"alias {alias!r} begins or ends with «…», which stands for words between two others; take it out")
                    owners.setdefault(alias_key(normalise(alias).text), []).append((location, field == "shared_aliases"))
    for claims in owners.values():
        claimants = list(dict.fromkeys((str(location[0]), location[1]) for location, _ in claims))
        for position, (location, shared) in enumerate(claims):
            others = [getattr(plan, section)[index].id for section, index in claimants if (section, index) != location[:2]]
            if others and not shared:
                names = ", ".join(f"«{other}»" for other in sorted(others))
                yield Problem(
                    location, f"this alias is also claimed by {names}; give it to one of them, or list it under shared_aliases of each (the bot then asks back)"
                )
            elif any(location[:2] == before[:2] for before, _ in claims[:position]):
                yield Problem(location, "this alias stands twice in the same entry (case and diacritics do not count); keep one")
