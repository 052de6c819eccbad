"""Answers about tasks: who leads, who coordinates, what is done."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answers.answer import Answer, Context, merged_sources, refs, refs_in
from bot.answers.asks import ROLE_FIELDS
from bot.answers.compose.parts import (
    MAX_BUTTONS,
    asked_parts,
    goal,
    next_for_task,
    organisation_notes,
    period_facts,
    targets_for,
)
from bot.answers.compose.statements import not_stated, stated
from bot.answers.outcome import Outcome
from bot.answers.query import Query
from bot.answers.subjects import task_of
from bot.plan.find import Subject, roles
from bot.plan.model import Organisation, Part, Plan, Role, Sourced, Target, Task


def role(query: Query, context: Context) -> Answer:
    """Who leads or coordinates the task (of a target: the task it belongs to)."""
    subject = query.subjects[0]
    task_subject = task_of(subject)
    if task_subject is None:
        assert isinstance(subject.entry, Target)
        return not_stated(query, context, known=goal(subject.entry, context), sources=subject.entry.sources)
    return of_task(query, context, task_subject, query.ask)


def of_task(query: Query, context: Context, subject: Subject, ask: str) -> Answer:
    """Who has the role in *subject*'s parts; the cued part alone if one is cued."""
    task = subject.entry
    assert isinstance(task, Task)
    facts = {**period_facts(query.plan), "name": task.name}
    told = [(part, found) for part in asked_parts(query, task) if (found := roles(part, ROLE_FIELDS[ask]))]
    buttons = next_for_task(subject, context, told=ask)
    if not told:
        return Answer(Outcome.NOT_STATED, f"utter_{ask}_not_stated", query.plan, facts, task.sources, (), buttons, ask=ask, subjects=(subject.ref,))
    organisations = [_organisation(query.plan, role_) for _, found in told for role_ in found]
    sources = merged_sources(role_.sources for _, found in told for role_ in found)
    response = f"utter_{ask}"
    if len(told) == 1:
        part, found = told[0]
        facts["who"] = _who(query.plan, found, context, ask)
        if len(task.parts) > 1:
            facts["name"] = part.name or task.name
    else:
        facts["items"] = context.phrases.items(
            context.phrases.texts["part_line"].format(part=part.name, who=_who(query.plan, found, context, ask)) for part, found in told
        )
        response = f"utter_{ask}_by_part"
    return Answer(Outcome.ANSWERED, response, query.plan, facts, sources, organisation_notes(organisations), buttons, ask=ask, subjects=(subject.ref,))


def detail(query: Query, context: Context) -> Answer:
    """What is done, or what it is for; the cued fact if one is cued."""
    subject = query.subjects[0]
    if subject.kind == "target":
        own = stated(query, context, subject, ())
        if own is not None:
            return own
        own_task = task_of(subject)
        if own_task is None:
            return not_stated(query, context)
        subject = own_task
    task = subject.entry
    assert isinstance(task, Task)
    found = stated(query, context, subject, (query.ask, "purpose") if query.ask == "task_detail" else (query.ask,))
    works = [part.work for part in asked_parts(query, task) if isinstance(part.work, Sourced)]
    if found is not None and (query.cues(subject) or query.ask == "purpose" or not works):
        return found
    facts = {**period_facts(query.plan), "name": task.name}
    buttons = next_for_task(subject, context, told=query.ask)
    if works:
        facts["work"] = " ".join(dict.fromkeys(work.text for work in works))
        return Answer(
            Outcome.ANSWERED, "utter_task_detail", query.plan, facts, merged_sources(work.sources for work in works), (), buttons,
            ask=query.ask, subjects=(subject.ref,),
        )  # fmt: skip
    targets = targets_for(subject)
    response = "utter_task_detail_not_stated"
    if targets:
        facts["goals"] = context.phrases.join(goal(target, context) for target in targets)
        response = "utter_task_detail_goals_only"
    sources = merged_sources((task.sources, *(target.sources for target in targets)))
    return Answer(Outcome.NOT_STATED, response, query.plan, facts, sources, (), buttons, ask=query.ask, subjects=(subject.ref,))


