"""Verdicts on replies, as the banks' description defines them."""

from __future__ import annotations

from typing import Any

import pytest

from bot.paths import EVALUATION
from bot.service.client import Bubble
from bot.service.judge import Item, Judge, Verdict

JUDGE = Judge(EVALUATION)
CHOICE = (("Một", "một"), ("Hai", "hai"))


def verdict(*reply: str | Bubble, **item: Any) -> Verdict:
    bubbles = [bubble if isinstance(bubble, Bubble) else Bubble(bubble) for bubble in reply]
    return JUDGE.judge(Item.parse_obj({"id": "1", "turns": ["a"], "expect": "answer", **item}), bubbles)[0]


@pytest.mark.parametrize(
    ("said", "needed"),
    [
        ("Mục tiêu là 85 %", "85%"),
        ("từ 65% đến 70%", "65-70%"),
        ("65 – 70%", "65-70%"),
        ("65 tới 70 %", "65-70%"),
        ("Bộ Y TẾ", "bộ y tế"),
        ("e\u0302" + "m", "\u00eam"),
        ("một\u00a0 hai\nba", "một hai ba"),
        ("Thông\u200b tin", "thông tin"),
        ("8,5%", "8,5%"),
    ],
)
def test_writing_that_means_the_same_counts_as_the_same(said: str, needed: str) -> None:
    assert verdict(said, must=[[needed]]) is Verdict.PASS


def test_spelling_is_not_folded() -> None:
    assert verdict("hoá đơn", must=[["hóa đơn"]]) is Verdict.WRONG
    assert verdict("hoá đơn", must=[["hóa đơn", "hoá đơn"]]) is Verdict.PASS


def test_every_group_is_needed_somewhere_in_the_reply() -> None:
    assert verdict("75%", "hộ gia đình", must=[["75%"], ["hộ"]]) is Verdict.PASS
    assert verdict("75%", "người dân", must=[["75%"], ["hộ"]]) is Verdict.WRONG


def test_a_forbidden_string_makes_it_wrong_even_where_the_bot_abstains() -> None:
    assert verdict("Không có thông tin", must=[["75%"]], must_not=["90%"]) is Verdict.MISS
    assert verdict("Không có thông tin, có thể 90%", must=[["75%"]], must_not=["90%"]) is Verdict.WRONG


def test_only_figures_of_the_first_bubble_are_counted_and_a_range_is_one() -> None:
    assert verdict("65% đến 70%", "và 80%, 90%", max_figures=1) is Verdict.PASS
    assert verdict("75% và 80%", max_figures=1) is Verdict.WRONG
    assert verdict("75%, nhắc lại 75 %", max_figures=1) is Verdict.PASS
    assert verdict("75% và 80%", max_figures=None) is Verdict.PASS


def test_an_answer_may_not_open_by_abstaining_but_may_abstain_later() -> None:
    assert verdict("Chưa có số liệu năm 2025; năm 2022 là 75%", must=[["75%"]]) is Verdict.MISS
    assert verdict("Mục tiêu là 75%. " + "Vâng. " * 20 + "Ngoài phạm vi này thì không rõ.", must=[["75%"]]) is Verdict.PASS


@pytest.mark.parametrize("text", ["Kế hoạch không nêu điều này", "Điều này chưa được đề cập", "Trợ lý chỉ nắm mục tiêu", "Nằm ngoài kế hoạch", "chưa hiểu"])
def test_a_refusal_says_in_some_way_that_there_is_no_such_fact(text: str) -> None:
    assert verdict(text, expect="refuse") is Verdict.PASS


def test_a_refusal_without_saying_so_is_wrong_and_never_a_miss() -> None:
    assert verdict("Mục tiêu là 75%", expect="refuse") is Verdict.WRONG
    assert verdict(Bubble("Bạn muốn hỏi gì?", CHOICE), expect="refuse") is Verdict.WRONG


def test_asking_back_is_right_where_expected_and_a_miss_in_place_of_an_answer() -> None:
    assert verdict("Bạn muốn hỏi về mục nào?", expect="clarify") is Verdict.PASS
    assert verdict("Mục tiêu là 75%", expect="clarify") is Verdict.WRONG
    assert verdict(Bubble("Bạn muốn hỏi về mục nào?", CHOICE), must=[["75%"]]) is Verdict.MISS
    assert verdict(Bubble("Bạn muốn hỏi về mục nào?", CHOICE[:1]), must=[["75%"]]) is Verdict.WRONG


def test_no_text_is_an_error() -> None:
    assert verdict() is Verdict.ERROR
    assert verdict("", Bubble("", CHOICE)) is Verdict.ERROR


def test_only_texts_are_read_not_buttons() -> None:
    assert verdict(Bubble("Chào bạn", (("75%", "75%"),)), must=[["75%"]]) is Verdict.WRONG


@pytest.mark.parametrize(
    ("reply", "answers"),
    [
        ([Bubble("Mục tiêu là 75%", CHOICE)], True),
        ([Bubble("Không có thông tin về năm 2030.", CHOICE)], False),
        ([Bubble("Bạn muốn hỏi về mục nào?", CHOICE)], False),
        ([], False),
    ],
)
def test_what_counts_as_an_answer_for_ask(reply: list[Bubble], answers: bool) -> None:
    assert JUDGE.is_answer(reply) is answers
