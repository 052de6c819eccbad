"""On paper, and without a network: sheets, QR codes, the copy that the service worker keeps."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.api.replies import HttpReply
from bot.pages.lookup import MOST_SITES, Lookup
from bot.pages.render import HTML
from bot.plan.model import Plan, Target
from tests.pages.reading import ORIGIN, PAGES, SHEETS, TARGETS, address, lookup, lookup_of, opened, page, tree
from tests.support import phrases, plans, the_plan


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


def bundle(of: Lookup, origin: str = ORIGIN) -> Any:
    return json.loads(of.reply("GET", "/tra-cuu/offline.json", origin=origin).body)


def test_all_pages_sheets_and_codes_are_in_the_bundle_as_they_are_served() -> None:
    found = bundle(lookup())
    assert set(found["pages"]) == {*PAGES, *SHEETS}
    assert set(found["codes"]) == {next(page(path).all("img", alt="QR")).given["src"] for path in SHEETS}
    for path, content in {**found["pages"], **found["codes"]}.items():
        assert content == lookup().reply("GET", path, origin=ORIGIN).body.decode()


def test_what_is_kept_for_no_network_leads_to_the_site_of_the_reader() -> None:
    """Also on a server with more names than it keeps copies for: no sheet rather than one of another name."""
    served = lookup_of(the_plan())
    sites = [f"https://{number}.example" for number in range(MOST_SITES + 2)]
    found = {site: bundle(served, site) for site in sites}
    assert all(f"{site}/tra-cuu" in found[site]["pages"]["/tra-cuu/in"] for site in sites[:MOST_SITES])
    for site in sites[MOST_SITES:]:
        assert set(found[site]["pages"]) == set(PAGES)
        assert found[site]["codes"] == {}
    assert served.reply("GET", "/sw.js", origin=sites[0]).body != served.reply("GET", "/sw.js", origin=sites[1]).body


def test_the_page_for_what_was_not_kept_says_so_and_leads_on() -> None:
    text = bundle(lookup())["not_kept"]
    found = tree(HttpReply(503, {"Content-Type": HTML}, text.encode()))
    assert "không có mạng" in found.one("main").text
    assert [link.given["href"] for link in found.one("main").all("a")] == ["/tra-cuu", ""]


def test_the_worker_fetches_every_file_that_the_pages_load() -> None:
    script = lookup().reply("GET", "/sw.js").body.decode()
    build = json.loads(script.split("\n")[0].removeprefix("const BUILD = ").rstrip(";"))
    assert build["bundle"] == "/tra-cuu/offline.json"
    loaded = {
        element.given.get("src") or element.given["href"] for path in [*PAGES, *SHEETS] for element in page(path).all() if element.tag in ("script", "link")
    }
    loaded |= {image.given["src"] for path in PAGES for image in page(path).all("img") if not image.given["src"].endswith("qr.svg")}
    assert loaded - {"/widget.js"} <= set(build["files"])


def test_the_page_can_be_installed() -> None:
    manifest = json.loads(lookup().reply("GET", "/manifest.webmanifest").body)
    assert {"name", "short_name", "start_url", "display", "icons"} <= set(manifest)
    assert lookup().reply("GET", manifest["start_url"]).status == 200
    assert {"192x192", "512x512"} <= {icon["sizes"] for icon in manifest["icons"]}
    build = json.loads(lookup().reply("GET", "/sw.js").body.decode().split("\n")[0].removeprefix("const BUILD = ").rstrip(";"))
    assert {icon["src"] for icon in manifest["icons"]} <= set(build["files"])
