"""What training reads of a plan file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bot.nlu.describing import questions_of
from bot.nlu.names import plan_aliases
from bot.plan.find import documents_in, facts_of
from bot.plan.load import PlanError, load_plans
from bot.plan.model import Plan


def plans_trained_from(folder: Path) -> str | None:
    """What training reads of the plan files; None if they cannot be read, so that each of their bytes counts."""
    try:
        return json.dumps([list(trained_from(plan)) for plan in load_plans(folder)], ensure_ascii=False)
    except PlanError:
        return None


def trained_from(plan: Plan) -> Iterator[Any]:
    """What the components of the pipeline read of a plan while they are trained.

    That is: how its things are called, which of them are named in passing, which questions stand beside its subjects and statements, and
    which documents it names; not figures, dates, leaders, nor how a statement is worded. A figure that is corrected therefore needs no
    training. tests/nlu/test_trained_from.py holds this against what really goes into training.
    """
    yield plan.id
    yield [(alias, claim.kind, claim.value) for alias, claim in plan_aliases(plan)]
    yield [(subject.id, subject.name, getattr(subject, "background", False)) for subject in plan.subjects()]
    yield list(questions_of([plan]))
    yield [
        (owner.id, fact.id, fact.asks, fact.questions, fact.sources, [repr(document) for document in documents_in(fact.text)]) for owner, fact in facts_of(plan)
    ]
    yield [repr(document) for document in documents_in(plan.decision.number)]
    yield [(source.id, [repr(document) for document in documents_in(source.title)[:1]]) for source in plan.sources]
