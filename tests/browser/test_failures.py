"""What happens when the network or the server fails in the middle of a conversation."""

from __future__ import annotations

import json

from playwright.sync_api import Page, Route, expect

from tests.browser.chat import MESSAGES, Chat, refuse


def test_a_question_that_failed_is_sent_again_by_a_button(chat: Chat) -> None:
    chat.page.route(MESSAGES, refuse)
    chat.type("cáp quang bao nhiêu phần trăm?")
    expect(chat.questions).to_contain_text("Chưa gửi được")
    chat.page.unroute(MESSAGES)
    chat.button("Gửi lại").click()
    expect(chat.answer(0)).to_contain_text("75%")
    expect(chat.questions).to_have_count(1)
    expect(chat.button("Gửi lại")).to_have_count(0)


def test_the_failed_question_goes_below_what_was_asked_meanwhile(chat: Chat) -> None:
    chat.page.route(MESSAGES, refuse)
    chat.type("cáp quang bao nhiêu?")
    expect(chat.button("Gửi lại")).to_be_visible()
    chat.page.unroute(MESSAGES)
    chat.ask("con gà mấy chân")
    chat.button("Gửi lại").click()
    chat.answer(1)
    expect(chat.questions.last).to_contain_text("cáp quang bao nhiêu?")


def test_a_lost_reply_is_fetched_again_and_not_answered_twice(chat: Chat) -> None:
    chat.ask("định danh điện tử bao nhiêu?")
    lost = []

    def lose(route: Route) -> None:
        lost.append(route.fetch().json())
        route.abort()

    chat.page.route(MESSAGES, lose)
    chat.type("thế ai chủ trì?")
    expect(chat.button("Gửi lại")).to_be_visible()
    chat.page.unroute(MESSAGES)
    with chat.page.expect_response(MESSAGES) as got:
        chat.button("Gửi lại").click()
    assert got.value.json() == lost[0]
    expect(chat.answer(1)).to_contain_text("Bộ Công an")


def test_a_refusal_of_the_server_is_shown_in_its_own_words(chat: Chat) -> None:
    body = json.dumps({"error": "unavailable", "message": "Trợ lý đang bận."})
    chat.page.route(MESSAGES, lambda route: route.fulfill(status=503, body=body, content_type="application/json"))
    chat.type("cáp quang bao nhiêu?")
    expect(chat.questions).to_contain_text("Trợ lý đang bận.")
    expect(chat.button("Gửi lại")).to_be_visible()


def test_questions_asked_offline_wait_in_order_and_go_out_by_themselves(chat: Chat) -> None:
    chat.page.context.set_offline(True)
    expect(chat.host.locator(".offline")).to_be_visible()
    chat.type("định danh điện tử bao nhiêu?")
    chat.type("thế ai chủ trì?")
    expect(chat.questions.nth(1)).to_contain_text("Sẽ gửi khi có mạng")
    chat.page.context.set_offline(False)
    expect(chat.answer(1)).to_contain_text("Bộ Công an")
    expect(chat.host.locator(".offline")).to_be_hidden()
    expect(chat.questions.first).not_to_contain_text("Sẽ gửi khi có mạng")


def test_what_waits_survives_leaving_the_page(desktop: Page) -> None:
    chat = Chat(desktop).open()
    chat.hold("cáp quang bao nhiêu?")
    expect(chat.log.locator(".typing")).to_be_visible()
    desktop.reload()
    expect(chat.answer(0)).to_contain_text("75%")
    expect(chat.questions).to_have_count(1)


def test_what_failed_longer_ago_waits_for_its_button_on_the_next_page_too(chat: Chat) -> None:
    chat.page.route(MESSAGES, refuse)
    chat.type("cáp quang bao nhiêu phần trăm?")
    expect(chat.button("Gửi lại")).to_be_visible()
    chat.page.unroute(MESSAGES)
    chat.page.evaluate(
        """() => Object.keys(localStorage).forEach((key) => {
        const kept = JSON.parse(localStorage[key]);
        if (kept.log) localStorage[key] = JSON.stringify(Object.assign(kept, {log: kept.log.map((one) => Object.assign(one, {time: one.time - 60000}))}));
    })"""
    )
    chat.page.reload()
    expect(chat.button("Gửi lại")).to_be_visible()
    expect(chat.ask("con gà mấy chân")).not_to_contain_text("75%")
    chat.button("Gửi lại").click()
    expect(chat.answer(1)).to_contain_text("75%")


def test_what_was_asked_offline_goes_out_from_the_next_page(chat: Chat, service: str) -> None:
    chat.ask("định danh điện tử bao nhiêu?")
    chat.page.context.set_offline(True)
    chat.type("thế ai chủ trì?")
    expect(chat.questions.nth(1)).to_contain_text("Sẽ gửi khi có mạng")
    chat.page.goto("about:blank")
    chat.page.context.set_offline(False)
    chat.page.goto(service + "/")
    expect(chat.answer(1)).to_contain_text("Bộ Công an")
    expect(chat.questions).to_have_count(2)


def test_a_session_that_the_server_does_not_know_is_replaced(chat: Chat) -> None:
    chat.ask("cáp quang bao nhiêu?")
    chat.page.evaluate(
        """() => Object.keys(localStorage).forEach((key) => {
        const kept = JSON.parse(localStorage[key]);
        if (kept.session) localStorage[key] = JSON.stringify(Object.assign(kept, {session: kept.session.replace(/.{4}$/, "AAAA")}));
    })"""
    )
    chat.page.reload()
    expect(chat.ask("con gà mấy chân")).to_be_visible()


def test_storage_that_the_browser_refuses_does_not_stop_the_chat(desktop: Page) -> None:
    desktop.add_init_script("Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no', 'SecurityError'); }})")
    desktop.reload()
    expect(Chat(desktop).open().ask("cáp quang bao nhiêu?")).to_contain_text("75%")


def test_broken_storage_is_ignored(desktop: Page, service: str) -> None:
    key = f"tro-ly-cds:{service}"
    desktop.evaluate(
        "([key, kept]) => localStorage.setItem(key, kept)", [key, json.dumps({"log": [{"id": 1}, None, {"id": "a", "reply": {}}], "past": 5, "session": {}})]
    )
    desktop.reload()
    expect(Chat(desktop).open().ask("cáp quang bao nhiêu?")).to_contain_text("75%")
