"""A citizen asks: by typing, by button, by keyboard alone, by a link, and goes on from there."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chat import Chat
from tests.browser.conftest import Open


def test_a_typed_question_is_answered_with_figure_text_and_source(chat: Chat) -> None:
    answer = chat.ask("cáp quang bao nhiêu phần trăm?")
    expect(chat.questions).to_contain_text("cáp quang bao nhiêu phần trăm?")
    expect(answer.locator(".number")).to_have_text("ít nhất 75%")
    expect(answer).to_contain_text("ít nhất 75% hộ gia đình")
    expect(answer.locator(".source")).to_contain_text("bài trên VietTimes")
    with answer.page.context.expect_page() as opened:
        answer.locator(".source").get_by_role("link", name="bài trên VietTimes").click()
    expect(opened.value.locator(":target")).to_contain_text("VietTimes")
    expect(answer.locator("time")).to_have_text(re.compile(r"^\d\d:\d\d$"))


def test_the_typing_sign_shows_while_the_bot_thinks(chat: Chat) -> None:
    held = chat.hold("cáp quang bao nhiêu?")
    expect(chat.log.locator(".typing")).to_be_visible()
    expect(chat.host.get_by_text("Trợ lý đang trả lời", exact=True)).to_have_count(1)
    held.continue_()
    chat.answer(0)
    expect(chat.log.locator(".typing")).to_have_count(0)


@pytest.mark.parametrize("topic", ["Các mục tiêu", "Định danh điện tử", "Hồ sơ sức khỏe", "Tổ công nghệ số"])
def test_the_topics_of_the_beginning_are_answered_and_go_when_used(chat: Chat, topic: str) -> None:
    chat.log.get_by_role("group", name="Chủ đề gợi ý").get_by_role("button", name=topic).click()
    answer = chat.answer(0)
    expect(chat.questions).to_contain_text(topic)
    expect(answer.locator(".source")).to_be_visible()
    expect(chat.log.get_by_role("group", name="Chủ đề gợi ý")).to_have_count(0)


def test_a_quick_reply_shows_its_title_asks_its_question_and_disappears(chat: Chat) -> None:
    chat.ask("cáp quang bao nhiêu phần trăm?")
    chip = chat.log.get_by_role("group", name="Câu hỏi gợi ý").get_by_role("button", name="Ai chủ trì?")
    chip.click()
    expect(chip).to_have_count(0)
    expect(chat.questions.last).to_contain_text("Ai chủ trì?")
    expect(chat.answer(1)).to_contain_text("Bộ trưởng Bộ Thông tin và Truyền thông")
    expect(chat.input).to_be_focused()


def test_typing_takes_the_old_quick_replies_away(chat: Chat) -> None:
    chat.ask("cáp quang bao nhiêu phần trăm?")
    chat.ask("con gà mấy chân")
    expect(chat.log.get_by_role("button", name="Sóng di động")).to_have_count(0)


def test_a_follow_up_keeps_the_subject(chat: Chat) -> None:
    chat.ask("định danh điện tử bao nhiêu phần trăm?")
    expect(chat.ask("thế ai chủ trì?")).to_contain_text("Bộ Công an")


def test_a_goal_is_drawn_for_goals_only(chat: Chat) -> None:
    expect(chat.ask("năm 2025 định danh điện tử bao nhiêu?").locator(".figure")).to_have_count(0)


def test_the_keyboard_alone_is_enough(desktop: Page) -> None:
    chat = Chat(desktop)
    keys = desktop.keyboard
    for _ in range(20):
        keys.press("Tab")
        if chat.launcher.evaluate("(one) => one.matches(':focus')"):
            break
    expect(chat.launcher).to_have_attribute("aria-expanded", "false")
    keys.press("Enter")
    expect(chat.input).to_be_focused()
    keys.type("cáp quang bao nhiêu")
    keys.press("Shift+Enter")
    keys.type("phần trăm?")
    keys.press("Enter")
    chat.answer(0)
    expect(chat.questions).to_contain_text("cáp quang bao nhiêu\nphần trăm?")
    keys.press("Shift+Tab")
    expect(chat.chips().last).to_be_focused()
    keys.press("Enter")
    chat.answer(1)
    expect(chat.input).to_be_focused()
    keys.press("Escape")
    expect(chat.log).to_be_hidden()
    expect(chat.launcher).to_be_focused()
    expect(chat.launcher).to_have_accessible_name("Mở trợ lý")


def test_the_launcher_opens_and_closes(desktop: Page) -> None:
    chat = Chat(desktop).open()
    expect(chat.launcher).to_have_accessible_name("Đóng trợ lý")
    expect(desktop.get_by_role("dialog")).to_have_accessible_name("Trợ lý chuyển đổi số")
    chat.button("Đóng trợ lý").click()
    expect(chat.log).to_be_hidden()
    expect(chat.launcher).to_be_focused()


def test_a_vietnamese_keyboard_that_still_composes_does_not_send(chat: Chat) -> None:
    chat.input.fill("cáp quan")
    chat.input.dispatch_event("keydown", {"key": "Enter", "isComposing": True, "bubbles": True})
    expect(chat.questions).to_have_count(0)
    expect(chat.input).to_have_value("cáp quan")


def test_nothing_is_sent_for_an_empty_box(chat: Chat) -> None:
    chat.type("   ")
    expect(chat.questions).to_have_count(0)
    expect(chat.input).to_be_focused()


def test_a_link_from_elsewhere_fills_the_box_and_leaves_the_sending_to_the_reader(visit: Open) -> None:
    page = visit("/#hoi=c%C3%A1p%20quang%20bao%20nhi%C3%AAu%3F")
    chat = Chat(page)
    expect(chat.input).to_have_value("cáp quang bao nhiêu?")
    expect(chat.host.get_by_text("Câu hỏi đã điền sẵn.")).to_be_visible()
    expect(chat.questions).to_have_count(0)
    assert "#" not in page.url
    chat.send.click()
    expect(chat.answer(0)).to_contain_text("75%")


def test_an_address_that_a_script_changes_asks_nothing(desktop: Page) -> None:
    # Whatever Playwright asks the page meanwhile, Chromium would take for a press.
    desktop.add_init_script("onload = () => setTimeout(() => { onhashchange = () => console.log('changed'); location.hash = '#hoi=c%C3%A1p%20quang'; }, 500)")
    with desktop.expect_console_message(lambda line: line.text == "changed"):
        desktop.reload()
    chat = Chat(desktop)
    expect(chat.input).to_have_value("cáp quang")
    expect(chat.questions).to_have_count(0)


def test_a_link_that_cannot_be_read_opens_the_chat_and_no_more(visit: Open) -> None:
    chat = Chat(visit("/#hoi=%E1%BA"))
    expect(chat.log).to_be_visible()
    expect(chat.input).to_have_value("")


def test_a_link_on_the_page_asks_too(desktop: Page) -> None:
    desktop.get_by_role("link", name="Hỏi: có những mục tiêu nào?").click()
    expect(Chat(desktop).answer(0)).to_contain_text("mục tiêu", ignore_case=True)


def test_a_page_can_open_ask_and_close(desktop: Page) -> None:
    desktop.evaluate(
        """() => {
        window.heard = [];
        ["open", "answer", "close"].forEach((name) => document.addEventListener("tro-ly-cds:" + name, () => window.heard.push(name)));
        document.querySelector("tro-ly-cds").ask("cáp quang bao nhiêu?");
    }"""
    )
    chat = Chat(desktop)
    chat.answer(0)
    desktop.evaluate("() => document.querySelector('tro-ly-cds').close()")
    expect(chat.log).to_be_hidden()
    assert desktop.evaluate("() => window.heard") == ["open", "answer", "close"]


def test_an_answer_can_be_copied_with_its_source(visit: Open) -> None:
    page = visit("/", permissions=["clipboard-read", "clipboard-write"])
    chat = Chat(page).open()
    chat.ask("cáp quang bao nhiêu phần trăm?")
    chat.button("Chép câu trả lời").click()
    expect(chat.host.get_by_text("Đã chép câu trả lời.")).to_be_visible()
    copied = page.evaluate("() => navigator.clipboard.readText()")
    assert "ít nhất 75%" in copied and "Nguồn: " in copied
