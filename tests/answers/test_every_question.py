"""Every ask about every subject of the plan gets a whole answer: texts filled, short, with buttons that fit, and no stale figure."""

import re
from collections import Counter
from decimal import Decimal
from functools import lru_cache

import pytest

from bot.answers.memory import Memory
from bot.answers.outcome import Outcome
from bot.plan.find import Library
from bot.plan.model import Figure, Plan
from tests.answers.asking import PERCENT, Reply, ask, blanks, every_question, named, responses, subjects
from tests.support import library, phrases, plans

SINGLE_TARGET = frozenset(
    ("utter_target_value", "utter_target_value_at_level", "utter_target_value_by_date", "utter_target_definition", "utter_scope", "utter_claim_right")
)
REFUSALS = frozenset(("utter_other_year", "utter_one_place", "utter_result", "utter_budget", "utter_procedure", "utter_off_topic", "utter_office_holder_today"))


def all_replies(held: Library) -> list[tuple[str, Reply]]:
    found = []
    for intent, about, words in every_question(held):
        found.append((" ".join((intent, *(value for _, value in about), *words.values())), ask(intent, *about, held=held, **words)))
    return found


@lru_cache(maxsize=1)
def replies() -> list[tuple[str, Reply]]:
    """The reply to each of some ten thousand questions, asked in conversations of their own."""
    return all_replies(library())


def some(found: list[str]) -> list[str]:
    """The first few, for the report."""
    return found[:5]


def test_every_answer_has_a_response_with_all_its_variables() -> None:
    lacking = Counter()
    for _, reply in replies():
        for bubble in reply.bubbles:
            texts = responses().get(bubble.response)
            missing = {"the response"} if texts is None else {blank for text in texts for blank in blanks(text)} - set(bubble.facts)
            lacking.update((bubble.response, blank) for blank in missing)
    assert lacking == Counter()


def test_no_answer_has_an_empty_variable_or_a_blank_line() -> None:
    broken = [
        question
        for question, reply in replies()
        for text in reply.variants
        if not text.strip() or "\n\n" in text or text != text.strip() or re.search(r"\{|\}|«»|\bNone\b|  ", text)
    ]
    assert some(broken) == []


def test_an_answer_takes_at_most_two_bubbles() -> None:
    assert some([question for question, reply in replies() if not 1 <= len(reply.bubbles) <= 2]) == []


def test_buttons_are_few_fit_and_ask_something() -> None:
    broken = []
    for question, reply in replies():
        titles = [button["title"] for button in reply.buttons]
        fits = len(titles) <= 3 and all(0 < len(title) <= 20 for title in titles) and len(set(titles)) == len(titles)
        if not fits or any(button["payload"].startswith("/") or len(button["payload"]) < 8 for button in reply.buttons):
            broken.append(f"{question}: {titles}")
    assert some(broken) == []


def test_a_question_about_one_target_gets_at_most_one_figure_in_the_first_bubble() -> None:
    broken = []
    for question, reply in replies():
        answer = reply.answers[0]
        single = len(answer.subjects) == 1 and "items" not in answer.facts and (answer.response in SINGLE_TARGET or answer.response.endswith("_but"))
        if single and len(set(PERCENT.findall(reply.texts[0]))) > 1:
            broken.append(f"{question}: {reply.texts[0]}")
    assert some(broken) == []


def test_a_figure_is_said_as_a_goal_and_with_its_source() -> None:
    broken = []
    for question, reply in replies():
        answer = reply.answers[0]
        tells = "goal" in answer.facts and answer.facts["goal"] in reply.texts[0]
        if tells and not (re.search(r"[Mm]ục tiêu", reply.texts[0]) and "Nguồn" in reply.texts[-1]):
            broken.append(question)
    assert some(broken) == []


def test_every_answer_with_a_fact_names_its_sources() -> None:
    unsourced = [
        question
        for question, reply in replies()
        for answer in reply.answers
        if answer.outcome is Outcome.ANSWERED and not answer.sources and answer.response != "utter_sources"
    ]
    assert some(unsourced) == []


