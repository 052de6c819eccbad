"""Lists and counts: targets by pillar, organisation, figure or date; the tasks; how many there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from bot.answers.answer import Answer, Context, merged_sources, refs
from bot.answers.compose.parts import goal, level_notes, opening_buttons, period_facts, targets_for
from bot.answers.compose.statements import facts_about, not_stated, stated, statement, topic, words_of
from bot.answers.compose.targets import one_task, value, value_list
from bot.answers.compose.tasks import of_task, organisation
from bot.answers.outcome import Outcome
from bot.answers.resolve import Query
from bot.language.normalise import fold
from bot.plan.find import Subject, by_words, same_day, targets_with_figure, tasks_with_role
from bot.plan.model import Comparator, Named, Plan, Target, Topic


def targets(query: Query, context: Context) -> Answer:
    """The targets of a pillar, an organisation, a figure or a date; all of them without any."""
    if query.frame.values("figure"):
        return by_figure(query, context)
    if query.frame.has_words(*_GROUPS) and not query.frame.of("figure"):
        return pillars(query, context)
    if not query.subjects or _passing(query):
        found_extreme = extreme(query, context)
        if found_extreme is not None:
            return found_extreme
    if query.subjects and not _passing(query):
        found = [Subject(query.plan, target) for subject in query.subjects for target in targets_for(subject)]
        if not found:
            return not_stated(query, context)
        if len(query.subjects) == 1 and query.subjects[0].kind in ("pillar", "organisation", "task"):
            return _target_list(query, context, "utter_list_targets_of", found, name=query.subjects[0].entry.name)
        return value_list(query, context, found)
    chosen = _mentioned_by_words(query, query.plan.targets)
    if chosen:
        return value_list(query, context, [Subject(query.plan, entry) for entry in chosen])
    return _target_list(query, context, "utter_list_targets", [Subject(query.plan, target) for target in query.plan.targets])


_GROUPS = (
    "chia may nhom",
    "may nhom",
    "bao nhieu nhom",
    "nhung nhom nao",
    "may mang",
    "nhung mang nao",
    "may tru cot",
    "tru cot nao",
    "chia theo nhom",
    "nhom lon",
)


def pillars(query: Query, context: Context) -> Answer:
    """The pillars that the targets are grouped by."""
    names = [pillar.name for pillar in query.plan.pillars]
    facts = {**period_facts(query.plan, context), "count": str(len(names)), "items": context.phrases.items(names)}
    sources = merged_sources(target.sources for target in query.plan.targets if target.pillar)
    return Answer(
        Outcome.ANSWERED, "utter_pillars", query.plan, facts, sources, (), _pillar_buttons(replace(query, subjects=()), context),
        ask="list_targets", options=tuple(f"{query.plan.id}/{pillar.id}" for pillar in query.plan.pillars),
    )  # fmt: skip


_HIGHEST = ("cao nhat", "lon nhat", "nhieu nhat", "highest", "largest")
_LOWEST = ("thap nhat", "nho nhat", "it nhat", "be nhat", "lowest", "smallest")


def extreme(query: Query, context: Context) -> Answer | None:
    """The targets with the highest or the lowest figure, if that is asked."""
    high, low = query.frame.has_words(*_HIGHEST), query.frame.has_words(*_LOWEST)
    if high == low:
        return None
    shares = [target for target in query.plan.targets if target.figure.unit == "%"]
    bounds = [target.figure.bounds for target in shares]
    wanted = max(bound[1] for bound in bounds) if high else min(bound[0] for bound in bounds)
    found = [Subject(query.plan, target) for target in shares if target.figure.bounds[1 if high else 0] == wanted]
    return _target_list(query, context, "utter_highest_targets" if high else "utter_lowest_targets", found)


def _passing(query: Query) -> bool:
    """Whether the only subject is one named in passing («trong kế hoạch này»)."""
    return all(isinstance(subject.entry, Topic) and subject.entry.background for subject in query.subjects)


def _mentioned_by_words(query: Query, entries: Sequence[Named]) -> list[Named]:
    """Entries that share a word group with the question; [] where all or none do."""
    chosen = by_words(entries, [word.text for word in query.frame.words])
    return chosen if len(chosen) < len(entries) / 2 else []


_AMONG_THEM = ("trong do", "trong so do", "trong so nay", "cai nao", "nhung cai nao", "trong day", "trong danh sach", "among them", "of those")


def from_last_list(query: Query, context: Context) -> Answer | None:
    """Those of the targets just listed that the question's words name: «trong số đó cái nào dành cho doanh nghiệp»."""
    last = context.memory.last
    options = [context.library.subject(ref) for ref in last.options] if last is not None else []
    listed = [subject for subject in options if subject is not None and subject.kind == "target"]
    if len(listed) < 2 or not query.frame.has_words(*_AMONG_THEM):
        return None
    chosen = by_words([subject.entry for subject in listed], [word.text for word in query.frame.all_words])
    found = [subject for subject in listed if subject.entry in chosen]
    if not found or len(found) == len(listed):
        return None
    return value(replace(query, ask="target_value", subjects=tuple(found)), context)


