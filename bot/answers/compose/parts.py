"""Pieces that several families of answers share: goals with their figures, notes, next questions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.answers.answer import Answer, Context, Note, merged_sources
from bot.answers.asks import ROLE_FIELDS
from bot.answers.outcome import Outcome
from bot.answers.phrases import Button
from bot.answers.query import Query
from bot.answers.subjects import task_of
from bot.language.asides import CALLING
from bot.language.spelled import ALL_THE
from bot.plan.find import Subject, by_words, roles, targets_of, tasks_with_role, twins
from bot.plan.model import Level, Named, Organisation, Part, Plan, Target, Task

_WORDS_OF_CALL = 3  # «cán bộ ơi»
MAX_BUTTONS = 3


def without_fact(outcome: Outcome, response: str, plan: Plan, context: Context, /, *, ask: str | None, **facts: str) -> Answer:
    """An answer that states nothing of *plan* but its name, and offers where to begin."""
    return Answer(outcome, response, plan, {**period_facts(plan), **facts}, buttons=opening_buttons(plan, context), ask=ask)


def goal(target: Target, context: Context) -> str:
    """The target's goal with its figure."""
    return target.goal.format(figure=context.phrases.figure(target.figure))


def goals(subjects: Iterable[Subject], context: Context) -> tuple[list[str], tuple[str, ...]]:
    """The goals of the targets among *subjects*, and their sources."""
    targets = [subject.entry for subject in subjects if isinstance(subject.entry, Target)]
    return [goal(target, context) for target in targets], merged_sources(target.sources for target in targets)


def period_facts(plan: Plan) -> dict[str, str]:
    """The variables that name the plan in a response."""
    return {"plan": plan.short_title, "year": str(plan.year)}


def list_facts(plan: Plan, context: Context, lines: Sequence[str]) -> dict[str, str]:
    """The variables of a response that names the plan and lists *lines* with their number."""
    return {**period_facts(plan), "count": str(len(lines)), "items": context.phrases.items(lines)}


def organisation_notes(organisations: Iterable[Organisation]) -> tuple[Note, ...]:
    """What has become of *organisations* since the plan."""
    return tuple(Note(f"organisation:{organisation.id}", organisation.today) for organisation in organisations if organisation.today)


def level_notes(plan: Plan, levels: Iterable[Level]) -> tuple[Note, ...]:
    """What has become of levels of administration since the plan."""
    wanted = set(levels)
    return tuple(Note(f"level:{note.level.value}", note.today) for note in plan.levels if note.level in wanted)


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
        led = {task.id for task, _ in tasks_with_role(plan, entry.id, "leads")}
        return [target for target in plan.targets if target.task in led]
    return []


def targets_named(query: Query) -> list[Subject]:
    """The targets of the query's subjects, each as often as it is meant."""
    return [Subject(query.plan, target) for subject in query.subjects for target in targets_for(subject)]


def asked_parts(query: Query, task: Task) -> list[Part]:
    """The part of *task* that the question names, else all of them."""
    return [part for part in task.parts if part.id == query.part] or list(task.parts)


def some_named_in_words(query: Query, entries: Sequence[Named], *, besides: str = "") -> list[Named]:
    """Entries that share a word group with the question, none that stands in *besides* too; [] where half of them or more do."""
    words = query.frame.words
    if words and words[-1].text in CALLING:
        words = words[:-_WORDS_OF_CALL]  # «… không cán bộ ơi»
    chosen = by_words(entries, [word.typed for word in words], besides=f"{ALL_THE}, {besides}")
    return chosen if len(chosen) < len(entries) / 2 else []


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
    return any(roles(part, ROLE_FIELDS[ask]) for part in task.parts)


def option_buttons(subjects: Iterable[Subject], context: Context, *, ask: str) -> tuple[Button, ...]:
    """A button for each subject that asks *ask* about it, or the usual of its kind where there is no such button."""
    buttons = []
    for subject in subjects:
        key = f"choose_{ask}" if f"choose_{ask}" in context.phrases.buttons else f"choose_{subject.kind}"
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


def first_targets(plan: Plan) -> list[Target]:
    """The first target of each pillar that has any."""
    firsts = (next(iter(targets_of(plan, pillar=pillar.id)), None) for pillar in plan.pillars)
    return [target for target in firsts if target is not None]


def overview_facts(plan: Plan, context: Context) -> dict[str, str]:
    """The variables that tell what can be asked: how many targets and tasks, a target of each pillar, the suggested topics."""
    return {
        **period_facts(plan),
        "targets": str(len(plan.targets)),
        "tasks": str(len(plan.tasks)),
        "examples": context.phrases.join(target.label for target in first_targets(plan)),
        "topics": context.phrases.join(topic.name for topic in plan.topics if topic.suggested),
    }
