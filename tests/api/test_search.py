"""The search: forgiving, the best first, by the bot's own linker and by the first letters."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given

from bot.api.search import MAX_CHARACTERS, MAX_HITS
from bot.language.normalise import fold
from tests.api.reading import api, api_of, read
from tests.pages.reading import entities
from tests.support import naughty_text, nfd, phrases, plans, repeatable, the_plan

NAMED = [pytest.param(plan.id, entry, id=entry.id) for plan in plans() for entry in plan.subjects()]


def search(text: str, path: str = "/api/search", *, linked: bool = True) -> list[dict[str, Any]]:
    """What is found, with or without the linker's help."""
    reply = api().reply("GET", path, query=urlencode({"q": text}), entities=entities(text) if linked else ())
    assert reply.status == 200
    found: list[dict[str, Any]] = json.loads(reply.body)["items"]
    return found


def ids(text: str, *, linked: bool = True) -> list[str]:
    return [hit["id"] for hit in search(text, linked=linked)]


@pytest.mark.parametrize(("plan", "entry"), NAMED)
@pytest.mark.parametrize("way", [str, fold, str.upper, nfd])
def test_everything_is_found_by_its_name_however_it_is_typed(plan: str, entry: Any, way: Any) -> None:
    for linked in (True, False):
        found = search(way(entry.name), linked=linked)
        assert (plan, entry.id) in [(hit["plan"]["id"], hit["id"]) for hit in found[:3]], linked


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("nhà nào cũng có wifi", "cap-quang"),
        ("wifi gia đình", "cap-quang"),
        ("capquang", "cap-quang"),
        ("hoá đơn đt", "hoa-don-dien-tu"),
        ("hop dong dien tu", "hop-dong-dien-tu"),
        ("cáp qunag", "cap-quang"),
        ("btttt", "bo-tttt"),
        ("hssk", "ho-so-suc-khoe"),
        ("bao nhiêu phần trăm dân có điện thoại thông minh vậy ạ", "dien-thoai-thong-minh"),
        ("tổ công nghệ số", "to-cong-nghe-so"),
        ("nhiệm vụ 4", "nv-04"),
        ("30%", "dnnvv-nen-tang-so"),
        ("65-70%", "tai-khoan-ngan-hang"),
        ("1/12/2022", "so-hoa-ho-so"),
    ],
)
def test_what_people_type_finds_what_they_mean_first(typed: str, expected: str) -> None:
    assert ids(typed)[0] == expected


@pytest.mark.parametrize(
    ("typed", "expected"), [("cap qua", "cap-quang"), ("hóa đ", "hoa-don-dien-tu"), ("dinh d", "dinh-danh-dien-tu"), ("ngan hang nh", "nhnn")]
)
def test_words_that_are_only_begun_find_already(typed: str, expected: str) -> None:
    assert expected in ids(typed)[:2]


@pytest.mark.parametrize(
    ("typed", "expected"), [("hoa don dien tuu", "hoa-don-dien-tu"), ("smart phonne", "dien-thoai-thong-minh"), ("thuong mai dien ttu", "thuong-mai-dien-tu")]
)
def test_slips_are_forgiven_without_the_linker_too(typed: str, expected: str) -> None:
    assert expected in ids(typed, linked=False)[:3]


@pytest.mark.parametrize("typed", ["thời tiết hôm nay", "con gà mấy chân", "xyzzy", "!!!", "   ", "%", "giá vàng sjc"])
def test_what_the_plan_does_not_have_finds_nothing(typed: str) -> None:
    assert ids(typed) == []


def test_a_bare_number_finds_the_figure_and_the_task() -> None:
    assert ids("7", linked=False)[:2] == ["nv-07", "thuong-mai-dien-tu"]
    half = {target.id for target in the_plan().targets if target.figure.value == 50}
    assert set(ids("50", linked=False)[: len(half)]) == half


def test_a_ministry_brings_its_tasks_those_that_it_leads_first() -> None:
    found = ids("Bộ Thông tin và Truyền thông")
    assert found[0] == "bo-tttt"
    tasks = [hit for hit in found if hit.startswith("nv-")]
    leads = [duty["task"]["id"] for duty in read("/api/plans/2022/organisations/bo-tttt")["leads"]]
    assert set(tasks[: len(set(leads))]) == set(leads)
    assert len(tasks) > len(set(leads))


def test_a_pillar_brings_its_targets_and_a_target_its_task() -> None:
    assert set(ids("hạ tầng số")) >= {"ha-tang-so", *(target.id for target in the_plan().targets if target.pillar == "ha-tang-so")}
    assert ids("cáp quang hộ gia đình")[:2] == ["cap-quang", "nv-01"]


def test_a_target_is_told_with_its_figure_as_a_goal() -> None:
    hit = search("cáp quang hộ gia đình")[0]
    target = next(target for target in the_plan().targets if target.id == "cap-quang")
    assert hit["figure"] == phrases().figure(target.figure)
    assert hit["goal"] == read(hit["href"])["goal"]
    assert (hit["kind"], hit["name"], hit["label"]) == ("target", target.name, target.label)
    assert hit["page"] == "/tra-cuu/cap-quang"
    assert {other["figure"] for other in search("bộ y tế") if other["kind"] != "target"} == {None}


def test_no_more_is_told_than_can_be_looked_through() -> None:
    for typed in ("bộ", "số", "c", "trực tuyến"):
        assert 1 <= len(ids(typed, linked=False)) <= MAX_HITS


def test_a_plan_is_searched_alone_or_with_the_others() -> None:
    second = the_plan().copy(update={"id": "other", "year": 2099, "default": False, "targets": the_plan().targets[:3]})
    both = api_of(the_plan(), second)
    query = urlencode({"q": "cáp quang"})

    def found(path: str) -> list[str]:
        return [hit["page"] for hit in json.loads(both.reply("GET", path, query=query).body)["items"] if hit["id"] == "cap-quang"]

    default, other = found("/api/plans/2022/search"), found("/api/plans/other/search")
    assert len(default) == len(other) == 1
    assert {*default, *other} == {"/tra-cuu/2022/cap-quang", "/tra-cuu/cap-quang"}
    assert sorted(found("/api/search")) == sorted(default + other)
    assert both.reply("GET", "/api/plans/none/search", query=query).status == 404


def test_a_search_is_answered_like_everything_else_of_the_api() -> None:
    query = urlencode({"q": "cáp quang"})
    first = api().reply("GET", "/api/search", query=query)
    assert first.headers["Cache-Control"] == "public, no-cache"
    assert api().reply("GET", "/api/search", first.headers["ETag"], query=query).status == 304
    assert api().reply("POST", "/api/search", query=query).status == 405
    assert api().reply("HEAD", "/api/search", query=query) == first


@given(text=naughty_text(max_size=300))
@repeatable
def test_any_text_is_searched_for_without_harm(text: str) -> None:
    reply = api().reply("GET", "/api/search", query=urlencode({"q": text.encode("utf-8", "replace").decode()}))
    told = json.loads(reply.body)
    assert reply.status == 200
    assert len(told["query"]) <= MAX_CHARACTERS
    assert len(told["items"]) <= MAX_HITS


@pytest.mark.parametrize("query", ["", "q", "q=", "q=%", "q=%ff%fe", "q=%00", "&" * 5000, "q=" + "a" * 90_000, "q=cap&q=quang", "=;=", "q=%F0%9F%98%80", "x=1"])
def test_any_query_is_read_without_harm(query: str) -> None:
    assert api().reply("GET", "/api/search", query=query).status == 200
