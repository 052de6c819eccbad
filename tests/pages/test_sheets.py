"""On paper, and without a network: sheets, QR codes, the copy that the service worker keeps."""

from __future__ import annotations

import json

import pytest

from bot.plan.model import Plan, Target
from tests.pages.reading import ORIGIN, PAGES, SHEETS, TARGETS, address, lookup, opened, page
from tests.support import phrases, plans


@pytest.mark.parametrize("path", SHEETS)
def test_a_sheet_has_the_address_and_its_code(path: str) -> None:
    sheet = page(path)
    own = path.removesuffix("/in")
    assert f"{ORIGIN}{own}" in sheet.text
    code = next(image for image in sheet.all("img"))
    assert code.given["src"] == f"{own}/qr.svg"
    assert code.given["alt"]
    assert "a4.css" in str(list(sheet.all("link"))) or "a5.css" in str(list(sheet.all("link")))


def test_the_list_for_a4_has_every_target_and_task() -> None:
    for plan in plans():
        sheet = page(f"/tra-cuu/{plan.id}/in").text
        for target in plan.targets:
            assert opened(target.name) in sheet
            assert phrases().figure(target.figure) in sheet
            assert all(told.text in sheet for told in (*target.conditions, *target.exemptions))
        assert [task.name for task in plan.tasks if opened(task.name) not in sheet] == []


@pytest.mark.parametrize(("plan", "target"), TARGETS)
def test_a_hand_out_tells_a_household_the_goal_whom_it_counts_and_who_leads(plan: Plan, target: Target) -> None:
    sheet = page(f"{address(plan, target)}/in").text
    assert phrases().figure(target.figure) in sheet
    assert all(told.text in sheet for told in (target.counted, *target.conditions, *target.exemptions))
    assert all(source.cite in sheet for source in plan.sources if source.id in target.sources)


def test_all_pages_are_in_the_bundle_as_they_are_served() -> None:
    bundle = json.loads(lookup().reply("GET", "/tra-cuu/offline.json").body)
    assert list(bundle["pages"]) == PAGES
    for path in PAGES:
        assert bundle["pages"][path] == lookup().reply("GET", path).body.decode()


def test_the_worker_fetches_every_file_that_the_pages_load() -> None:
    script = lookup().reply("GET", "/sw.js").body.decode()
    build = json.loads(script.split("\n")[0].removeprefix("const BUILD = ").rstrip(";"))
    assert build["bundle"] == "/tra-cuu/offline.json"
    loaded = {element.given.get("src") or element.given["href"] for path in PAGES for element in page(path).all() if element.tag in ("script", "link")}
    loaded |= {image.given["src"] for path in PAGES for image in page(path).all("img") if not image.given["src"].endswith("qr.svg")}
    assert loaded - {"/widget.js"} <= set(build["files"])


def test_the_page_can_be_installed() -> None:
    manifest = json.loads(lookup().reply("GET", "/manifest.webmanifest").body)
    assert {"name", "short_name", "start_url", "display", "icons"} <= set(manifest)
    assert lookup().reply("GET", manifest["start_url"]).status == 200
    assert {"192x192", "512x512"} <= {icon["sizes"] for icon in manifest["icons"]}
    build = json.loads(lookup().reply("GET", "/sw.js").body.decode().split("\n")[0].removeprefix("const BUILD = ").rstrip(";"))
    assert {icon["src"] for icon in manifest["icons"]} <= set(build["files"])
