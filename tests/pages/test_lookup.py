"""The look-up pages: all that the plan states, each goal as a goal, every link leading somewhere, nothing run as HTML."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.api.replies import METHODS
from bot.plan.model import NOT_STATED, Organisation, Pillar, Plan, Target, Task, Topic
from tests.pages.reading import ORIGIN, Element, entities, lookup, lookup_of, page, tree
from tests.support import naughty_text, phrases, plans, repeatable, the_plan

ENTRIES = [pytest.param(plan, entry, id=f"{plan.id}/{entry.id}") for plan in plans() for entry in plan.subjects()]
TARGETS = [pytest.param(plan, target, id=target.id) for plan in plans() for target in plan.targets]
PAGES = list(lookup().addresses())
SHEETS = ["/tra-cuu/in", *(f"{path}/in" for path in PAGES if path not in ("/tra-cuu", "/tra-cuu/nguon"))]


def address(plan: Plan, entry: Any) -> str:
    return f"/tra-cuu/{plan.id}/{entry.id}"


def opened(text: str) -> str:
    return text[:1].upper() + text[1:]


# -- what the pages tell


@pytest.mark.parametrize(("plan", "entry"), ENTRIES)
def test_everything_in_every_plan_has_a_page_under_its_name(plan: Plan, entry: Any) -> None:
    found = page(address(plan, entry))
    assert opened(entry.name) in found.one("h1").text
    assert plan.short_title in found.text
    assert found.one("html").given["lang"] == "vi"


@pytest.mark.parametrize(("plan", "entry"), ENTRIES)
def test_the_overview_lists_it(plan: Plan, entry: Any) -> None:
    overview = page(f"/tra-cuu/{plan.id}")
    assert [link for link in overview.all("a") if link.given["href"].rsplit("/", 1)[-1] == entry.id and opened(entry.name) in link.text]


@pytest.mark.parametrize(("plan", "target"), TARGETS)
def test_a_target_tells_its_figure_whom_it_counts_until_when_and_that_it_is_a_goal(plan: Plan, target: Target) -> None:
    found = page(address(plan, target)).one("main").text
    assert phrases().figure(target.figure) in found
    assert target.counted.text in found
    assert phrases().date(target.due) in found
    assert "không phải kết quả" in found
    for told in (*target.conditions, *target.exemptions, *target.facts):
        assert told.text in found


@pytest.mark.parametrize(("plan", "target"), TARGETS)
def test_a_figure_never_stands_without_the_word_that_it_is_a_goal(plan: Plan, target: Target) -> None:
    """On the page, in what a shared link shows, and on paper."""
    path = address(plan, target)
    for shown in (page(path), page(f"{path}/in"), page(f"/tra-cuu/{plan.id}"), page(f"/tra-cuu/{plan.id}/in")):
        assert "không phải kết quả" in shown.one("body").text
    head = {meta.given.get("property") or meta.given.get("name"): meta.given["content"] for meta in page(path).all("meta") if "content" in meta.given}
    for name in ("description", "og:title", "og:description"):
        assert "mục tiêu" in head[name].lower(), name


@pytest.mark.parametrize(("plan", "task"), [pytest.param(plan, task, id=task.id) for plan in plans() for task in plan.tasks])
def test_a_task_tells_who_leads_and_coordinates_or_that_the_sources_do_not(plan: Plan, task: Task) -> None:
    found = page(address(plan, task)).one("main").text
    bodies = {body.id: body for body in plan.organisations}
    for part in task.parts:
        for field in ("leads", "coordinators"):
            roles = getattr(part, field)
            for role in () if roles == NOT_STATED else roles:
                assert bodies[role.organisation].name.lower() in found.lower()
                assert (role.note or "") in found
            if roles == NOT_STATED:
                assert opened(phrases().texts["nobody_stated"]) in found
        assert part.work == NOT_STATED or part.work.text in found
    for target in plan.targets:
        assert target.task != task.id or opened(target.name) in found


@pytest.mark.parametrize(("plan", "body"), [pytest.param(plan, body, id=body.id) for plan in plans() for body in plan.organisations])
def test_an_organisation_tells_its_tasks_and_what_became_of_it(plan: Plan, body: Organisation) -> None:
    found = page(address(plan, body)).one("main")
    for field in ("leads", "coordinators"):
        for task in plan.tasks:
            for part in task.parts:
                roles = getattr(part, field)
                if roles != NOT_STATED and any(role.organisation == body.id for role in roles):
                    assert task.name in found.text
    assert body.today is None or body.today.text in found.text


@pytest.mark.parametrize(("plan", "topic"), [pytest.param(plan, topic, id=topic.id) for plan in plans() for topic in plan.topics])
def test_a_topic_tells_all_its_facts(plan: Plan, topic: Topic) -> None:
    found = page(address(plan, topic)).one("main").text
    assert [fact.text for fact in topic.facts if fact.text not in found] == []


@pytest.mark.parametrize(
    ("plan", "entry"), [pytest.param(plan, entry, id=entry.id) for plan in plans() for entry in plan.subjects() if hasattr(entry, "sources")]
)
def test_sources_stand_on_the_page_and_lead_to_the_document(plan: Plan, entry: Any) -> None:
    found = page(address(plan, entry)).one("main")
    listed = {item.text: item.one("a").given["href"] for item in found.one("ol", class_="sources").all("li")}
    for source in (source for source in plan.sources if source.id in entry.sources):
        assert listed[source.cite] == (source.url or f"/tra-cuu/nguon#{source.id}")
    assert {source.given["id"] for source in page("/tra-cuu/nguon").one("main").all("li")} == {source.id for source in plan.sources}


def test_a_document_whose_address_is_known_is_linked() -> None:
    sources = tuple(source.copy(update={"url": f"https://vi-du.example/{source.id}"}) for source in the_plan().sources)
    changed = lookup_of(the_plan().copy(update={"sources": sources}))
    target = the_plan().targets[0]
    links = {link.given["href"] for link in page(f"/tra-cuu/{target.id}", of=changed).one("ol", class_="sources").all("a")}
    assert links == {f"https://vi-du.example/{source}" for source in target.sources}


@pytest.mark.parametrize("path", PAGES)
def test_every_mark_after_a_statement_leads_to_a_note_on_the_page(path: str) -> None:
    found = page(path)
    ids = [element.given["id"] for element in found.all() if "id" in element.given]
    assert len(ids) == len(set(ids))
    marks = [link.given["href"] for sup in found.all("sup") for link in sup.all("a")]
    assert [mark for mark in marks if mark.removeprefix("#") not in ids] == []


@pytest.mark.parametrize("path", [*PAGES, *SHEETS])
def test_every_link_leads_somewhere(path: str) -> None:
    for link in page(path).all("a"):
        href = link.given["href"]
        if href.startswith("/tra-cuu"):
            place, _, fragment = href.partition("#")
            assert not fragment or fragment in {element.given.get("id") for element in page(place).all()}, href
        else:
            assert href == "/" or href.startswith("#"), href


@pytest.mark.parametrize("path", PAGES)
def test_questions_for_the_chat_are_whole_and_open_it(path: str) -> None:
    for link in page(path).all("a"):
        if "data-ask" in link.given and link.text != "Hỏi trợ lý câu này":
            assert link.given["href"].startswith("#hoi=")
            assert unquote(link.given["href"].removeprefix("#hoi=")).endswith("?")


def test_each_entry_offers_the_chat_on_itself_and_related_questions() -> None:
    found = page("/tra-cuu/cap-quang")
    (first, *others) = [unquote(link.given["href"].removeprefix("#hoi=")) for link in found.all("a") if "data-ask" in link.given]
    assert first == phrases().button("choose_target", name=the_plan().targets[1].name, short="").question
    assert others


# -- the overview


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


# -- paper and QR


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


# -- addresses and replies


@pytest.mark.parametrize("path", [*PAGES, "/tra-cuu/offline.json", "/sw.js", "/manifest.webmanifest", "/tra-cuu/cap-quang/qr.svg", *SHEETS[:3]])
def test_what_has_not_changed_is_not_sent_again(path: str) -> None:
    first = lookup().reply("GET", path, origin=ORIGIN)
    assert first.status == 200
    again = lookup().reply("GET", path, first.headers["ETag"], origin=ORIGIN)
    assert (again.status, again.body) == (304, b"")
    assert lookup().reply("HEAD", path, origin=ORIGIN) == first


def test_the_same_files_make_the_same_pages_after_a_restart() -> None:
    other = lookup_of(*plans())
    for path in [*PAGES, "/sw.js", "/tra-cuu/offline.json"]:
        assert other.reply("GET", path) == lookup().reply("GET", path)


@pytest.mark.parametrize(
    "path",
    ["/tra-cuu/none", "/tra-cuu/2022/none", "/tra-cuu/1999/cap-quang", "/tra-cuu/cap-quang/none", "/tra-cuu/cap-quang/in/in", "/tra-cuu/nguon/in",
     "/tra-cuu/%00", "/tra-cuu/%ff", "/tra-cuu/../x", "/tra-cuu/2022/2022", "/tra-cuu//cap-quang", "/TRA-CUU", "/tra-cuu/2022/offline.json",
     "/tra-cuu/<script>"],
)  # fmt: skip
def test_an_unknown_address_says_so_on_a_page(path: str) -> None:
    reply = lookup().reply("GET", path, "*")
    assert reply.status == 404
    found = tree(reply)
    assert "Không có trang này" in found.one("h1").text
    assert "ETag" not in reply.headers
    assert "<script>" not in reply.body.decode().replace("<script src", "")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_pages_can_only_be_read(method: str) -> None:
    reply = lookup().reply(method, "/tra-cuu/cap-quang")
    assert reply.status == 405
    assert reply.headers["Allow"] == ", ".join(METHODS)
    assert tree(reply).one("h1").text


def test_a_slash_at_the_end_does_not_matter() -> None:
    for path in PAGES:
        assert lookup().reply("GET", f"{path}/") == lookup().reply("GET", path)


def test_two_plans_stand_beside_each_other_and_name_each_other() -> None:
    target = the_plan().targets[1]
    second = the_plan().copy(update={"id": "other", "year": 2021, "short_title": "kế hoạch khác", "targets": (target.copy(update={"name": "tên khác"}),)})
    both = lookup_of(second, the_plan())
    assert page(f"/tra-cuu/{target.id}", of=both).one("h1").text == opened(target.name)
    assert page(f"/tra-cuu/other/{target.id}", of=both).one("h1").text == "Tên khác"
    for path, other in (("/tra-cuu", "/tra-cuu/other"), ("/tra-cuu/other", "/tra-cuu")):
        assert other in [link.given["href"] for link in page(path, of=both).one("nav", class_="plans").all("a")]
    for link in page(f"/tra-cuu/other/{target.id}", of=both).one("main").all("a"):
        assert not link.given["href"].startswith("/tra-cuu") or link.given["href"].startswith("/tra-cuu/other")


@pytest.mark.parametrize("odd", ["in", "nguon", "offline.json", "2022", "a/b", "có dấu", "50%", "..", "#x"])
def test_an_entry_with_any_id_has_a_page_of_its_own(odd: str) -> None:
    target = the_plan().targets[0].copy(update={"id": odd, "name": "tên lạ"})
    changed = lookup_of(the_plan().copy(update={"targets": (target,)}))
    (row,) = page("/tra-cuu", of=changed).all("li", class_="target")
    assert page(row.one("a").given["href"], of=changed).one("h1").text == "Tên lạ"
    assert page("/tra-cuu/in", of=changed).one("table", class_="targets")


def test_a_corrected_figure_is_on_every_page_and_makes_browsers_fetch_anew() -> None:
    target = next(target for target in the_plan().targets if target.figure.value == 80)
    changed_target = target.copy(update={"figure": target.figure.copy(update={"value": type(target.figure.value)("81.5")})})
    plan = the_plan().copy(update={"targets": tuple(changed_target if one is target else one for one in the_plan().targets)})
    after = lookup_of(plan)
    for path in ("/tra-cuu", f"/tra-cuu/{target.id}", f"/tra-cuu/{target.id}/in", "/tra-cuu/in", f"/tra-cuu/{target.pillar}"):
        assert "81,5%" in page(path, of=after).text
        assert "80%" not in page(path, of=after).text
    assert after.reply("GET", "/sw.js").body != lookup().reply("GET", "/sw.js").body


# -- what is written by others


NASTY = "<img src=x onerror=alert(1)>\"'&{{7*7}}</script>"


def test_text_of_a_plan_file_is_never_run_as_html() -> None:
    target = the_plan().targets[1]
    bad = target.copy(
        update={
            "name": NASTY,
            "short": NASTY,
            "goal": NASTY.replace("{", "").replace("}", "") + " {figure}",
            "counted": target.counted.copy(update={"text": NASTY}),
        }
    )
    sources = tuple(
        source.copy(update={"cite": NASTY, "title": NASTY, "publisher": NASTY, "url": 'https://x.example/?a="><script>'}) for source in the_plan().sources
    )
    plan = the_plan().copy(update={"targets": (bad,), "sources": sources, "short_title": NASTY})
    changed = lookup_of(plan)
    for path in [*changed.addresses(), "/tra-cuu/in", "/tra-cuu/cap-quang/in"]:
        found = page(path, of=changed)
        assert not [element for element in found.all() if "onerror" in element.given]
        assert all(script.given.get("src", "").startswith("/") for script in found.all("script"))
        assert "49" not in found.one("title").text
    assert NASTY[1:] in page("/tra-cuu/cap-quang", of=changed).one("h1").text


@given(
    text=naughty_text(max_size=60), filters=st.dictionaries(st.sampled_from(["pillar", "body", "date", "figure", "x"]), naughty_text(max_size=10), max_size=3)
)
@repeatable
def test_any_words_searched_for_stay_words(text: str, filters: dict[str, str]) -> None:
    clean = text.encode("utf-8", "replace").decode()
    found = page("/tra-cuu", q=clean, **{name: value.encode("utf-8", "replace").decode() for name, value in filters.items()})
    assert len(list(found.all("script"))) == 2
    assert len(list(found.all("input"))) == 1


@pytest.mark.parametrize("path", [*PAGES, *SHEETS])
def test_a_page_has_no_script_or_style_of_its_own_and_asks_nobody_else(path: str) -> None:
    for element in page(path).all():
        assert not [name for name in element.given if name.startswith("on") or name == "style"]
        assert element.tag != "style"
        if element.tag == "script":
            assert not element.text
        if element.tag in ("script", "img"):
            assert re.match(r"/[^/]", element.given["src"])
        if element.tag == "link":
            assert re.match(r"/[^/]", element.given["href"])


# -- for when there is no network


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
