"""Answers about targets: figure, deadline, who is counted."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answers.answer import Answer, Context, Note, merged_sources, refs
from bot.answers.compose.parts import goal, level_notes, next_for_target, next_for_task, period_facts, targets_for
from bot.answers.compose.statements import next_buttons, not_stated, stated
from bot.answers.outcome import Outcome
from bot.answers.resolve import Query
from bot.plan.find import Subject
from bot.plan.model import Condition, Target, Task


def value(query: Query, context: Context) -> Answer:
    """How much a target is; all targets of a task, a pillar or an organisation; a topic's count if it states one."""
    if len(query.subjects) == 1 and query.subjects[0].kind in ("topic", "task"):
        own = stated(query, context, query.subjects[0], ("target_value", "count"))
        if own is not None:
            return own
    targets = list(dict.fromkeys(Subject(query.plan, target) for subject in query.subjects for target in targets_for(subject)))
    if not targets:
        return not_stated(query, context)
    if len(targets) > 1:
        return value_list(query, context, targets)
    subject = targets[0]
    target = subject.entry
    assert isinstance(target, Target)
    facts = {**period_facts(query.plan, context), "goal": goal(target, context)}
    conditions = _at_levels(target, query.frame.values("level"))
    response = "utter_target_value"
    notes: tuple[Note, ...] = ()
    if conditions:
        facts["conditions"] = " ".join(condition.text for condition in conditions)
        response = "utter_target_value_at_level"
        notes = level_notes(query.plan, (condition.level for condition in conditions))
    elif target.due != query.plan.period.end:
        facts["due"] = context.phrases.date(target.due)
        response = "utter_target_value_by_date"
    return Answer(
        Outcome.ANSWERED, response, query.plan, facts, target.sources, notes, next_for_target(subject, context, told="target_value"),
        ask="target_value", subjects=(subject.ref,),
    )  # fmt: skip


def value_list(query: Query, context: Context, targets: Sequence[Subject]) -> Answer:
    """Several targets with their figures, one below the other."""
    entries = [subject.entry for subject in targets]
    lines = [goal(target, context) for target in entries if isinstance(target, Target)]
    facts = {**period_facts(query.plan, context), "count": str(len(lines)), "items": context.phrases.items(lines)}
    sources = merged_sources(target.sources for target in entries if isinstance(target, Target))
    buttons = next_for_task(query.subjects[0], context, told="target_value") if len(query.subjects) == 1 and isinstance(query.subjects[0].entry, Task) else ()
    return Answer(
        Outcome.ANSWERED, "utter_target_values", query.plan, facts, sources, (), buttons,
        ask="target_value", subjects=refs(query.subjects), options=refs(targets),
    )  # fmt: skip


def deadline(query: Query, context: Context) -> Answer:
    """By when, or from when for each level of administration."""
    subject = query.subjects[0]
    own = stated(query, context, subject, ("deadline",))
    if own is not None:
        return own
    targets = targets_for(subject)
    if not targets or subject.kind == "pillar":
        return not_stated(query, context)
    target = targets[0]
    facts = {**period_facts(query.plan, context), "name": target.name, "due": context.phrases.date(target.due)}
    notes: tuple[Note, ...] = ()
    levels = query.frame.values("level")
    response = "utter_deadline"
    if target.conditions:
        conditions = _at_levels(target, levels)
        if levels and not conditions:
            return not_stated(query, context, known=goal(target, context), sources=target.sources)
        conditions = conditions or target.conditions
        facts["conditions"] = " ".join(dict.fromkeys(condition.text for condition in conditions))
        response = "utter_deadline_conditions"
        notes = level_notes(query.plan, (condition.level for condition in conditions))
    return Answer(
        Outcome.ANSWERED, response, query.plan, facts, target.sources, notes, next_for_target(Subject(query.plan, target), context, told="deadline"),
        ask="deadline", subjects=(f"{query.plan.id}/{target.id}",),
    )  # fmt: skip


