"""The filters of the overview: what an entry is filed under, and what a query asks for.

The same words stand in the page as data attributes, so that web/lookup/lookup.js filters as the server does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qs

from bot.api.replies import MAX_FIELDS
from bot.language.normalise import fold
from bot.pages.scale import PERCENT
from bot.plan.find import roles, targets_of
from bot.plan.model import Named, Organisation, Pillar, Plan, Target, Task

NAMES = ("pillar", "body", "date", "figure")


@dataclass(frozen=True)
class Filed:
    """Ids of pillars and organisations, dates (ISO) and figures that an entry has to do with."""

    pillar: frozenset[str] = frozenset()
    body: frozenset[str] = frozenset()
    date: frozenset[str] = frozenset()
    figure: frozenset[str] = frozenset()

    def attributes(self) -> Mapping[str, str]:
        """Name → the words, parted by blanks."""
        return {name: " ".join(sorted(getattr(self, name))) for name in NAMES if getattr(self, name)}


def filed(plan: Plan, entry: Named) -> Filed:
    """What *entry* is filed under. A task has the pillars and dates of its targets, a target the bodies of its task."""
    if isinstance(entry, Target):
        task = next((task for task in plan.tasks if task.id == entry.task), None)
        return Filed(
            pillar=frozenset([entry.pillar] if entry.pillar else ()),
            body=_bodies([task] if task else ()),
            date=frozenset([entry.due.isoformat(), *(condition.start.isoformat() for condition in entry.conditions)]),
            figure=frozenset(() if entry.under_review else [figure_key(entry)]),
        )
    if isinstance(entry, Task):
        targets = [filed(plan, target) for target in targets_of(plan, task=entry.id)]
        return Filed(
            pillar=frozenset().union(*(target.pillar for target in targets)),
            body=_bodies([entry]),
            date=frozenset().union(*(target.date for target in targets)),
            figure=frozenset().union(*(target.figure for target in targets)),
        )
    if isinstance(entry, Organisation):
        return Filed(body=frozenset([entry.id]))
    return Filed(pillar=frozenset([entry.id])) if isinstance(entry, Pillar) else Filed()


def figure_key(target: Target) -> str:
    """The figure as one word: «at_least-75», «exactly-65-70», with another unit than percent «exactly-50-tinh»."""
    figure = target.figure
    unit = [] if figure.unit == PERCENT else fold(figure.unit).split()
    return "-".join([figure.comparator.value, *(f"{number.normalize():f}" for number in dict.fromkeys(figure.bounds)), *unit])


@dataclass(frozen=True)
class Wanted:
    """What a query filters by; a filter that is not set is empty."""

    pillar: str = ""
    body: str = ""
    date: str = ""
    figure: str = ""

    @classmethod
    def from_query(cls, query: str) -> Wanted:
        """The filters in a query as sent; of a name given twice the first counts."""
        fields = parse_qs(query) if query.count("&") < MAX_FIELDS else {}
        return cls(**{name: fields.get(name, [""])[0] for name in NAMES})

    def __bool__(self) -> bool:
        return any(getattr(self, name) for name in NAMES)

    def fits(self, entry: Filed) -> bool:
        """Whether an entry is filed under all that is wanted."""
        return all(not (wanted := getattr(self, name)) or wanted in getattr(entry, name) for name in NAMES)


def _bodies(tasks: Iterable[Task]) -> frozenset[str]:
    return frozenset(role.organisation for task in tasks for part in task.parts for field in ("leads", "coordinators") for role in roles(part, field))
