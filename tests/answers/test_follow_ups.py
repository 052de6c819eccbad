"""What a follow-up points to: levels, bodies, neighbours in a list, the fact just told; and facts chosen by their ranking."""

import pytest

from bot.answers.memory import Memory
from bot.plan.find import Subject, facts_of
from tests.answers.asking import ask, named, subjects
from tests.support import library, the_plan


def subject(row: str, kind: str) -> Subject:
    return next(found for found in subjects(library()) if row in found.entry.rows and found.plan is the_plan() and found.kind == kind)


DIGITISED = named(subject("T6", "target"))
SME_TASK = named(subject("N6", "task"))
ONLINE_TEACHING = named(subject("N5", "task"))
HEALTH_TASK, HEALTH = named(subject("N4", "task")), named(subject("T15", "target"))
TEAMS, WORKING_GROUP = named(subject("C5", "topic")), named(subject("P8", "topic"))


def fact(row: str, *, asked: str) -> str:
    """The ref of the fact with *row* that answers *asked*."""
    return next(f"{the_plan().id}/{owner.id}/{found.id}" for owner, found in facts_of(the_plan()) if row in found.rows and asked in found.asks)


def test_another_level_of_administration_is_asked_in_the_same_words() -> None:
    memory = Memory()
    assert "1/12/2022" in ask("deadline", DIGITISED, ("level", "district"), memory=memory).text
    corrected = ask("change_subject", ("level", "province"), words="co", memory=memory).text
    assert "1/6/2022" in corrected
    assert "1/12/2022" not in corrected


def test_a_level_that_is_put_aside_gives_way_to_the_other_one() -> None:
    memory = Memory()
    ask("deadline", DIGITISED, ("level", "district"), memory=memory)
    corrected = ask("verify_claim", ("level", "district"), ("level_word", "province"), before="khong phai", words="moi dung", memory=memory).text
    assert "1/6/2022" in corrected
    assert "1/12/2022" not in corrected


def test_that_ministry_is_the_one_that_leads_what_is_talked_about() -> None:
    memory = Memory()
    ask("lead", SME_TASK, memory=memory)
    assert "Bộ Tài chính" in ask("current_status", words="bo ay bay gio con khong", memory=memory).text


@pytest.mark.parametrize(("words", "number"), [("cai ngay sau no", 5), ("cai ngay truoc no", 3)])
def test_from_one_task_to_its_neighbour(words: str, number: int) -> None:
    memory = Memory()
    ask("task_detail", HEALTH_TASK, memory=memory)
    name = next(task.name for task in the_plan().tasks if task.number == number)
    assert name in ask("lead", words=words, memory=memory).text


def test_from_one_task_to_another_by_its_number_alone() -> None:
    memory = Memory()
    ask("task_detail", HEALTH_TASK, memory=memory)
    name = next(task.name for task in the_plan().tasks if task.number == 13)
    assert name in ask("pick_option", ("number", "13"), words="moi dung", memory=memory).text


def test_what_was_just_said_is_said_again_to_those_who_doubt_it() -> None:
    memory = Memory()
    told = ask("target_value", HEALTH, memory=memory).texts[0]
    assert ask("verify_claim", words="that khong", memory=memory).texts[0] == told
    assert ask("complaint", words="xao qua", memory=memory).texts[0] == told


def test_the_fact_just_told_answers_what_may_be_after_it() -> None:
    memory = Memory()
    universities = fact("N5", asked="count")
    told = ask("count", ONLINE_TEACHING, facts=[(universities, 0.95)], memory=memory).texts[0]
    assert ask("training", words="nham dao tao ra ai", facts=[("", 0.7), (universities, 0.2)], memory=memory).texts[0] == told


def test_the_goal_asked_after_a_task_is_that_of_the_task_and_not_all_of_them() -> None:
    memory = Memory()
    ask("lead", HEALTH_TASK, memory=memory)
    assert "90%" in ask("list_targets", ("kind", "target"), words="la gi", memory=memory).texts[0]
    assert "75%" in ask("list_targets", ("kind", "target"), words="ke ra cac", memory=memory).texts[0]


def test_an_earlier_topic_is_found_again_by_its_noun() -> None:
    memory = Memory()
    ask("definition", WORKING_GROUP, memory=memory)
    ask("target_value", HEALTH, memory=memory)
    assert "Tổ công tác" in ask("organisation_duties", words="cai to luc truoc lam gi", memory=memory).text


def test_a_fact_that_the_ranking_is_sure_of_is_told_whatever_the_ask() -> None:
    renamed = fact("X3", asked="founding")
    assert "Chính phủ điện tử" in ask("current_status", words="hoi truoc ten gi", facts=[(renamed, 0.9)]).text


@pytest.mark.parametrize("intent", ["verify_claim", "target_value", "count"])
@pytest.mark.parametrize("figure", [[], [("figure", "90")]])
def test_a_goal_is_never_confirmed_as_reached(intent: str, figure: list) -> None:
    told = ask(intent, ("tense", "achieved"), HEALTH, *figure, words="roi dung khong")
    assert told.outcomes == ["out_of_plan"]
    assert "Đúng" not in told.text


@pytest.mark.parametrize("intent", ["budget", "achieved_result", "procedure", "office_holder_today"])
def test_no_fact_stands_in_for_what_the_plan_does_not_hold(intent: str) -> None:
    members = fact("C5", asked="composition")
    for named_in_it in (TEAMS, HEALTH):
        assert "trưởng thôn" not in ask(intent, named_in_it, facts=[(members, 0.99)]).text


def test_a_word_that_points_back_points_to_nothing_at_the_beginning() -> None:
    compulsory = fact("C4", asked="founding")
    assert ask("scope", words="no co bat buoc khong", facts=[(compulsory, 0.9)]).outcomes == ["ask_back"]
