"""The question banks: well formed, and every fact asked in several ways."""

import json
import re
from collections import Counter
from functools import lru_cache
from typing import Any

import pytest

from tests.plan.test_facts import ROWS
from tests.support import BANKS

FIELDS = {"id", "style", "topic", "turns", "expect", "must", "must_not", "max_figures", "note"}
EXPECTATIONS = {"answer", "list", "clarify", "refuse", "chat"}
HELD_OUT = "held_out.jsonl"
ROW = re.compile(r"\b([TNPCXY]\d{1,2})\b")


@lru_cache(maxsize=1)
def banks() -> dict[str, list[dict[str, Any]]]:
    return {path.name: [json.loads(line) for line in path.read_text("utf-8").splitlines()] for path in sorted(BANKS.glob("*.jsonl"))}


def developing() -> list[dict[str, Any]]:
    """The items of the banks that the bot is developed with."""
    return [item for name, items in banks().items() if name != HELD_OUT for item in items]


def rows_of(item: dict[str, Any]) -> list[str]:
    return ROW.findall(item["note"].split(":")[0])


@pytest.mark.parametrize("name", sorted(path.name for path in BANKS.glob("*.jsonl")))
def test_every_line_is_a_judged_question(name: str) -> None:
    broken = []
    for number, item in enumerate(banks()[name], 1):
        strings = [item[field] for field in ("id", "style", "topic", "note")] + list(item["turns"])
        groups = item["must"]
        sound = (
            set(item) == FIELDS
            and all(isinstance(text, str) for text in strings)
            and item["turns"]
            and item["expect"] in EXPECTATIONS
            and isinstance(groups, list)
            and all(isinstance(group, list) and group and all(isinstance(text, str) and text for text in group) for group in groups)
            and all(isinstance(text, str) and text for text in item["must_not"])
            and (item["max_figures"] is None or (isinstance(item["max_figures"], int) and item["max_figures"] >= 0))
            and (item["expect"] not in ("answer", "list") or groups)
        )
        if not sound:
            broken.append(f"{name}:{number}")
    assert broken == []


def test_ids_are_unique_in_all_banks_together() -> None:
    counts = Counter(item["id"] for items in banks().values() for item in items)
    assert [name for name, count in counts.items() if count > 1] == []


def test_no_sentence_is_asked_twice_with_two_judgements() -> None:
    judged: dict[tuple[str, ...], str] = {}
    for item in developing():
        turns = tuple(item["turns"])
        assert judged.setdefault(turns, json.dumps([item["expect"], item["must"]])) == json.dumps([item["expect"], item["must"]]), item["id"]


def test_there_are_enough_questions_of_every_kind() -> None:
    items = developing()
    assert len(items) >= 300
    assert {item["expect"] for item in items} == EXPECTATIONS
    assert sum(len(item["turns"]) > 1 for item in items) >= 40
    assert sum(item["style"] == "khong_dau" for item in items) >= 60
    assert len(banks()[HELD_OUT]) >= 200


@pytest.mark.parametrize("row", ROWS)
def test_every_fact_is_asked_at_least_three_ways(row: str) -> None:
    assert sum(row in rows_of(item) for item in developing()) >= 3


@pytest.mark.parametrize("row", ROWS)
def test_every_fact_is_asked_without_diacritics(row: str) -> None:
    assert any(row in rows_of(item) and all(turn.isascii() for turn in item["turns"][-1:]) for item in developing())


def test_a_figure_that_must_be_said_stands_in_the_form_that_the_judge_reads() -> None:
    """The judge writes «65 - 70 %» as «65-70%» in replies; an alternative in another form would never be found."""
    unreadable = [
        item["id"] for items in banks().values() for item in items for group in item["must"] for text in group if re.search(r"\d\s+%|\d\s*[–—]\s*\d", text)
    ]
    assert unreadable == []
