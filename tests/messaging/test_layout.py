"""An answer as messages of a platform."""

import re
from dataclasses import replace

import pytest

from bot.messaging.layout import lay_out
from bot.messaging.menus import chosen
from bot.messaging.platform import LEAST_TEXT, Limits
from bot.messaging.replies import Choice, Link, Outgoing, Reply
from bot.messaging.splitting import length
from tests.messaging.saying import BOT, MESSENGER, ZALO, channel_texts

THREE = tuple(Choice(title, f"{title} là gì?") for title in ("Mục tiêu bao nhiêu?", "Ai chủ trì?", "Các nhiệm vụ"))
LINES = channel_texts().lines


def messages(reply: Reply, limits: Limits = ZALO, *, buttons: bool = True, first: str = "") -> tuple[Outgoing, ...]:
    return lay_out(reply, limits, channel_texts(), now=0, buttons=buttons, first=first).messages


def test_bubbles_become_one_message_without_empty_lines() -> None:
    (message,) = messages(Reply(("Một.\n\nHai.", "Nguồn: ba.")))
    assert message.text == "Một.\nHai.\nNguồn: ba."


@pytest.mark.parametrize("limits", [ZALO, MESSENGER])
def test_choices_are_buttons_where_they_fit_and_the_same_as_numbered_text_beside(limits: Limits) -> None:
    (message,) = messages(Reply(("Xin chào.",), THREE), limits)
    assert (message.text, message.choices) == ("Xin chào.", THREE)
    assert message.without_buttons().text == "Xin chào.\n1. Mục tiêu bao nhiêu?\n2. Ai chủ trì?\n3. Các nhiệm vụ\nTrả lời 1, 2 hoặc 3 để chọn."
    assert not message.without_buttons().has_buttons


@pytest.mark.parametrize(
    ("limits", "choices", "buttons"),
    [
        (BOT, THREE, True),  # no buttons at all
        (ZALO, tuple(Choice(f"Chọn {number}", "?") for number in range(7)), True),  # too many
        (MESSENGER, (Choice("Hồ sơ sức khỏe điện tử", "?"),), True),  # 22 characters
        (replace(ZALO, choice_payload=10), (Choice("Ngắn", "câu hỏi dài"),), True),
        (ZALO, THREE, False),  # refused lately
    ],
)
def test_choices_that_do_not_fit_are_numbered_text(limits: Limits, choices: tuple[Choice, ...], buttons: bool) -> None:
    layout = lay_out(Reply(("Xin chào.",), choices), limits, channel_texts(), now=0, buttons=buttons)
    (message,) = layout.messages
    assert not message.has_buttons
    assert [f"{number}. {choice.title}" for number, choice in enumerate(choices, 1)] == message.text.splitlines()[1:-1]
    assert chosen(str(len(choices)), layout.menu, now=0, number_words=()) == choices[-1].question


def test_under_a_list_that_has_numbers_of_its_own_a_number_means_the_list() -> None:
    layout = lay_out(Reply(("Các nhiệm vụ:\n• 1. Một\n• 2. Hai",), THREE), BOT, channel_texts(), now=0)
    (message,) = layout.messages
    assert message.text.splitlines()[-1] == "Hỏi tiếp: “Mục tiêu bao nhiêu?”, “Ai chủ trì?”, “Các nhiệm vụ”"
    assert chosen("2", layout.menu, now=0, number_words=()) is None
    assert chosen("ai chu tri", layout.menu, now=0, number_words=()) == THREE[1].question


def test_one_figure_stands_on_top_and_of_several_none() -> None:
    (message,) = messages(Reply(("Mục tiêu là…",), figures=("75% · Cáp quang",)), first="(Máy.)")
    assert message.text == "(Máy.)\n75% · Cáp quang\nMục tiêu là…"
    (message,) = messages(Reply(("Mục tiêu là…",), figures=("75% · Cáp quang", "80% · Điện thoại")))
    assert message.text == "Mục tiêu là…"


def test_a_link_is_a_button_or_a_line() -> None:
    link = Link("Mở trang tra cứu", "https://xa.example/tra-cuu/cap-quang")
    for choices in (THREE, ()):
        (message,) = messages(Reply(("Một.",), choices, link=link), ZALO)
        assert message.link == link and link.url not in message.text
        assert message.without_buttons().text.splitlines()[:2] == ["Một.", f"{link.title}: {link.url}"]  # refused, it is a line
    for text, limits in (("Một.", BOT), (sentences(14), MESSENGER)):  # no buttons; more than 640 characters
        (message,) = messages(Reply((text,), THREE, link=link), limits)
        assert message.link is None and f"{link.title}: {link.url}" in message.text
    (message,) = messages(Reply(("Một.",), THREE, link=link), BOT)
    assert message.link is None and f"{link.title}: {link.url}" in message.text


