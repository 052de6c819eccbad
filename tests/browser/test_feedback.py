"""Thumbs up and down."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.chat import Chat, refuse, session_of
from tests.channels.visiting import Visitor

FEEDBACK = "**/webhooks/web/feedback"


def test_a_thumb_up_reaches_the_server_and_stays(chat: Chat) -> None:
    chat.ask("cáp quang bao nhiêu?")
    with chat.page.expect_response(FEEDBACK) as got:
        chat.button("Hữu ích").click()
    assert got.value.status == 204 and got.value.request.post_data_json["value"] == "up"
    expect(chat.button("Hữu ích")).to_have_attribute("aria-pressed", "true")
    chat.page.reload()
    expect(chat.button("Hữu ích")).to_have_attribute("aria-pressed", "true")


def test_a_thumb_down_asks_for_a_reason_that_may_be_left_out(chat: Chat) -> None:
    chat.ask("cáp quang bao nhiêu?")
    chat.button("Hữu ích").click()
    chat.button("Chưa hữu ích").click()
    reason = chat.host.get_by_role("textbox", name="Chưa đúng ở đâu?")
    expect(reason).to_be_focused()
    expect(chat.button("Hữu ích")).to_have_attribute("aria-pressed", "false")
    reason.fill("Tôi hỏi xã tôi")
    with chat.page.expect_response(FEEDBACK) as got:
        chat.button("Gửi góp ý").click()
    assert got.value.status == 204
    assert {name: got.value.request.post_data_json[name] for name in ("value", "reason")} == {"value": "down", "reason": "Tôi hỏi xã tôi"}
    expect(reason).to_have_count(0)
    expect(chat.button("Chưa hữu ích")).to_be_focused()


def test_an_answer_that_the_server_has_forgotten_says_so(chat: Chat, service: str) -> None:
    chat.ask("cáp quang bao nhiêu?")
    assert Visitor(service, session_of(chat)).call("DELETE", "conversation").status == 204
    chat.button("Hữu ích").click()
    expect(chat.host.get_by_text("Câu trả lời này đã lâu, không nhận góp ý nữa.")).to_be_visible()
    expect(chat.button("Hữu ích")).to_have_attribute("aria-pressed", "false")


def test_a_vote_that_fails_is_not_shown_as_given(chat: Chat) -> None:
    chat.ask("cáp quang bao nhiêu?")
    chat.page.route(FEEDBACK, refuse)
    chat.button("Hữu ích").click()
    expect(chat.host.get_by_text("Chưa gửi được góp ý.")).to_be_visible()
    expect(chat.button("Hữu ích")).to_have_attribute("aria-pressed", "false")


def test_after_a_thumb_down_the_page_names_whom_to_ask_if_the_server_does(chat: Chat) -> None:
    told = "Nếu cần hỏi người thật, bạn liên hệ:\n• Bàn ví dụ: 0000 000 000"
    chat.ask("cáp quang bao nhiêu?")
    chat.page.route(FEEDBACK, lambda route: route.fulfill(status=200, json={"bubbles": [{"text": told, "kind": "answer"}]}))
    chat.button("Chưa hữu ích").click()
    expect(chat.host.get_by_text("Bàn ví dụ: 0000 000 000")).to_be_visible()
    expect(chat.host.get_by_role("textbox", name="Chưa đúng ở đâu?")).to_be_focused()
    chat.button("Hữu ích").click()
    expect(chat.host.get_by_text("Bàn ví dụ: 0000 000 000")).to_have_count(0)
