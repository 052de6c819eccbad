"""A citizen talks with an officer in the widget: real service, a simulated desk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from bot.service.started import started_service
from tests.browser.chat import Chat
from tests.browser.conftest import Contexts
from tests.channels.officers import TEXTS
from tests.simulators.chatwoot import ChatwootSimulator
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


def test_an_officers_words_appear_by_themselves_also_after_a_reload_until_the_end(browser: Browser, chatwoot: ChatwootSimulator, address: str) -> None:
    contexts = Contexts(browser, address)
    page = contexts.new().new_page()
    page.goto(address)
    chat = Chat(page).open()
    expect(chat.ask("cho tôi gặp cán bộ")).to_contain_text(TEXTS.offer[:40])
    chat.chips().get_by_text(TEXTS.agree, exact=True).click()
    expect(chat.answer(1)).to_contain_text("Đã chuyển tới cán bộ")
    conversation = chatwoot.only
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
