"""Lists of tasks: all, those that the question's words name, those of an organisation; who leads each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.answers.answer import Answer, Context, merged_sources, refs, refs_in
from bot.answers.asks import LEADING_WORDS
from bot.answers.compose.parts import opening_buttons, period_facts, some_named_in_words, without_fact
from bot.answers.compose.statements import stated, topic
from bot.answers.compose.targets import one_task
from bot.answers.compose.tasks import detail, of_task, organisation
from bot.answers.frame import says
from bot.answers.outcome import Outcome
from bot.answers.query import Query
from bot.answers.resolve.leaders import asks_for_every_leader
from bot.answers.resolve.numbering import number_beyond
from bot.answers.subjects import is_background
from bot.plan.find import Subject
from bot.plan.model import Task

_FEW = 4  # tasks that one asks for in one breath
# Beside these what else is said tells why they are asked for: «tôi ôn thi công chức, đọc nguyên danh sách các nhiệm vụ».
_WHOLE_LIST = (
    "nguyen danh sach",
    "toan bo danh sach",
    "tron danh sach",
    "ca danh sach",
    "tron bo",
    "day du ca",
    "ghi ra ca",
    "du ca",
    "day du danh sach",
    "danh sach day du",
    "the whole list",
    "the full list",
)
_WORK_OF_ONE = re.compile(
    r"\b(?:cac|nhung|may) (?:dau )?(?:viec|khoan|cong viec|hang muc) (?:\w+ ){0,3}?(?:trong|cua|thuoc) (?:mang|khoan|nhiem vu|phan|chuyen|vu)\b"
)
_ABOUT = ("dinh", "lien quan", "ve", "noi toi", "noi den", "xoay quanh", "phuc vu", "chuyen", "about", "related")
_EXCLUDING = ("khong dinh", "khong lien quan", "khong phai", "khong ve", "khong noi", "ngoai", "tru")
_SEVERAL = ("nhung viec nao", "nhung nhiem vu nao", "nhung viec", "nhung nhiem vu", "cac nhiem vu nao", "liet ke", "which tasks")


def tasks(query: Query, context: Context) -> Answer:
    """The tasks, all or those that the question's words name; one by its number; those of an organisation."""
    plan = query.plan
    subject = query.subject
    if subject is not None and subject.kind == "organisation":
        return organisation(query, context)
    if query.organisations:
        return organisation(query.about(query.organisations[0]), context)
    named = [subject for subject in query.subjects if subject.kind == "task"]
    named += [themed for themed in _of_theme(query) if themed not in named]
    several = some_named_in_words(query, plan.tasks, besides=plan.title) if len(named) == 1 and _may_be_of_several(query) else []
    if len(named) == 1 and _WORK_OF_ONE.search(" ".join(word.text for word in query.frame.all_words)):
        return detail(query.about(named[0]).asking("task_detail"), context)  # «các đầu việc trong mảng dạy học trực tuyến»
    if len(named) == 1 and not 1 < len(several) <= _FEW:
        return stated(query, context, named[0], ()) or one_task(query, context, named[0])
    if subject is not None and subject.kind == "topic" and not all(map(is_background, query.subjects)):
        return topic(query.asking("task_detail"), context)
    if asks_for_every_leader(query.frame):
        return leaders(query, context)
    if named and query.frame.has_words(*LEADING_WORDS):
        return roles_of_several(query.asking("lead"), context, named)
    beyond = number_beyond(query.frame, plan)
    if beyond is not None:
        return without_fact(Outcome.OUT_OF_PLAN, "utter_no_such_task", plan, context, ask="list_tasks", number=str(beyond), total=str(len(plan.tasks)))
    told_of = some_named_in_words(_without_reason(query), plan.tasks)
    chosen = {subject.entry.id for subject in named} | {entry.id for entry in several} or {entry.id for entry in told_of}
    entries = [task for task in plan.tasks if not chosen or task.id in chosen]
    lines = [f"{task.number}. {task.name}" for task in entries]
    return Answer(
        Outcome.ANSWERED, "utter_list_tasks_some" if chosen else "utter_list_tasks", plan,
        {**period_facts(plan), "count": str(len(lines)), "total": str(len(plan.tasks)), "items": context.phrases.items(lines)},
        merged_sources(task.sources for task in entries), (), opening_buttons(plan, context)[:1],
        ask="list_tasks", subjects=refs_in(plan, entries) if len(entries) == 1 else (), options=refs_in(plan, entries),
    )  # fmt: skip


