"""Bars to scale, and QR codes."""

from __future__ import annotations

from decimal import Decimal
from xml.etree import ElementTree

import pytest
import segno

from bot.api.models import Figure
from bot.pages.qr import QUIET_ZONE, qr_svg
from bot.pages.scale import scales
from bot.plan.model import Comparator
from tests.pages.reading import ORIGIN, lookup, lookup_of, page
from tests.support import the_plan


def figure(low: str, high: str | None = None, *, comparator: Comparator = Comparator.EXACTLY, unit: str = "%") -> Figure:
    one = Decimal(low)
    return Figure(
        comparator=comparator, value=None if high else one, **{"from": one if high else None, "to": Decimal(high) if high else None}, unit=unit, text=""
    )


@pytest.mark.parametrize(
    ("drawn", "expected"),
    [
        (figure("85"), ("point", "85", "85", "0")),
        (figure("8.5"), ("point", "8.5", "8.5", "0")),
        (figure("0"), ("point", "0", "0", "0")),
        (figure("100"), ("point", "100", "100", "0")),
        (figure("65", "70"), ("range", "65", "70", "5")),
        (figure("75", comparator=Comparator.AT_LEAST), ("at_least", "75", "75", "0")),
        (figure("90", comparator=Comparator.OVER), ("over", "90", "90", "0")),
    ],
)
def test_percents_lie_where_they_are_between_nothing_and_the_whole(drawn: Figure, expected: tuple[str, ...]) -> None:
    bar = scales([drawn])["%"].bar(drawn)
    assert (bar.kind, bar.low, bar.high, bar.width) == expected


def test_percents_are_drawn_on_the_whole_even_if_all_are_small() -> None:
    assert scales([figure("7")])["%"].end == 100


def test_another_unit_has_a_scale_up_to_its_highest_figure() -> None:
    few, many = figure("50", unit="tỉnh"), figure("200", unit="tỉnh")
    scale = scales([few, many, figure("30")])["tỉnh"]
    assert (scale.bar(few).low, scale.bar(many).low) == ("25", "100")
    assert [number for _, number in scale.ticks] == ["0", "50", "100", "150", "200"]


def test_a_scale_with_nothing_but_nought_can_be_drawn() -> None:
    assert scales([figure("0", unit="vụ")])["vụ"].bar(figure("0", unit="vụ")).low == "0"


def test_a_code_is_the_address_with_its_quiet_zone() -> None:
    address = f"{ORIGIN}/tra-cuu/cap-quang"
    svg = lookup().reply("GET", "/tra-cuu/cap-quang/qr.svg", origin=ORIGIN)
    assert svg.headers["Content-Type"] == "image/svg+xml"
    assert svg.body == qr_svg(address)
    root = ElementTree.fromstring(svg.body)
    side = segno.make_qr(address, error="m", boost_error=False).symbol_size(border=QUIET_ZONE)[0]
    assert root.attrib["viewBox"] == f"0 0 {side} {side}"
    assert {element.tag.rpartition("}")[2] for element in root} == {"path"}


def test_codes_differ_with_the_address_and_the_site() -> None:
    codes = {
        lookup().reply("GET", path, origin=origin).body
        for path in ("/tra-cuu/qr.svg", "/tra-cuu/cap-quang/qr.svg", "/tra-cuu/nv-01/qr.svg")
        for origin in (ORIGIN, "https://khac.example")
    }
    assert len(codes) == 6


def test_figures_of_another_unit_are_drawn_and_filtered_by_their_own() -> None:
    target = the_plan().targets[0]
    few, many = (
        target.copy(update={"id": unit_id, "figure": target.figure.copy(update={"value": Decimal(value), "unit": " tỉnh"})})
        for unit_id, value in (("few", "15"), ("many", "60"))
    )
    changed = lookup_of(the_plan().copy(update={"targets": (target, few, many)}))
    overview = page("/tra-cuu", of=changed)
    drawn = {row.given["data-id"]: row for row in overview.all("li", class_="target")}
    assert [dot.given["cx"] for dot in drawn["few"].one("svg").all("circle")] == ["25%"]
    assert "60" in [tick.text for tick in drawn["many"].one("svg").all("text")]
    assert not list(drawn[target.id].one("svg").all("text"))  # percents have the axis above them
    keys = [option.given["value"] for select in overview.all("select", name="figure") for option in select.all("option") if option.given["value"]]
    assert len(keys) == len(set(keys)) == 3
    assert all(" " not in key for key in keys)
