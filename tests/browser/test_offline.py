"""The look-up pages without a network, or with a slow one: what was kept is shown, and said to be kept."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.axe import violations
from tests.browser.chat import Chat
from tests.browser.conftest import DESKTOP, PHONE, Contexts
from tests.browser.line import Line, line_to
from tests.browser.waiting import until
from tests.pages.reading import lookup

SHOWN = {"phone": PHONE, "desktop": DESKTOP, "dark": {**PHONE, "color_scheme": "dark"}, "high contrast": {**DESKTOP, "forced_colors": "active"}}
STATES = {"overview": "/tra-cuu", "target": "/tra-cuu/so-hoa-ho-so", "hand-out": "/tra-cuu/cap-quang/in", "list": "/tra-cuu/in", "not kept": "/tra-cuu/la"}


def rows(page: Page) -> Any:
    return page.locator("#found .row, #all .row").filter(visible=True)


def notice(page: Page) -> Any:
    """What the page says about the network, if anything."""
    return page.get_by_role("status").filter(has_text="mạng")


def visited(context: BrowserContext, site: str) -> BrowserContext:
    """The context after a first visit, with all that the worker keeps."""
    page = context.new_page()
    page.goto(f"{site}/tra-cuu")
    until(page, "navigator.serviceWorker.controller !== null")
    for script in ("/widget.js", "/assets/widget-window.js"):
        until(page, "path => caches.match(path, { ignoreSearch: true }).then(reply => !!reply)", script)
    page.close()
    return context


def stored(page: Page) -> list[str]:
    """The addresses in all stores of the service worker."""
    paths: list[str] = page.evaluate(
        "async () => (await Promise.all((await caches.keys()).map(async name =>"
        " (await (await caches.open(name)).keys()).map(request => request.url.replace(location.origin, ''))))).flat()"
    )
    return paths


def has_picture(page: Page, image: Any) -> None:
    image.scroll_into_view_if_needed()
    until(page, "image => image.complete && image.naturalWidth > 0", image.element_handle())


@pytest.fixture
def offline(contexts: Contexts, service: str) -> BrowserContext:
    """A phone that has seen the overview once, and now has no network."""
    context = visited(contexts.new(**PHONE), service)
    context.set_offline(True)
    return context


@pytest.fixture
def line(service: str) -> Iterator[Line]:
    """A line to the service that can be held."""
    with line_to(service) as line:
        yield line


@pytest.fixture
def slow(browser: Browser, line: Line) -> Iterator[BrowserContext]:
    """A phone that has seen the overview once over *line*, which then stands still."""
    contexts = Contexts(browser, line.url)
    context = visited(contexts.new(**PHONE), line.url)
    line.hold()
    yield context
    line.release()
    contexts.close()
    assert contexts.wrong == []


# -- what was kept


def test_every_page_can_be_read_without_a_network_after_one_visit(offline: BrowserContext, service: str) -> None:
    page = offline.new_page()
    page.goto(f"{service}/tra-cuu/nv-03")
    expect(page.get_by_role("heading", level=1)).to_contain_text("an toàn thông tin")
    read = "paths => Promise.all(paths.map(path => fetch(path).then(reply => reply.text())))"
    paths = list(lookup().addresses(printed=True))
    assert page.evaluate(read, paths) == [lookup().reply("GET", path, origin=service).body.decode() for path in paths]
    page.goto(f"{service}/tra-cuu/cap-quang")
    expect(page.locator(".big")).to_contain_text("75%")
    expect(page.locator("#offline")).to_contain_text("không có mạng")
    expect(page.locator(".hero")).to_have_css("border-left-width", "5px")  # the style sheet is there


def test_the_search_works_without_a_network(offline: BrowserContext, service: str) -> None:
    page = offline.new_page()
    page.goto(f"{service}/tra-cuu")
    page.get_by_role("searchbox").fill("cap quang")
    expect(rows(page).first).to_contain_text("cáp quang")
    page.goto(f"{service}/tra-cuu?q=suc+khoe&pillar=")
    expect(page.get_by_role("searchbox")).to_have_value("suc khoe")
    expect(rows(page).first).to_contain_text("sức khỏe")


def test_the_chat_opens_without_a_network_too(offline: BrowserContext, service: str) -> None:
    page = offline.new_page()
    page.goto(f"{service}/tra-cuu/cap-quang")
    expect(Chat(page).open().input).to_be_visible()


def test_what_is_said_in_the_chat_is_never_stored_by_the_worker(contexts: Contexts, service: str) -> None:
    context = contexts.new()
    page = context.new_page()
    page.goto(f"{service}/tra-cuu")
    page.evaluate("navigator.serviceWorker.ready")
    until(page, "navigator.serviceWorker.controller !== null")
    page.goto(f"{service}/tra-cuu/cap-quang")
    Chat(page).open().ask("cáp quang bao nhiêu phần trăm?")
    page.get_by_role("link", name="Tra cứu kế hoạch").click()
    page.get_by_role("searchbox").fill("cap quang")
    expect(rows(page).first).to_contain_text("cáp quang")
    kept = stored(page)
    assert "/tra-cuu/cap-quang" in kept
    assert not [path for path in kept if "webhooks" in path or "search" in path or "?q=" in path]


def test_lists_of_the_api_that_were_read_can_be_read_again(offline: BrowserContext, service: str) -> None:
    offline.set_offline(False)
    page = offline.new_page()
    page.goto(f"{service}/tra-cuu")
    read = "path => fetch(path).then(reply => reply.text())"
    before = page.evaluate(read, "/api/plans/2022/targets")
    until(page, "caches.match('/api/plans/2022/targets').then(reply => !!reply)")
    offline.set_offline(True)
    assert page.evaluate(read, "/api/plans/2022/targets") == before
    assert json.loads(before)["items"]


# -- on paper and from phone to phone


def test_a_hand_out_can_be_printed_without_a_network(offline: BrowserContext, service: str) -> None:
    """Of an entry that was never looked at."""
    page = offline.new_page()
    page.goto(f"{service}/tra-cuu/cap-quang")
    page.get_by_role("link", name="In tờ A5").click()
    expect(page).to_have_url(f"{service}/tra-cuu/cap-quang/in")
    expect(page.locator(".sheet .big")).to_contain_text("75%")
    expect(page.locator(".address")).to_have_text(f"{service}/tra-cuu/cap-quang")
    has_picture(page, page.get_by_role("img", name="Mã QR"))
    expect(page.locator(".sheet")).to_have_css("background-color", "rgb(255, 255, 255)")  # the style sheet is there
    expect(notice(page)).to_contain_text("bản đã lưu")
    page.emulate_media(media="print")
    expect(notice(page)).to_be_hidden()


def test_the_list_can_be_printed_without_a_network(offline: BrowserContext, service: str) -> None:
    page = offline.new_page()
    page.goto(f"{service}/tra-cuu/in")
    expect(page.locator(".sheet .targets")).to_contain_text("75%")
    has_picture(page, page.get_by_role("img", name="Mã QR"))


def test_the_code_for_another_phone_is_shown_without_a_network(offline: BrowserContext, service: str) -> None:
    page = offline.new_page()
    page.goto(f"{service}/tra-cuu/nv-03")
    page.get_by_role("link", name="Mã QR").click()
    has_picture(page, page.get_by_role("img", name="Mã QR").filter(visible=True))


# -- what a reader is told


def test_a_page_that_was_not_kept_says_so_under_its_own_address(offline: BrowserContext, service: str) -> None:
    page = offline.new_page()
    page.goto(f"{service}/tra-cuu/mot-dia-chi-la")
    expect(page).to_have_url(f"{service}/tra-cuu/mot-dia-chi-la")
    expect(page.get_by_role("heading", level=1)).to_have_text("Chưa mở được trang này")
    expect(page.get_by_role("main")).to_contain_text("không có mạng")
    expect(rows(page)).to_have_count(0)
    assert page.evaluate("fetch('/tra-cuu/mot-dia-chi-la').then(() => 'a page', () => 'nothing')") == "nothing"  # a page only for who reads it
    page.get_by_role("link", name="Về trang tra cứu").click()
    expect(rows(page).first).to_be_visible()


def test_a_page_that_was_not_kept_is_there_when_the_network_is(offline: BrowserContext, service: str) -> None:
    page = offline.new_page()
    page.goto(f"{service}/tra-cuu/2022/cap-quang")
    offline.set_offline(False)
    page.get_by_role("link", name="Thử lại").click()
    expect(page.locator(".big")).to_contain_text("75%")


def test_the_page_for_what_was_not_kept_may_do_no_more_than_others(offline: BrowserContext, service: str) -> None:
    page = offline.new_page()

    def policy(path: str) -> str:
        reply = page.goto(service + path)
        assert reply is not None
        return reply.headers["content-security-policy"]

    kept = {policy("/tra-cuu/la"), policy("/tra-cuu"), policy("/tra-cuu/cap-quang/in")}
    offline.set_offline(False)
    assert kept == {policy("/tra-cuu/la")}


def test_with_a_slow_network_a_kept_page_says_of_which_day_it_is(slow: BrowserContext, line: Line) -> None:
    page = slow.new_page()
    page.goto(f"{line.url}/tra-cuu/cap-quang")
    expect(page.locator(".big")).to_contain_text("75%")
    expect(notice(page)).to_be_visible()
    expect(notice(page)).to_contain_text(page.evaluate("`bản đã lưu ngày ${new Date().toLocaleDateString('vi')}`"))
    page.emulate_media(media="print")
    expect(notice(page)).to_be_hidden()
    page.emulate_media(media="screen")
    line.release()
    page.get_by_role("link", name="Tải lại trang").click()
    expect(notice(page)).to_have_count(0)
    expect(page.locator(".big")).to_contain_text("75%")


def test_with_a_slow_network_what_was_not_kept_is_waited_for(slow: BrowserContext, line: Line) -> None:
    page = slow.new_page()
    page.goto(f"{line.url}/tra-cuu/nguon")
    expect(notice(page)).to_be_visible()
    page.evaluate("location.assign('/tra-cuu/2022/cap-quang')")
    page.wait_for_timeout(4_000)  # the worker's patience is over
    line.release()
    expect(page.locator(".big")).to_contain_text("75%")
    expect(notice(page)).to_have_count(0)


def test_a_page_from_the_network_says_nothing_until_the_network_is_lost(contexts: Contexts, service: str) -> None:
    context = visited(contexts.new(**PHONE), service)
    page = context.new_page()
    page.goto(f"{service}/tra-cuu/cap-quang")
    expect(notice(page)).to_have_count(0)
    context.set_offline(True)
    expect(notice(page)).to_contain_text("không có mạng")
    expect(notice(page)).not_to_contain_text("ngày")
    context.set_offline(False)
    expect(notice(page)).to_have_count(0)


def test_pages_of_an_older_build_are_thrown_away(contexts: Contexts, service: str) -> None:
    """As an older worker left them: a sheet with another figure among what was looked at, and a copy of all pages."""
    page = contexts.new().new_page()
    page.goto(f"{service}/manifest.webmanifest")
    page.evaluate(
        "() => Promise.all(['lookup-seen', 'lookup-old'].map(async name =>"
        " (await caches.open(name)).put('/tra-cuu/cap-quang/in', new Response('<!doctype html><html><body>70%'))))"
    )
    context = visited(page.context, service)
    context.set_offline(True)
    page.goto(f"{service}/tra-cuu/cap-quang/in")
    expect(page.locator(".sheet .big")).to_contain_text("75%")


@pytest.mark.parametrize("shown", SHOWN)
def test_nobody_is_shut_out_without_a_network(contexts: Contexts, service: str, shown: str) -> None:
    context = visited(contexts.new(**SHOWN[shown]), service)
    context.set_offline(True)
    page = context.new_page()
    found = {}
    for state, path in STATES.items():
        page.goto(service + path)
        expect(page.get_by_text("không có mạng").filter(visible=True)).to_have_count(1)
        found[state] = violations(page)
    assert found == {state: [] for state in STATES}


def test_at_four_times_the_size_nothing_is_cut_off_without_a_network(contexts: Contexts, service: str) -> None:
    context = visited(contexts.new(viewport={"width": 320, "height": 256}), service)
    context.set_offline(True)
    page = context.new_page()
    for path in STATES.values():
        page.goto(service + path)
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
