"""Read plan files; a wrong one is refused with file, line, field, what is wrong and how to mend it."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from ruamel.yaml import YAML

from bot.paths import DOMAIN
from bot.plan.check import problems
from bot.plan.model import Plan
from bot.plan.reading import ContentError, parse, text_of

GUIDE = "docs/plan-file.md"


class PlanError(ContentError):
    """A plan file that cannot be used. One line for each problem: «file:line: field: what is wrong; how to mend it»."""


def load_plan(path: Path) -> Plan:
    """Read one plan file. Raises PlanError with every problem found, or if the file cannot be read."""
    try:
        text = text_of(path)
    except ContentError as error:
        raise PlanError(error.lines) from error
    return parse_plan(text, str(path))


def parse_plan(text: str, name: str) -> Plan:
    """The plan that *text* states; *name* is the file's name in messages. Raises PlanError."""
    try:
        return parse(text, name, Plan, lambda plan: problems(plan, known_asks()), guide=GUIDE, nothing="the file states no plan")
    except ContentError as error:
        raise PlanError(error.lines) from error


@lru_cache(maxsize=1)
def known_asks() -> frozenset[str]:
    """The asks that a statement may answer: the intents of the domain."""
    intents = YAML(typ="safe").load(DOMAIN.read_text("utf-8"))["intents"]
    return frozenset(name for intent in intents for name in ([intent] if isinstance(intent, str) else intent))


def load_plans(folder: Path) -> tuple[Plan, ...]:
    """Every .yml file of *folder*, newest year last. Raises PlanError for a bad file, none, an id used twice, or two default plans."""
    paths = sorted(folder.glob("*.yml"))
    if not paths:
        raise PlanError([f"{folder}: no plan file (*.yml) in this folder"])
    plans: dict[str, Plan] = {}
    for path in paths:
        plan = load_plan(path)
        if plan.id in plans:
            raise PlanError([f"{path}:1: id: plan id «{plan.id}» is used by another file; give each plan an id of its own"])
        other = next((other for other in plans.values() if other.default and plan.default), None)
        if other is not None:
            raise PlanError([f"{path}:1: default: plan «{other.id}» is the default already; let one of the two files say so"])
        plans[plan.id] = plan
    return tuple(sorted(plans.values(), key=lambda plan: plan.year))
