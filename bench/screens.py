"""The pictures of docs/images/: the widget's main states and the look-up, photographed in Debian's Chromium from the real service.

python -m bench.screens
"""

from __future__ import annotations

import io
from collections.abc import Callable

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from bot.paths import PROJECT
from bot.service.started import started_service
from tests.browser.chat import Chat
from tests.browser.chromium import ARGUMENTS, chromium
from tests.browser.conftest import DESKTOP, PHONE

FOLDER = PROJECT / "docs" / "images"
COLOURS = 128  # enough for flat colours and letters, at a third of the size


def beginning(chat: Chat) -> None:
    """Just opened."""
    chat.open()


def figure(chat: Chat) -> None:
    """An answer with its figure."""
    chat.open().ask("cáp quang bao nhiêu phần trăm?")


def follow_up(chat: Chat) -> None:
    """A range, then who leads."""
    chat.open().ask("con dinh danh dien tu thi sao")


def many(chat: Chat) -> None:
    """All targets."""
    chat.open().ask("Kế hoạch 2022 có những mục tiêu nào?")


def offline(chat: Chat) -> None:
    """A question that waits for the network."""
    figure(chat)
    chat.page.context.set_offline(True)
    chat.type("thế ai chủ trì?")


def reason(chat: Chat) -> None:
    """After a thumb down."""
    chat.open().ask("hồ sơ sức khỏe bao nhiêu phần trăm?")
    chat.button("Chưa hữu ích").click()


def large(chat: Chat) -> None:
    """Largest text, high contrast."""
    chat.open().ask("hồ sơ sức khỏe bao nhiêu phần trăm?")
    chat.button("Tùy chọn").click()
    chat.button("Cỡ chữ rất lớn").click()
    chat.host.get_by_role("switch", name="Tương phản cao").click()
    chat.button("Tùy chọn").click()
    chat.answers.last.locator(".figure").evaluate("(one) => one.scrollIntoView({block: 'start'})")


def settings(chat: Chat) -> None:
    """The options."""
    figure(chat)
    chat.button("Tùy chọn").click()


SHOTS: tuple[tuple[str, Callable[[Chat], None], dict], ...] = (
    ("widget-phone-begin", beginning, PHONE),
    ("widget-phone-figure", figure, PHONE),
    ("widget-phone-range-dark", follow_up, {**PHONE, "color_scheme": "dark"}),
    ("widget-phone-list", many, PHONE),
    ("widget-phone-offline", offline, PHONE),
    ("widget-phone-reason", reason, PHONE),
    ("widget-phone-large", large, {**PHONE, "color_scheme": "dark"}),
    ("widget-phone-options", settings, PHONE),
    ("widget-desktop", figure, DESKTOP),
    ("widget-desktop-dark", follow_up, {**DESKTOP, "color_scheme": "dark"}),
)


def overview(page: Page) -> None:
    """The look-up's first page."""


def first_pillar(page: Page) -> None:
    """The page of the first pillar."""
    page.locator("main a[href^='/tra-cuu/']").first.click()
    page.wait_for_load_state()


LOOKUP_SHOTS: tuple[tuple[str, Callable[[Page], None], dict], ...] = (
    ("lookup-phone", overview, PHONE),
    ("lookup-phone-pillar", first_pillar, PHONE),
    ("lookup-desktop", overview, DESKTOP),
)


def photograph(browser: Browser, url: str, name: str, prepare: Callable[[Page], object], options: dict) -> None:
    """Brings a page into its state and writes its picture."""
    context = browser.new_context(locale="vi-VN", reduced_motion="reduce", **options)
    page: Page = context.new_page()
    page.goto(url)
    prepare(page)
    page.wait_for_timeout(300)
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB").quantize(COLOURS)
    picture.save(FOLDER / f"{name}.png", optimize=True)
    context.close()


def main() -> None:
    """Take all pictures."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with started_service() as started, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        for name, prepare, options in SHOTS:
            photograph(browser, started.url + "/", name, lambda page, prepare=prepare: prepare(Chat(page)), options)
        for name, turn, options in LOOKUP_SHOTS:
            photograph(browser, started.url + "/tra-cuu", name, turn, options)
        browser.close()


if __name__ == "__main__":
    main()