def _of_theme(query: Query) -> list[Subject]:
    """The tasks of what is asked about without naming any: «nhiệm vụ nào dính tới mua bán, trả tiền»; none where some are excluded, or chosen by number."""
    frame, tasks = query.frame, query.plan.tasks
    chosen = any(number != str(len(tasks)) for number in frame.values("number"))
    if not query.ask == frame.ask == "list_tasks" or chosen or not frame.has_words(*_ABOUT) or frame.has_words(*_EXCLUDING):
        return []
    return [Subject(query.plan, task) for task in tasks if says(frame.words, *task.themes)]


def _without_reason(query: Query) -> Query:
    """The query without the words before those that ask for the whole list."""
    words = query.frame.all_words
    texts = [word.text for word in words]
    begins = (place for place in range(len(words)) for phrase in map(str.split, _WHOLE_LIST) if texts[place : place + len(phrase)] == phrase)
    return replace(query, frame=replace(query.frame, all_words=words[next(begins, 0) :]))


def _may_be_of_several(query: Query) -> bool:
    """Whether the one task meant is only described, or asked for among several: «những việc nào xây kho dữ liệu hay chia sẻ dữ liệu»."""
    named = query.frame.of("task")
    return bool(named) and query.frame.has_words(*_SEVERAL)


def are_some_tasks_named(query: Query) -> bool:
    """Whether the question's words name some of the tasks."""
    return bool(some_named_in_words(query, query.plan.tasks))


def leaders(query: Query, context: Context) -> Answer:
    """Who leads each task that the sources name a leader of."""
    plan = query.plan
    answers = [(task, of_task(query, context, Subject(plan, task), "lead")) for task in plan.tasks]
    told = [(task, answer) for task, answer in answers if answer.outcome is Outcome.ANSWERED]
    lines = [_line(task, _who(answer, context), context) for task, answer in told]
    facts = {**period_facts(plan), "items": context.phrases.items(lines), "count": str(len(lines)), "total": str(len(plan.tasks))}
    return Answer(
        Outcome.ANSWERED, "utter_leaders", plan, facts, merged_sources(answer.sources for _, answer in told), (), opening_buttons(plan, context)[1:2],
        ask="list_tasks", options=refs_in(plan, (task for task, _ in told)),
    )  # fmt: skip


def roles_of_several(query: Query, context: Context, among: Sequence[Subject]) -> Answer:
    """Who leads or coordinates each of several tasks, or that the sources do not state it."""
    answers = [(subject, of_task(query, context, subject, query.ask)) for subject in among]
    stated_at_all = any(answer.outcome is Outcome.ANSWERED for _, answer in answers)
    lines = [_line(subject.entry, _who(answer, context), context) for subject, answer in answers if isinstance(subject.entry, Task)]
    notes = tuple(dict.fromkeys(note for _, answer in answers for note in answer.notes))
    return Answer(
        Outcome.ANSWERED if stated_at_all else Outcome.NOT_STATED, f"utter_{query.ask}_of_several", query.plan,
        {**period_facts(query.plan), "items": context.phrases.items(lines)}, merged_sources(answer.sources for _, answer in answers), notes,
        ask=query.ask, subjects=refs(among), options=refs(among),
    )  # fmt: skip


def _line(task: Task, who: str, context: Context) -> str:
    return context.phrases.texts["task_line"].format(number=task.number, task=task.name, who=who)


def _who(answer: Answer, context: Context) -> str:
    """The names in an answer about a role, in one line."""
    if answer.outcome is not Outcome.ANSWERED:
        return context.phrases.texts["nobody_stated"]
    joins = context.phrases.joins
    return answer.facts.get("who") or answer.facts["items"].removeprefix(joins["item"]).replace(joins["item"], joins["inner"])
