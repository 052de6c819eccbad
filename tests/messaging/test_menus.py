"""Numbers and titles that pick from the last reply's menu."""

import pytest

from bot.messaging.menus import VALID_MS, Menu, chosen
from bot.messaging.replies import Choice
from tests.messaging.saying import channel_texts

MENU = Menu((Choice("Ai chủ trì?", "first"), Choice("Hợp đồng điện tử", "second"), Choice("Cáp quang", "third")), 1000)


def pick(text: str, menu: Menu | None = MENU, *, now: int = 1000) -> str | None:
    return chosen(text, menu, now=now, number_words=channel_texts().number_words)


@pytest.mark.parametrize("text", ["2", "2.", "②", "(2)", "2)", "số 2", "So 2", "chọn 2", "2!", "Hợp đồng điện tử", "hop dong dien tu", "HỢP ĐỒNG ĐIỆN TỬ?"])
def test_a_number_or_a_title_picks(text: str) -> None:
    assert pick(text) == "second"


@pytest.mark.parametrize("text", ["4", "0", "12", "2 3", "2%", "nhiệm vụ 2", "2 mục tiêu", "hai", "", "hợp đồng", "2/6"])
def test_anything_else_is_left_to_the_bot(text: str) -> None:
    assert pick(text) is None


def test_a_menu_is_dead_after_a_day_and_is_no_menu_before_it_was_made() -> None:
    assert pick("2", now=1000 + VALID_MS) == "second"
    assert pick("2", now=1001 + VALID_MS) is None
    assert pick("2", now=999) is None
    assert pick("2", None) is None


def test_a_menu_outlives_being_kept() -> None:
    assert Menu.from_json(MENU.to_json()) == MENU
