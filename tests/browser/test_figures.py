"""Figures are drawn to scale, a range as a range, «over» as open."""

from __future__ import annotations

import json
import urllib.request
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.chat import MESSAGES, Chat
from tests.support import the_plan

WIDTHS = """(svg) => {
    const box = (one) => one && {left: one.getAttribute("x1"), right: one.getAttribute("x2")};
    const drawn = (name) => box(svg.querySelector(name));
    return {width: svg.getBoundingClientRect().width, toward: drawn(".toward"), span: drawn(".span"), beyond: drawn(".beyond"),
            point: svg.querySelector(".point") && svg.querySelector(".point").getBoundingClientRect().x + 7 - svg.getBoundingClientRect().x,
            hollow: Boolean(svg.querySelector(".point.open"))};
}"""


def goal(service: str, target: str) -> dict[str, Any]:
    with urllib.request.urlopen(f"{service}/api/plans/2022/targets/{target}") as reply:
        figure: dict[str, Any] = json.load(reply)
    return figure


def answered(chat: Chat, name: str) -> Locator:
    return chat.ask(f"Mục tiêu {name} là bao nhiêu?").locator(".figure")


@pytest.mark.parametrize("target", [target.id for target in the_plan().targets])
def test_every_target_is_drawn_as_the_plan_states_it(chat: Chat, service: str, target: str) -> None:
    entry = goal(service, target)
    figure = entry["figure"]
    card = answered(chat, entry["name"])
    expect(card.locator(".number")).to_have_text(figure["text"])
    expect(card).to_contain_text(entry["due"]["text"])
    drawn = card.locator("svg.bar").evaluate(WIDTHS)
    if figure["from"] is not None:
        assert drawn["span"] == {"left": f"{figure['from']}%", "right": f"{figure['to']}%"}
        assert not drawn["toward"] and not drawn["beyond"] and not drawn["point"]
        return
    assert drawn["toward"] == {"left": "0%", "right": f"{figure['value']}%"}
    assert drawn["point"] == pytest.approx(drawn["width"] * figure["value"] / 100, abs=3)
    assert bool(drawn["beyond"]) == (figure["comparator"] != "exactly" and figure["value"] < 100)
    assert drawn["hollow"] == (figure["comparator"] == "over")


def test_many_goals_stand_as_rows_and_the_rest_on_demand(chat: Chat) -> None:
    answer = chat.ask("Kế hoạch 2022 có những mục tiêu nào?")
    rows = answer.locator(".rows .figure")
    expect(answer).to_contain_text("Mục tiêu, hạn 31/12/2022")
    expect(rows).to_have_count(4)
    answer.get_by_role("button", name="Xem thêm").click()
    expect(rows).to_have_count(len(the_plan().targets))
    expect(rows.nth(4).get_by_role("link")).to_be_focused()


def test_the_card_leads_to_the_targets_page(chat: Chat, service: str) -> None:
    link = answered(chat, goal(service, "cap-quang")["name"]).get_by_role("link")
    assert link.evaluate("(one) => one.href") == f"{service}/tra-cuu/cap-quang"


def test_a_figure_without_a_scale_is_shown_without_a_bar(chat: Chat) -> None:
    figure = {"plan": "x", "id": "x", "href": "/x", "name": "số xã có tổ", "goal": "…", "due": None}
    number = {"comparator": "at_least", "value": 1500, "unit": "xã", "text": "ít nhất 1.500 xã"}
    reply = {"answer": "a", "bubbles": [{"text": "Mục tiêu là ít nhất 1.500 xã."}], "figures": [{**figure, "figure": number}]}
    chat.page.route(MESSAGES, lambda route: route.fulfill(json=reply))
    answer = chat.ask("bao nhiêu xã?")
    expect(answer.locator(".number")).to_have_text("ít nhất 1.500 xã")
    expect(answer.locator(".due")).to_have_text("Mục tiêu")
    expect(answer.locator("svg.bar")).to_have_count(0)
