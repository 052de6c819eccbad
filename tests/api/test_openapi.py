"""The OpenAPI document describes what is really replied: every route, every field."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from bot.api.replies import METHODS
from tests.api.reading import LISTS, addresses, api, read, values

DOCUMENT = read("/api/openapi.json")


def patterns() -> dict[str, re.Pattern[str]]:
    """The described paths, as patterns of addresses."""
    return {path: re.compile(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(path))) for path in DOCUMENT["paths"]}


def described(path: str) -> str:
    """The one described path that *path* is an instance of."""
    found = [template for template, pattern in patterns().items() if pattern.fullmatch(path)]
    assert len(found) == 1, path
    return found[0]


def validator(content: dict[str, Any]) -> Draft202012Validator:
    """A validator of *content*, a schema of the document."""
    return Draft202012Validator({**content, "components": DOCUMENT["components"]}, format_checker=Draft202012Validator.FORMAT_CHECKER)


def operation(path: str, method: str = "get") -> Any:
    return DOCUMENT["paths"][described(path)][method]


def schema_of(path: str, status: str) -> dict[str, Any]:
    content: dict[str, Any] = operation(path)["responses"][status]["content"]["application/json"]["schema"]
    return content


SEARCHES = ("/api/search", "/api/plans/2022/search")


@pytest.mark.parametrize("path", [*addresses(), *SEARCHES, "/api/openapi.json"])
def test_every_reply_is_as_described(path: str) -> None:
    validator(schema_of(path, "200")).validate(read(path))
    if path in SEARCHES:
        found = json.loads(api().reply("GET", path, query="q=cap+quang").body)
        assert found["items"]
        validator(schema_of(path, "200")).validate(found)
    headers = operation(path)["responses"]["200"]["headers"]
    assert set(headers) <= set(api().reply("GET", path).headers)


def test_every_described_path_is_served_and_every_served_one_described() -> None:
    assert {described(path) for path in (*addresses(), *SEARCHES, "/api/openapi.json")} == set(DOCUMENT["paths"])
    expected = {"/api/plans", "/api/plans/{plan_id}", "/api/plans/{plan_id}/search", "/api/search", "/api/openapi.json"}
    expected |= {f"/api/plans/{{plan_id}}/{name}{rest}" for name in LISTS for rest in ("", "/{id}")}
    assert set(DOCUMENT["paths"]) == expected


def test_every_method_that_is_answered_is_described() -> None:
    for path in DOCUMENT["paths"].values():
        assert {key.upper() for key in path} - {"PARAMETERS"} == set(METHODS)


@pytest.mark.parametrize("path", [path for path in addresses() if path.count("/") > 2])
def test_what_is_missing_is_replied_to_as_described(path: str) -> None:
    lost = f"/api/plans/none/{path.rpartition('/')[2]}" if path.count("/") == 4 else f"{path.rpartition('/')[0]}/none"
    reply = api().reply("GET", lost)
    assert reply.status == 404
    validator(schema_of(lost, "404")).validate(json.loads(reply.body))


@pytest.mark.parametrize("spoil", ["take out", "add", "empty"])
def test_a_reply_that_is_not_as_described_would_be_noticed(spoil: str) -> None:
    """The tests above would also pass if the document described nothing."""
    path = next(path for path in addresses() if path.count("/") == 5 and "/targets/" in path)
    content = read(path)
    if spoil == "take out":
        del content["pillar"]
    elif spoil == "add":
        content["figure"]["more"] = 1
    else:
        content["counted"] = None
    assert not validator(schema_of(path, "200")).is_valid(content)


def test_the_document_is_openapi_and_whole() -> None:
    assert DOCUMENT["openapi"].startswith("3.1.")
    assert {"title", "version"} <= set(DOCUMENT["info"])
    for reference in values(DOCUMENT, "$ref"):
        node = DOCUMENT
        for step in reference.removeprefix("#/").split("/"):
            node = node[step]
    for content in DOCUMENT["components"]["schemas"].values():
        Draft202012Validator.check_schema(content)
    operations = [path[method] for path in DOCUMENT["paths"].values() for method in ("get", "head")]
    assert len({each["operationId"] for each in operations}) == len(operations)
    assert all(response["description"] for each in operations for response in each["responses"].values())


def test_the_parameters_of_each_path_are_declared() -> None:
    parameters = DOCUMENT["components"]["parameters"]
    for template, path in DOCUMENT["paths"].items():
        named = [parameters[each["$ref"].rpartition("/")[2]] for each in path["parameters"]]
        assert {each["name"] for each in named if each["in"] == "path"} == set(re.findall(r"\{(\w+)\}", template))


def test_every_part_of_the_document_is_used() -> None:
    used = set(values(DOCUMENT, "$ref"))
    assert {f"#/components/{kind}/{name}" for kind, entries in DOCUMENT["components"].items() for name in entries} == used
