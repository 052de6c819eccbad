"""Answers about targets: figure, deadline, who is counted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.answers.answer import Answer, Context, Note, merged_sources, refs
from bot.answers.compose.parts import goal, goals, level_notes, list_facts, next_for_target, next_for_task, period_facts, targets_for, targets_named
from bot.answers.compose.statements import next_buttons, not_stated, stated
from bot.answers.frame import says
from bot.answers.outcome import Outcome
from bot.answers.query import Query
from bot.language.interrogatives import asks_something
from bot.language.spelled import IN_NUMBERS, LIKE_NUMBERS
from bot.plan.find import Subject, figure_is
from bot.plan.model import Condition, Level, Plan, Target, Task

# Words that ask of what something is a share, and what is left out of a count.
_OF_WHAT = ("tinh tren", "tren tong", "cua cai gi", "cua tong", "tinh theo", "tren cai gi", "so voi", "of what", "out of")
_HOW_MUCH = ("bao nhieu", "may", "how much")
_FEW = 3  # targets of which one asks at once what they are shares of
_EXEMPT = ("mien", "tru", "ngoai le", "loai tru", "chua", "khong ap dung", "khong tinh", "ngoai tru", "exempt", "except")
_PERCENT = ("phan tram", "%", "percent")
_WHY_SO = ("sao thap", "sao cao", "sao it", "sao lai thap", "sao lai cao", "sao lai it", "sao chi co", "ma thap", "why so low", "why so high", "why only")
_ASKED_BEYOND = frozenset(("target_value", "scope", "purpose", "count", "change_subject", "task_detail", "off_topic", "budget", "reverse_lookup", "complaint"))
_HOW_OLD = ("may tuoi", "bao nhieu tuoi", "tuoi nao", "do tuoi", "how old", "what age")


def value(query: Query, context: Context) -> Answer:
    """How much a target is; all targets of a task, a pillar or an organisation; a topic's count if it states one."""
    if len(query.subjects) == 1 and query.subjects[0].kind in ("topic", "task"):
        own = stated(query, context, query.subjects[0], ("target_value", "count"))
        if own is not None:
            return own
    targets = list(dict.fromkeys(targets_named(query)))
    if not targets:
        return not_stated(query, context)
    if len(targets) > 1:
        return value_list(query, context, targets)
    subject = targets[0]
    target = subject.entry
    assert isinstance(target, Target)
    facts = {**period_facts(query.plan), "goal": goal(target, context)}
    conditions = _at_levels(target, query.frame.values("level"))
    response = "utter_target_value"
    if conditions:
        facts["conditions"] = " ".join(condition.text for condition in conditions)
        response = "utter_target_value_at_level"
    elif target.due != query.plan.period.end:
        facts["due"] = context.phrases.date(target.due)
        response = "utter_target_value_by_date"
    buttons = next_for_target(subject, context, told="target_value")
    return Answer(
        Outcome.ANSWERED, response, query.plan, facts, target.sources, _notes_on(conditions, query.plan), buttons,
        ask="target_value", subjects=(subject.ref,),
    )  # fmt: skip


