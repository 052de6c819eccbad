"""Refusals: what the plan does not hold, said with what is known instead; and asking back."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.answers.answer import Answer, Context, refs
from bot.answers.asks import DOCUMENT_ASKS, ROLE_ASKS, TASK_ASKS
from bot.answers.compose.parts import (
    first_targets,
    goal,
    next_for_target,
    opening_buttons,
    option_buttons,
    overview_facts,
    period_facts,
    targets_named,
    without_fact,
)
from bot.answers.compose.statements import statement
from bot.answers.outcome import Outcome
from bot.answers.qualifiers import is_told_beside, places, years
from bot.answers.query import Problem, Query
from bot.answers.subjects import are_background, is_background
from bot.plan.find import Subject, facts_for
from bot.plan.model import Plan, Target

# Asks about a topic in which another year is what the question is about: «còn áp dụng tới 2026 không».
_OF_FIGURES = frozenset(("target_value", "verify_claim", "compare", "list_targets", "change_subject", "belongs_to", "scope"))
_ABOUT_TIME = frozenset(("verify_claim", "deadline"))
_OWN_DOCUMENT = frozenset(
    ("document_number", "issue_date", "signer", "document_title", "legal_basis")
)  # «Cần Thơ ban hành kế hoạch số mấy»: of another document
# Asks that are about the country's plan as a whole: a place named beside them is no limit to a figure.
_PLACELESS = DOCUMENT_ASKS | ROLE_ASKS | {"scope", "source", "training", "founding", "composition", "monitoring", "purpose", "definition", "task_detail"}
_OF_TASKS = ("list_tasks", "belongs_to")
_EXAMPLES = 3
_PLAN_SAYS = re.compile(r"\bke hoach (?:2022 |nam 2022 |nay |do )?(?:dat|de ra|yeu cau|noi|ghi|bao|doi|dinh)\b(?! duoc)|\bdung (?:voi )?ke hoach\b")
_UNTIL = re.compile(r"(?:truoc(?: khi (?:buoc )?(?:sang|qua)| tet| them| thang gieng)?(?: nam)?|before)$")


def refusal(query: Query, context: Context, response: str, **facts: str) -> Answer:
    """utter_<response>, or utter_<response>_but with the one goal that is known of the subject."""
    targets = targets_named(query)
    known = targets[0] if len(targets) == 1 else None
    variables = {**period_facts(query.plan), **facts}
    if known is None or not isinstance(known.entry, Target):
        return Answer(
            Outcome.OUT_OF_PLAN, response, query.plan, variables, buttons=opening_buttons(query.plan, context), ask=query.ask, subjects=refs(query.subjects)
        )
    variables["goal"] = goal(known.entry, context)
    return Answer(
        Outcome.OUT_OF_PLAN, f"{response}_but", query.plan, variables, known.entry.sources, (), next_for_target(known, context, told="target_value"),
        ask=query.ask, subjects=refs(query.subjects),
    )  # fmt: skip


def unlisted(query: Query, context: Context) -> Answer:
    """What is asked is known not to stand in the plan."""
    return refusal(query, context, "utter_unlisted")


def limit_broken(query: Query, context: Context, answer: Answer) -> Answer | None:
    """The refusal where the question asks for another year or one place, unless the answer states that very year or place."""
    if answer.outcome is Outcome.SMALL_TALK or query.ask == "current_status":
        return None
    if query.subject is not None and query.subject.kind == "topic" and query.ask in _ABOUT_TIME:
        return None
    said = " ".join(answer.facts.values())
    other_year = next((year for year in years(query.frame) if _is_missing(year, query, said)), None)
    if other_year is not None:
        return refusal(query, context, "utter_other_year", asked=other_year)
    place = next(iter(places(query.frame)), None)
    if place is not None and query.subject is not None and not place[:1].isupper() and _holds_everywhere(query, query.subject):
        return None
    if place is not None and not place[:1].isupper() and _is_claim_of_plan(query, context):
        return None
    wants_its_data = query.ask == "source" and bool(query.frame.of("target"))  # «cho cái link dữ liệu mở của tỉnh Bến Tre»
    is_limited = query.ask not in _PLACELESS or wants_its_data or _is_of_plans_document(query)
    if place is not None and is_limited and place not in said:
        answer = refusal(query, context, "utter_one_place", place=place)
        said_first = "goal" in answer.facts and is_told_beside(query.frame, place)
        return replace(answer, response="utter_place_beside") if said_first else answer
    return None


def _is_of_plans_document(query: Query) -> bool:
    """Whether what only the plan's own document has is asked: a province's plan has a number of its own, «ai ký thành lập tổ» holds for all."""
    return query.ask in _OWN_DOCUMENT and (query.subject is None or is_background(query.subject))


def _is_claim_of_plan(query: Query, context: Context) -> bool:
    """«xã tôi nói kế hoạch đặt 75% số xã, đúng không»: what the plan says is put to the test, not what was reached there."""
    if query.ask != "verify_claim" or not query.frame.of("figure"):
        return False
    named = [mention.values("topic") for mention in query.frame.of("topic")]
    return any(are_background(refs, context.library) for refs in named) and _PLAN_SAYS.search(" ".join(word.text for word in query.frame.all_words)) is not None


def _holds_everywhere(query: Query, subject: Subject) -> bool:
    """Whether what is asked beside the asker's own place is a rule for all: «thôn tôi được lập mấy tổ», «một cửa huyện tôi từ ngày nào»."""
    dated = query.ask == "deadline" or (query.ask == "verify_claim" and bool(query.frame.of("date")) and not query.frame.has_words("xong"))
    if query.ask in _OF_TASKS and subject.kind == "task" and not query.frame.of("figure"):  # «dưới quê tôi làm ruộng, có nhiệm vụ nào về nông nghiệp»
        return True
    return (subject.kind == "topic" and not _is_of_plans_document(query)) or (dated and bool(getattr(subject.entry, "conditions", ())))


