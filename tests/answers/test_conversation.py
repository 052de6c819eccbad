"""Follow-ups: a new subject with the old ask, a new ask with the old subject, what the conversation remembers and forgets."""

import json

import pytest

from bot.answers.memory import MAX_TURNS, Memory, Turn
from bot.plan.find import Subject
from tests.answers.asking import ask, named, question, reply, subjects
from tests.support import library, the_plan


def subject(row: str) -> Subject:
    return next(found for found in subjects(library()) if row in found.entry.rows and found.plan is the_plan() and found.kind in ("target", "task"))


FIBRE, INVOICES, CONTRACTS, HEALTH = (named(subject(row)) for row in ("T2", "T10", "T11", "T15"))
ONLINE_TEACHING, DIGITAL_SKILLS = named(subject("N5")), named(subject("N9"))


def test_a_new_subject_takes_the_ask_before_it() -> None:
    memory = Memory()
    ask("lead", ONLINE_TEACHING, memory=memory)
    assert "chủ trì" in ask("change_subject", named(subject("N4")), memory=memory).text


def test_a_new_ask_takes_the_subject_before_it() -> None:
    memory = Memory()
    ask("target_value", FIBRE, memory=memory)
    followed = ask("lead", memory=memory)
    assert followed.outcomes == ["answered"]
    assert "cáp quang" in followed.text


def test_small_talk_in_between_does_not_lose_the_subject() -> None:
    memory = Memory()
    ask("target_value", HEALTH, memory=memory)
    ask("thank", memory=memory)
    assert "sức khỏe" in ask("lead", memory=memory).text


def test_the_last_two_subjects_are_compared() -> None:
    memory = Memory()
    ask("target_value", INVOICES, memory=memory)
    ask("target_value", CONTRACTS, memory=memory)
    compared = ask("compare", memory=memory)
    assert compared.outcomes == ["answered"]
    assert "100%" in compared.text
    assert "50%" in compared.text


def test_the_second_of_the_things_offered_is_chosen() -> None:
    memory = Memory([Turn("target_value", (), (INVOICES[1], CONTRACTS[1]), "ask_back")])
    assert "hợp đồng điện tử" in ask("pick_option", words="cai thu hai", memory=memory).text


def test_out_of_the_blue_the_bot_asks_back_with_buttons() -> None:
    for intent in ("target_value", "lead"):
        asked = ask(intent, words="cho hoi")
        assert asked.outcomes == ["ask_back"]
        assert len(asked.buttons) >= 2
        assert "?" in asked.text


def test_two_things_with_one_name_are_both_offered() -> None:
    entities, whole = question("target_value", INVOICES)
    entities.append({**entities[0], "entity": CONTRACTS[0], "value": CONTRACTS[1]})
    asked = reply((entities, whole))
    assert asked.outcomes == ["ask_back"]
    assert {button["title"] for button in asked.buttons} == {subject("T10").entry.label, subject("T11").entry.label}


def test_two_questions_in_one_message_are_both_answered() -> None:
    both = reply(question("target_value", INVOICES), question("lead", ONLINE_TEACHING, start=200))
    assert both.outcomes == ["answered", "answered"]
    assert len(both.bubbles) <= 3
    assert "100%" in both.texts[0]
    assert "chủ trì" in both.texts[1]


@pytest.mark.parametrize(("figure", "opening"), [("75", "Đúng"), ("85", "Không phải 85%")])
def test_a_claimed_figure_is_confirmed_or_corrected_in_the_first_words(figure: str, opening: str) -> None:
    answered = ask("verify_claim", FIBRE, ("figure", figure), words="dung khong")
    assert answered.text.startswith(opening)
    assert "75%" in answered.texts[0]


def test_a_subject_that_the_plan_file_has_lost_is_forgotten() -> None:
    memory = Memory([Turn("target_value", ("2022/gone",), ("2022/gone",))])
    assert ask("lead", memory=memory).outcomes == ["ask_back"]


# -- memory


def test_memory_is_bounded_whatever_is_talked_about() -> None:
    memory = Memory()
    sizes = []
    for turn in range(300):
        found = list(subjects(library()))[turn % 40]
        ask("target_value" if turn % 2 else "lead", named(found), memory=memory)
        sizes.append(len(json.dumps(memory.to_slot())))
    assert len(memory.turns) <= MAX_TURNS
    assert max(sizes[200:]) <= 1.2 * max(sizes[100:200])


def test_memory_survives_its_slot() -> None:
    memory = Memory()
    ask("target_value", FIBRE, memory=memory)
    ask("greet", memory=memory)
    assert Memory.from_slot(json.loads(json.dumps(memory.to_slot()))) == memory


@pytest.mark.parametrize(
    "slot", [None, {}, {"turns": [{"ask": "lead"}], "told": [], "greeted": False}, {"version": 7}, {"turns": None, "told": [], "greeted": 1}, ["a"]]
)
def test_an_empty_or_foreign_slot_begins_a_new_conversation(slot: object) -> None:
    assert Memory.from_slot(slot) == Memory()  # type: ignore[arg-type]


def test_the_first_greeting_says_that_this_is_a_machine_and_later_ones_do_not_repeat_it() -> None:
    memory = Memory()
    first, second = ask("greet", memory=memory).text, ask("greet", memory=memory).text
    assert "trợ lý tự động" in first
    assert "không phải người" in first
    assert first != second
