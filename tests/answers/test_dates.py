"""What the plan states for a day, a month or a quarter; nothing is made of dates that it does not have."""

import pytest

from bot.answers.memory import Memory
from bot.plan.find import Library
from tests.answers.asking import ask
from tests.support import the_plan


@pytest.mark.parametrize(
    ("date", "words"),
    [
        ("2022-06", ["Tháng 6/2022", "cấp bộ", "cấp tỉnh", "1/6/2022"]),
        ("--06", ["Tháng 6:", "1/6/2022"]),
        ("2022-12", ["cấp huyện", "1/12/2022", "31/12/2022: hạn của 15 mục tiêu"]),
        ("2022-03", ["15/3/2022", "793/BTTTT-THH ngày 5/3/2022"]),
        ("2022-04", ["22/4/2022", "không nằm trong kế hoạch"]),
        ("2022-06-01", ["Ngày 1/6/2022", "cấp tỉnh"]),
        ("2022-Q1", ["quý I/2022"]),
        ("2022-10-10", ["10/10"]),
    ],
)
def test_a_date_brings_what_the_plan_states_for_it(date: str, words: list[str]) -> None:
    told = ask("reverse_lookup", ("date", date))
    assert told.outcomes == ["answered"]
    assert [word for word in words if word not in told.text] == []
    assert "Nguồn" in told.text


@pytest.mark.parametrize(("date", "shown"), [("2022-08", "tháng 8/2022"), ("--08", "tháng 8 "), ("2023-06", "tháng 6/2023"), ("2022-08-05", "5/8/2022")])
def test_a_date_of_nothing_is_said_to_be_none(date: str, shown: str) -> None:
    told = ask("reverse_lookup", ("date", date))
    assert told.outcomes == ["out_of_plan"]
    assert shown in told.text


@pytest.mark.parametrize(("date", "opening"), [("2022-06", "Đúng"), ("2022-12", "Không phải")])
def test_a_claimed_month_is_confirmed_or_corrected(date: str, opening: str) -> None:
    told = ask("verify_claim", ("target", "2022/so-hoa-ho-so"), ("level", "province"), ("date", date), words="dung khong")
    assert told.text.startswith(opening)


def test_a_question_that_names_the_year_in_a_date_is_answered_from_the_plan_of_that_year() -> None:
    held = Library([the_plan(), the_plan().copy(update={"id": "2023", "year": 2023, "short_title": "kế hoạch 2023", "targets": ()})])
    assert "cấp tỉnh" in ask("reverse_lookup", ("date", "2022-06"), held=held, memory=Memory()).text
    assert "kế hoạch 2023" in ask("list_tasks", held=held, memory=Memory()).text.lower()
