"""From the frames of a message to its answers: resolve, compose, check the limits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.answers.answer import Answer, Context
from bot.answers.asks import OUTSIDE, ROLE_ASKS, SMALL_TALK, TOPIC_ASKS
from bot.answers.compose import (
    claims,
    comparisons,
    contact,
    counts,
    outside,
    reverse,
    review,
    small_talk,
    sources,
    statements,
    target_lists,
    targets,
    task_lists,
    tasks,
)
from bot.answers.compose.parts import targets_for
from bot.answers.frame import SUBJECT_KINDS, Frame
from bot.answers.memory import Memory, Turn
from bot.answers.outcome import Outcome
from bot.answers.phrases import Phrases
from bot.answers.qualifiers import qualifiers
from bot.answers.query import Problem, Query
from bot.answers.resolve.leaders import asks_for_every_leader
from bot.answers.resolve.sureness import SURE, is_unsure
from bot.answers.resolving import resolve
from bot.answers.subjects import is_background, is_group, task_of
from bot.contacts.book import Contacts
from bot.plan.find import Library, Subject, facts_for, tasks_with_role

_WHO_INSTEAD = ("ai", "thay", "ganh", "dau", "chuyen", "noi nao", "co quan nao", "cho nao", "who", "instead", "replaces", "takes over")
# What tells that others are asked for who work with the body named, not the tasks in which it helps.
_WITH_IT = (
    "phoi hop voi",
    "phoi hop cung",
    "mot minh",
    "chung tay",
    "cung ai",
    "voi ai",
    "ai phoi hop",
    "bo nao phoi hop",
    "co ai",
    "chung voi",
    "works with",
    "along with",
)
_LISTS = ("list_targets", "list_tasks", "count")
REFUSALS = 2  # messages in a row without an answer, after which somebody else is named who can be asked
_REFUSED = (Outcome.OUT_OF_PLAN, Outcome.NOT_STATED, Outcome.NOT_UNDERSTOOD, Outcome.UNDER_REVIEW)
_TOLD = (Outcome.ANSWERED, Outcome.ASK_BACK)
_CHATTER = (Outcome.NOT_UNDERSTOOD, Outcome.ASK_BACK, Outcome.SMALL_TALK)
_NO_CHATTER = ("utter_privacy",)  # asked in earnest beside a question about the plan
Composer = Callable[[Query, Context], Answer]

# Composers that say themselves what is missing where no subject is known.
_FREE: dict[str, Composer] = {
    "list_targets": target_lists.targets,
    "list_tasks": task_lists.tasks,
    "count": counts.count,
    "reverse_lookup": reverse.reverse,
    "source": sources.sources,
    "verify_claim": claims.verify,
    "compare": comparisons.compare,
    "achieved_result": outside.achieved,
}
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
    "belongs_to": targets.membership,
}


def answer_message(
    frames: Sequence[Frame], library: Library, phrases: Phrases, memory: Memory, *, contacts: Contacts | None = None, disliked: bool = False
) -> list[Answer]:
    """The answers to the questions of one message, in order; *memory* is brought up to date.

    contacts: those that may be shown where the question came from. disliked: the message says that the last answer was no good.
    """
    context = Context(library, phrases, memory, contacts or Contacts())
    answers: list[Answer] = []
    for frame in _without_asides(frames):
        query = resolve(frame, context.conversation)
        answer = compose(query, context)
        refused = outside.limit_broken(query, context, answer)
        answer = review.checked(refused if refused is not None else answer, query, context)
        answer = replace(answer, qualifiers=qualifiers(query.frame))
        remember(memory, answer, target=_target_of_task_told(query, answer, library))
        if not any(answer.response == other.response and answer.facts == other.facts for other in answers):
            answers.append(answer)
    if len(answers) > 1:  # what could not be read beside what could is chatter
        answers = [answer for answer in answers if answer.outcome not in _CHATTER or answer.response in _NO_CHATTER] or answers[:1]
    missed = review.left_out(answers, context)
    if missed is not None:
        answers.append(missed)
    place = next((place for frame in frames for place in context.contacts.places_in([word.text for word in frame.all_words])), "")
    memory.place = place or memory.place
    return [*answers, *_offer(answers, context, disliked=disliked)]


def _without_asides(frames: Sequence[Frame]) -> Sequence[Frame]:
    """The frames without «em chưa kịp ghi» beside a question."""
    return [frame for frame in frames if frame.ask != "repeat" or frame.of(*SUBJECT_KINDS)] or frames


def _offer(answers: Sequence[Answer], context: Context, *, disliked: bool) -> list[Answer]:
    """Whom to ask instead, after the second message in a row that got no answer, and after an answer that was no good."""
    memory = context.memory
    if any(answer.outcome in _TOLD for answer in answers):
        memory.refusals = 0
    elif any(answer.outcome in _REFUSED for answer in answers):
        memory.refusals += 1
    is_time = disliked or (memory.refusals == REFUSALS and any(answer.outcome in _REFUSED for answer in answers))
    offer = contact.offered(answers[-1].plan, context) if is_time and not any(answer.response.startswith("utter_contact") for answer in answers) else None
    return [replace(offer, buttons=answers[-1].buttons, aside=True)] if offer is not None else []


def compose(query: Query, context: Context) -> Answer:
    """The answer to one resolved query."""
    if query.ask == "current_status" and query.frame.has_words(*_WHO_INSTEAD):
        instead = targets.level_today(query, context)
        if instead is not None:
            return instead
    if query.fact is not None:
        return statements.the_fact(query, context)
    unresolved = _of_what_stays_open(query, context)
    if unresolved is not None:
        return unresolved
    if query.ask == "contact":
        return contact.contact(query, context)
    if query.ask in SMALL_TALK:
        return small_talk.small_talk(query, context)
    if query.ask in OUTSIDE:
        return outside.outside(query, context)
    # «lấy dữ liệu ở đâu» of a system, not of this answer; what is to be reached, not what was
    means_statement = query.ask == "source" or (query.ask == "achieved_result" and not query.frame.of("tense"))
    if means_statement and query.subjects and query.facts:
        found = statements.stated(query, context, query.subjects[0], ()) or _stated_with_its_task(query, context)
        if found is not None:
            return found
    beyond = targets.beyond_the_share(query, context)
    if beyond is not None:
        return beyond
    if query.ask in _FREE:
        return _FREE[query.ask](query, context)
    if not query.subjects:
        wants_leaders = query.ask == "lead" and asks_for_every_leader(query.frame)
        return task_lists.leaders(query, context) if wants_leaders else outside.ask_back(query, context)
    return _of_subject(query, context)


def _of_what_stays_open(query: Query, context: Context) -> Answer | None:
    """The answer to a query with a hole, unless the ask means something without what is missing."""
    if query.problem is Problem.UNLISTED:
        return outside.unlisted(query, context)
    if query.problem is Problem.SEVERAL_MEANT and query.ask in OUTSIDE:
        return outside.outside(query, context)  # whichever is meant
    if query.ask in _LISTS and not query.subjects and not query.frame.mentions and is_unsure(query.frame) and not context.conversation.has_begun:
        return outside.unknown_subject(query, context)  # nothing that was said asks for it
    if query.problem is Problem.UNKNOWN_SUBJECT:
        return outside.unknown_subject(query, context)
    if query.problem is Problem.NOTHING_NAMED and _is_about_some_tasks(query, context):
        return task_lists.tasks(query, context)
    if not query.subjects and not query.frame.of("figure", "date"):
        among_listed = target_lists.from_last_list(query, context)
        if among_listed is not None:
            return among_listed
    goes_without = query.ask in _FREE or query.ask == "lead"
    if query.problem is Problem.SEVERAL_MEANT or (query.problem is not None and not goes_without):
        return outside.ask_back(query, context)
    return None


def _of_subject(query: Query, context: Context) -> Answer:
    """The answer about the query's subjects, by ask and by kind."""
    with_task = _stated_with_its_task(query, context)
    if with_task is not None:
        return with_task
    if reverse.wants_dates(query):
        return reverse.all_dates(query, context)
    if query.ask == "lead" and (is_background(query.subjects[0]) or is_group(query.subjects[0])) and asks_for_every_leader(query.frame):
        return task_lists.leaders(query, context)
    if _is_only_background(query):
        return outside.unknown_subject(query, context) if query.frame.unknown else outside.ask_back(query, context)
    led = _task_led_by_named(query, context) if query.subjects[0].kind == "organisation" else None
    if led is not None:
        return compose(query.about(led), context)
    of_several = _distinct_tasks(query) if query.ask in ROLE_ASKS else []
    if len(of_several) > 1:
        return task_lists.roles_of_several(query, context, of_several)
    return _composer(query.ask, query.subjects[0])(query, context)


