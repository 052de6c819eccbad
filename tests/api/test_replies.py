"""How requests are answered: addresses, methods, ETags."""

from __future__ import annotations

import json
from dataclasses import fields
from decimal import Decimal

import pytest
from ruamel.yaml import YAML

from bot.api.replies import METHODS, Api
from bot.api.wording import Wording
from bot.paths import PHRASES, PROJECT
from bot.plan.load import parse_plan
from tests.api.reading import addresses, api, api_of, read
from tests.support import PLAN_2022, the_plan

ALL = (*addresses(), "/api/openapi.json")
WORDS = YAML(typ="safe").load(PHRASES.read_text("utf-8"))["api"]


@pytest.mark.parametrize("path", ALL)
def test_what_has_not_changed_is_not_sent_again(path: str) -> None:
    first = api().reply("GET", path)
    assert first.headers["ETag"].startswith('"')
    again = api().reply("GET", path, first.headers["ETag"])
    assert (again.status, again.body) == (304, b"")
    assert {name: first.headers[name] for name in ("ETag", "Cache-Control")}.items() <= again.headers.items()


def test_all_pages_have_etags_of_their_own() -> None:
    assert len({api().reply("GET", path).headers["ETag"] for path in ALL}) == len(ALL)


def test_the_same_files_have_the_same_etags_after_a_restart() -> None:
    other = Api.from_files(plans=PLAN_2022.parent, phrases=PHRASES)
    assert [other.reply("GET", path) for path in ALL] == [api().reply("GET", path) for path in ALL]


@pytest.mark.parametrize("form", ["{}", "W/{}", '"other", {}', '"other",W/{}', "*"])
def test_every_form_of_if_none_match_that_names_the_page_is_understood(form: str) -> None:
    etag = api().reply("GET", "/api/plans").headers["ETag"]
    assert api().reply("GET", "/api/plans", form.format(etag)).status == 304


@pytest.mark.parametrize("tag", ['"other"', "", "W/", '""', '"*"', ","])
def test_another_tag_gets_the_whole_page(tag: str) -> None:
    assert api().reply("GET", "/api/plans", tag) == api().reply("GET", "/api/plans")


def test_a_figure_changed_in_the_plan_file_changes_reply_and_etag() -> None:
    text = PLAN_2022.read_text("utf-8")
    target = next(target for target in the_plan().targets if target.figure.value is not None)
    place = text.index(f'value: "{target.figure.value}"', text.index(f"- id: {target.id}\n"))
    changed = text[:place] + text[place:].replace(f'value: "{target.figure.value}"', 'value: "12.5"', 1)
    before, after = api_of(the_plan()), api_of(parse_plan(changed, "copy"))
    path = f"/api/plans/2022/targets/{target.id}"
    figure = read(path, of=after)["figure"]
    assert Decimal(str(figure["value"])) == Decimal("12.5")
    assert "12,5%" in figure["text"]
    for changed_path in (path, "/api/plans/2022/targets"):
        etag = before.reply("GET", changed_path).headers["ETag"]
        assert after.reply("GET", changed_path, etag).status == 200
        assert after.reply("GET", changed_path).headers["ETag"] != etag
    other = "/api/plans/2022/topics"
    assert after.reply("GET", other, before.reply("GET", other).headers["ETag"]).status == 304


@pytest.mark.parametrize("path", ALL)
def test_replies_are_unescaped_json_that_may_be_kept_for_five_minutes(path: str) -> None:
    reply = api().reply("GET", path)
    assert reply.headers["Content-Type"] == "application/json; charset=utf-8"
    assert reply.headers["Cache-Control"] == "public, no-cache"
    assert b"\\u" not in reply.body
    json.loads(reply.body.decode("utf-8"))


@pytest.mark.parametrize("path", ALL)
def test_a_reply_names_nothing_of_the_machine(path: str) -> None:
    text = api().reply("GET", path).body.decode()
    assert str(PROJECT) not in text
    assert not [word for word in ("127.0.0.1", "localhost", "data/", ".yml", "bot.", "rasa", "sanic") if word in text.lower()]


@pytest.mark.parametrize("path", ALL)
def test_head_is_answered_like_get(path: str) -> None:
    assert api().reply("HEAD", path) == api().reply("GET", path)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_nothing_can_be_done_but_reading(method: str) -> None:
    for path in ALL:
        reply = api().reply(method, path)
        assert reply.status == 405
        assert reply.headers["Allow"] == ", ".join(METHODS)
        assert json.loads(reply.body) == {"error": "method_not_allowed", "message": WORDS["method_not_allowed"]}


@pytest.mark.parametrize(
    "path",
    ["/api", "/api/", "/api/plan", "/api/plans/1999", "/api/plans/2022/goals", "/api/plans/2022/targets/none", "/api/plans/2022/targets/cap-quang/more",
     "/api/plans//targets", "/api/plans/2022/..", "/api/plans/2022%2Ftargets", "/api/plans/2022/unlisted", "/api/plans/2022/targets/nv-01", "/api/openapi",
     "/API/plans", "//api/plans", "/api/plans/%ff", "/api/plans/%", "/api/plans/\u2028"],
)  # fmt: skip
def test_an_unknown_address_says_so_in_vietnamese(path: str) -> None:
    for method in ("GET", "HEAD", "POST"):
        reply = api().reply(method, path, "*")
        assert reply.status == 404
        assert json.loads(reply.body) == {"error": "not_found", "message": WORDS["not_found"]}
        assert "ETag" not in reply.headers


def test_a_slash_at_the_end_does_not_matter() -> None:
    for path in ALL:
        assert api().reply("GET", path + "/") == api().reply("GET", path)


def test_two_plans_stand_beside_each_other() -> None:
    second = the_plan().copy(update={"id": "other", "year": 2099, "default": False, "targets": the_plan().targets[:1]})
    both = api_of(the_plan(), second)
    assert [plan["id"] for plan in read("/api/plans", of=both)["items"]] == ["2022", "other"]
    assert len(read("/api/plans/other/targets", of=both)["items"]) == 1
    assert read("/api/plans/2022/targets", of=both) == read("/api/plans/2022/targets")


def test_every_wording_of_the_api_is_used() -> None:
    assert set(WORDS) == {field.name for field in fields(Wording)}
