"""Pages in Debian's Chromium, from the real service.

One browser for all tests of this room; each test has pages of its own without anything kept from others. A page that says an
error on its console, breaks its Content-Security-Policy, sets a cookie or asks anybody but the bot fails its test.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.chat import Chat
from tests.browser.chromium import ARGUMENTS, chromium
from tests.conftest import OTHER_SITE

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True, "device_scale_factor": 2}
DESKTOP = {"viewport": {"width": 1280, "height": 860}}
PATIENCE = 20_000  # milliseconds; nothing here is a measurement

Open = Callable[..., Page]


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, ended after the tests of this room."""
    executable = chromium()
    if executable is None:
        pytest.fail("these tests need Debian's package chromium (make test installs it where it may)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
        yield browser
        browser.close()


class Contexts:
    """Makes browser contexts for one test and tells what was wrong on their pages."""

    def __init__(self, browser: Browser, service: str) -> None:
        self._browser = browser
        self._allowed = {urlsplit(service).netloc, urlsplit(OTHER_SITE).netloc}
        self._made: list[BrowserContext] = []
        self.wrong: list[str] = []

    def new(self, **options: Any) -> BrowserContext:
        context = self._browser.new_context(**{**DESKTOP, "locale": "vi-VN", **options})
        context.set_default_timeout(PATIENCE)
        context.on("weberror", lambda error: self.wrong.append(f"error: {error.error}"))
        context.on("console", lambda line: self._hear(line.type, line.text))
        context.on("request", lambda request: self._see(request.url))
        self._made.append(context)
        return context

    def close(self) -> None:
        for context in self._made:
            self.wrong += [f"cookie: {cookie}" for cookie in context.cookies()]
            context.close()

    def _hear(self, kind: str, text: str) -> None:
        # A request that a test lets fail is said by Chromium itself.
        if kind in ("error", "warning") and not text.startswith("Failed to load resource"):
            self.wrong.append(f"{kind}: {text}")

    def _see(self, address: str) -> None:
        parts = urlsplit(address)
        if parts.scheme not in ("data", "blob") and parts.netloc not in self._allowed:
            self.wrong.append(f"asked somebody else: {address}")


@pytest.fixture
def contexts(browser: Browser, service: str) -> Iterator[Contexts]:
    """For contexts with options of their own; at the end nothing may have been wrong on any page."""
    contexts = Contexts(browser, service)
    yield contexts
    contexts.close()
    assert contexts.wrong == []


@pytest.fixture
def visit(contexts: Contexts, service: str) -> Open:
    """visit(path, **options of the context) gives the loaded page."""

    def visit(path: str = "/", **options: Any) -> Page:
        page = contexts.new(**options).new_page()
        page.goto(service + path)
        return page

    return visit


@pytest.fixture
def desktop(visit: Open) -> Page:
    """The demo page on a wide screen."""
    return visit("/")


@pytest.fixture
def phone(visit: Open) -> Page:
    """The demo page on a phone of 360 by 740."""
    return visit("/", **PHONE)


@pytest.fixture
def chat(desktop: Page) -> Chat:
    """The opened chat on a wide screen."""
    return Chat(desktop).open()
