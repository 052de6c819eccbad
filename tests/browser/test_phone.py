"""On a phone: the whole screen, the back button, fingers and the keyboard."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.chat import Chat
from tests.browser.conftest import PHONE, Contexts, Open
from tests.browser.test_embedding import LINE, PLAIN, embed

SMALLEST_TARGET = 24


def test_the_chat_fills_the_screen_and_back_closes_it(phone: Page) -> None:
    address = phone.url
    chat = Chat(phone).open()
    assert chat.host.locator(".panel").bounding_box() == {"x": 0, "y": 0, "width": 360, "height": 740}
    chat.ask("cáp quang bao nhiêu?")
    phone.go_back()
    expect(chat.log).to_be_hidden()
    assert phone.url == address
    expect(chat.launcher).to_be_focused()
    chat.open()
    expect(chat.answers).to_have_count(1)


def test_back_closes_a_chat_that_the_page_opened(contexts: Contexts, service: str) -> None:
    page = embed(contexts, LINE.format(service=service, options="data-open"), body=PLAIN, **PHONE)
    chat = Chat(page)
    expect(chat.log).to_be_visible()
    chat.log.tap()
    page.go_back()
    expect(chat.log).to_be_hidden()
    expect(page.locator("#own")).to_have_text("Tin của xã")


def test_closing_by_the_button_leaves_no_step_behind(visit: Open) -> None:
    page = visit("/tra-cuu", **PHONE)
    page.goto(page.url.replace("/tra-cuu", "/"))
    chat = Chat(page).open()
    chat.launcher.click()
    expect(chat.log).to_be_hidden()
    page.go_back()
    page.wait_for_url("**/tra-cuu")


def test_a_reload_in_the_chat_comes_back_to_it_and_back_still_closes(phone: Page) -> None:
    chat = Chat(phone).open()
    phone.reload()
    expect(chat.log).to_be_visible()
    phone.go_back()
    expect(chat.log).to_be_hidden()


def test_the_page_behind_does_not_scroll_and_does_again_afterwards(phone: Page) -> None:
    chat = Chat(phone).open()
    assert phone.evaluate("() => getComputedStyle(document.documentElement).overflow") == "hidden"
    chat.launcher.click()
    expect(chat.log).to_be_hidden()
    assert phone.evaluate("() => getComputedStyle(document.documentElement).overflow") == "visible"


def test_opening_does_not_call_up_the_keyboard(phone: Page) -> None:
    chat = Chat(phone).open()
    expect(chat.host.get_by_role("heading", name="Trợ lý chuyển đổi số")).to_be_focused()
    chat.log.get_by_role("button", name="Định danh điện tử").click()
    chat.answer(0)
    expect(chat.log).to_be_focused()


def test_the_box_stays_above_the_on_screen_keyboard(phone: Page) -> None:
    chat = Chat(phone).open()
    phone.evaluate(
        """() => {
        Object.defineProperty(visualViewport, "height", {configurable: true, get: () => 380});
        Object.defineProperty(visualViewport, "offsetTop", {configurable: true, get: () => 20});
        visualViewport.dispatchEvent(new Event("resize"));
    }"""
    )
    panel, box = chat.host.locator(".panel").bounding_box(), chat.input.bounding_box()
    assert panel and (panel["y"], panel["height"]) == (20, 380)
    assert box and box["y"] + box["height"] <= 400


def test_tab_stays_in_the_full_screen(phone: Page) -> None:
    chat = Chat(phone).open()
    chat.send.focus()
    phone.keyboard.press("Tab")
    expect(chat.launcher).to_be_focused()
    phone.keyboard.press("Shift+Tab")
    expect(chat.send).to_be_focused()


def test_everything_to_touch_is_large_enough(phone: Page) -> None:
    chat = Chat(phone).open()
    chat.ask("Kế hoạch 2022 có những mục tiêu nào?")
    chat.button("Chưa hữu ích").click()
    chat.button("Tùy chọn").click()
    sizes = chat.host.locator("button:visible, a:visible, textarea:visible").evaluate_all(
        "(all) => all.map((one) => [one.outerHTML.slice(0, 80), one.getBoundingClientRect().width, one.getBoundingClientRect().height])"
    )
    assert len(sizes) > 10
    assert [size for size in sizes if min(size[1:]) < SMALLEST_TARGET] == []


def test_a_zoom_of_400_percent_loses_nothing(visit: Open) -> None:
    page = visit("/", viewport={"width": 320, "height": 256})
    chat = Chat(page).open()
    answer = chat.ask("cáp quang bao nhiêu?")
    for size in ("Cỡ chữ vừa", "Cỡ chữ rất lớn"):
        chat.button("Tùy chọn").click()
        chat.button(size).click()
        chat.button("Tùy chọn").click()
        for part in (answer.locator(".number"), answer.locator(".source"), chat.input, chat.send, chat.launcher):
            box = part.bounding_box()
            assert box and box["x"] >= 0 and box["x"] + box["width"] <= 320, (size, box)
        for part in (chat.input, chat.send, chat.launcher):
            box = part.bounding_box()
            assert box and box["y"] >= 0 and box["y"] + box["height"] <= 256, (size, box)
        assert chat.log.evaluate("(log) => log.scrollWidth <= log.clientWidth && log.clientHeight > 60")
