"""Syllables, numbers and marks, each with its place in the message."""

from itertools import pairwise

import pytest
from hypothesis import given

from bot.language.normalise import normalise
from bot.language.tokens import clauses, tokenise
from tests.support import naughty_text, repeatable, vietnamese_text


def texts(message: str) -> list[str]:
    return [token.text for token in tokenise(message)]


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("Bộ TT&TT chủ trì", ["bộ", "tt&tt", "chủ", "trì"]),
        ("hợp đồng,hóa đơn", ["hợp", "đồng", ",", "hóa", "đơn"]),
        ("85 %", ["85", "%"]),
        ("150.000 DN", ["150.000", "dn"]),
        ("8,5%", ["8,5", "%"]),
        ("1.6.2022", ["1.6.2022"]),
        ("100trieu", ["100", "trieu"]),
        ("5trường", ["5", "trường"]),
        ("q1", ["q1"]),
        ("27/QĐ-UBQGCĐS", ["27", "/", "qđ", "-", "ubqgcđs"]),
        ("(e-ID)", ["e", "-", "id"]),
        ("", []),
        ("😀 👍🏽 ❤️", []),
    ],
)
def test_messages_fall_into_syllables_numbers_and_marks(message: str, expected: list[str]) -> None:
    assert texts(message) == expected


def test_places_point_into_the_message_as_typed() -> None:
    message = "Ca\u0301p\u200b  QUANG: 75%"
    assert [message[token.start : token.end] for token in tokenise(message)] == ["Ca\u0301p\u200b", "QUANG", ":", "75", "%"]


@repeatable
@given(naughty_text())
def test_places_lie_inside_the_message_in_order(message: str) -> None:
    tokens = tokenise(message)
    assert all(0 <= token.start <= token.end <= len(message) for token in tokens)
    assert all(token.text for token in tokens)
    assert all(one.start <= other.start and one.end <= other.end for one, other in pairwise(tokens))


@repeatable
@given(vietnamese_text())
def test_the_words_of_the_message_are_rebuilt_from_its_tokens(message: str) -> None:
    tokens = tokenise(message)
    for token in tokens:
        assert token.text in normalise(message[token.start : token.end]).text
    letters = [char for char in normalise(message).text if char.isalnum()]
    assert [char for token in tokens for char in token.text if char.isalnum()] == letters


@pytest.mark.parametrize(
    ("message", "questions"),
    [
        ("cáp quang bao nhiêu phần trăm hộ\nai chủ trì dạy học trực tuyến", 2),
        ("cap quang bao nhieu\nai chu tri day hoc truc tuyen", 2),
        ("hóa đơn là 90% đúng không\r\nhợp đồng là 50% phải không ạ", 2),
        ("1. cáp quang bao nhiêu\n2. ai chủ trì hồ sơ sức khỏe\n3. ký ngày nào", 3),
        ("cáp quang bao nhiêu\nthêm nữa, dạy học trực tuyến\nai chủ trì", 2),
        ("cho mình hỏi hộ gia đình có cáp quang\nthì mục tiêu là bao nhiêu", 1),
        ("mục tiêu cáp quang là bao nhiêu\nphần trăm hả bạn", 1),
        ("ai chủ trì\ndạy học trực tuyến\ncảm ơn ad", 1),
        ("dien thoai, may tinh\nbao nhieu phan tram", 1),
        ("cáp quang bao nhiêu\ncòn hóa đơn thì sao", 1),  # the second says nothing without the first
    ],
)
def test_a_line_break_parts_two_questions_and_no_single_one(message: str, questions: int) -> None:
    numbered = [[token for token in part if not token.text.isdigit()] for part in clauses(tokenise(message))]
    assert len([part for part in numbered if part]) == questions


def test_many_lines_are_read_in_little_time() -> None:
    assert len(clauses(tokenise("ai không\n" * 500))) == 500


def test_clauses_end_at_full_stops_but_not_at_commas_or_wrapped_lines() -> None:
    parts = clauses(tokenise("Chào bạn! Cáp quang, ở nhà\nbao nhiêu % ?!"))
    assert [[token.text for token in part] for part in parts] == [["chào", "bạn"], ["cáp", "quang", ",", "ở", "nhà", "bao", "nhiêu", "%"]]
