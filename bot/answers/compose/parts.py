"""Pieces that several families of answers share: goals with their figures, notes, next questions."""

from __future__ import annotations

from collections.abc import Iterable

from bot.answers.answer import Context, Note
from bot.answers.phrases import Button
from bot.plan.find import Subject, roles, targets_of, twins
from bot.plan.model import Level, Organisation, Plan, Target, Task

MAX_BUTTONS = 3


def goal(target: Target, context: Context) -> str:
    """The target's goal with its figure."""
    return target.goal.format(figure=context.phrases.figure(target.figure))


def period_facts(plan: Plan, context: Context) -> dict[str, str]:
    """The variables that name the plan in a response."""
    return {"plan": plan.short_title, "year": str(plan.year)}


def organisation_notes(organisations: Iterable[Organisation]) -> tuple[Note, ...]:
    """What has become of *organisations* since the plan."""
    return tuple(Note(f"organisation:{organisation.id}", organisation.today) for organisation in organisations if organisation.today)


def level_notes(plan: Plan, levels: Iterable[Level]) -> tuple[Note, ...]:
    """What has become of levels of administration since the plan."""
    wanted = set(levels)
    return tuple(Note(f"level:{note.level.value}", note.today) for note in plan.levels if note.level in wanted)


def task_of(subject: Subject) -> Subject | None:
    """The task itself, a target's task, or the task that goes by the target's everyday name."""
    if isinstance(subject.entry, Task):
        return subject
    if isinstance(subject.entry, Target):
        if subject.entry.task is not None:
            wanted = subject.entry.task
            return next(Subject(subject.plan, task) for task in subject.plan.tasks if task.id == wanted)
        return next(iter(twins(subject, "task")), None)
    return None


def targets_for(subject: Subject) -> list[Target]:
    """The target itself, a task's targets or those of its everyday name, a pillar's, or those of the tasks an organisation leads."""
    entry, plan = subject.entry, subject.plan
    if isinstance(entry, Target):
        return [entry]
    if isinstance(entry, Task):
        return targets_of(plan, task=entry.id) or [twin.entry for twin in twins(subject, "target") if isinstance(twin.entry, Target)]
    if subject.kind == "pillar":
        return targets_of(plan, pillar=entry.id)
    if isinstance(entry, Organisation):
        led = [task.id for task in plan.tasks if any(role.organisation == entry.id for part in task.parts for role in roles(part, "leads"))]
        return [target for target in plan.targets if target.task in led]
    return []


def next_for_target(subject: Subject, context: Context, *, told: str) -> tuple[Button, ...]:
    """Natural next questions about a target, without the one just answered."""
    target = subject.entry
    assert isinstance(target, Target)
    facts = {"name": target.name, "short": target.label}
    keys = ["target_value"] if told != "target_value" else []
    task = task_of(subject)
    if told != "lead" and task is not None:
        keys.append("lead_of_target")
    if told != "deadline" and target.conditions:
        keys.append("deadline")
    if told != "scope":
        keys.append("scope")
    buttons = [context.phrases.button(key, **facts) for key in keys]
    neighbours = [other for other in targets_of(subject.plan, pillar=target.pillar) if other is not target] if target.pillar else []
    if neighbours:
        order = {other.id: position for position, other in enumerate(subject.plan.targets)}  # by id: models compare field by field, slowly
        following = next((other for other in neighbours if order[other.id] > order[target.id]), neighbours[0])
        buttons.append(context.phrases.button("other_target", name=following.name, short=following.label))
    return tuple(buttons[:MAX_BUTTONS])


def next_for_task(subject: Subject, context: Context, *, told: str) -> tuple[Button, ...]:
    """Natural next questions about a task, without the one just answered."""
    task = subject.entry
    assert isinstance(task, Task)
    facts = {"name": task.name, "short": task.label}
    keys = [key for key in ("lead", "coordinators", "task_detail") if key != told and _has(task, key)]
    buttons = [context.phrases.button(key, **facts) for key in keys]
    for target in targets_for(subject)[:1]:
        if told != "target_value":
            buttons.append(context.phrases.button("goal_of_task", name=target.name, short=target.label))
    buttons.append(context.phrases.button("list_tasks", year=str(subject.plan.year)))
    return tuple(buttons[:MAX_BUTTONS])


def _has(task: Task, ask: str) -> bool:
    if ask == "task_detail":
        return any(part.work != "not_stated" for part in task.parts)
    return any(roles(part, "leads" if ask == "lead" else "coordinators") for part in task.parts)


def option_buttons(subjects: Iterable[Subject], context: Context, *, ask: str) -> tuple[Button, ...]:
    """A button for each subject that asks *ask* about it."""
    buttons = []
    for subject in subjects:
        key = f"choose_{ask}" if f"choose_{ask}" in context.phrases.buttons else f"choose_{subject.kind}"
        if ask in ("lead", "coordinators", "deadline", "scope", "purpose", "task_detail") and subject.kind in ("target", "task"):
            key = f"choose_{ask}"
        buttons.append(context.phrases.button(key, name=subject.entry.name, short=subject.entry.label))
    return tuple(buttons)


def opening_buttons(plan: Plan, context: Context) -> tuple[Button, ...]:
    """Where to begin: what the plan file lists first of each kind."""
    buttons = []
    if plan.targets:
        buttons.append(context.phrases.button("list_targets", year=str(plan.year)))
    if plan.tasks:
        buttons.append(context.phrases.button("list_tasks", year=str(plan.year)))
    buttons += [context.phrases.button("choose_topic", name=topic.name, short=topic.label) for topic in plan.topics if topic.suggested]
    return tuple(buttons[:MAX_BUTTONS])


def overview_facts(plan: Plan, context: Context) -> dict[str, str]:
    """The variables that tell what can be asked: how many targets and tasks, a target of each pillar, the suggested topics."""
    firsts = [next((target for target in plan.targets if target.pillar == pillar.id), None) for pillar in plan.pillars]
    return {
        **period_facts(plan, context),
        "targets": str(len(plan.targets)),
        "tasks": str(len(plan.tasks)),
        "examples": context.phrases.join(target.label for target in firsts if target is not None),
        "topics": context.phrases.join(topic.name for topic in plan.topics if topic.suggested),
    }
