"""Comparisons of targets, with the conclusion first."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from bot.answers.answer import Answer, Context, refs
from bot.answers.compose.claims import verify_figure
from bot.answers.compose.parts import goals, opening_buttons, period_facts, targets_for, without_fact
from bot.answers.compose.statements import first_statements, not_stated, topic
from bot.answers.compose.target_lists import beyond_remembered, extreme
from bot.answers.compose.targets import scope
from bot.answers.compose.task_lists import are_some_tasks_named, tasks
from bot.answers.compose.tasks import of_task
from bot.answers.outcome import Outcome
from bot.answers.query import Query
from bot.answers.subjects import is_background
from bot.plan.find import Subject
from bot.plan.model import Target, Task


def compare(query: Query, context: Context) -> Answer:
    """Two or more targets: which is higher, first; then the figures."""
    if query.carried or all(is_background(subject) or subject.kind == "pillar" for subject in query.subjects):
        found = extreme(query, context) or beyond_remembered(query, context)
        if found is not None:
            return found
    targets = list(dict.fromkeys(Subject(query.plan, target) for subject in query.subjects for target in targets_for(subject)[:1]))
    if len(targets) < 2 or any(subject.kind == "topic" for subject in query.subjects):
        return _without_a_pair(query, context, targets)
    ordered = sorted(targets, key=_highest, reverse=True)
    lines, sources = goals(ordered, context)
    facts = {
        **period_facts(query.plan),
        "items": context.phrases.items(lines),
        "higher": ordered[0].entry.name,
        "lower": ordered[1].entry.name,
    }
    return Answer(
        Outcome.ANSWERED, _conclusion(ordered), query.plan, facts, sources, (), opening_buttons(query.plan, context)[:1],
        ask="compare", subjects=refs(targets), options=refs(targets),
    )  # fmt: skip


def _without_a_pair(query: Query, context: Context, targets: list[Subject]) -> Answer:
    """Where there are no two targets: what a topic states of the difference, a figure compared with a target, or asking back."""
    topics = [subject for subject in query.subjects if subject.kind == "topic" and not is_background(subject)]
    if len(topics) > 1:
        return first_statements(query, context, topics)
    if query.subjects and query.subjects[0].kind == "topic":
        return topic(query, context)
    if len(query.subjects) >= 2:
        return not_stated(query, context)
    figures = query.frame.values("figure")
    if targets and figures:
        return verify_figure(query, context, targets, figures[0])
    if targets:
        return replace(scope(query, context), ask="compare")
    parted = next((subject for subject in query.subjects if isinstance(subject.entry, Task) and len(subject.entry.parts) > 1), None)
    if parted is not None:  # «hai bộ chia nhau việc này thế nào»
        return of_task(query, context, parted, "lead")
    if are_some_tasks_named(query):
        return tasks(query, context)
    return without_fact(Outcome.ASK_BACK, "utter_ask_compare", query.plan, context, ask="compare")


def _conclusion(ordered: list[Subject]) -> str:
    """The response that draws the conclusion of targets in order, highest first."""
    first, second = _target(ordered[0]).figure, _target(ordered[1]).figure
    if first.bounds == second.bounds:
        return "utter_compare_equal" if first.comparator == second.comparator else "utter_compare_nearly_equal"
    return "utter_compare_many" if len(ordered) > 2 else "utter_compare"


def _highest(subject: Subject) -> Decimal:
    return _target(subject).figure.bounds[1]


def _target(subject: Subject) -> Target:
    assert isinstance(subject.entry, Target)
    return subject.entry