def test_the_outcome_and_the_words_say_the_same() -> None:
    """«Not stated» is said of what the sources leave open, and nothing else is."""
    broken = []
    for question, reply in replies():
        for answer in reply.answers:
            says_not_stated = answer.response.endswith(("_not_stated", "_not_stated_but")) or answer.response == "utter_task_detail_goals_only"
            if says_not_stated != (answer.outcome is Outcome.NOT_STATED):
                broken.append(f"{question}: {answer.outcome} {answer.response}")
            if answer.response.removesuffix("_but") in REFUSALS and answer.outcome is not Outcome.OUT_OF_PLAN:
                broken.append(f"{question}: {answer.outcome} {answer.response}")
    assert some(broken) == []


@pytest.mark.parametrize("number", [7, 8, 9, *range(11, 18)])
@pytest.mark.parametrize("intent", ["lead", "coordinators"])
def test_who_leads_a_task_is_not_stated_where_the_sources_are_silent(number: int, intent: str) -> None:
    plan = next(plan for plan in plans() if plan.year == 2022)
    task = next(task for task in plan.tasks if task.number == number)
    reply = ask(intent, ("task", f"{plan.id}/{task.id}"))
    assert reply.outcomes == ["not_stated"]
    assert task.name in reply.texts[0]


def test_another_year_and_a_place_of_its_own_are_refused_for_every_target() -> None:
    for subject in subjects(library()):
        if subject.kind == "target":
            assert ask("target_value", named(subject), ("year", "2030")).outcomes == ["out_of_plan"]
            assert ask("target_value", named(subject), ("place", "Nghệ An")).outcomes == ["out_of_plan"]
            assert ask("achieved_result", named(subject)).outcomes == ["out_of_plan"]


def with_other_figures(plan: Plan) -> Plan:
    """The plan with each figure moved to one that it had nowhere."""
    free = iter(range(41, 10_000))
    taken = {bound for target in plan.targets for bound in target.figure.bounds}

    def fresh() -> Decimal:
        return next(Decimal(number) for number in free if Decimal(number) not in taken)

    def other(figure: Figure) -> Figure:
        changed = {"value": fresh()} if figure.value is not None else {"low": fresh(), "high": fresh()}
        return figure.copy(update=changed)

    return plan.copy(update={"targets": tuple(target.copy(update={"figure": other(target.figure)}) for target in plan.targets)})


def test_after_every_figure_changed_no_answer_shows_an_old_one() -> None:
    changed = Library([with_other_figures(plan) for plan in plans()])
    old = {phrases().figure(target.figure) for plan in plans() for target in plan.targets}
    old_numbers = {number for figure in old for number in PERCENT.findall(figure)}
    new_numbers = {number for plan in changed.plans for target in plan.targets for number in PERCENT.findall(phrases().figure(target.figure))}
    assert not old_numbers & new_numbers
    stale, fresh = [], set()
    for question, reply in all_replies(changed):
        claimed = {answer.facts[name] for answer in reply.answers for name in ("claimed", "figure") if name in answer.facts}
        for text in reply.variants:
            shown = set(PERCENT.findall(text))
            fresh |= shown & new_numbers
            if shown & old_numbers - claimed:
                stale.append(f"{question}: {text}")
    assert some(stale) == []
    assert fresh == new_numbers


def test_a_note_is_told_once_in_a_conversation() -> None:
    memory = Memory()
    ministry = next(subject for subject in subjects(library()) if subject.kind == "organisation" and subject.entry.today)  # type: ignore[attr-defined]  # an organisation has it
    note = ministry.entry.today.text  # type: ignore[attr-defined]
    told = [note in ask("organisation_duties", named(ministry), memory=memory).text for _ in range(3)]
    assert told == [True, False, False]
    assert note in ask("organisation_duties", named(ministry), memory=Memory()).text


def test_the_note_on_a_level_is_told_with_its_date_and_only_where_it_touches() -> None:
    target = next(subject for subject in subjects(library()) if getattr(subject.entry, "conditions", ()))
    note = next(note.today.text for note in target.plan.levels)
    assert note in ask("deadline", named(target), ("level", "district")).text
    assert note not in ask("deadline", named(target), ("level", "province")).text
    assert note not in ask("target_value", named(target)).text
