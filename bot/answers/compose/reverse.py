"""From a figure, a number or a date to what it belongs to; all dates of the plan."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal

from bot.answers.answer import Answer, Context, merged_sources
from bot.answers.compose.parts import level_notes, opening_buttons, period_facts, without_fact
from bot.answers.compose.statements import facts_of_topics, first_statement, topic
from bot.answers.compose.target_lists import by_figure, by_figures, targets
from bot.answers.compose.task_lists import tasks
from bot.answers.outcome import Outcome
from bot.answers.query import Query
from bot.answers.subjects import is_background
from bot.plan.find import Subject, facts_dated, is_month, same_day, targets_with_figure
from bot.plan.model import Target

_DATES = ("moc thoi gian", "cac moc", "nhung moc", "moc nao", "cac ngay", "nhung ngay nao", "dates", "timeline")


def reverse(query: Query, context: Context) -> Answer:
    """What a figure or a date belongs to."""
    figures = list(dict.fromkeys(query.frame.values("figure")))
    if figures:
        return (by_figures(query, context, figures) if len(figures) > 1 and not query.subjects else None) or by_figure(query, context, figure=figures[0])
    dates = query.frame.values("date")
    if dates:
        return by_date(query, context, dates[0])
    if query.subjects:
        return topic(query, context) if query.subjects[0].kind == "topic" else targets(query, context)
    numbers = query.frame.values("number")
    if numbers:
        meant = _figure_meant(query, numbers)
        return by_figure(query, context, figure=meant) if meant is not None else by_number(query, context, numbers[0])
    if wants_dates(query):
        return all_dates(query, context)
    return without_fact(Outcome.ASK_BACK, "utter_ask_which_figure", query.plan, context, ask="reverse_lookup")


def _figure_meant(query: Query, numbers: Sequence[str]) -> str | None:
    """The figure of a target that numbers without a percent sign give: «65-70 là của cái gì»."""
    written = ["-".join(numbers[:2]), numbers[0]] if len(numbers) > 1 else [numbers[0]]
    return next((figure for figure in written if targets_with_figure(query.plan, figure)), None)


def by_number(query: Query, context: Context, number: str) -> Answer:
    """The statement in which a plain number stands; the tasks, if it is theirs."""
    shown = context.phrases.number(Decimal(number))
    found = first_statement(query, context, lambda fact: shown in fact.text.replace(",", " ").split())
    if found is not None:
        return found
    if number == str(len(query.plan.tasks)):
        return tasks(query, context)
    return without_fact(Outcome.OUT_OF_PLAN, "utter_no_such_number", query.plan, context, ask="reverse_lookup", number=shown)


def by_date(query: Query, context: Context, mention: str) -> Answer:
    """What begins, ends or was issued on a day or in a month."""
    if is_month(mention):
        return by_month(query, context, mention)
    plan = query.plan
    day = _shown(mention)
    begins = [(target, condition) for target in plan.targets for condition in target.conditions if same_day(condition.start, mention)]
    if begins:
        conditions = [condition for _, condition in begins]
        facts = {**period_facts(plan), "date": day, "text": " ".join(dict.fromkeys(condition.text for condition in conditions))}
        return Answer(
            Outcome.ANSWERED, "utter_date_begins", plan, facts, merged_sources(condition.sources for condition in conditions),
            level_notes(plan, (condition.level for condition in conditions)), (), ask="reverse_lookup", subjects=(Subject(plan, begins[0][0]).ref,),
        )  # fmt: skip
    if same_day(plan.decision.date, mention):
        issued = first_statement(query, context, lambda fact: "issue_date" in fact.asks)
        if issued is not None:
            return issued
    dated = [fact for _, fact in facts_dated(plan, mention)]
    names_day = first_statement(query, context, lambda fact: fact in dated)
    if names_day is not None:
        return names_day
    if any(same_day(target.due, mention) for target in plan.targets):
        return targets(query, context)
    return without_fact(Outcome.OUT_OF_PLAN, "utter_no_such_date", plan, context, ask="reverse_lookup", date=day)


def by_month(query: Query, context: Context, mention: str) -> Answer:
    """All that begins, ends or was issued in a month; of the plan's year where none is said."""
    plan, month = query.plan, _shown(mention)
    mention = mention.replace("-", str(plan.year), 1) if mention.startswith("-") else mention
    begins = [(target, condition) for target in plan.targets for condition in target.conditions if same_day(condition.start, mention)]
    dated = facts_dated(plan, mention)
    due = [target for target in plan.targets if same_day(target.due, mention)]
    statements = [*(condition for _, condition in begins), *(fact for _, fact in dated)]
    lines = [*dict.fromkeys(statement.text for statement in statements), *_due_lines(due, context)]
    if not lines:
        return without_fact(Outcome.OUT_OF_PLAN, "utter_no_such_month", plan, context, ask="reverse_lookup", date=month)
    sources = merged_sources([*(statement.sources for statement in statements), *(target.sources for target in due)])
    return Answer(
        Outcome.ANSWERED, "utter_month", plan, {**period_facts(plan), "date": month, "items": context.phrases.items(lines)}, sources,
        level_notes(plan, (condition.level for _, condition in begins)), opening_buttons(plan, context)[:1], ask="reverse_lookup",
        subjects=tuple(Subject(plan, entry).ref for entry, _ in (*begins, *dated))[:1],
    )  # fmt: skip


def _due_lines(targets: Sequence[Target], context: Context) -> list[str]:
    """For each date the number of *targets* that are due on it."""
    counts = Counter(target.due for target in targets)
    return [context.phrases.texts["due_line"].format(date=context.phrases.date(day), count=count) for day, count in sorted(counts.items())]


def _shown(mention: str) -> str:
    """«2022-06-01» as 1/6/2022, «--06-01» as 1/6, «2022-06» as 6/2022, «--06» as 6; others as they are."""
    parts = [part.lstrip("0") for part in mention.strip("-").split("-")]
    return "/".join(reversed(parts)) if all(part.isdigit() for part in parts) else mention


def wants_dates(query: Query) -> bool:
    """Whether the dates of the plan are asked for as a whole."""
    return (query.subject is None or is_background(query.subject)) and query.frame.has_words(*_DATES)


def all_dates(query: Query, context: Context) -> Answer:
    """Every date that the plan sets: its decision, the conditions of its targets, their due date."""
    plan = query.plan
    facts = list(facts_of_topics(plan))
    issued = [fact for subject, fact in facts if is_background(subject) and "issue_date" in fact.asks]
    own = [fact for subject, fact in facts if not is_background(subject) and "deadline" in fact.asks and str(plan.year) in fact.text]
    conditions = [condition for target in plan.targets for condition in target.conditions]
    dated = [*issued, *own[:1], *conditions]
    lines = [*dict.fromkeys(statement.text for statement in dated), *_due_lines(plan.targets, context)]
    return Answer(
        Outcome.ANSWERED, "utter_dates", plan, {**period_facts(plan), "items": context.phrases.items(lines)},
        merged_sources(statement.sources for statement in dated), (), opening_buttons(plan, context)[:1], ask="reverse_lookup",
    )  # fmt: skip