def sentences(count: int) -> str:
    return " ".join(f"Câu số {number} nói rằng mục tiêu là {number} % hộ gia đình." for number in range(count))


@pytest.mark.parametrize("limits", [ZALO, MESSENGER, BOT])
def test_five_thousand_characters_are_two_messages_and_the_rest_comes_when_it_is_asked_for(limits: Limits) -> None:
    text = sentences(110)
    assert len(text) > 5000
    got: list[str] = []
    reply = Reply((text,), THREE)
    for _ in range(5):
        layout = lay_out(reply, limits, channel_texts(), now=0)
        assert 1 <= len(layout.messages) <= 2
        assert all(length(message.text) <= limits.text for message in layout.messages)
        got += [message.text for message in layout.messages]
        if layout.rest is None:
            break
        assert LINES.more_line in got[-1]
        assert chosen(LINES.more, layout.menu, now=0, number_words=()) in (channel_texts().commands.more[0], None)
        reply = Reply((layout.rest,))
    assert re.findall(r"Câu số (\d+)", "\n".join(got)) == [str(number) for number in range(110)]


def test_the_numbered_choices_of_a_long_answer_stay_together_in_the_last_message() -> None:
    text = sentences(38)
    assert 1700 < len(text) <= 1900
    first, last = messages(Reply((text,), THREE), BOT)
    assert LINES.pick_line.format(numbers="1, 2 hoặc 3") in last.text and "1. Mục tiêu" in last.text
    assert "1. Mục tiêu" not in first.text


@pytest.mark.parametrize("limits", [ZALO, MESSENGER])
@pytest.mark.parametrize("count", range(30, 43))
def test_choices_that_are_refused_are_shown_as_text_however_long_the_answer_is(limits: Limits, count: int) -> None:
    layout = lay_out(Reply((sentences(count),), THREE), limits, channel_texts(), now=0)
    *others, last = layout.messages
    assert last.choices and len(others) <= 1
    plain = last.without_buttons().text
    assert all(choice.title in plain.splitlines()[-5 + number] for number, choice in enumerate(THREE, 1))
    assert length(plain) <= limits.text
    assert last.text and plain.startswith(last.text)


@pytest.mark.parametrize("limits", [ZALO, MESSENGER, BOT])
@pytest.mark.parametrize("text", [LEAST_TEXT, 300])
def test_with_the_least_limit_something_is_said_and_nothing_is_longer(limits: Limits, text: int) -> None:
    link = Link("Mở trang tra cứu", "https://tro-ly.example/tra-cuu/2022/muc-tieu")
    many = tuple(Choice(f"Lựa chọn dài số {number}", f"Câu {number}?") for number in range(1, 10))
    small = replace(limits, text=text, text_with_link=min(text, limits.text_with_link))
    for choices in ((), THREE, many):
        for message in messages(Reply((sentences(9),), choices, link=link), small, first=LINES.automatic):
            assert message.text and length(message.text) <= text and length(message.without_buttons().text) <= text


def test_a_link_button_stands_beside_no_more_text_than_it_may_and_a_link_in_text_is_in_every_form() -> None:
    link = Link("Mở trang tra cứu", "https://tro-ly.example/tra-cuu/2022/muc-tieu")
    wide = (Choice("Hồ sơ sức khỏe điện tử", "?"),)  # does not fit a quick reply, and so becomes text
    (message,) = messages(Reply(("a" * 600 + ".",), wide, (), link), MESSENGER)
    assert message.link is None and link.url in message.text and link.url in message.without_buttons().text


def test_choices_beside_a_long_answer_are_shown_though_no_button_is_left_for_the_rest() -> None:
    four = tuple(Choice(f"Lựa chọn {number}", f"Câu {number}?") for number in range(1, 5))
    layout = lay_out(Reply(("Một câu dài vừa phải. " * 400,), four), ZALO, channel_texts(), now=0)
    last = layout.messages[-1]
    assert layout.rest and not last.has_buttons
    assert all(choice.title in last.text for choice in four) and length(last.text) <= ZALO.text
    assert chosen("1", layout.menu, now=0, number_words=()) == four[0].question


def test_a_number_means_the_same_under_buttons_and_under_the_text_in_their_place() -> None:
    layout = lay_out(Reply(("Một câu dài vừa phải. " * 400,), THREE), MESSENGER, channel_texts(), now=0)
    last = layout.messages[-1]
    assert last.choices[0].title == LINES.more and layout.menu is not None
    listed = re.findall(r"^(\d)\. (.+)$", last.without_buttons().text, re.MULTILINE)
    assert [title for _, title in listed] == [choice.title for choice in layout.menu.choices]
