"""What people call the things of a plan, and what each name stands for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.plan.find import KINDS
from bot.plan.model import Named, Plan, Topic

GAP = "…"


@dataclass(frozen=True)
class Claim:
    """What an alias stands for: an entity kind and a value (plan ids as «plan/id», facts as «plan/owner/fact»).

    in_passing: people name it beside what they ask about («trong kế hoạch này»).
    """

    kind: str
    value: str
    in_passing: bool = False


def claim_of(plan: Plan, subject: Named) -> Claim:
    """The claim of a name of *subject* itself."""
    return Claim(KINDS[type(subject)], f"{plan.id}/{subject.id}", isinstance(subject, Topic) and subject.background)


def plan_aliases(plan: Plan) -> Iterator[tuple[str, Claim]]:
    """Every name of everything in the plan, with what it stands for."""
    for subject in plan.subjects():
        for name in _names(subject):
            yield name, claim_of(plan, subject)
        for kind, entries in (("fact", getattr(subject, "facts", ())), ("part", getattr(subject, "parts", ()))):
            for entry in entries:
                for alias in entry.aliases:
                    yield alias, Claim(kind, f"{plan.id}/{subject.id}/{entry.id}")
    for unlisted in plan.unlisted:
        for alias in unlisted.aliases:
            yield alias, Claim("unlisted", f"{plan.id}/{unlisted.id}")


def _names(subject: Named) -> Iterable[str]:
    names = [subject.name, *subject.aliases, *subject.shared_aliases]
    return dict.fromkeys(names)
