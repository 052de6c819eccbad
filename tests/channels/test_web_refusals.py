"""What the web channel of the running service does with requests that are not proper ones."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.channels.visiting import Visitor, said

QUESTION = "Cáp quang bao nhiêu phần trăm?"


@pytest.mark.parametrize(
    "content",
    [
        None, [], "text", 5, {}, {"id": "1"}, {"text": "x"}, {"id": 1, "text": "x"}, {"id": "1", "text": None}, {"id": "1", "text": ["x"]},
        {"id": "", "text": "x"}, {"id": "x" * 65, "text": "x"}, {"id": "có dấu", "text": "x"}, {"id": "a\nb", "text": "x"},
    ],
    ids=ascii,
)  # fmt: skip
def test_a_message_of_the_wrong_shape_is_the_callers_mistake(visitor: Visitor, content: Any) -> None:
    got = visitor.send("POST", "messages", json.dumps(content).encode(), Content_Type="application/json")
    assert (got.status, got.json["error"]) == (400, "bad_request")


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b'{"id": "1", "text": "\xff"}', b"[" * 30_000, b'{"id": 1e999, "text": ' + b"9" * 5000 + b"}"], ids=ascii)
def test_a_body_that_is_no_json_is_the_callers_mistake(visitor: Visitor, body: bytes) -> None:
    got = visitor.send("POST", "messages", body, Content_Type="application/json; charset=utf-8")
    assert (got.status, got.json["error"]) == (400, "bad_request")


@pytest.mark.parametrize(
    "content",
    [
        {}, {"answer": "x"}, {"answer": "x", "value": "maybe"}, {"answer": "x", "value": ["up"]}, {"answer": 1, "value": "up"},
        {"answer": "x", "value": "up", "reason": 5}, {"answer": "x", "value": "up", "reason": "a" * 501},
    ],
    ids=str,
)  # fmt: skip
def test_a_vote_of_the_wrong_shape_is_the_callers_mistake(visitor: Visitor, content: Any) -> None:
    assert visitor.call("POST", "feedback", content).status == 400


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "", "multipart/form-data"])
def test_what_a_page_of_another_site_can_send_without_asking_is_refused(visitor: Visitor, kind: str) -> None:
    got = visitor.call("POST", "messages", {"id": "1", "text": QUESTION}, Content_Type=kind)
    assert (got.status, got.json["error"]) == (415, "unsupported_media_type")


@pytest.mark.parametrize("size", [64_001, 3_000_000])
def test_a_body_that_is_too_long_is_refused_and_the_next_message_answered(visitor: Visitor, size: int) -> None:
    got = visitor.send("POST", "messages", b" " * size, Content_Type="application/json")
    assert (got.status, got.json["error"]) == (413, "too_large")
    assert "75%" in said(visitor.ask(QUESTION))


@pytest.mark.parametrize(
    ("method", "path", "allowed"), [("GET", "session", "POST"), ("PUT", "messages", "POST"), ("POST", "conversation", "DELETE"), ("DELETE", "feedback", "POST")]
)
def test_another_method_is_refused_with_the_one_that_is_allowed(visitor: Visitor, method: str, path: str, allowed: str) -> None:
    got = visitor.call(method, path)
    assert (got.status, got.json["error"], got.headers["allow"]) == (405, "method_not_allowed", allowed)


@pytest.mark.parametrize("path", ["", "none", "messages/1", "%2e%2e/rest/webhook", "session/x", "%ff"])
def test_an_unknown_address_is_told_in_json(visitor: Visitor, path: str) -> None:
    got = visitor.call("POST", path, {})
    assert (got.status, got.json["error"]) == (404, "not_found")
