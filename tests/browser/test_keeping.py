"""What stays on the device, and what deleting takes away, there and on the server."""

from __future__ import annotations

import json

from playwright.sync_api import Page, expect

from tests.browser.chat import CONVERSATION, Chat, session_of
from tests.channels.visiting import Visitor


def test_a_reload_keeps_the_conversation_and_the_bot_remembers_it(desktop: Page) -> None:
    chat = Chat(desktop).open()
    chat.ask("định danh điện tử bao nhiêu?")
    desktop.reload()
    expect(chat.log).to_be_visible()
    expect(chat.answers).to_have_count(1)
    expect(chat.answers.locator(".number")).to_have_text("15-20%")
    expect(chat.log.get_by_role("group", name="Câu hỏi gợi ý")).to_be_visible()
    expect(chat.ask("thế ai chủ trì?")).to_contain_text("Bộ Công an")


def test_a_window_that_was_closed_stays_closed(desktop: Page) -> None:
    chat = Chat(desktop).open()
    chat.ask("cáp quang bao nhiêu?")
    chat.launcher.click()
    desktop.reload()
    expect(chat.launcher).to_be_visible()
    expect(chat.log).to_be_hidden()
    expect(chat.open().answers).to_have_count(1)


def test_deleting_empties_the_device_and_the_server(chat: Chat, service: str) -> None:
    chat.ask("định danh điện tử bao nhiêu?")
    visitor = Visitor(service, session_of(chat))
    assert "Bộ Công an" in json.dumps(visitor.ask("thế ai chủ trì?"), ensure_ascii=False)
    chat.delete()
    expect(chat.host.get_by_text("Đã xóa cuộc trò chuyện trên máy này và trên máy chủ.")).to_be_visible()
    expect(chat.answers).to_have_count(0)
    expect(chat.log.get_by_role("group", name="Chủ đề gợi ý")).to_be_visible()
    assert "định danh" not in json.dumps(chat.stored(), ensure_ascii=False)
    assert "Bộ Công an" not in json.dumps(visitor.ask("thế ai chủ trì?"), ensure_ascii=False)
    chat.page.reload()
    expect(chat.launcher).to_be_visible()
    expect(chat.answers).to_have_count(0)


def test_deleting_asks_first(chat: Chat) -> None:
    chat.ask("cáp quang bao nhiêu?")
    chat.option("Xóa cuộc trò chuyện")
    chat.button("Giữ lại").click()
    expect(chat.button("Xóa cuộc trò chuyện")).to_be_focused()
    expect(chat.answers).to_have_count(1)


def test_deleting_without_network_reaches_the_server_later(chat: Chat, service: str) -> None:
    chat.ask("định danh điện tử bao nhiêu?")
    visitor = Visitor(service, session_of(chat))
    chat.page.context.set_offline(True)
    chat.delete()
    expect(chat.host.get_by_text("Đã xóa trên máy này.")).to_be_visible()
    expect(chat.answers).to_have_count(0)
    chat.page.context.set_offline(False)
    expect(chat.host.get_by_text("Đã xóa xong phần trên máy chủ.")).to_be_visible()
    assert "Bộ Công an" not in json.dumps(visitor.ask("thế ai chủ trì?"), ensure_ascii=False)


def test_a_new_conversation_keeps_the_old_one_readable_but_not_in_the_bots_mind(chat: Chat, service: str) -> None:
    chat.ask("định danh điện tử bao nhiêu?")
    old = Visitor(service, session_of(chat))
    chat.option("Cuộc trò chuyện mới")
    expect(chat.log.locator(".line")).to_be_visible()
    expect(chat.log.get_by_role("group", name="Chủ đề gợi ý")).to_be_visible()
    expect(chat.ask("thế ai chủ trì?")).not_to_contain_text("Bộ Công an")
    expect(chat.answers.first).to_contain_text("15-20%")
    chat.delete()
    expect(chat.host.get_by_text("Đã xóa cuộc trò chuyện trên máy này và trên máy chủ.")).to_be_visible()
    assert "Bộ Công an" not in json.dumps(old.ask("thế ai chủ trì?"), ensure_ascii=False)


def test_two_tabs_show_one_conversation(desktop: Page) -> None:
    chat = Chat(desktop).open()
    chat.ask("cáp quang bao nhiêu?")
    other = desktop.context.new_page()
    other.goto(desktop.url)
    second = Chat(other).open()
    expect(second.answers).to_have_count(1)
    second.ask("thế ai chủ trì?")
    expect(chat.answers).to_have_count(2)


def in_another_tab(chat: Chat) -> Chat:
    page = chat.page.context.new_page()
    page.goto(chat.page.url)
    return Chat(page).open()


def test_what_one_tab_deletes_does_not_come_back_from_the_other(chat: Chat, service: str) -> None:
    chat.ask("định danh điện tử bao nhiêu?")
    old = session_of(chat)
    second = in_another_tab(chat)
    held = second.hold("thế ai chủ trì?")
    chat.delete()
    expect(chat.host.get_by_text("Đã xóa cuộc trò chuyện trên máy này và trên máy chủ.")).to_be_visible()
    with second.page.expect_response(CONVERSATION) as deleted:
        held.continue_()
    assert deleted.value.status == 204
    for shown in (chat, second):
        expect(shown.questions).to_have_count(0)
        expect(shown.answers).to_have_count(0)
    assert "định danh" not in json.dumps(chat.stored(), ensure_ascii=False)
    assert "Bộ Công an" not in json.dumps(Visitor(service, old).ask("thế ai chủ trì?"), ensure_ascii=False)


def test_a_page_that_comes_back_out_of_the_browsers_memory_shows_no_deleted_conversation(chat: Chat) -> None:
    chat.ask("định danh điện tử bao nhiêu?")
    # As after deleting on a later page: a page at rest hears nothing of it.
    chat.page.evaluate("() => Object.keys(localStorage).forEach((key) => localStorage.removeItem(key))")
    chat.page.evaluate("() => window.dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    expect(chat.answers).to_have_count(0)
    chat.ask("cáp quang bao nhiêu?")
    assert "định danh" not in json.dumps(chat.stored(), ensure_ascii=False)


def test_two_tabs_asking_at_once_lose_nothing(chat: Chat) -> None:
    second = in_another_tab(chat)
    held = chat.hold("cáp quang bao nhiêu?")
    second.ask("hồ sơ sức khỏe bao nhiêu?")
    held.continue_()
    for shown in (chat, second):
        expect(shown.answers).to_have_count(2)
    chat.page.reload()
    expect(chat.questions).to_have_count(2)
    expect(chat.answers).to_have_count(2)


def test_typing_the_word_asks_as_the_button_does_and_deletes_here_and_on_the_server(chat: Chat, service: str) -> None:
    chat.ask("định danh điện tử bao nhiêu?")
    visitor = Visitor(service, session_of(chat))
    for typed in ("Xoá dữ liệu của tôi!", "xoa du lieu"):
        chat.input.fill(typed)
        chat.input.press("Enter")
        expect(chat.host.get_by_text("Xóa mọi câu hỏi và câu trả lời")).to_be_focused()
        expect(chat.questions).to_have_count(1)
    chat.button("Xóa").click()
    expect(chat.answers).to_have_count(0)
    assert "Bộ Công an" not in json.dumps(visitor.ask("thế ai chủ trì?"), ensure_ascii=False)
