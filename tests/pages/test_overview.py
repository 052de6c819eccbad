"""The overview: drawn to scale, searched and filtered by the server."""

from __future__ import annotations

import pytest

from bot.plan.model import Pillar
from tests.pages.reading import Element, entities, opened, page
from tests.support import phrases, plans, the_plan


def test_the_overview_draws_every_target_to_scale_and_says_the_same_in_a_table() -> None:
    for plan in plans():
        overview = page(f"/tra-cuu/{plan.id}")
        table = {
            row.one("th").text: row.text for row in overview.one("table").all("tr") if [cell for cell in row.all("th") if cell.given.get("scope") == "row"]
        }
        for target in plan.targets:
            row = overview.one("li", data_id=target.id)
            low, high = target.figure.bounds
            assert {float(dot.given["cx"].rstrip("%")) for dot in row.one("svg").all("circle")} == {float(low), float(high)}
            assert phrases().figure(target.figure) in row.text
            assert phrases().figure(target.figure) in table[opened(target.name)]
            assert row.one("svg").given["aria-hidden"] == "true"


def test_what_is_drawn_tells_at_least_from_over_and_from_exactly() -> None:
    drawn = {
        target.id: next(row for row in page("/tra-cuu").all("li", class_="target") if row.given["data-id"] == target.id).one("svg")
        for target in the_plan().targets
    }
    for target in the_plan().targets:
        is_open = bool(list(drawn[target.id].all("line", class_="open")))
        is_hollow = bool(list(drawn[target.id].all("circle", class_="hollow")))
        assert (is_open, is_hollow) == (target.figure.comparator.value != "exactly", target.figure.comparator.value == "over")
        assert bool(list(drawn[target.id].all("line", class_="span"))) == (target.figure.low is not None)


def test_targets_stand_under_their_pillar() -> None:
    groups = list(page("/tra-cuu").all("div", class_="group"))
    for pillar in the_plan().pillars:
        group = next(group for group in groups if group.one("h3").text == opened(pillar.name))
        assert [row.given["data-id"] for row in group.all("li")] == [target.id for target in the_plan().targets if target.pillar == pillar.id]
    rest = {target.id for target in the_plan().targets if target.pillar is None}
    assert {row.given["data-id"] for row in groups[-1].all("li")} == rest


def shown(found: Element) -> list[str]:
    """The rows of the overview that can be seen."""
    return [row.given["data-id"] for row in seen(found).all("li", class_="row")]


def seen(element: Element) -> Element:
    inside = [seen(child) if isinstance(child, Element) else child for child in element.inside if not (isinstance(child, Element) and "hidden" in child.given)]
    return Element(element.tag, element.given, inside)


def test_a_search_works_without_a_script() -> None:
    found = page("/tra-cuu", q="hoa don dien tu", entities=entities("hoa don dien tu"))
    assert shown(found)[:1] == ["hoa-don-dien-tu"]
    assert "Thấy" in found.one(id="told").text
    assert next(box for box in found.all("input")).given["value"] == "hoa don dien tu"


def test_a_search_without_result_says_so() -> None:
    found = page("/tra-cuu", q="xyzzy")
    assert shown(found) == []
    assert "Không thấy" in found.one(id="told").text


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"pillar": "ha-tang-so"}, {"dien-thoai-thong-minh", "cap-quang", "bang-rong-di-dong", "nv-01"}),
        ({"body": "bo-yt"}, {"ho-so-suc-khoe", "nv-04", "bo-yt"}),
        ({"date": "2022-12-01"}, {"so-hoa-ho-so"}),
        ({"figure": "at_least-75"}, {"cap-quang", "nv-01"}),
        ({"figure": "exactly-65-70"}, {"tai-khoan-ngan-hang"}),
        ({"pillar": "chinh-phu-so", "figure": "exactly-100"}, {"so-hoa-ho-so"}),
        ({"pillar": "chinh-phu-so", "body": "bo-yt"}, set()),
        ({"q": "trực tuyến", "figure": "exactly-80"}, {"dich-vu-cong-phat-sinh-ho-so"}),
        ({"pillar": "none"}, set()),
    ],
)
def test_filters_leave_what_fits_all_of_them(query: dict[str, str], expected: set[str]) -> None:
    found = page("/tra-cuu", **query)
    assert set(shown(found)) == expected
    assert (f"Thấy {len(expected)} mục" if expected else "Không thấy") in found.one(id="told").text
    assert "open" in next(found.all("details", class_="filters")).given


def test_every_choice_of_a_filter_leaves_something() -> None:
    for select in page("/tra-cuu").all("select"):
        for option in select.all("option"):
            assert shown(page("/tra-cuu", **{select.given["name"]: option.given["value"]})), option.text


def test_without_filter_and_search_everything_is_shown() -> None:
    assert set(shown(page("/tra-cuu"))) >= {entry.id for entry in the_plan().subjects() if not isinstance(entry, Pillar)}
    assert page("/tra-cuu", q="", pillar="", body="").text == page("/tra-cuu").text