def are_some_tasks_named(query: Query) -> bool:
    """Whether the question's words name some of the tasks."""
    return bool(_mentioned_by_words(query, query.plan.tasks))


def _target_list(query: Query, context: Context, response: str, found: Sequence[Subject], **facts: str) -> Answer:
    entries = [subject.entry for subject in found if isinstance(subject.entry, Target)]
    lines = [goal(target, context) for target in entries]
    return Answer(
        Outcome.ANSWERED, response, query.plan,
        {**period_facts(query.plan, context), "count": str(len(lines)), "items": context.phrases.items(lines), **facts},
        merged_sources(target.sources for target in entries), (), _pillar_buttons(query, context),
        ask="list_targets", subjects=refs(query.subjects), options=refs(found),
    )  # fmt: skip


def _pillar_buttons(query: Query, context: Context) -> tuple:
    named = {subject.ref for subject in query.subjects}
    pillars = [Subject(query.plan, pillar) for pillar in query.plan.pillars]
    return tuple(context.phrases.button("choose_pillar", name=pillar.entry.name, short=pillar.entry.label) for pillar in pillars if pillar.ref not in named)[:3]


def tasks(query: Query, context: Context) -> Answer:
    """The tasks, all or those that the question's words name; one by its number; those of an organisation."""
    plan = query.plan
    subject = query.subject
    if subject is not None and subject.kind == "organisation":
        return organisation(query, context)
    if query.organisations:
        return organisation(_about(query, query.organisations[0]), context)
    named = [subject for subject in query.subjects if subject.kind == "task"]
    if len(named) == 1:
        if facts_about(query, named[0], ()):
            return statement(query, context, named[0], facts_about(query, named[0], ()))
        return one_task(query, context, named[0])
    if subject is not None and subject.kind == "topic" and not _passing(query):
        return topic(replace(query, ask="task_detail"), context)
    if query.frame.has_words("chu tri", "lead", "leads", "dung dau") and wants_every_task(query):
        return leaders(query, context)
    chosen = _mentioned_by_words(query, plan.tasks)
    chosen_ids = {task.id for task in chosen}
    entries = [task for task in plan.tasks if task.id in chosen_ids] or list(plan.tasks)
    response = "utter_list_tasks_some" if chosen else "utter_list_tasks"
    lines = [f"{task.number}. {task.name}" for task in entries]
    return Answer(
        Outcome.ANSWERED, response, plan,
        {**period_facts(plan, context), "count": str(len(lines)), "total": str(len(plan.tasks)), "items": context.phrases.items(lines)},
        merged_sources(task.sources for task in entries), (), opening_buttons(plan, context)[:1],
        ask="list_tasks", options=tuple(f"{plan.id}/{task.id}" for task in entries),
    )  # fmt: skip


_EVERY = ("liet ke", "tung", "moi nhiem vu", "cac nhiem vu", "tat ca", "het", "nhung ai", "danh sach", "list")


