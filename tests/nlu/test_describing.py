"""Subjects that a message describes without naming them, learnt from the questions in the plan files."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pytest

from bot.nlu.describing import Describer, questions_of
from bot.nlu.importer import to_examples, with_plans
from bot.nlu.linking import SUBJECT_KINDS
from bot.nlu.masking import mask
from tests.support import linker, plain_reader, plans, the_plan, training_data


@lru_cache(maxsize=1)
def describer() -> Describer:
    examples = with_plans(to_examples(training_data()), plans())
    chosen = [example for number, example in enumerate(examples) if example.about or number % 4 == 0]
    readings = [plain_reader().read_plain(example.text) for example in chosen]
    links = [linker().link(reading) for reading in readings]
    return Describer(plans()).fit(zip(readings, links, (example.about for example in chosen), strict=True), plain_reader().read_plain)


def described(message: str) -> list[str]:
    """What the clauses of *message* describe."""
    reading = plain_reader().read(message)
    links = linker().link(reading)
    return [claim.value for link in describer().with_described(reading, links) if link not in links for claim in link.claims]


@pytest.mark.parametrize("message", ["doanh nghiệp phải đạt mấy phần trăm vậy ad", "người dân thì đặt mức nào ạ", "hộ gia đình mục tiêu bao nhiêu hả shop"])
def test_who_is_counted_and_a_question_describe_nothing(message: str) -> None:
    assert not described(message)


@pytest.mark.parametrize(
    ("message", "subject"),
    [
        ("nhà ai cũng phải kéo được đường truyền tốc độ cao thì đặt mấy phần", "2022/cap-quang"),
        ("mấy công ty ký giấy tờ làm ăn trên máy khỏi đóng dấu mực đỏ thì đặt ra bao nhiêu", "2022/hop-dong-dien-tu"),
        ("trong danh sách có việc nào gom số liệu ruộng vườn chuồng trại về một chỗ không", "2022/nv-15"),
        ("việc dạy bà con biết dùng máy móc thời nay thì giao ai", "2022/nv-09"),
        ("bao nhieu phan tram ba con phai dung ten minh o nha bang", "2022/tai-khoan-ngan-hang"),
    ],
)
def test_a_subject_is_known_by_what_people_say_of_it(message: str, subject: str) -> None:
    assert not [claim for link in linker().link(plain_reader().read(message)) for claim in link.claims if claim.value == subject], "named, not described"
    assert described(message) == [subject]


@pytest.mark.parametrize(
    "message",
    [
        "Ai chủ trì hóa đơn điện tử?",
        "cảm ơn bạn nhiều nha",
        "thế thì bao nhiêu phần trăm vậy",
        "trời hôm nay có mưa không vậy",
        "Bộ Y tế chủ trì những việc gì",
    ],
)
def test_nothing_is_described_where_something_is_named_and_in_small_talk(message: str) -> None:
    assert described(message) == []


def test_what_no_plan_lists_is_described_as_such() -> None:
    found = described("tỷ lệ hộ nghèo phải giảm xuống còn mấy phần trăm một năm")
    assert found == ["2022/khac"]


def test_each_clause_is_looked_at_by_itself() -> None:
    found = described("mấy công ty ký giấy tờ làm ăn trên máy khỏi đóng dấu mực đỏ thì đặt ra bao nhiêu? Ai chủ trì dạy học trực tuyến?")
    assert found == ["2022/hop-dong-dien-tu"]


def test_a_description_takes_no_word_from_the_question() -> None:
    reading = plain_reader().read("nhà ai cũng phải kéo được đường truyền tốc độ cao thì đặt mấy phần")
    links = describer().with_described(reading, linker().link(reading))
    words = [token.text for token in mask(reading, [link for link in links if not link.covered])]
    assert words == ["zsubject", *(token.text for token in reading if not token.is_mark)]


def test_every_question_of_the_plans_is_asked_about_something_that_can_be_asked() -> None:
    known = {f"{the_plan().id}/{entry.id}" for entry in (*the_plan().subjects(), *the_plan().unlisted)}
    assert {about for _, _, about in questions_of([the_plan()])} <= known
    assert not [question for question, _, _ in questions_of([the_plan()]) if len(question.split()) < 3]


def test_few_questions_name_what_they_are_to_describe() -> None:
    """Those that do teach nothing, since what is named is found by its name."""
    asked = [(question, about) for question, _, about in questions_of([the_plan()])]
    naming = [
        question
        for question, about in asked
        if any(claim.value == about for link in linker().link(plain_reader().read_plain(question)) for claim in link.claims if claim.kind in SUBJECT_KINDS)
    ]
    assert len(naming) < len(asked) / 3


def test_a_saved_describer_finds_the_same(tmp_path: Path) -> None:
    describer().save(tmp_path)
    loaded = Describer.load(tmp_path, plans())
    reading = plain_reader().read("mấy công ty ký giấy tờ làm ăn trên máy khỏi đóng dấu mực đỏ thì đặt ra bao nhiêu")
    assert loaded.with_described(reading, []) == describer().with_described(reading, []) != []


def test_without_questions_in_the_plans_nothing_is_described(tmp_path: Path) -> None:
    empty = Describer([]).fit([], plain_reader().read_plain)
    empty.save(tmp_path)
    assert Describer.load(tmp_path, []).with_described(plain_reader().read("nhà nào cũng phải có dây mạng"), []) == []


@pytest.mark.parametrize("message", ["nhắm nhiêu phần trăm lận bây", "mục tiêu bao phủ bao nhiêu người dân", "kế hoạch đặt ra cho dân mấy phần trăm"])
def test_words_of_any_goal_describe_nothing_that_no_plan_lists(message: str) -> None:
    assert "2022/khac" not in described(message)