def organisation(query: Query, context: Context) -> Answer:
    """What an organisation leads and coordinates."""
    subject = query.subjects[0]
    if len(query.subjects) > 1 and all(isinstance(body.entry, Organisation) for body in query.subjects):
        return _several_organisations(query, context)
    if not isinstance(subject.entry, Organisation):
        return role(query, context) if query.ask in ROLE_FIELDS else detail(query, context)
    body = subject.entry
    led, led_sources = _tasks(query.plan, body.id, "leads")
    joined, joined_sources = _tasks(query.plan, body.id, "coordinators")
    joined = [line for line in joined if line not in led]
    if joined and (query.ask == "coordinators" or query.frame.has_words("phoi hop")):
        response, lines, sources = "utter_duties_coordinated", joined, joined_sources
    elif led:
        response, lines, sources = "utter_duties_led", led, led_sources
    elif joined:
        response, lines, sources = "utter_duties_only_coordinated", joined, joined_sources
    else:
        response, lines, sources = "utter_duties_not_stated", [], ()
    facts = {**period_facts(query.plan), "organisation": body.name, "count": str(len(lines))}
    if lines:
        facts["items"] = context.phrases.items(lines)
    offered = [task for task in query.plan.tasks if task.name in "\n".join(led or joined)]
    buttons = tuple(context.phrases.button("choose_task", name=task.name, short=task.label) for task in offered[:MAX_BUTTONS])
    return Answer(
        Outcome.ANSWERED if lines else Outcome.NOT_STATED, response, query.plan, facts, sources, organisation_notes([body]), buttons,
        ask="organisation_duties", subjects=(subject.ref,), options=refs_in(query.plan, offered),
    )  # fmt: skip


def _several_organisations(query: Query, context: Context) -> Answer:
    """What each of several organisations leads."""
    lines, used = [], []
    for body in query.subjects:
        led, sources = _tasks(query.plan, body.entry.id, "leads")
        told = context.phrases.joins["inner"].join(led) if led else context.phrases.texts["nothing_stated"]
        lines.append(context.phrases.texts["organisation_line"].format(organisation=body.entry.name, tasks=told))
        used.append(sources)
    facts = {**period_facts(query.plan), "items": context.phrases.items(lines)}
    notes = organisation_notes(body.entry for body in query.subjects if isinstance(body.entry, Organisation))
    return Answer(
        Outcome.ANSWERED, "utter_duties_of_several", query.plan, facts, merged_sources(used), notes,
        ask="organisation_duties", subjects=refs(query.subjects), options=refs(query.subjects),
    )  # fmt: skip


def organisation_today(query: Query, context: Context) -> Answer:
    """What has become of an organisation since the plan."""
    subject = query.subjects[0]
    assert isinstance(subject.entry, Organisation)
    if subject.entry.today is None:
        return not_stated(query, context)
    note = organisation_notes([subject.entry])[0]
    context.memory.told.append(note.id)
    return Answer(
        Outcome.ANSWERED, "utter_statement", query.plan, {"text": subject.entry.today.text}, subject.entry.today.sources, (), (),
        ask="current_status", subjects=(subject.ref,),
    )  # fmt: skip


def _tasks(plan: Plan, organisation_id: str, field: str) -> tuple[list[str], tuple[str, ...]]:
    """Names of the tasks (and of the part, where a task has several) in which the organisation has the role, and the sources."""
    lines: list[str] = []
    sources: list[Sequence[str]] = []
    for task in plan.tasks:
        for part in task.parts:
            for found in roles(part, field):
                if found.organisation == organisation_id:
                    lines.append(_task_line(task, part))
                    sources.append(found.sources)
    return list(dict.fromkeys(lines)), merged_sources(sources)


def _task_line(task: Task, part: Part) -> str:
    return f"{task.name} ({part.name})" if len(task.parts) > 1 and part.name else task.name


def _organisation(plan: Plan, role_: Role) -> Organisation:
    return next(organisation for organisation in plan.organisations if organisation.id == role_.organisation)


def _who(plan: Plan, found: Sequence[Role], context: Context, ask: str) -> str:
    """The names with, where only some sources say so, which ones."""
    everywhere = set.intersection(*(set(role_.sources) for role_ in found)) if len(found) > 1 else set(found[0].sources)
    names = []
    for role_ in found:
        body = _organisation(plan, role_)
        name = body.leader if ask == "lead" else body.name
        note = role_.note
        if note is None and len(found) > 1 and not set(role_.sources) <= everywhere and set(role_.sources) != everywhere and len(role_.sources) == 1:
            source = context.library.source(plan, role_.sources[0])
            note = context.phrases.texts["only_in"].format(source=source.publisher)
        names.append(f"{name} ({note})" if note else name)
    return context.phrases.join(names)