def wants_every_task(query: Query) -> bool:
    """Whether «ai chủ trì» is asked of the tasks as a whole."""
    return "task" in query.frame.values("kind") and query.frame.has_words(*_EVERY)


def leaders(query: Query, context: Context) -> Answer:
    """Who leads each task that the sources name a leader of."""
    lines, used, told = [], [], []
    for task in query.plan.tasks:
        answer = of_task(query, context, Subject(query.plan, task), "lead")
        if answer.outcome is Outcome.ANSWERED:
            who = answer.facts.get("who") or answer.facts["items"].replace(context.phrases.joins["item"], context.phrases.joins["inner"])
            lines.append(context.phrases.texts["task_line"].format(number=task.number, task=task.name, who=who))
            used.append(answer.sources)
            told.append(Subject(query.plan, task).ref)
    facts = {**period_facts(query.plan, context), "items": context.phrases.items(lines), "count": str(len(lines)), "total": str(len(query.plan.tasks))}
    return Answer(
        Outcome.ANSWERED,
        "utter_leaders",
        query.plan,
        facts,
        merged_sources(used),
        (),
        opening_buttons(query.plan, context)[1:2],
        ask="list_tasks",
        options=tuple(told),
    )


def _about(query: Query, subject: Subject) -> Query:
    return replace(query, subjects=(subject,))


def count(query: Query, context: Context) -> Answer:
    """How many targets, tasks, or whatever a topic counts."""
    plan = query.plan
    kinds = query.frame.values("kind")
    subject = query.subject
    if query.frame.has_words(*_GROUPS):
        return pillars(query, context)
    if subject is not None and subject.kind == "topic":
        own = stated(query, context, subject, ("count", "composition", "target_value"))
        if own is not None and not ("task" in kinds and subject.entry.background):  # type: ignore[attr-defined]  # a topic has it
            return own
    elif subject is not None and subject.kind in ("target", "task"):
        own = stated(query, context, subject, ("count", "target_value"))
        return own if own is not None else value(query, context)
    if subject is not None and subject.kind == "organisation" and not getattr(subject.entry, "head", None):
        counted_facts = [(Subject(plan, topic_), fact) for topic_ in plan.topics for fact in topic_.facts if "count" in fact.asks]
        named = set(fold(subject.entry.name).lower().split()) | {word.text for word in query.frame.all_words}
        best = max(counted_facts, key=lambda pair: len(named & words_of(pair[1])), default=None)
        if best is not None:
            return statement(query, context, best[0], [best[1]])
    bodies = [body for body in (*query.organisations, subject) if body is not None and body.kind == "organisation"]
    if bodies and ("task" in kinds or not kinds):
        led = tasks_with_role(plan, bodies[0].entry.id, "leads")
        if led:
            return organisation(_about(query, bodies[0]), context)
    facts = period_facts(plan, context)
    if subject is not None and subject.kind == "pillar":
        return targets(query, context)
    if "target" in kinds and "task" not in kinds:
        found = list(plan.targets)
        return Answer(
            Outcome.ANSWERED, "utter_count_targets", plan, {**facts, "count": str(len(found))}, merged_sources(target.sources for target in found), (),
            opening_buttons(plan, context)[:1], ask="count", options=tuple(f"{plan.id}/{target.id}" for target in found),
        )  # fmt: skip
    if "task" in kinds:
        if _mentioned_by_words(query, plan.tasks):
            return tasks(query, context)
        return Answer(
            Outcome.ANSWERED, "utter_count_tasks", plan, {**facts, "count": str(len(plan.tasks))}, merged_sources(task.sources for task in plan.tasks), (),
            opening_buttons(plan, context)[1:2], ask="count", options=tuple(f"{plan.id}/{task.id}" for task in plan.tasks),
        )  # fmt: skip
    counted = [topic_ for topic_ in plan.topics if any("count" in fact.asks for fact in topic_.facts)]
    if subject is None and len(counted) == 1:
        found_subject = Subject(plan, counted[0])
        return statement(query, context, found_subject, [fact for fact in counted[0].facts if "count" in fact.asks][:1])
    return (
        not_stated(query, context)
        if subject is not None
        else Answer(Outcome.ASK_BACK, "utter_ask_count", plan, facts, buttons=opening_buttons(plan, context), ask="count")
    )


