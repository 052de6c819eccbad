"""The look-up pages as a member of a community team uses them: on a phone, by keyboard, on paper, without a script."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import violations
from tests.browser.chat import Chat
from tests.browser.conftest import DESKTOP, PHONE, Contexts, Open
from tests.browser.waiting import until
from tests.support import the_plan

KINDS = {"overview": "/tra-cuu", "target": "/tra-cuu/so-hoa-ho-so", "range": "/tra-cuu/tai-khoan-ngan-hang", "task": "/tra-cuu/nv-03",
         "organisation": "/tra-cuu/bo-tttt", "topic": "/tra-cuu/to-cong-nghe-so", "pillar": "/tra-cuu/ha-tang-so", "sources": "/tra-cuu/nguon",
         "search": "/tra-cuu?q=cap+quang", "nothing found": "/tra-cuu?q=xyzzy", "filtered": "/tra-cuu?pillar=chinh-phu-so",
         "hand-out": "/tra-cuu/cap-quang/in", "list": "/tra-cuu/in"}  # fmt: skip
SHOWN = {"phone": PHONE, "desktop": DESKTOP, "dark": {**PHONE, "color_scheme": "dark"}, "high contrast": {**DESKTOP, "forced_colors": "active"}}
# Every kind on a phone; those with all that the others are made of in every way of showing.
STATES = [(kind, "phone") for kind in KINDS] + [(kind, shown) for kind in ("overview", "target", "task") for shown in SHOWN if shown != "phone"]


def rows(page: Page) -> Any:
    return page.locator("#found .row, #all .row").filter(visible=True)


# -- searching


def test_results_come_while_typing_and_lead_to_the_page(visit: Open) -> None:
    page = visit("/tra-cuu", **PHONE)
    page.get_by_role("searchbox").press_sequentially("hoa don dien tu")
    expect(page.get_by_role("status").filter(has_text="Thấy")).to_be_visible()
    expect(rows(page).first).to_contain_text("hóa đơn điện tử")
    expect(page).to_have_url(re.compile(r"\?q=hoa\+don\+dien\+tu$"))
    page.locator("#found a").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Tỷ lệ doanh nghiệp sử dụng hóa đơn điện tử")
    page.go_back()
    expect(page.get_by_role("searchbox")).to_have_value("hoa don dien tu")
    expect(rows(page).first).to_contain_text("hóa đơn điện tử")


def test_the_bots_own_linker_reads_what_is_typed(visit: Open) -> None:
    """A whole question with a slip in it, which no name begins like."""
    page = visit("/tra-cuu")
    page.get_by_role("searchbox").fill("cho hỏi mạng cáp qunag về từng nhà thì mấy phần trăm")
    expect(rows(page).first).to_contain_text("cáp quang")


def test_a_search_without_result_says_so_and_offers_the_chat(visit: Open) -> None:
    page = visit("/tra-cuu")
    page.get_by_role("searchbox").fill("xyzzy")
    expect(page.locator("#told")).to_have_text("Không thấy mục nào.")
    expect(page.get_by_role("link", name="Hỏi trợ lý câu này")).to_have_attribute("href", "#hoi=xyzzy")
    page.get_by_role("searchbox").fill("")
    expect(page.locator("#all")).to_be_visible()


def test_filters_work_at_once_and_stay_in_the_address(visit: Open, service: str) -> None:
    page = visit("/tra-cuu")
    page.get_by_text("Lọc theo").click()
    page.get_by_label("Trụ cột").select_option("Chính phủ số")
    expect(page.locator("#told")).to_have_text("Thấy 5 mục.")
    page.get_by_label("Con số").select_option("100%")
    expect(page.locator("#told")).to_have_text("Thấy 1 mục.")
    expect(rows(page)).to_have_count(1)
    page.reload()
    expect(rows(page)).to_have_count(1)
    page.get_by_role("link", name="Xem tất cả").click()
    expect(page).to_have_url(f"{service}/tra-cuu")
    expect(page.get_by_label("Con số")).to_have_value("")
    assert rows(page).count() > 40


def test_a_search_is_filtered_too(visit: Open) -> None:
    page = visit("/tra-cuu?q=tr%E1%BB%B1c+tuy%E1%BA%BFn&figure=exactly-80")
    expect(rows(page)).to_have_count(1)
    page.get_by_role("searchbox").fill("trực tuyế")
    expect(rows(page)).to_have_count(1)


def test_everything_can_be_done_with_the_keyboard(visit: Open) -> None:
    page = visit("/tra-cuu")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Đến nội dung chính")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("cap quang")
    page.keyboard.press("Enter")
    expect(rows(page).first).to_contain_text("cáp quang")
    for _ in range(4):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('#found') !== null"):
            break
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/tra-cuu/cap-quang$"))


# -- from the page to the chat, to others, to paper


def test_the_chat_opens_on_what_is_looked_at(visit: Open) -> None:
    page = visit("/tra-cuu/cap-quang", **PHONE)
    page.get_by_role("link", name="Hỏi trợ lý", exact=True).click()
    chat = Chat(page)
    expect(chat.log).to_be_visible()
    expect(chat.answer(0)).to_contain_text("75%")


def test_a_related_question_is_answered_on_the_page(visit: Open) -> None:
    page = visit("/tra-cuu/nv-02")
    page.get_by_role("link", name="Ai phối hợp").click()
    expect(Chat(page).answer(0)).to_contain_text("Phối hợp")


def test_the_address_is_copied_for_sharing(contexts: Contexts, service: str) -> None:
    page = contexts.new(permissions=["clipboard-read", "clipboard-write"]).new_page()
    page.goto(f"{service}/tra-cuu/cap-quang")
    page.get_by_role("button", name="Chia sẻ").click()
    expect(page.get_by_role("button", name="Đã chép địa chỉ")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == f"{service}/tra-cuu/cap-quang"


def test_the_code_for_another_phone_is_shown(visit: Open) -> None:
    page = visit("/tra-cuu/cap-quang", **PHONE)
    page.get_by_role("link", name="Mã QR").click()
    code = page.get_by_role("img", name="Mã QR").filter(visible=True)
    code.scroll_into_view_if_needed()
    until(page, "image => image.complete && image.naturalWidth > 0", code.element_handle())


def pdf(page: Page) -> tuple[int, tuple[float, float]]:
    """Number and size (millimetres) of the sheets that would come out of the printer."""
    content = page.pdf(prefer_css_page_size=True)
    width, height = map(float, re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", content)[0])
    return len(re.findall(rb"/Type /Page\b(?!s)", content)), (round(width * 25.4 / 72), round(height * 25.4 / 72))


def test_every_hand_out_is_one_sheet_of_a5(visit: Open, service: str) -> None:
    page = visit("/tra-cuu/in")
    wrong = {}
    for entry in (*the_plan().targets, *the_plan().tasks, *the_plan().topics, *the_plan().pillars, *the_plan().organisations[:8]):
        page.goto(f"{service}/tra-cuu/{entry.id}/in")
        found = pdf(page)
        if found != (1, (148, 210)):
            wrong[entry.id] = found
    assert wrong == {}


def test_the_list_is_a4(visit: Open) -> None:
    count, size = pdf(visit("/tra-cuu/in"))
    assert size == (210, 297)
    assert count == 2


def test_on_paper_there_is_nothing_to_press(visit: Open) -> None:
    for path in ("/tra-cuu", "/tra-cuu/cap-quang", "/tra-cuu/cap-quang/in"):
        page = visit(path)
        page.emulate_media(media="print")
        expect(page.get_by_role("button").filter(visible=True)).to_have_count(0)
        expect(page.get_by_role("searchbox").filter(visible=True)).to_have_count(0)
        expect(page.locator("tro-ly-cds").filter(visible=True)).to_have_count(0)
        expect(page.get_by_text("không phải kết quả").filter(visible=True).first).to_be_visible()


def test_the_print_button_opens_the_printer(contexts: Contexts, service: str) -> None:
    page = contexts.new().new_page()
    page.add_init_script("window.print = () => (window.printed = true)")
    page.goto(f"{service}/tra-cuu/cap-quang/in")
    page.get_by_role("button", name="In tờ này").click()
    until(page, "window.printed")


# -- without a script, and for everybody


def test_the_page_can_be_installed(visit: Open) -> None:
    page = visit("/tra-cuu", **PHONE)
    scope = page.evaluate("navigator.serviceWorker.ready.then(registration => registration.scope)")
    assert scope.endswith("/tra-cuu")
    client = page.context.new_cdp_session(page)
    until(page, "navigator.serviceWorker.controller !== null")
    assert client.send("Page.getInstallabilityErrors")["installabilityErrors"] in ([], [{"errorId": "in-incognito", "errorArguments": []}])
    assert client.send("Page.getAppManifest")["errors"] == []


def test_without_a_script_everything_is_there_but_what_needs_one(contexts: Contexts, service: str) -> None:
    page = contexts.new(java_script_enabled=False, **PHONE).new_page()
    page.goto(f"{service}/tra-cuu")
    page.get_by_role("searchbox").fill("hoa don dien tu")
    page.get_by_role("button", name="Tìm").click()
    expect(rows(page).first).to_contain_text("hóa đơn điện tử")
    page.locator("#found a").first.click()
    expect(page.locator(".big")).to_contain_text("100%")
    expect(page.get_by_role("button").filter(visible=True)).to_have_count(0)
    expect(page.get_by_role("link", name="Hỏi trợ lý", exact=True).filter(visible=True)).to_have_count(0)
    page.get_by_role("link", name="In tờ A5").click()
    expect(page.locator(".sheet")).to_be_visible()


@pytest.mark.parametrize(("kind", "shown"), STATES)
def test_nobody_is_shut_out(visit: Open, kind: str, shown: str) -> None:
    page = visit(KINDS[kind], **SHOWN[shown])
    if "in" not in KINDS[kind].split("/"):
        expect(page.locator("tro-ly-cds")).to_be_attached()
    if kind == "filtered":
        expect(page.get_by_label("Trụ cột")).to_be_visible()
    assert violations(page) == []


@pytest.mark.parametrize("kind", KINDS)
def test_at_four_times_the_size_nothing_is_cut_off(visit: Open, kind: str) -> None:
    """1280 pixels at 400 % are 320."""
    page = visit(KINDS[kind], viewport={"width": 320, "height": 256})
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


def test_what_is_pressed_is_large_enough_for_a_thumb(visit: Open) -> None:
    for path in ("/tra-cuu", "/tra-cuu/cap-quang"):
        page = visit(path, **PHONE)
        small = page.evaluate(
            "() => [...document.querySelectorAll('button, select, input, summary, .button, .name, nav a')]"
            ".filter(one => one.checkVisibility() && one.getBoundingClientRect().height < 24).map(one => one.outerHTML)"
        )
        assert small == []
