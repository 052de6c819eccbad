"""Nothing is told of what officers have put under review, whatever is asked; all else is answered as before."""

import re
from functools import lru_cache

import pytest

from bot.answers.answer import Context
from bot.answers.card import card
from bot.answers.memory import Memory
from bot.plan.find import Library
from bot.plan.model import NOT_STATED
from bot.plan.review import without_reviewed
from tests.answers.asking import PERCENT, ask, blanks, responses
from tests.answers.test_every_question import all_replies
from tests.support import library, phrases

NOTICE = phrases().texts["under_review"]
FIBRE, PHONE, INVOICE = ("target", "2022/cap-quang"), ("target", "2022/dien-thoai-thong-minh"), ("target", "2022/hoa-don-dien-tu")


@lru_cache
def without(*ids: str) -> Library:
    return without_reviewed(library(), {f"2022/{entry_id}" for entry_id in ids}, NOTICE)


@lru_cache(maxsize=1)
def with_no_target() -> Library:
    return without(*(target.id for target in library().default.targets))


def test_no_question_gets_a_figure_while_all_targets_are_under_review() -> None:
    told = []
    for question, reply in all_replies(with_no_target()):
        said_himself = {f"{word.replace('.', ',')}%" for word in question.split()}
        told += [(question, text) for text in reply.texts if set(PERCENT.findall(text)) - said_himself]
    assert told[:5] == []


def test_every_reply_is_whole_and_no_card_draws_anything_under_review() -> None:
    held = without("cap-quang", "nv-01", "bo-ca", "to-cong-nghe-so")
    context = Context(held, phrases(), Memory())
    for question, reply in all_replies(held):
        assert "2022/cap-quang" not in card(reply.answers, context)["card"]["goals"], question
        for bubble in reply.bubbles:
            assert not {blank for text in responses()[bubble.response] for blank in blanks(text)} - set(bubble.facts), question
        assert not re.search(r"\{|\}|«»|\bNone\b|  ", reply.text), question


@pytest.mark.parametrize("intent", ["target_value", "deadline", "scope", "definition", "verify_claim", "lead"])
def test_a_question_about_it_is_answered_by_its_name_and_that_it_is_being_checked(intent: str) -> None:
    reply = ask(intent, FIBRE, ("figure", "75"), held=without("cap-quang"))
    assert reply.outcomes == ["under_review"]
    assert NOTICE in reply.text and "cáp quang" in reply.text and "75%" not in reply.text and not reply.answers[0].sources


def test_a_list_shows_its_name_with_the_notice_in_place_of_the_figure() -> None:
    reply = ask("list_targets", held=without("cap-quang"))
    line = next(line for line in reply.text.splitlines() if "cáp quang" in line)
    assert NOTICE in line and not PERCENT.findall(line)
    assert "85%" in reply.text
    several = ask("target_value", FIBRE, PHONE, held=without("cap-quang"))
    assert NOTICE in several.text and "85%" in several.text and "75%" not in several.text


def test_a_comparison_with_it_draws_no_conclusion() -> None:
    reply = ask("compare", FIBRE, PHONE, held=without("cap-quang"))
    assert reply.outcomes == ["under_review"]
    assert "85%" in reply.text and "75%" not in reply.text and not re.search("cao hơn|thấp hơn", reply.text)


@pytest.mark.parametrize("figure", ["75", "100"])
def test_a_look_up_by_figure_says_that_it_was_left_out(figure: str) -> None:
    reply = ask("reverse_lookup", ("figure", figure), held=without("cap-quang", "hoa-don-dien-tu"))
    assert reply.answers[-1].response == "utter_under_review_left_out"
    assert "cáp quang" in reply.texts[1] and "hóa đơn" in reply.texts[1]
    assert not any("cáp quang" in line or "hóa đơn" in line for line in reply.texts[0].splitlines())


def test_the_highest_and_what_lies_beyond_a_figure_are_sought_among_the_others_and_that_is_said() -> None:
    for words in ("cao nhat", "thap nhat"):
        reply = ask("list_targets", words=words, held=without("thuong-mai-dien-tu", "hoa-don-dien-tu"))
        assert reply.answers[-1].response == "utter_under_review_left_out"
        assert "7%" not in reply.texts[0] and "hóa đơn" not in reply.texts[0]


def test_who_leads_it_is_not_told_of_a_task_and_lists_of_leaders_say_that_it_was_left_out() -> None:
    plan = library().default
    task = next(task for task in plan.tasks if task.parts[0].leads != NOT_STATED)
    held = without(task.id)
    assert ask("lead", ("task", f"2022/{task.id}"), held=held).outcomes == ["under_review"]
    leaders = ask("lead", ("kind", "task"), words="chu tri tung nhiem vu", held=held)
    assert leaders.answers[-1].response == "utter_under_review_left_out" and task.name in leaders.text


def test_an_organisation_keeps_its_place_in_answers_about_tasks_with_the_notice() -> None:
    plan = library().default
    task = next(task for task in plan.tasks if task.parts[0].leads != NOT_STATED and len(task.parts) == 1)
    body = task.parts[0].leads[0].organisation
    held = without(body)
    assert ask("organisation_duties", ("organisation", f"2022/{body}"), held=held).outcomes == ["under_review"]
    assert NOTICE in ask("lead", ("task", f"2022/{task.id}"), held=held).text


def test_the_rest_is_answered_as_before() -> None:
    held = without("cap-quang")
    assert ask("target_value", PHONE, held=held).text == ask("target_value", PHONE).text
    assert ask("compare", INVOICE, PHONE, held=held).text == ask("compare", INVOICE, PHONE).text


def test_a_conversation_goes_on_from_it_and_resumes_when_it_is_back() -> None:
    memory = Memory()
    ask("target_value", FIBRE, memory=memory, held=without("cap-quang"))
    assert ask("lead", memory=memory, held=without("cap-quang")).outcomes == ["under_review"]
    assert "75%" in ask("target_value", memory=memory).text


def test_the_buttons_of_others_that_lead_to_it_get_the_notice() -> None:
    """The buttons stay: what they ask is answered as typed."""
    buttons = [button["payload"] for button in ask("target_value", PHONE, held=without("cap-quang")).buttons]
    assert not any(PERCENT.search(button) for button in buttons)