def _is_missing(year: str, query: Query, said: str) -> bool:
    """Whether the question is limited to *year*, a number or a word as in «năm nay», and the answer *said* does not state it."""
    if not year.isdigit():
        return query.ask in _OF_FIGURES
    if year == str(query.plan.year + 1) and _ends_period(query, year):
        return False
    # «năm 2021 có mấy chỉ tiêu», whatever documents of 2021 are cited
    counts_targets = query.ask == "count" and query.fact is None and "target" in query.frame.values("kind")
    return year != str(query.plan.year) and (counts_targets or year not in said)


def _ends_period(query: Query, year: str) -> bool:
    """Whether *year*, that after the plan's, is only named as the end of the plan's: «trước khi sang 2023»."""
    begins = [mention.start for mention in query.frame.of("year") if mention.values("year")[0] == year]
    before = [" ".join(word.text for word in query.frame.all_words if word.start < begin) for begin in begins]
    return bool(before) and all(_UNTIL.search(text) for text in before)


def achieved(query: Query, context: Context) -> Answer:
    """No result is known, only the goal; a topic may state a count of later date."""
    if query.subject is not None and query.subject.kind == "topic":
        counted = facts_for(query.subject.entry, "achieved_result")
        if counted:
            return statement(query, context, query.subject, counted[:1])
    return refusal(query, context, "utter_result")


def outside(query: Query, context: Context) -> Answer:
    """A matter that the plan does not deal with."""
    if query.ask == "off_topic" and len(query.frame.unknown) == len(query.frame.all_words):  # not one word is known: no matter at all
        return unknown_subject(query, context)
    return without_fact(Outcome.OUT_OF_PLAN, f"utter_{query.ask}", query.plan, context, ask=None)


def unknown_subject(query: Query, context: Context) -> Answer:
    """Something is named that the plan does not know."""
    return without_fact(Outcome.NOT_UNDERSTOOD, "utter_unknown_subject", query.plan, context, ask=query.ask, **overview_facts(query.plan, context))


def ask_back(query: Query, context: Context) -> Answer:
    """Which one is meant: between equal readings, or of everything that the ask goes with."""
    facts = period_facts(query.plan)
    if query.problem is Problem.SEVERAL_MEANT:
        offered = list(query.options)
        response = "utter_ask_which"
        facts["items"] = context.phrases.items(subject.entry.name for subject in offered)
    else:
        offered = _examples(query.plan, query.ask)
        response = "utter_ask_task" if query.ask in TASK_ASKS else "utter_ask_subject"
        facts |= {"count": str(len(query.plan.tasks)), "examples": context.phrases.join(subject.entry.label for subject in offered)}
    buttons = option_buttons(offered, context, ask=query.ask)
    return Answer(Outcome.ASK_BACK, response, query.plan, facts, buttons=buttons, ask=query.ask, options=refs(offered))


def _examples(plan: Plan, ask: str) -> list[Subject]:
    """Subjects to choose from: the first tasks, or a target of each pillar."""
    entries = plan.tasks if ask in TASK_ASKS else first_targets(plan) or plan.targets
    return [Subject(plan, entry) for entry in entries[:_EXAMPLES]]
