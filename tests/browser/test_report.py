"""The report's page on a phone, in the dark and on paper."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page

from bot.gathered.labels import Labels
from bot.gathered.record import Count, Question
from bot.gathered.report import Votes, report
from bot.gathered.shown import page as page_of
from bot.paths import REPORT_TEMPLATES, REPORT_TEXTS
from bot.plan.find import Library
from tests.browser.axe import violations
from tests.browser.conftest import DESKTOP, PHONE
from tests.support import plans

LONG = "khôngcódấucách" * 20


def shown(browser: Browser, **options: object) -> Page:
    targets = [f"{plan.id}/{target.id}" for plan in plans() for target in plan.targets]
    counts = [
        Count(f"2026-02-{day:02}", "web", "target_value", ("answered", "out_of_plan", "ask_back", "not_understood")[day % 4], targets[day], day * 50, day * 50)
        for day in range(1, 15)
    ]
    questions = [Question("2026-02-03", "zalo", "budget", "out_of_plan", text, times=times) for text, times in (("tốn bao nhiêu tiền", 12), (LONG, 1))]
    html = page_of(
        report(counts, questions, since="2026-01-17", until="2026-02-15", votes=Votes(3, 2)), Labels(REPORT_TEXTS, Library(plans())), REPORT_TEMPLATES
    )
    page = browser.new_context(**options).new_page()
    page.set_content(html)
    page.locator("summary").click()
    return page


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("screen", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_it_fits_the_screen_and_can_be_read_by_everybody(browser: Browser, screen: dict, scheme: str) -> None:
    page = shown(browser, **screen, color_scheme=scheme, bypass_csp=True)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert violations(page) == []
    drawn = page.locator(".days rect").first.evaluate(
        "bar => [getComputedStyle(bar).fill, getComputedStyle(document.querySelector('section')).backgroundColor]"
    )
    assert drawn[0] != drawn[1] != "rgba(0, 0, 0, 0)"
    page.context.close()


def test_its_own_styles_are_let_in_by_its_policy_and_on_paper_it_is_black_on_white(browser: Browser) -> None:
    page = shown(browser, color_scheme="dark")
    page.emulate_media(media="print")
    colours = "[getComputedStyle(document.body).color, getComputedStyle(document.documentElement).backgroundColor]"
    assert page.evaluate(colours) == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]
    page.context.close()
