"""Dates, years and quarters in every way that people write them; none where there is none."""

import re

import pytest
from hypothesis import given

from bot.language.dates import find_dates
from bot.language.documents import join_codes
from bot.language.tokens import tokenise
from tests.support import naughty_text, number_like_text, repeatable

_DATE = re.compile(r"(?:\d{4}|-)-\d\d(?:-\d\d)?|(?:\d{4}-)?Q[1-4]")


def found(message: str) -> list[tuple[str, str]]:
    return [(mention.kind, mention.value) for mention in find_dates(join_codes(tokenise(message)))]


@pytest.mark.parametrize(
    ("message", "date"),
    [
        ("1/6/2022", "2022-06-01"),
        ("01/06/2022", "2022-06-01"),
        ("1 / 6 / 2022", "2022-06-01"),
        ("1-6-2022", "2022-06-01"),
        ("1.6.2022", "2022-06-01"),
        ("1/6/22", "2022-06-01"),
        ("1/6", "--06-01"),
        ("ngày 1 tháng 6 năm 2022", "2022-06-01"),
        ("ngày 1 tháng 6/2022", "2022-06-01"),
        ("ngay 1 thang 6 nam 2022", "2022-06-01"),
        ("mùng 1 tháng 12", "--12-01"),
        ("ngày một tháng sáu", "--06-01"),
        ("mười lăm tháng ba", "--03-15"),
        ("ngày một tháng sáu năm hai không hai hai", "2022-06-01"),
        ("ngày một tháng mười hai năm hai nghìn không trăm hai mươi hai", "2022-12-01"),
        ("tháng 6/2022", "2022-06"),
        ("từ tháng 6/2022", "2022-06"),
        ("tháng 6 năm 2022", "2022-06"),
        ("thang 6 nam 2022", "2022-06"),
        ("tháng sáu năm hai không hai hai", "2022-06"),
        ("tháng mười hai năm hai nghìn không trăm hai mươi hai", "2022-12"),
        ("tháng tư năm 2022", "2022-04"),
        ("tháng 12, 2022", "2022-12"),
        ("tháng 12-2022", "2022-12"),
        ("T6/2022", "2022-06"),
        ("từ tháng 6", "--06"),
        ("29/2/2024", "2024-02-29"),
        ("quý I/2022", "2022-Q1"),
        ("quý 1 năm 2022", "2022-Q1"),
        ("quý một", "Q1"),
        ("quý đầu", "Q1"),
        ("q1", "Q1"),
        ("Q1/2022", "2022-Q1"),
    ],
)
def test_a_date_is_read(message: str, date: str) -> None:
    assert found(message) == [("date", date)]


@pytest.mark.parametrize(
    ("message", "year"),
    [
        ("năm 2025", "2025"),
        ("NĂM 2025", "2025"),
        ("2030 thì sao", "2030"),
        ("năm 25", "2025"),
        ("nam 23", "2023"),
        ("năm hai không hai lăm", "2025"),
        ("năm hai nghìn không trăm hai mươi lăm", "2025"),
    ],
)
def test_a_year_is_read(message: str, year: str) -> None:
    assert found(message) == [("year", year)]


@pytest.mark.parametrize(
    "message",
    ["27/QĐ-UBQGCĐS", "Quyết định 749/QĐ-TTg", "34/2021/QĐ-TTg", "5/2021/QĐ-TTg", "202/2025/QH15", "118/2025/NĐ-CP", "793/BTTTT-THH", "26/2023/qh15"],
)
def test_the_code_of_a_document_is_no_date_and_no_year(message: str) -> None:
    assert found(message) == []


@pytest.mark.parametrize("message", ["6 tháng đầu năm", "tháng này", "ghi giùm ngày tháng năm", "tháng 13", "ngày 31 tháng 2", "thứ t6", "mấy tháng"])
def test_other_months_are_no_dates(message: str) -> None:
    assert found(message) == []


@pytest.mark.parametrize(
    "message",
    [
        "31/2/2022",
        "32/1/2022",
        "29/2/2022",
        "1/13/2022",
        "0/6/2022",
        "31.2.2022",
        "ngày 31 tháng 2",
        "ngày 15 tháng 13",
        "99999999999/6/2022",
        "99999999999 tháng 6",
    ],
)
def test_a_day_that_does_not_exist_is_no_date(message: str) -> None:
    assert all(kind != "date" for kind, _ in found(message))


@pytest.mark.parametrize(
    "message", ["năm 20%", "65-70%", "năm mươi phần trăm", "10-10", "1.6", "năm tới", "bốn năm", "tổ 5", "5 trường", "quý vị", "quý khách", "150.000"]
)
def test_other_numbers_are_no_dates(message: str) -> None:
    assert found(message) == []


def test_a_date_and_a_year_beside_each_other_are_both_found() -> None:
    assert found("từ 1/6/2022, còn năm 2023?") == [("date", "2022-06-01"), ("year", "2023")]


@repeatable
@given(number_like_text())
def test_every_date_found_is_well_formed(message: str) -> None:
    tokens = tokenise(message)
    for mention in find_dates(tokens):
        assert 0 <= mention.start < mention.end <= len(tokens)
        if mention.kind == "date":
            assert _DATE.fullmatch(mention.value)


@repeatable
@given(naughty_text(max_size=80))
def test_no_text_stops_the_reading(message: str) -> None:
    find_dates(tokenise(message))