def value_list(query: Query, context: Context, targets: Sequence[Subject]) -> Answer:
    """Several targets with their figures, one below the other."""
    lines, sources = goals(targets, context)
    only = query.subjects[0] if len(query.subjects) == 1 else None
    buttons = next_for_task(only, context, told="target_value") if only is not None and only.kind == "task" else ()
    return Answer(
        Outcome.ANSWERED, "utter_target_values", query.plan, list_facts(query.plan, context, lines), sources, (), buttons,
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
    if _lacks_asked_level(query, target):
        return not_stated(query, context, known=goal(target, context), sources=target.sources)
    facts = {**period_facts(query.plan), "name": target.name, "due": context.phrases.date(target.due)}
    response = "utter_deadline"
    conditions = _at_levels(target, query.frame.values("level")) or target.conditions
    if conditions:
        facts["conditions"] = " ".join(dict.fromkeys(condition.text for condition in conditions))
        response = "utter_deadline_conditions"
    told = Subject(query.plan, target)
    return Answer(
        Outcome.ANSWERED, response, query.plan, facts, target.sources, _notes_on(conditions, query.plan), next_for_target(told, context, told="deadline"),
        ask="deadline", subjects=(told.ref,),
    )  # fmt: skip


def beyond_the_share(query: Query, context: Context) -> Answer | None:
    """That the sources do not state it, where it is asked how many a target's share makes («75% là mấy triệu hộ»), or why it is not another one."""
    frame, target = query.frame, query.subjects[0].entry if query.subjects else None
    if not isinstance(target, Target):
        return None
    figures = frame.values("figure")
    if query.ask not in _ASKED_BEYOND and not (query.ask == "verify_claim" and figures and figure_is(target, figures[0])):
        return None  # a wrong figure is to be corrected
    in_numbers = says(frame.all_words, *IN_NUMBERS) and not says(frame.all_words, *LIKE_NUMBERS) and not frame.has_words(*_PERCENT)
    if not in_numbers and not frame.has_words(*_WHY_SO):
        return None
    return not_stated(query, context, known=goal(target, context), sources=target.sources)


def level_today(query: Query, context: Context) -> Answer | None:
    """What has become of the level of administration that is named, and who does its work; None if nothing is known of it."""
    levels = [Level(value) for value in (*query.frame.values("level"), *query.frame.values("level_word")) if value in set(Level)]
    notes = level_notes(query.plan, levels)
    if not notes:
        return None
    context.memory.told.extend(note.id for note in notes if note.id not in context.memory.told)
    text = " ".join(note.statement.text for note in notes)
    sources = merged_sources(note.statement.sources for note in notes)
    return Answer(Outcome.ANSWERED, "utter_statement", query.plan, {"text": text}, sources, ask="current_status", subjects=refs(query.subjects))


def _asks_of_what_only(query: Query) -> bool:
    """Whether it is asked what is counted, and no figure and no exemption beside it."""
    frame = query.frame
    asked = frame.has_words(*_OF_WHAT) and asks_something(frame.words)
    return asked and not query.facts and not frame.has_words(*_HOW_MUCH, *_EXEMPT)


def _counted_each(query: Query, context: Context, among: Sequence[Subject]) -> Answer:
    """Of what each of several targets is a share: «hai con số đó tính trên tổng cái gì»."""
    told = [(subject.entry, subject.entry.counted) for subject in among if isinstance(subject.entry, Target)]
    lines = [context.phrases.texts["counted_line"].format(name=target.name, text=counted.text) for target, counted in told]
    return Answer(
        Outcome.ANSWERED, "utter_statements", query.plan, {"items": context.phrases.items(lines)}, merged_sources(counted.sources for _, counted in told),
        ask="scope", subjects=refs(among), options=refs(among),
    )  # fmt: skip


def scope(query: Query, context: Context) -> Answer:
    """Who or what is counted, what is exempt, and how the figure binds."""
    subject = query.subjects[0]
    among = [named for named in query.subjects if named.kind == "target"]
    if 1 < len(among) == len(query.subjects) <= _FEW and not query.frame.of("level") and _asks_of_what_only(query):
        return _counted_each(query, context, among)
    own = stated(query, context, subject, ("scope",))
    if own is not None:
        return own
    targets = targets_for(subject)
    if len(targets) != 1:
        return value(query, context) if targets else not_stated(query, context)
    target = targets[0]
    if _lacks_asked_level(query, target):
        return not_stated(query, context, known=goal(target, context), sources=target.sources)
    levels = query.frame.values("level")
    conditions = _at_levels(target, levels)
    statements = [target.counted, *target.exemptions, *(conditions if levels else target.conditions)]
    response = "utter_scope"
    if query.frame.has_words(*_EXEMPT):
        statements = [*target.exemptions, target.counted] if target.exemptions else statements
        response = "utter_scope" if target.exemptions else "utter_scope_no_exemption"
    facts = {
        **period_facts(query.plan),
        "goal": goal(target, context),
        "scope": " ".join(dict.fromkeys(statement.text for statement in statements)),
    }
    if query.frame.has_words(*_HOW_OLD) and not any(word in facts["scope"] for word in context.phrases.texts["age_words"].split()):
        return not_stated(query, context, known=goal(target, context), sources=target.sources)
    sources = merged_sources((target.sources, *(statement.sources for statement in statements)))
    told = Subject(query.plan, target)
    return Answer(
        Outcome.ANSWERED, response, query.plan, facts, sources, _notes_on(conditions, query.plan), next_for_target(told, context, told="scope"),
        ask="scope", subjects=(told.ref,),
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
    if pillar is None and task is None:
        return not_stated(query, context)
    facts = {**period_facts(query.plan), "name": target.name, "pillar": pillar or "", "task": task.name if task else ""}
    response = "utter_membership" if pillar and task else "utter_membership_pillar" if pillar else "utter_membership_task"
    sources = merged_sources((target.sources, task.sources if task else ()))
    buttons = next_for_target(subject, context, told="belongs_to")
    return Answer(Outcome.ANSWERED, response, query.plan, facts, sources, (), buttons, ask="belongs_to", subjects=(subject.ref,))


def definition(query: Query, context: Context) -> Answer:
    """What a target is: the goal that the plan sets; the plan explains no words."""
    subject = query.subjects[0]
    own = stated(query, context, subject, ("definition",))
    if own is not None:
        return own
    target = subject.entry
    assert isinstance(target, Target)
    facts = {**period_facts(query.plan), "name": target.name, "goal": goal(target, context), "scope": target.counted.text}
    return Answer(
        Outcome.ANSWERED, "utter_target_definition", query.plan, facts, target.sources, (), next_for_target(subject, context, told="target_value"),
        ask="definition", subjects=(subject.ref,),
    )  # fmt: skip


def one_task(query: Query, context: Context, subject: Subject) -> Answer:
    """Which number a task has, and that it is one of the plan's."""
    task = subject.entry
    assert isinstance(task, Task)
    facts = {**period_facts(query.plan), "number": str(task.number), "name": task.name, "total": str(len(query.plan.tasks))}
    return Answer(
        Outcome.ANSWERED, "utter_task_number", query.plan, facts, task.sources, (), next_buttons(subject, context, told="list_tasks"),
        ask="list_tasks", subjects=(subject.ref,),
    )  # fmt: skip


def _at_levels(target: Target, levels: Sequence[str]) -> tuple[Condition, ...]:
    return tuple(condition for condition in target.conditions if condition.level.value in levels)


def _lacks_asked_level(query: Query, target: Target) -> bool:
    """Whether the target's conditions differ between levels and none is for the levels that the question names."""
    levels = query.frame.values("level")
    return bool(levels and target.conditions) and not _at_levels(target, levels)


def _notes_on(conditions: Iterable[Condition], plan: Plan) -> tuple[Note, ...]:
    return level_notes(plan, (condition.level for condition in conditions))
