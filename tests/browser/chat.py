"""What a citizen can do with the widget, by what a person sees or a screen reader says."""

from __future__ import annotations

import json
from typing import Any

from playwright.sync_api import Locator, Page, Route, expect


class Chat:
    """The widget on *page*; *host* picks one where there are several."""

    def __init__(self, page: Page, host: str = "tro-ly-cds") -> None:
        self.page = page
        self.host = page.locator(host)
        self.launcher = self.host.locator(".launcher")
        self.log = self.host.get_by_role("log")
        self.input = self.host.get_by_role("textbox", name="Nhập câu hỏi")
        self.send = self.host.get_by_role("button", name="Gửi", exact=True)
        self.questions = self.log.locator(".mine")
        self.answers = self.log.locator(".theirs:not(.first)")

    def button(self, name: str) -> Locator:
        """A button by its whole name."""
        return self.host.get_by_role("button", name=name, exact=True)

    def chips(self) -> Locator:
        """The quick replies that are offered now."""
        return self.log.locator(".chips button")

    def open(self) -> Chat:
        """By the launcher."""
        self.host.get_by_role("button", name="Mở trợ lý").click()
        expect(self.log).to_be_visible()
        return self

    def type(self, text: str) -> None:
        """Puts *text* into the box and presses the send button."""
        self.input.fill(text)
        self.send.click()

    def ask(self, text: str) -> Locator:
        """Types *text* and waits for its answer."""
        before = self.answers.count()
        self.type(text)
        return self.answer(before)

    def hold(self, text: str) -> Route:
        """Types *text*, whose message is then held on its way until continue_() is called on what this gives."""
        held: list[Route] = []
        self.page.route(MESSAGES, lambda route: held.append(route), times=1)
        self.type(text)
        while not held:
            self.page.wait_for_timeout(20)
        return held[0]

    def answer(self, index: int) -> Locator:
        """The answer with that number, once it is there."""
        expect(self.answers).to_have_count(index + 1)
        return self.answers.nth(index)

    def option(self, name: str) -> None:
        """Opens the options and presses *name* there."""
        self.button("Tùy chọn").click()
        self.host.get_by_role("group", name="Tùy chọn").get_by_text(name, exact=True).click()

    def delete(self) -> None:
        """Deletes the conversation, and says yes."""
        self.option("Xóa cuộc trò chuyện")
        self.button("Xóa").click()

    def stored(self) -> dict[str, Any]:
        """What this site keeps on the device, as text by key."""
        kept: dict[str, Any] = self.page.evaluate("() => Object.assign({}, localStorage)")
        return kept


def refuse(route: Route) -> None:
    """A request that does not arrive."""
    route.abort()


def session_of(chat: Chat) -> str:
    """The key to the conversation that the device keeps."""
    return next(json.loads(kept)["session"] for kept in chat.stored().values() if "session" in json.loads(kept))


MESSAGES = "**/webhooks/web/messages"
CONVERSATION = "**/webhooks/web/conversation"
