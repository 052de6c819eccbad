"""Claims confirmed or corrected in the first words, and comparisons with the conclusion first."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from bot.answers.answer import Answer, Context, merged_sources, refs
from bot.answers.compose import lists
from bot.answers.compose.parts import goal, next_for_target, opening_buttons, period_facts, targets_for, task_of
from bot.answers.compose.statements import facts_about, not_stated, statement, topic
from bot.answers.compose.targets import one_task, scope
from bot.answers.compose.tasks import detail, of_task, organisation, role
from bot.answers.outcome import Outcome
from bot.answers.resolve import TOPIC_ASKS, Query
from bot.plan.find import Subject, figure_is, roles, same_day, topics_for
from bot.plan.model import Figure, Target, Task

# Words that make a figure an upper limit; no plan figure is one.
_AT_MOST = ("toi da", "khong qua", "nhieu nhat", "cao nhat", "khong vuot qua", "at most", "maximum", "tran", "tro xuong", "duoi")


def verify(query: Query, context: Context) -> Answer:
    """Right or wrong, in the first words, with what the plan states."""
    subject = query.subject
    if subject is None:
        return (
            _verify_count(query, context)
            or _verify_count_of_last(query, context)
            or Answer(
                Outcome.ASK_BACK,
                "utter_ask_which_claim",
                query.plan,
                period_facts(query.plan, context),
                buttons=opening_buttons(query.plan, context),
                ask="verify_claim",
            )
        )
    cued = [Subject(query.plan, named.entry) for named in query.subjects if any(owner == named.ref for owner, _ in query.facts)]
    if cued and cued[0].kind != "topic" and not query.organisations and _underlying(query) not in ("lead", "coordinators"):
        return _as_claim(statement(query, context, cued[0], facts_about(query, cued[0], ())))
    figures = query.frame.values("figure")
    targets = [Subject(query.plan, target) for named in query.subjects for target in targets_for(named)] if figures else []
    if len(figures) > 1 and len(targets) == len(figures):
        return _verify_several(query, context, targets, figures)
    if figures and targets:
        return _verify_figure(query, context, targets, figures[0])
    if query.organisations and subject.kind in ("target", "task"):
        answer = _verify_role(query, context)
        if answer is not None:
            return answer
    if subject.kind == "target":
        return _verify_condition(query, context)
    if subject.kind == "task" and _underlying(query) not in ("lead", "coordinators", "task_detail", "purpose"):
        return one_task(query, context, subject)
    if subject.kind == "topic" and subject.entry.background:  # type: ignore[attr-defined]  # a topic has it
        counted = _verify_count(query, context)
        if counted is not None:
            return counted
    if subject.kind == "organisation":
        topics = topics_for(query.plan, _underlying(query)) if _underlying(query) in TOPIC_ASKS else []
        if topics:
            stating = Subject(query.plan, topics[0])
            return _as_claim(statement(query, context, stating, facts_about(query, stating, (_underlying(query),))))
        return organisation(query, context)
    underlying = _underlying(query)
    facts = facts_about(query, subject, (underlying, "definition"))
    if facts:
        return _as_claim(statement(replace(query, ask=underlying), context, subject, facts))
    if subject.kind == "task":
        asked = replace(query, ask=underlying if underlying in ("lead", "coordinators") else "task_detail")
        return role(asked, context) if asked.ask in ("lead", "coordinators") else detail(asked, context)
    return topic(replace(query, ask=underlying), context) if subject.kind == "topic" else not_stated(query, context)


def _underlying(query: Query) -> str:
    """What the claim is about: the next likeliest ask."""
    return next((ask for ask, _ in query.frame.ranking if ask not in ("verify_claim", "change_subject", "achieved_result", "compare", "affirm")), "definition")


def _as_claim(answer: Answer) -> Answer:
    """A statement as the answer to a claim that only the reader can hold against it."""
    return replace(answer, response="utter_claim_statement") if answer.response == "utter_statement" else answer


def _verify_figure(query: Query, context: Context, targets: list[Subject], figure: str) -> Answer:
    subject = next((candidate for candidate in targets if isinstance(candidate.entry, Target) and figure_is(candidate.entry, figure)), targets[0])
    target = subject.entry
    assert isinstance(target, Target)
    facts = {**period_facts(query.plan, context), "goal": goal(target, context), "claimed": _percent(figure, context)}
    if not figure_is(target, figure):
        response = "utter_claim_wrong"
    elif query.frame.has_words(*_AT_MOST):
        response = "utter_claim_no_maximum"
    else:
        response = "utter_claim_right"
    return Answer(
        Outcome.ANSWERED, response, query.plan, facts, target.sources, (), next_for_target(subject, context, told="target_value"),
        ask="target_value", subjects=(subject.ref,),
    )  # fmt: skip


def _verify_several(query: Query, context: Context, targets: list[Subject], figures: list[str]) -> Answer:
    """Each figure against the target beside it in the sentence."""
    right = all(isinstance(subject.entry, Target) and figure_is(subject.entry, figure) for subject, figure in zip(targets, figures, strict=True))
    goals = [goal(subject.entry, context) for subject in targets if isinstance(subject.entry, Target)]
    facts = {**period_facts(query.plan, context), "items": context.phrases.items(goals)}
    sources = merged_sources(subject.entry.sources for subject in targets if isinstance(subject.entry, Target))
    response = "utter_claims_right" if right else "utter_claims_wrong"
    return Answer(Outcome.ANSWERED, response, query.plan, facts, sources, (), (), ask="target_value", subjects=refs(targets), options=refs(targets))


def _percent(figure: str, context: Context) -> str:
    low, _, high = figure.partition("-")
    numbers = Figure.construct(value=None, low=Decimal(low), high=Decimal(high)) if high else Figure.construct(value=Decimal(low), low=None, high=None)
    shown = [context.phrases.number(number) for number in dict.fromkeys(numbers.bounds)]
    return "-".join(shown) + "%"


def _verify_role(query: Query, context: Context) -> Answer | None:
    """Whether the organisation named leads (or coordinates) the task."""
    task_subject = task_of(query.subjects[0])
    if task_subject is None:
        return None
    task = task_subject.entry
    assert isinstance(task, Task)
    ask = "coordinators" if query.frame.has_words("phoi hop") else "lead"
    answer = of_task(query, context, task_subject, ask)
    if answer.outcome is not Outcome.ANSWERED:
        return answer
    named = {body.entry.id for body in query.organisations}
    parts = [part for part in task.parts if part.id == query.part] or list(task.parts)
    field = "leads" if ask == "lead" else "coordinators"
    holders = {holder.organisation for part in parts for holder in roles(part, field)}
    right = bool(named & holders)
    if "items" in answer.facts or (right and len(named) > 1):
        return answer
    return replace(answer, response=f"utter_claim_{ask}_{'right' if right else 'wrong'}", facts={**answer.facts, "claimed": query.organisations[0].entry.name})


def _verify_count(query: Query, context: Context) -> Answer | None:
    """«20 nhiệm vụ»: a number before the word for a kind of thing."""
    for mention in query.frame.of("number"):
        number = mention.values("number")[0]
        for kind in query.frame.of("kind"):
            between = [word for word in query.frame.words if mention.end <= word.start < kind.start]
            if kind.start < mention.end or len(between) > 1:
                continue
            entries = query.plan.tasks if "task" in kind.values("kind") else query.plan.targets
            facts = {**period_facts(query.plan, context), "count": str(len(entries)), "claimed": number}
            verdict = "right" if number == str(len(entries)) else "wrong"
            noun = "tasks" if "task" in kind.values("kind") else "targets"
            return Answer(
                Outcome.ANSWERED, f"utter_claim_count_{noun}_{verdict}", query.plan, facts, merged_sources(entry.sources for entry in entries), (),
                opening_buttons(query.plan, context), ask="count", options=tuple(f"{query.plan.id}/{entry.id}" for entry in entries),
            )  # fmt: skip
    return None


def _verify_count_of_last(query: Query, context: Context) -> Answer | None:
    """«19 đúng không» after something was counted."""
    last = context.memory.last
    numbers = query.frame.values("number")
    if last is None or last.ask != "count" or not last.options or not numbers:
        return None
    first = context.library.subject(last.options[0])
    noun = "tasks" if first is not None and first.kind == "task" else "targets"
    facts = {**period_facts(query.plan, context), "count": str(len(last.options)), "claimed": numbers[0]}
    verdict = "right" if numbers[0] == str(len(last.options)) else "wrong"
    return Answer(
        Outcome.ANSWERED,
        f"utter_claim_count_{noun}_{verdict}",
        query.plan,
        facts,
        buttons=opening_buttons(query.plan, context),
        ask="count",
        options=last.options,
    )


def _verify_condition(query: Query, context: Context) -> Answer:
    """A claim about who is counted, or by when, without a figure."""
    subject = query.subjects[0]
    target = subject.entry
    assert isinstance(target, Target)
    facts_found = facts_about(query, subject, ())
    if facts_found:
        return _as_claim(statement(query, context, subject, facts_found))
    own_task = task_of(subject)
    if own_task is not None and any(owner == own_task.ref for owner, _ in query.facts):
        return _as_claim(statement(query, context, own_task, facts_about(query, own_task, ())))
    answer = scope(replace(query, ask="scope"), context)
    numbers = query.frame.values("number")
    stated = {word for word in answer.facts.get("scope", "").replace(",", " ").split() if word.isdigit()}
    if numbers and stated and answer.response == "utter_scope":
        if not stated.intersection(numbers):
            return replace(answer, response="utter_claim_scope_wrong", facts={**answer.facts, "claimed": numbers[0]})
        return replace(answer, response="utter_claim_scope_right")
    dates = query.frame.values("date")
    if dates and target.conditions:
        matching = [condition for condition in target.conditions if same_day(condition.start, dates[0])]
        levels = query.frame.values("level")[:1]  # «cấp huyện cũng từ 1/6 như cấp tỉnh»: the claim is about the first
        matching = [condition for condition in matching if not levels or condition.level.value in levels]
        right = bool(matching)
        wanted = [condition for condition in target.conditions if not levels or condition.level.value in levels] or list(target.conditions)
        text = " ".join(dict.fromkeys(condition.text for condition in (matching if right else wanted)))
        return replace(answer, response="utter_claim_date_right" if right else "utter_claim_date_wrong", facts={**answer.facts, "text": text})
    return replace(answer, response="utter_claim_scope" if answer.response == "utter_scope" else answer.response)


def compare(query: Query, context: Context) -> Answer:
    """Two or more targets: which is higher, first; then the figures."""
    targets = list(dict.fromkeys(Subject(query.plan, target) for subject in query.subjects for target in targets_for(subject)[:1]))
    if not query.subjects or all(getattr(subject.entry, "background", False) for subject in query.subjects):
        extreme = lists.extreme(query, context)
        if extreme is not None:
            return extreme
    if len(targets) < 2 or any(subject.kind == "topic" for subject in query.subjects):
        if query.subjects and query.subjects[0].kind == "topic":
            return topic(query, context)
        if len(query.subjects) >= 2:
            return not_stated(query, context)
        if targets and query.frame.values("figure"):
            return _verify_figure(query, context, targets, query.frame.values("figure")[0])
        if targets:
            return replace(scope(query, context), ask="compare")
        if lists.are_some_tasks_named(query):
            return lists.tasks(query, context)
        return Answer(
            Outcome.ASK_BACK, "utter_ask_compare", query.plan, period_facts(query.plan, context), buttons=opening_buttons(query.plan, context), ask="compare"
        )
    ordered = sorted(targets, key=lambda subject: -_high(subject))
    goals = [goal(subject.entry, context) for subject in ordered if isinstance(subject.entry, Target)]
    facts = {**period_facts(query.plan, context), "items": context.phrases.items(goals)}
    top = ordered[0].entry
    assert isinstance(top, Target)
    second = ordered[1].entry
    assert isinstance(second, Target)
    facts["higher"], facts["lower"] = top.name, second.name
    response = "utter_compare"
    if top.figure.bounds == second.figure.bounds:
        response = "utter_compare_equal" if top.figure.comparator == second.figure.comparator else "utter_compare_nearly_equal"
    elif len(ordered) > 2:
        response = "utter_compare_many"
    sources = merged_sources(subject.entry.sources for subject in ordered if isinstance(subject.entry, Target))
    return Answer(
        Outcome.ANSWERED, response, query.plan, facts, sources, (), opening_buttons(query.plan, context)[:1],
        ask="compare", subjects=refs(targets), options=refs(targets),
    )  # fmt: skip


def _high(subject: Subject) -> Decimal:
    assert isinstance(subject.entry, Target)
    return subject.entry.figure.bounds[1]
