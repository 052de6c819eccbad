"""A citizen talks with an officer in the widget: real service, a simulated desk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.service.started import started_service
from tests.browser.chat import MESSAGES, Chat, refuse
from tests.browser.conftest import Contexts
from tests.channels.officers import TEXTS
from tests.simulators.chatwoot import ChatwootSimulator, Conversation
from tests.simulators.serving import simulated


@pytest.fixture
def chatwoot() -> Iterator[ChatwootSimulator]:
    """A desk of officers."""
    with simulated(ChatwootSimulator()) as chatwoot:
        yield chatwoot
        assert chatwoot.violations == []


@pytest.fixture
def address(chatwoot: ChatwootSimulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A service of its own with that desk."""
    for name, value in {**chatwoot.environment(), "DATA_FOLDER": str(tmp_path / "data")}.items():
        monkeypatch.setenv(name, value)
    with started_service(log=tmp_path / "service.log") as started:
        chatwoot.webhook = f"{started.url}/webhooks/chatwoot/webhook"
        yield started.url


def begins(page: Page, chatwoot: ChatwootSimulator) -> tuple[Chat, Conversation]:
    """The opened chat of somebody who was handed over, and his conversation on the desk."""
    chat = Chat(page).open()
    expect(chat.ask("cho tôi gặp cán bộ")).to_contain_text(TEXTS.offer[:40])
    chat.chips().get_by_text(TEXTS.agree, exact=True).click()
    expect(chat.answer(1)).to_contain_text("Đã chuyển tới cán bộ")
    return chat, chatwoot.only


def listens(address: str) -> bool:
    """Whether a request to *address* asks for what officers said."""
    return "/webhooks/web/messages?after=" in address


def look(page: Page, *, away: bool) -> None:
    """The reader looks at *page*, or away from it: Chromium without a window shows every page."""
    page.evaluate(
        """(away) => {
        Object.defineProperty(document, "hidden", { value: away, configurable: true });
        document.dispatchEvent(new Event("visibilitychange"));
    }""",
        away,
    )


def test_an_officers_words_appear_by_themselves_also_after_a_reload_until_the_end(browser: Browser, chatwoot: ChatwootSimulator, address: str) -> None:
    contexts = Contexts(browser, address)
    page = contexts.new().new_page()
    page.goto(address)
    chat, conversation = begins(page, chatwoot)
    assert chatwoot.deliver(chatwoot.officer_says(conversation, "Chào bạn")).status == 200
    expect(chat.answer(2)).to_contain_text("Cán bộ: Chào bạn")
    chat.type("giờ làm việc thế nào ạ")
    chatwoot.wait_for(lambda: "giờ làm việc thế nào ạ" in conversation.said())
    expect(chat.log.locator(".typing")).to_have_count(0)
    expect(chat.answers).to_have_count(3)  # the bot is silent
    page.reload()
    chat = Chat(page)
    if not chat.log.is_visible():
        chat.open()
    assert chatwoot.deliver(chatwoot.officer_says(conversation, "8 giờ đến 17 giờ")).status == 200
    expect(chat.answer(3)).to_contain_text("8 giờ đến 17 giờ")
    expect(chat.chips().get_by_text(TEXTS.back, exact=True)).to_be_visible()
    assert chatwoot.deliver(chatwoot.resolves(conversation)).status == 200
    expect(chat.answer(4)).to_contain_text("đã kết thúc")
    expect(chat.ask("cáp quang bao nhiêu phần trăm?")).to_contain_text("75%")
    chat.delete()
    chatwoot.wait_for(lambda: not chatwoot.contacts)
    contexts.close()
    assert contexts.wrong == []


def test_only_a_page_that_is_looked_at_asks_for_an_officers_words(browser: Browser, chatwoot: ChatwootSimulator, address: str) -> None:
    contexts = Contexts(browser, address)
    context = contexts.new()
    context.clock.install()
    first, second = context.new_page(), context.new_page()
    asked: dict[Page, int] = {}

    def count(page: Page) -> None:
        page.on("request", lambda request: asked.update({page: asked.get(page, 0) + 1}) if listens(request.url) else None)

    def minutes_go_by(until: Callable[[], bool] = lambda: False) -> bool:
        for _ in range(120):
            if until():
                return True
            context.clock.run_for(1000)
            first.wait_for_timeout(20)  # for the replies, which take no time of the pages' clock
        return False

    for page in (first, second):
        page.goto(address)
        count(page)
    chat, conversation = begins(first, chatwoot)
    look(second, away=True)
    other = Chat(second).open()
    context.clock.pause_at(datetime.now() + timedelta(hours=1))  # from here on only the test moves it, however long the test takes
    asked.clear()
    assert minutes_go_by(until=lambda: asked.get(first, 0) > 5)
    assert second not in asked

    look(first, away=True)
    asked.clear()
    assert chatwoot.deliver(chatwoot.officer_says(conversation, "Chào bạn")).status == 200
    minutes_go_by()
    assert asked == {}
    look(second, away=False)
    for one in (other, chat):
        expect(one.answer(2)).to_contain_text("Cán bộ: Chào bạn")
    assert minutes_go_by(until=lambda: asked.get(second, 0) > 5)
    assert first not in asked
    contexts.close()
    assert contexts.wrong == []


def test_a_new_conversation_leaves_the_officer_also_where_the_server_is_reached_only_later(browser: Browser, chatwoot: ChatwootSimulator, address: str) -> None:
    contexts = Contexts(browser, address)
    page = contexts.new().new_page()
    page.goto(address)
    chat, conversation = begins(page, chatwoot)
    page.route(MESSAGES, refuse)
    with page.expect_event("requestfailed"):
        chat.option("Cuộc trò chuyện mới")
    expect(chat.log.locator(".line")).to_be_visible()
    page.unroute(MESSAGES)
    chatwoot.wait_for(lambda: TEXTS.note_returned in conversation.notes)
    assert chatwoot.deliver(chatwoot.officer_says(conversation, "còn đó không?")).status == 200
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if listens(request.url) else None)
    page.reload()
    expect(chat.log.locator(".line")).to_be_visible()
    expect(chat.ask("cáp quang bao nhiêu phần trăm?")).to_contain_text("75%")
    expect(chat.log).not_to_contain_text("còn đó không?")
    assert asked == []
    assert "cáp quang bao nhiêu phần trăm?" not in conversation.said()
    chat.delete()
    chatwoot.wait_for(lambda: not chatwoot.contacts)
    contexts.close()
    assert contexts.wrong == []