def scope(query: Query, context: Context) -> Answer:
    """Who or what is counted, what is exempt, and how the figure binds."""
    subject = query.subjects[0]
    own = stated(query, context, subject, ("scope",))
    if own is not None:
        return own
    targets = targets_for(subject)
    if len(targets) != 1:
        return value(query, context) if targets else not_stated(query, context)
    target = targets[0]
    levels = query.frame.values("level")
    conditions = _at_levels(target, levels)
    if levels and target.conditions and not conditions:
        return not_stated(query, context, known=goal(target, context), sources=target.sources)
    statements = [target.counted, *target.exemptions, *(conditions if levels else target.conditions)]
    exempt = query.frame.has_words("mien", "tru", "ngoai le", "loai tru", "chua", "khong ap dung", "khong tinh", "ngoai tru", "exempt", "except", "ngoai le gi")
    if exempt:
        statements = [*target.exemptions, target.counted] if target.exemptions else statements
    facts = {
        **period_facts(query.plan, context),
        "goal": goal(target, context),
        "scope": " ".join(dict.fromkeys(statement.text for statement in statements)),
    }
    response = "utter_scope_no_exemption" if exempt and not target.exemptions else "utter_scope"
    sources = merged_sources((target.sources, *(statement.sources for statement in statements)))
    return Answer(
        Outcome.ANSWERED, response, query.plan, facts, sources, level_notes(query.plan, (condition.level for condition in conditions)),
        next_for_target(Subject(query.plan, target), context, told="scope"), ask="scope", subjects=(f"{query.plan.id}/{target.id}",),
    )  # fmt: skip


def membership(query: Query, context: Context) -> Answer:
    """Which pillar a target stands under and which task it belongs to; of a task, its number."""
    subject = query.subjects[0]
    if isinstance(subject.entry, Task):
        return one_task(query, context, subject)
    if not isinstance(subject.entry, Target):
        return not_stated(query, context)
    target = subject.entry
    pillar = next((pillar.name for pillar in query.plan.pillars if pillar.id == target.pillar), None)
    task = next((task for task in query.plan.tasks if task.id == target.task), None)
    facts = {**period_facts(query.plan, context), "name": target.name, "pillar": pillar or "", "task": task.name if task else ""}
    if pillar is None and task is None:
        return not_stated(query, context)
    response = "utter_membership" if pillar and task else "utter_membership_pillar" if pillar else "utter_membership_task"
    sources = merged_sources((target.sources, task.sources if task else ()))
    return Answer(
        Outcome.ANSWERED,
        response,
        query.plan,
        facts,
        sources,
        (),
        next_for_target(subject, context, told="belongs_to"),
        ask="belongs_to",
        subjects=(subject.ref,),
    )


def definition(query: Query, context: Context) -> Answer:
    """What a target is: the goal that the plan sets; the plan explains no words."""
    subject = query.subjects[0]
    own = stated(query, context, subject, ("definition",))
    if own is not None:
        return own
    target = subject.entry
    assert isinstance(target, Target)
    facts = {**period_facts(query.plan, context), "name": target.name, "goal": goal(target, context), "scope": target.counted.text}
    return Answer(
        Outcome.ANSWERED, "utter_target_definition", query.plan, facts, target.sources, (), next_for_target(subject, context, told="target_value"),
        ask="definition", subjects=(subject.ref,),
    )  # fmt: skip


def one_task(query: Query, context: Context, subject: Subject) -> Answer:
    """Which number a task has, and that it is one of the plan's."""
    task = subject.entry
    assert isinstance(task, Task)
    facts = {**period_facts(query.plan, context), "number": str(task.number), "name": task.name, "total": str(len(query.plan.tasks))}
    return Answer(
        Outcome.ANSWERED, "utter_task_number", query.plan, facts, task.sources, (), next_buttons(subject, context, told="list_tasks"),
        ask="list_tasks", subjects=(subject.ref,),
    )  # fmt: skip


def _at_levels(target: Target, levels: Sequence[str]) -> tuple[Condition, ...]:
    return tuple(condition for condition in target.conditions if condition.level.value in levels)
