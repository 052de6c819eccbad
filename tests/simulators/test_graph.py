"""The simulator of Meta bites: requests written by hand from its pages, good and bad."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.simulators.graph import GraphSimulator
from tests.simulators.serving import Got, simulated

USER = "5647382910111213"


@pytest.fixture
def graph() -> Iterator[GraphSimulator]:
    with simulated(GraphSimulator()) as simulator:
        simulator.age(USER, hours=0)
        yield simulator


def call(graph: GraphSimulator, body: Any, *, path: str = "messages", node: str = "me", method: str = "POST", query: str = "", token: str | None = None) -> Got:
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token or graph.page_token}"}
    return graph.request(method, f"{graph.base}/v25.0/{node}/{path}{query}", body=b"" if body is None else json.dumps(body).encode(), headers=headers)


def code(got: Got) -> tuple[int, int | None] | None:
    error = json.loads(got.text).get("error")
    return (error["code"], error.get("error_subcode")) if error else None


def message(**fields: Any) -> dict[str, Any]:
    return {"recipient": {"id": USER}, "messaging_type": "RESPONSE", "message": fields}


def reply(**fields: Any) -> dict[str, Any]:
    return {"content_type": "text", "title": "a", "payload": "b", **fields}


def template(text: str = "a", *buttons: dict[str, Any]) -> dict[str, Any]:
    given = list(buttons) or [{"type": "web_url", "title": "a", "url": "https://xa.example"}]
    return {"type": "template", "payload": {"template_type": "button", "text": text, "buttons": given}}


@pytest.mark.parametrize(
    "fields",
    [
        {"text": "a" * 2000}, {"text": "a", "metadata": "m" * 999}, {"text": "a", "quick_replies": [reply()] * 13},
        {"attachment": template("a" * 640)}, {"attachment": template(), "quick_replies": [reply(title="a" * 20, payload="a" * 1000)]},
    ],
)  # fmt: skip
def test_good_messages_arrive(graph: GraphSimulator, fields: dict[str, Any]) -> None:
    got = call(graph, message(**fields))
    assert json.loads(got.text) == {"recipient_id": USER, "message_id": graph.sent[0].message_id}
    assert graph.violations == []


@pytest.mark.parametrize(
    "body",
    [
        message(text="a" * 2001), message(text="😀" * 1001), message(text=""), message(), message(text="a", attachment=template()),
        message(text="a", metadata="m" * 1000), message(text="a", quick_replies=[]), message(text="a", quick_replies=[reply()] * 14),
        message(text="a", quick_replies=[reply(title="a" * 21)]), message(text="a", quick_replies=[reply(payload="a" * 1001)]),
        message(attachment=template("a" * 641)), message(attachment=template("a", *[{"type": "postback", "title": "a", "payload": "b"}] * 4)),
        message(attachment=template("a", {"type": "web_url", "title": "a", "url": "http://xa.example"})),
        message(attachment=template("a", {"type": "postback", "title": "a" * 21, "payload": "b"})),
        {"recipient": {"id": USER}, "message": {"text": "a"}}, {"recipient": {"id": 5}, "messaging_type": "RESPONSE", "message": {"text": "a"}},
        {"recipient": {"id": USER}, "sender_action": "typing_on", "messaging_type": "RESPONSE"}, {"recipient": {"id": USER}, "sender_action": "dance"},
        {"recipient": {"user_ref": USER}, "messaging_type": "RESPONSE", "message": {"text": "a"}}, [],
    ],
)  # fmt: skip
def test_a_request_that_breaks_a_rule_is_refused_and_held_against_us(graph: GraphSimulator, body: Any) -> None:
    assert code(call(graph, body)) == (100, None)
    assert len(graph.violations) == 1
    assert graph.sent == []


def test_tokens_proofs_and_pages_are_checked(graph: GraphSimulator) -> None:
    proof = hmac.new(graph.app_secret.encode(), graph.page_token.encode(), hashlib.sha256).hexdigest()
    assert code(call(graph, message(text="a"), query=f"?appsecret_proof={proof}", node=graph.page_id)) is None
    assert graph.violations == []
    assert code(call(graph, message(text="a"), token="wrong")) == (190, 463)
    assert call(graph, message(text="a"), node="999").status == 404
    assert code(call(graph, message(text="a"), query="?appsecret_proof=00")) == (100, None)
    assert len(graph.violations) == 1


def test_the_window_and_the_person_are_checked(graph: GraphSimulator) -> None:
    graph.age(USER, hours=24.1)
    assert code(call(graph, message(text="a"))) == (10, 2018278)
    assert code(call(graph, {"recipient": {"id": USER}, "sender_action": "typing_on"})) is None
    assert graph.actions == [(USER, "typing_on")]
    graph.blocked.add(USER)
    assert code(call(graph, message(text="a"))) == (551, 1545041)
    assert code(call(graph, {**message(text="a"), "recipient": {"id": "1"}})) == (100, 2018001)


MENU = {"locale": "default", "call_to_actions": [{"type": "postback", "title": "a", "payload": "b"}]}


@pytest.mark.parametrize(
    "fields",
    [
        {"greeting": [{"locale": "default", "text": "a" * 161}]}, {"greeting": [{"locale": "vi_VN", "text": "a"}]}, {"persistent_menu": [MENU]},
        {"ice_breakers": [{"locale": "default", "call_to_actions": [{"question": "a", "payload": "b"}] * 5}]}, {"unknown": 1},
        {"get_started": {"payload": "a"}, "persistent_menu": [{**MENU, "call_to_actions": MENU["call_to_actions"] * 21}]},
        {"get_started": {"payload": "a"}, "persistent_menu": [{**MENU, "call_to_actions": [{"type": "postback", "title": "a" * 31, "payload": "b"}]}]},
    ],
)  # fmt: skip
def test_a_profile_that_breaks_a_rule_is_refused(graph: GraphSimulator, fields: dict[str, Any]) -> None:
    assert code(call(graph, fields, path="messenger_profile"))
    assert graph.profile == {}


def test_a_profile_is_set_shown_and_taken_away_ten_times_in_ten_minutes(graph: GraphSimulator) -> None:
    profile = {"get_started": {"payload": "a"}, "persistent_menu": [MENU]}
    assert code(call(graph, profile, path="messenger_profile")) is None
    shown = call(graph, None, path="messenger_profile", method="GET", query="?fields=get_started,greeting")
    assert json.loads(shown.text) == {"data": [{"get_started": {"payload": "a"}}]}
    assert code(call(graph, {"fields": ["get_started"]}, path="messenger_profile", method="DELETE")) == (100, None)
    assert code(call(graph, {"fields": ["get_started", "persistent_menu"]}, path="messenger_profile", method="DELETE")) is None
    assert graph.profile == {}
    codes = [code(call(graph, profile, path="messenger_profile")) for _ in range(7)]
    assert codes == [None] * 6 + [(613, None)]
    graph.shift += 601
    assert code(call(graph, profile, path="messenger_profile")) is None


def test_only_known_events_can_be_subscribed_to(graph: GraphSimulator) -> None:
    assert code(call(graph, {"subscribed_fields": "messages,nonsense"}, path="subscribed_apps")) == (100, None)
    assert code(call(graph, {"subscribed_fields": "messages,standby"}, path="subscribed_apps")) is None
    assert graph.subscribed == {"messages", "standby"}


def test_faults_come_in_order(graph: GraphSimulator) -> None:
    graph.fail(1, 500)
    graph.fail(1, 613)
    graph.fail(1, 10)
    graph.fail(1, "cut", acted=True)
    assert call(graph, message(text="a")).status == 500
    assert code(call(graph, message(text="a"))) == (613, None)
    assert code(call(graph, message(text="a"))) == (10, 2018278)
    assert graph.sent == []
    assert call(graph, message(text="a")).status == 0
    assert len(graph.sent) == 1


def test_deliveries_are_escaped_and_signed_as_they_are(graph: GraphSimulator) -> None:
    body = graph.body(graph.says(USER, "Cáp quang?"))
    assert b"C\\u00e1p quang?" in body
    assert graph.sign(body) == "sha256=" + hmac.new(graph.app_secret.encode(), body, hashlib.sha256).hexdigest()
    (entry,) = json.loads(body)["entry"]
    assert (entry["id"], entry["messaging"][0]["message"]["text"]) == (graph.page_id, "Cáp quang?")


@pytest.mark.parametrize(("usage", "shown"), [(None, None), (96, 96)])
def test_the_use_of_the_quota_is_told_in_a_header(graph: GraphSimulator, usage: int | None, shown: int | None) -> None:
    graph.usage = usage
    header = call(graph, message(text="a")).headers.get("x-app-usage")
    assert (json.loads(header)["call_count"] if header else None) == shown
