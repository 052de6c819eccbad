"""Tasks by their numbers: lists, ranges, the first and the last few; and who answers for each of several."""

import re

import pytest

from bot.answers.memory import Memory
from tests.answers.asking import say
from tests.support import the_plan

NUMBER_OF_LINE = re.compile(r"^• (\d+)\. ", re.MULTILINE)


def numbers_in(text: str) -> list[int]:
    """The numbers of the tasks listed in *text*."""
    return [int(number) for number in NUMBER_OF_LINE.findall(text)]


@pytest.mark.parametrize(
    ("message", "numbers"),
    [
        ("kể giùm nhiệm vụ 3, 8 và 11", [3, 8, 11]),
        ("nhiệm vụ số hai với số bốn là gì", [2, 4]),
        ("tasks 2 and 6", [2, 6]),
        ("nhiệm vụ từ số 6 tới số 9 gồm những gì", [6, 7, 8, 9]),
        ("cho coi nhiệm vụ 15-17", [15, 16, 17]),
        ("cho coi nhiệm vụ 15 – 17", [15, 16, 17]),
        ("đọc tên từ nhiệm vụ 16 đến hết", [16, 17, 18]),
        ("bốn nhiệm vụ đầu là những việc gì", [1, 2, 3, 4]),
        ("cho xin mười hai nhiệm vụ đầu", list(range(1, 13))),
        ("3 nhiệm vụ cuối là những việc gì", [16, 17, 18]),
        ("the first 3 tasks", [1, 2, 3]),
        ("nhiệm vụ thứ nhất, thứ nhì và thứ tư", [1, 2, 4]),
        ("từ nhiệm vụ số 15 trở đi là gì", [15, 16, 17, 18]),
    ],
)
def test_the_tasks_of_the_numbers_said_are_listed_and_no_others(message: str, numbers: list[int]) -> None:
    told = say(message, "list_tasks")
    assert numbers_in(told.text) == numbers
    assert all(next(task.name for task in the_plan().tasks if task.number == number) in told.text for number in numbers)


@pytest.mark.parametrize(
    ("message", "number"),
    [
        ("nhiệm vụ 6 là gì", 6),
        ("nhiệm vụ thứ tư là gì", 4),
        ("nhiệm vụ thứ mười hai là gì", 12),
        ("nhiệm vụ số mười lăm là gì", 15),
        ("nhiệm vụ cuối là gì", 18),
    ],
)
def test_one_number_names_one_task(message: str, number: int) -> None:
    told = say(message, "list_tasks").texts[0]
    assert next(task.name for task in the_plan().tasks if task.number == number) in told
    assert numbers_in(told) == []


@pytest.mark.parametrize("message", ["nhiệm vụ thứ mười chín do ai chủ trì", "nhiệm vụ 40 do ai chủ trì"])
def test_a_number_that_no_task_has_is_no_other_task(message: str) -> None:
    assert "chủ trì nhiệm vụ «" not in say(message, "lead").text


def test_what_several_tasks_are_is_told_whatever_is_asked_about_them() -> None:
    assert numbers_in(say("nhiệm vụ 5 và 6 làm gì", "task_detail").text) == [5, 6]


def test_who_leads_each_of_several_tasks_is_told_and_where_nobody_is_named() -> None:
    told = say("ai chủ trì nhiệm vụ 1, 4 và 7", "lead")
    assert told.outcomes == ["answered"]
    lines = [line for line in told.text.splitlines() if line.startswith("•")]
    assert [holder in line for holder, line in zip(("Thông tin và Truyền thông", "Bộ Y tế", "không nêu"), lines, strict=True)] == [True] * 3


def test_who_coordinates_several_tasks_named_by_their_matter_is_told_of_each() -> None:
    told = say("ai phối hợp làm phổ cập hồ sơ sức khỏe với phổ cập dạy học trực tuyến", "coordinators")
    lines = [line for line in told.text.splitlines() if line.startswith("•")]
    assert numbers_in(told.text) == [4, 5]
    assert "địa phương" in lines[0]
    assert "địa phương" not in lines[1]


def test_a_task_of_several_parts_stands_in_one_line_beside_the_others() -> None:
    line = next(line for line in say("nhiệm vụ 2 đến 3 ai chủ trì", "lead").text.splitlines() if line.startswith("• 3."))
    assert "Thông tin và Truyền thông" in line
    assert "Bộ Công an" in line
    assert ": ;" not in line


def test_tasks_for_none_of_which_a_leader_is_stated_are_said_to_have_none_stated() -> None:
    told = say("nhiệm vụ 12 đến 14 ai chủ trì", "lead")
    assert told.outcomes == ["not_stated"]
    assert told.texts[0].count("không nêu") == 3


def test_a_number_that_no_task_has_is_said_to_be_none() -> None:
    told = say("nhiệm vụ 40 tên là gì", "list_tasks").text
    assert "40" in told and numbers_in(told) == []


@pytest.mark.parametrize("message", ["những bộ trưởng nào chủ trì", "liệt kê ai chủ trì từng nhiệm vụ"])
@pytest.mark.parametrize("intent", ["lead", "list_tasks"])
def test_who_leads_as_a_whole_lists_every_leader_that_is_stated(message: str, intent: str) -> None:
    told = say(message, intent).text
    leads = {role.organisation for task in the_plan().tasks for part in task.parts for role in (part.leads if part.leads != "not_stated" else ())}
    assert all(body.leader in told for body in the_plan().organisations if body.id in leads)


@pytest.mark.parametrize(("message", "numbers"), [("trong đó cái nào làm về cơ sở dữ liệu", [15, 16]), ("kể ba cái đầu tiên thôi", [1, 2, 3])])
def test_after_the_tasks_were_counted_some_of_them_are_asked_for(message: str, numbers: list[int]) -> None:
    memory = Memory()
    say("có mấy nhiệm vụ trọng tâm", "count", memory=memory)
    likely = ("2022/nv-02/nv-02-co-so-du-lieu", 0.95)
    assert numbers_in(say(message, "task_detail", memory=memory, facts=[likely]).text) == numbers


def test_what_is_told_before_the_whole_list_is_asked_for_limits_it_not() -> None:
    told = say("em ôn thi công chức, đọc nguyên danh sách các nhiệm vụ trọng tâm", "list_tasks")
    assert numbers_in(told.text) == list(range(1, 19))


def test_words_that_read_like_a_tasks_name_without_diacritics_name_none() -> None:
    assert say("nhiệm vụ đó thì ai phối hợp ạ", "coordinators").outcomes == ["ask_back"]


def test_all_tasks_are_not_those_with_the_word_for_all_in_their_name() -> None:
    assert numbers_in(say("đọc tên tất cả các nhiệm vụ trọng tâm giúp em", "list_tasks").text) == list(range(1, 19))


def test_that_task_typed_without_diacritics_is_asked_back() -> None:
    assert say("nhiem vu do gom nhung viec gi a", "list_tasks").outcomes == ["ask_back"]


def test_the_whole_list_of_a_matter_is_of_that_matter() -> None:
    assert set(numbers_in(say("cho em toàn bộ danh sách nhiệm vụ về cơ sở dữ liệu", "list_tasks").text)) == {15, 16}
