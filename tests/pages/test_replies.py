"""Addresses and replies, and words of others, which are never run as HTML."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.api.replies import METHODS
from tests.pages.reading import ORIGIN, PAGES, SHEETS, lookup, lookup_of, opened, page, tree
from tests.support import naughty_text, plans, repeatable, the_plan


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
        assert other.reply("GET", path, origin=ORIGIN) == lookup().reply("GET", path, origin=ORIGIN)


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
    found = tree(reply)
    assert found.one("h1").text
    assert "quay lại" in found.one("p", class_="lead").text


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
    assert after.reply("GET", "/sw.js", origin=ORIGIN).body != lookup().reply("GET", "/sw.js", origin=ORIGIN).body


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
