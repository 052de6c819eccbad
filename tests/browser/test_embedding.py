"""On other people's pages: neither breaks the other, and text never becomes HTML."""

from __future__ import annotations

import time

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.browser.axe import violations
from tests.browser.chat import MESSAGES, Chat, refuse
from tests.browser.conftest import Contexts
from tests.conftest import OTHER_SITE

# What old and careless sites do, and more; the page's keys and style must go on as they are.
HOSTILE = """<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>Trang xã</title><style>
html {{ font-size: 9px; text-transform: uppercase; letter-spacing: 6px; line-height: 3; direction: rtl; visibility: visible; }}
* {{ color: lime !important; background: black !important; font: italic 8px serif !important; border-radius: 0 !important; }}
*, tro-ly-cds {{ position: static !important; opacity: .2 !important; transform: scale(.5) !important; display: inline !important; }}
tro-ly-cds {{ clip-path: inset(100%) !important; width: 9999px !important; text-transform: uppercase; }}
button, textarea, svg, .launcher, .panel, .log {{ display: none !important; }}
</style></head><body><p id="own">Tin của xã</p>
<script>
document.addEventListener("keydown", (event) => {{ window.keys = (window.keys || "") + event.key; }});
window.LABELS = window.STYLE = window.make = 5;
</script>
{widgets}
</body></html>"""
PLAIN = """<!doctype html><html lang="vi"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Trang xã</title></head>
<body><p id="own">Tin của xã</p>{widgets}</body></html>"""
LINE = '<script src="{service}/widget.js" async {options}></script>'


def embed(contexts: Contexts, *lines: str, body: str = HOSTILE, **options: object) -> Page:
    """A page of another site with these lines in it."""
    return embed_in(contexts.new(**options), *lines, body=body)


def embed_in(context: BrowserContext, *lines: str, body: str) -> Page:
    """The same, in a context that a test has prepared."""
    page = context.new_page()
    body = body.format(widgets="\n".join(lines))
    page.route(f"{OTHER_SITE}/", lambda route: route.fulfill(body=body, content_type="text/html; charset=utf-8"))
    page.goto(f"{OTHER_SITE}/")
    return page


def test_two_widgets_on_a_hostile_page_of_another_site(contexts: Contexts, service: str) -> None:
    lines = [LINE.format(service=service, options=options) for options in ('data-title="Một"', 'data-side="left" data-title="Hai"')]
    page = embed(contexts, *lines)
    expect(page.locator("tro-ly-cds")).to_have_count(2)
    before = page.locator("#own").evaluate("(one) => JSON.stringify(Object.assign({}, getComputedStyle(one)))")
    right, left = (Chat(page, f"tro-ly-cds[data-title={name}]") for name in ("Một", "Hai"))
    for chat in (right, left):
        chat.open()
    expect(right.ask("cáp quang bao nhiêu?")).to_contain_text("75%")
    expect(left.ask("hồ sơ sức khỏe bao nhiêu?")).to_contain_text("90%")
    expect(right.answers).to_have_count(1)
    expect(right.ask("thế ai chủ trì?")).not_to_contain_text("Bộ Y tế")
    boxes = [chat.host.locator(".panel").bounding_box() for chat in (left, right)]
    assert boxes[0] and boxes[1] and boxes[0]["x"] < 100 and boxes[0]["x"] + boxes[0]["width"] < boxes[1]["x"]
    look = right.host.locator(".mine .bubble").first.evaluate(
        "(one) => { const s = getComputedStyle(one); return [s.color, s.fontStyle, s.direction, s.textTransform, s.letterSpacing]; }"
    )
    assert look == ["rgb(255, 255, 255)", "normal", "ltr", "none", "normal"]
    assert page.locator("#own").evaluate("(one) => JSON.stringify(Object.assign({}, getComputedStyle(one)))") == before
    assert page.evaluate("() => [window.LABELS, window.make]") == [5, 5]


def test_the_pages_own_keys_do_not_act_on_what_is_typed(contexts: Contexts, service: str) -> None:
    page = embed(contexts, LINE.format(service=service, options=""))
    chat = Chat(page).open()
    chat.input.press_sequentially("ai")
    assert page.evaluate("() => window.keys") is None
    page.evaluate("() => document.activeElement.blur()")
    page.keyboard.press("x")
    assert page.evaluate("() => window.keys") == "x"


def test_the_same_line_twice_gives_one_widget(contexts: Contexts, service: str) -> None:
    line = LINE.format(service=service, options="")
    page = embed(contexts, line, line)
    page.wait_for_load_state("networkidle")
    expect(page.locator("tro-ly-cds")).to_have_count(1)


def test_an_element_of_the_pages_own_is_used(contexts: Contexts, service: str) -> None:
    element = '<tro-ly-cds colour="#ffe082" side="left" title="Trợ lý xã" opening="Xin chào bà con" open></tro-ly-cds>'
    page = embed(contexts, element, LINE.format(service=service, options=""))
    chat = Chat(page)
    expect(page.get_by_role("dialog", name="Trợ lý xã")).to_be_visible()
    expect(page.locator("tro-ly-cds")).to_have_count(1)
    expect(chat.log).to_contain_text("Xin chào bà con")
    assert page.evaluate("() => document.activeElement.tagName") == "BODY"
    head = chat.host.locator(".head").evaluate("(one) => [getComputedStyle(one).backgroundColor, getComputedStyle(one).color]")
    assert head == ["rgb(255, 224, 130)", "rgb(0, 0, 0)"]
    expect(chat.ask("cáp quang bao nhiêu?")).to_contain_text("75%")