def _task_led_by_named(query: Query, context: Context) -> Subject | None:
    """The task that the organisation leads, where that is what is asked about: «phối hợp với ai», «bộ nào phối hợp với Bộ Giáo dục trong việc này»."""
    led = [Subject(query.plan, task) for task, _ in tasks_with_role(query.plan, query.subjects[0].entry.id, "leads")]
    if query.carried and query.ask in ("coordinators", "task_detail", "purpose"):
        return led[0] if len(led) == 1 else None
    if query.ask != "coordinators" or not query.frame.has_words(*_WITH_IT):
        return None
    talked_about = [task_of(subject) for subject in context.conversation.remembered() if subject.kind in ("target", "task")]
    return next((task for task in led if task in talked_about), led[0] if len(led) == 1 else None)


def _distinct_tasks(query: Query) -> list[Subject]:
    """The tasks of the query's subjects, if each is a task or a target of one."""
    tasks_named = [task_of(subject) for subject in query.subjects]
    return list(dict.fromkeys(task for task in tasks_named if task is not None)) if None not in tasks_named else []


def _composer(ask: str, subject: Subject) -> Composer:
    """What composes the answer to *ask* about *subject*."""
    kind = subject.kind
    if kind == "organisation" and ask == "current_status":
        return tasks.organisation_today
    if kind == "topic" or ask in TOPIC_ASKS:
        return statements.topic
    if kind == "organisation" and ask in ("definition", "task_detail", "purpose", "lead", "coordinators", "organisation_duties"):
        return tasks.organisation
    if kind == "pillar":
        return target_lists.targets
    if kind == "task" and (ask == "definition" or (ask == "scope" and len(targets_for(subject)) != 1)):
        return tasks.detail
    if kind == "target" and ask in ("task_detail", "purpose") and task_of(subject) is None:
        return targets.scope
    return _WITH_SUBJECT.get(ask, targets.value)