def reverse(query: Query, context: Context) -> Answer:
    """What a figure or a date belongs to."""
    if query.frame.values("figure"):
        return by_figure(query, context)
    dates = query.frame.values("date")
    if dates:
        return by_date(query, context, dates[0])
    if query.subjects:
        return topic(query, context) if query.subjects[0].kind == "topic" else targets(query, context)
    numbers = query.frame.values("number")
    if numbers:
        return by_number(query, context, numbers[0])
    if wants_dates(query):
        return all_dates(query, context)
    return Answer(
        Outcome.ASK_BACK,
        "utter_ask_which_figure",
        query.plan,
        period_facts(query.plan, context),
        buttons=opening_buttons(query.plan, context),
        ask="reverse_lookup",
    )


def by_figure(query: Query, context: Context) -> Answer:
    """The targets with a figure."""
    figure = query.frame.values("figure")[0]
    shown = figure.replace(".", ",") + "%"
    bound = _bound(query)
    if bound is not None:
        number = Decimal(figure.partition("-")[0])
        beyond = [subject for subject in _candidates(query, context) if _is_beyond(subject.entry, number, bound)]
        if beyond:
            return _target_list(query, context, f"utter_targets_{bound}", beyond, figure=shown)
    found = [Subject(query.plan, target) for target in targets_with_figure(query.plan, figure)]
    facts = {**period_facts(query.plan, context), "figure": shown}
    if not found:
        return Answer(Outcome.OUT_OF_PLAN, "utter_no_target_with_figure", query.plan, facts, (), (), opening_buttons(query.plan, context), ask="reverse_lookup")
    answer = _target_list(query, context, "utter_targets_with_figure", found, figure=shown)
    return answer


_DATES = ("moc thoi gian", "cac moc", "nhung moc", "moc nao", "cac ngay", "nhung ngay nao", "dates", "timeline")


def wants_dates(query: Query) -> bool:
    """Whether the dates of the plan are asked for as a whole."""
    subject = query.subject
    general = subject is None or getattr(subject.entry, "background", False)
    return bool(general) and query.frame.has_words(*_DATES)


def all_dates(query: Query, context: Context) -> Answer:
    """Every date that the plan sets: its decision, the conditions of its targets, their due date."""
    plan = query.plan
    conditions = [condition for target in plan.targets for condition in target.conditions]
    dated = [fact for topic_ in plan.topics for fact in topic_.facts if topic_.background and "issue_date" in fact.asks]
    due = context.phrases.texts["due_line"].format(date=context.phrases.date(plan.period.end), count=len(plan.targets))
    own = [fact for topic_ in plan.topics for fact in topic_.facts if "deadline" in fact.asks and str(plan.year) in fact.text and not topic_.background]
    statements_ = [*dated, *own[:1], *conditions]
    lines = [*dict.fromkeys(statement_.text for statement_ in statements_), due]
    return Answer(
        Outcome.ANSWERED, "utter_dates", plan, {**period_facts(plan, context), "items": context.phrases.items(lines)},
        merged_sources(statement_.sources for statement_ in statements_), (), opening_buttons(plan, context)[:1], ask="reverse_lookup",
    )  # fmt: skip


_ABOVE = ("tren", "hon", "cao hon", "lon hon", "vuot", "above", "over", "more than")
_BELOW = ("duoi", "thap hon", "nho hon", "it hon", "kem", "chua toi", "below", "under", "less than")


def _bound(query: Query) -> str | None:
    """above or below, where targets on one side of the figure are asked for."""
    before = [word.text for mention in query.frame.of("figure")[:1] for word in query.frame.all_words if word.start < mention.start]
    near = " ".join(before[-2:])
    for side, phrases in (("below", _BELOW), ("above", _ABOVE)):
        if any(f" {near}".endswith(f" {phrase}") for phrase in phrases):
            return side
    return None