LOOK = """(shell) => ["launcher", "panel", "head", "log", "mine", "bubble", "figure", "number", "source", "input", "send"].map((name) => {
    const one = shell.querySelector("." + name), style = one && getComputedStyle(one);
    return one && [name, one.offsetWidth, one.offsetHeight, style.color, style.backgroundColor, style.visibility, style.fontSize];
})"""


def delayed(route: Route) -> None:
    time.sleep(0.3)
    route.continue_()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_browsers_that_make_no_style_sheets_by_script_show_the_same(contexts: Contexts, service: str, scheme: str) -> None:
    """Safari before 16.4, which the phones of five years ago have."""
    looks = []
    for script in ("", "delete CSSStyleSheet.prototype.replaceSync;"):
        context = contexts.new(color_scheme=scheme, reduced_motion="reduce")
        context.add_init_script(script)
        # Late: what is computed before it is there must be computed again.
        context.route("**/assets/*.css", delayed)
        page = embed_in(context, LINE.format(service=service, options="data-colour=#c62828"), body=PLAIN)
        Chat(page).open().ask("cáp quang bao nhiêu?")
        looks.append(page.locator("tro-ly-cds .shell").evaluate(LOOK))
        assert violations(page, within="tro-ly-cds") == []
    assert looks[0] == looks[1]


def test_english_labels(contexts: Contexts, service: str) -> None:
    page = embed(contexts, LINE.format(service=service, options='data-language="en" data-open'))
    host = page.locator("tro-ly-cds")
    host.get_by_role("textbox", name="Type a question").fill("cap quang bao nhieu")
    host.get_by_role("button", name="Send", exact=True).click()
    answer = host.get_by_role("log").locator(".theirs:not(.first)")
    expect(answer).to_contain_text("75%")
    expect(answer.locator(".bubble")).to_have_attribute("lang", "vi")
    expect(host.locator(".shell")).to_have_attribute("lang", "en")


def test_a_press_before_the_window_has_arrived_opens_it_when_it_has(contexts: Contexts, service: str) -> None:
    context = contexts.new()
    held: list[Route] = []
    context.route("**/assets/widget-window.js*", lambda route: held.append(route))
    page = context.new_page()
    page.goto(service + "/", wait_until="domcontentloaded")
    chat = Chat(page)
    chat.launcher.click()
    expect(chat.host.locator(".shell[data-loading]")).to_have_count(1)
    held[0].continue_()
    expect(chat.input).to_be_focused()
    expect(chat.host.locator(".shell[data-loading]")).to_have_count(0)


def test_a_window_that_could_not_be_loaded_is_loaded_at_the_next_press(contexts: Contexts, service: str) -> None:
    context = contexts.new()
    context.route("**/assets/widget-window.js*", refuse)
    page = context.new_page()
    with page.expect_event("requestfailed"):
        page.goto(service + "/")
    context.unroute("**/assets/widget-window.js*")
    Chat(page).launcher.click()
    expect(Chat(page).input).to_be_focused()


@pytest.mark.parametrize("width", [360, 1280])
def test_the_widget_is_above_everything_and_inside_the_window(contexts: Contexts, service: str, width: int) -> None:
    page = embed(contexts, LINE.format(service=service, options=""), viewport={"width": width, "height": 700})
    Chat(page).open()
    box = page.locator("tro-ly-cds .panel").bounding_box()
    assert box and box["x"] >= 0 and box["y"] >= 0 and box["x"] + box["width"] <= width and box["y"] + box["height"] <= 700
    assert page.evaluate("([x, y]) => document.elementFromPoint(x, y).tagName", [box["x"] + 40, box["y"] + 20]) == "TRO-LY-CDS"


EVIL = '<img src=x onerror="window.hit = 1"><script>window.hit = 1</script>'


def test_text_is_never_run_as_html(chat: Chat) -> None:
    reply = {
        "answer": EVIL,
        "bubbles": [{"text": EVIL}, {"text": "• javascript:alert(1)\n• https://xa.example/a?b=1."}, {"text": EVIL, "kind": "source"}],
        "buttons": [{"title": EVIL, "payload": EVIL}],
        "figures": [
            {"name": EVIL, "href": "javascript:window.hit=1", "figure": {"text": EVIL, "unit": "%", "value": 5, "comparator": "exactly"}, "due": {"text": EVIL}}
        ],
        "sources": [{"cite": EVIL, "link": "javascript:window.hit=1"}, {"cite": "Cổng", "link": "https://xa.example/van-ban"}],
        "feedback": True,
    }
    chat.page.route(MESSAGES, lambda route: route.fulfill(json=reply))
    chat.type(EVIL)
    answer = chat.answer(0)
    expect(answer).to_contain_text("<script>")
    assert chat.host.evaluate("(one) => one.shadowRoot.querySelectorAll('img, script').length") == 0
    links = answer.get_by_role("link").evaluate_all("(all) => all.map((one) => [one.href, one.target, one.rel])")
    assert links == [[address, "_blank", "noopener noreferrer"] for address in ("https://xa.example/a?b=1", "https://xa.example/van-ban")]
    assert chat.page.evaluate("() => window.hit") is None


def test_a_reply_of_any_shape_does_not_break_the_chat(chat: Chat) -> None:
    bodies = ["[]", "null", '{"bubbles": 5, "figures": [null, {"name": "x"}], "buttons": [{"title": 3}], "sources": "x"}', "<html>"]
    chat.page.route(MESSAGES, lambda route: route.fulfill(body=bodies.pop(0), content_type="application/json"))
    while bodies:
        with chat.page.expect_response(MESSAGES):
            chat.type("cáp quang?")
        expect(chat.log.locator(".typing")).to_have_count(0)
    chat.page.unroute(MESSAGES)
    chat.type("cáp quang bao nhiêu?")
    expect(chat.answers.last).to_contain_text("75%")