def _is_about_some_tasks(query: Query, context: Context) -> bool:
    """«nhiệm vụ nào về cơ sở dữ liệu», or «trong đó cái nào…» after the tasks were listed or counted."""
    about_tasks = "task" in query.frame.values("kind") or context.conversation.has_listed_tasks()
    return about_tasks and task_lists.are_some_tasks_named(query)


def _is_only_background(query: Query) -> bool:
    """A figure or a leader asked of nothing but the plan as a whole, which states none."""
    subject = query.subjects[0]
    asked_of_parts = query.ask in ("target_value", "scope", "lead", "coordinators", "belongs_to")
    return asked_of_parts and is_background(subject) and not facts_for(subject.entry, query.ask) and not query.facts


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


def _target_of_task_told(query: Query, answer: Answer, library: Library) -> Subject | None:
    """The one target that was named where its task was told of: after «ai chủ trì cáp quang» one asks on about the fibre."""
    frame = query.frame
    if len(answer.subjects) != 1 or "task" in frame.values("kind"):
        return None
    talked_about = [subject.ref for subject in query.subjects if subject.kind == "target"] if query.carried else []
    targets = set(talked_about or frame.values("target"))
    named = library.subject(targets.pop()) if len(targets) == 1 else None
    task = task_of(named) if named is not None else None
    one_of_several = task is not None and (task.ref,) == tuple(answer.subjects) and len(targets_for(task)) > 1
    return named if one_of_several else None


def remember(memory: Memory, answer: Answer, *, target: Subject | None = None) -> None:
    """Keep what the next message may refer to; small talk and unread messages leave the conversation where it was.

    target: what was named, where the answer tells of its task.
    """
    if answer.outcome is Outcome.SMALL_TALK:
        memory.greeted = True
        return
    if answer.outcome is Outcome.NOT_UNDERSTOOD or (answer.outcome is Outcome.OUT_OF_PLAN and not answer.ask):
        return
    memory.add(Turn(answer.ask, (target.ref,) if target is not None else answer.subjects, answer.options, answer.outcome.value, answer.told))