def _candidates(query: Query, context: Context) -> list[Subject]:
    """The targets just listed, if the question goes on about them; else all."""
    last = context.memory.last
    options = [context.library.subject(ref) for ref in last.options] if last is not None else []
    listed = [subject for subject in options if subject is not None and subject.kind == "target"]
    return listed if len(listed) > 1 else [Subject(query.plan, target) for target in query.plan.targets]


def _is_beyond(entry: Named, number: Decimal, side: str) -> bool:
    assert isinstance(entry, Target)
    low, high = entry.figure.bounds
    if entry.figure.unit != "%":
        return False
    return low > number or (low == number and entry.figure.comparator is Comparator.OVER) if side == "above" else high < number


def by_number(query: Query, context: Context, number: str) -> Answer:
    """The statements in which a plain number stands."""
    shown = context.phrases.number(Decimal(number))
    for topic_ in query.plan.topics:
        for fact in topic_.facts:
            if shown in fact.text.replace(",", " ").split():
                return statement(query, context, Subject(query.plan, topic_), [fact])
    if any(str(len(entries)) == number for entries in (query.plan.tasks,)):
        return tasks(query, context)
    return Answer(
        Outcome.OUT_OF_PLAN,
        "utter_no_such_number",
        query.plan,
        {**period_facts(query.plan, context), "number": shown},
        buttons=opening_buttons(query.plan, context),
        ask="reverse_lookup",
    )


def by_date(query: Query, context: Context, mention: str) -> Answer:
    """What begins, ends or was issued on a day."""
    plan = query.plan
    day = _shown(mention)
    conditions = [(target, condition) for target in plan.targets for condition in target.conditions if same_day(condition.start, mention)]
    facts = {**period_facts(plan, context), "date": day}
    if conditions:
        facts["text"] = " ".join(dict.fromkeys(condition.text for _, condition in conditions))
        return Answer(
            Outcome.ANSWERED, "utter_date_begins", plan, facts, merged_sources(condition.sources for _, condition in conditions),
            level_notes(plan, (condition.level for _, condition in conditions)), (), ask="reverse_lookup", subjects=(f"{plan.id}/{conditions[0][0].id}",),
        )  # fmt: skip
    if same_day(plan.decision.date, mention):
        for topic_ in plan.topics:
            dated = [fact for fact in topic_.facts if "issue_date" in fact.asks]
            if dated:
                return statement(query, context, Subject(plan, topic_), dated[:1])
    for topic_ in plan.topics:
        for fact in topic_.facts:
            if day in fact.text or (day.count("/") == 1 and f"{day}/" in fact.text):
                return statement(query, context, Subject(plan, topic_), [fact])
    due = [target for target in plan.targets if same_day(target.due, mention)]
    if due:
        return targets(query, context)
    return Answer(Outcome.OUT_OF_PLAN, "utter_no_such_date", plan, facts, buttons=opening_buttons(plan, context), ask="reverse_lookup")


def _shown(mention: str) -> str:
    """«2022-06-01» as 1/6/2022, «--06-01» as 1/6, «2022-06» as 6/2022; others as they are."""
    parts = [part.lstrip("0") for part in mention.strip("-").split("-")]
    return "/".join(reversed(parts)) if all(part.isdigit() for part in parts) else mention


def sources(query: Query, context: Context) -> Answer:
    """Where the facts come from: of the subject talked about, else of the plan."""
    plan: Plan = query.plan
    used: tuple[str, ...] = ()
    for subject in query.subjects:
        used = merged_sources((used, getattr(subject.entry, "sources", ()), *(fact.sources for fact in getattr(subject.entry, "facts", ())[:1])))
    if not used:
        used = merged_sources(task.sources for task in plan.tasks)
    cites = [context.library.source(plan, source).cite for source in used]
    facts = {
        **period_facts(plan, context),
        "items": context.phrases.items(cites),
        "number": plan.decision.number,
        "date": context.phrases.date(plan.decision.date),
    }
    return Answer(Outcome.ANSWERED, "utter_sources", plan, facts, (), (), opening_buttons(plan, context), ask="source", subjects=refs(query.subjects))
