"""From the frames of a message to its answers: resolve, compose, check the limits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.answers.answer import Answer, Context
from bot.answers.compose import claims, lists, outside, small_talk, statements, targets, tasks
from bot.answers.compose.parts import targets_for, task_of
from bot.answers.frame import Frame
from bot.answers.memory import Memory, Turn
from bot.answers.outcome import Outcome
from bot.answers.phrases import Phrases
from bot.answers.resolve import OUTSIDE, SMALL_TALK, SURE, TOPIC_ASKS, Problem, Query, Resolver
from bot.plan.find import Library, Subject, facts_for, tasks_with_role

Composer = Callable[[Query, Context], Answer]

_WITH_SUBJECT: dict[str, Composer] = {
    "target_value": targets.value,
    "deadline": targets.deadline,
    "scope": targets.scope,
    "lead": tasks.role,
    "coordinators": tasks.role,
    "task_detail": tasks.detail,
    "purpose": tasks.detail,
    "definition": targets.definition,
    "organisation_duties": tasks.organisation,
    "verify_claim": claims.verify,
    "compare": claims.compare,
    "achieved_result": outside.achieved,
    "belongs_to": targets.membership,
}
_FREE: dict[str, Composer] = {
    "list_targets": lists.targets,
    "list_tasks": lists.tasks,
    "count": lists.count,
    "reverse_lookup": lists.reverse,
    "source": lists.sources,
}


def answer_message(frames: Sequence[Frame], library: Library, phrases: Phrases, memory: Memory) -> list[Answer]:
    """The answers to the questions of one message, in order; *memory* is brought up to date."""
    context = Context(library, phrases, memory)
    answers: list[Answer] = []
    for frame in frames:
        query = Resolver(library, memory).resolve(frame)
        answer = compose(query, context)
        refused = outside.limit_broken(query, context, answer)
        answer = refused if refused is not None else answer
        remember(memory, answer)
        if not any(answer.response == other.response and answer.facts == other.facts for other in answers):
            answers.append(answer)
    if len(answers) > 1:  # what could not be read beside what could is chatter
        answers = [answer for answer in answers if answer.outcome not in (Outcome.NOT_UNDERSTOOD, Outcome.ASK_BACK, Outcome.SMALL_TALK)] or answers[:1]
    return answers


def compose(query: Query, context: Context) -> Answer:
    """The answer to one resolved query."""
    if query.problem is Problem.UNLISTED:
        return outside.unlisted(query, context)
    if query.problem is Problem.UNKNOWN_SUBJECT:
        return outside.unknown_subject(query, context)
    if query.problem in (Problem.NOTHING_NAMED, Problem.UNKNOWN_SUBJECT) and _is_about_some_tasks(query, context):
        return lists.tasks(query, context)
    if not query.subjects and not query.frame.of("figure", "date"):
        picked = lists.from_last_list(query, context)
        if picked is not None:
            return picked
    if query.problem is not None and query.ask not in _FREE and query.ask not in ("verify_claim", "compare", "achieved_result", "lead"):
        return outside.ask_back(query, context)
    if query.problem is Problem.SEVERAL_MEANT:
        return outside.ask_back(query, context)
    ask = query.ask
    if ask in SMALL_TALK:
        return small_talk.small_talk(query, context)
    if ask in OUTSIDE:
        return outside.outside(query, context)
    if ask == "source" and query.subjects and query.facts:  # «lấy dữ liệu ở đâu» of a system, not of this answer
        found = statements.stated(query, context, query.subjects[0], ()) or _stated_with_its_task(query, context)
        if found is not None:
            return found
    if ask in _FREE:
        return _FREE[ask](query, context)
    if ask == "achieved_result" and query.subjects and query.facts and not query.frame.of("tense"):
        goal = statements.stated(query, context, query.subjects[0], ()) or _stated_with_its_task(query, context)
        if goal is not None:
            return goal
    if ask in ("verify_claim", "compare", "achieved_result"):
        return _WITH_SUBJECT[ask](query, context)
    if not query.subjects:
        if ask == "lead" and lists.wants_every_task(query):
            return lists.leaders(query, context)
        return outside.ask_back(query, context)
    with_task = _stated_with_its_task(query, context)
    if with_task is not None:
        return with_task
    kind = query.subjects[0].kind
    if lists.wants_dates(query):
        return lists.all_dates(query, context)
    if kind == "topic" and _is_only_background(query):
        return outside.unknown_subject(query, context) if query.frame.unknown else outside.ask_back(query, context)
    if kind == "organisation" and query.carried and ask in ("coordinators", "task_detail", "purpose"):
        led = tasks_with_role(query.plan, query.subjects[0].entry.id, "leads")
        if len(led) == 1:
            return compose(replace(query, subjects=(Subject(query.plan, led[0][0]),)), context)
    if kind == "organisation" and ask == "current_status":
        return tasks.organisation_today(query, context)
    if kind == "topic" or ask in TOPIC_ASKS:
        return statements.topic(query, context)
    if kind == "organisation" and ask in ("definition", "task_detail", "purpose", "lead", "coordinators", "organisation_duties"):
        return tasks.organisation(query, context)
    if kind == "pillar":
        return lists.targets(query, context)
    if kind == "task" and (ask == "definition" or (ask == "scope" and len(targets_for(query.subjects[0])) != 1)):
        return tasks.detail(query, context)
    if kind == "target" and ask in ("task_detail", "purpose") and task_of(query.subjects[0]) is None:
        return targets.scope(query, context)
    return _WITH_SUBJECT.get(ask, targets.value)(query, context)


def _is_about_some_tasks(query: Query, context: Context) -> bool:
    """«nhiệm vụ nào về cơ sở dữ liệu», or «trong đó cái nào…» after the tasks were listed or counted."""
    last = context.memory.last
    first = context.library.subject(last.options[0]) if last is not None and last.options else None
    goes_on = first is not None and first.kind == "task"
    return (goes_on or "task" in query.frame.values("kind")) and lists.are_some_tasks_named(query)


def _is_only_background(query: Query) -> bool:
    """A figure or a leader asked of nothing but the plan as a whole, which states none."""
    entry = query.subjects[0].entry
    asked_of_parts = query.ask in ("target_value", "scope", "lead", "coordinators", "belongs_to")
    return asked_of_parts and getattr(entry, "background", False) and not facts_for(entry, query.ask) and not query.facts


def _stated_with_its_task(query: Query, context: Context) -> Answer | None:
    """A figure that the question's cues point to, stated of the task that goes with the target."""
    subject = query.subjects[0]
    task = task_of(subject) if subject.kind == "target" else None
    if task is None:
        return None
    unsure = query.frame.confidence < SURE or query.ask in ("source", "budget", "scope", "verify_claim")
    cued = [fact for owner, fact in query.facts if owner == task.ref]
    facts = [fact for fact in task.entry.facts if fact.id in cued and (unsure or "target_value" in fact.asks)]  # type: ignore[attr-defined]  # a task has facts
    best = [fact for fact in statements.facts_about(query, task, ()) if fact in facts] or facts[:1]
    return statements.statement(query, context, task, best) if best else None


def remember(memory: Memory, answer: Answer) -> None:
    """Keep what the next message may refer to; small talk and unread messages leave the conversation where it was."""
    if answer.outcome is Outcome.SMALL_TALK:
        memory.greeted = True
        return
    if answer.outcome is Outcome.NOT_UNDERSTOOD or (answer.outcome is Outcome.OUT_OF_PLAN and not answer.ask):
        return
    memory.add(Turn(answer.ask, answer.subjects, answer.options, answer.outcome.value))
