"""The simulator of Zalo bites: requests written by hand from the documents, good and bad."""

from __future__ import annotations

import base64
import hashlib
import http.client
import http.server
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from tests.simulators.serving import Got, simulated
from tests.simulators.zalo import ZaloSimulator

USER = "6201234567890123456"
GOOD = {"recipient": {"user_id": USER}, "message": {"text": "Chào bạn"}}


@pytest.fixture
def zalo() -> Iterator[ZaloSimulator]:
    with simulated(ZaloSimulator()) as simulator:
        simulator.age(USER, hours=0)
        yield simulator


@contextmanager
def webhook(*statuses: int) -> Iterator[tuple[str, list[tuple[dict[str, str], bytes]]]]:
    """An address that replies with *statuses* in turn, then 200, and what arrived there."""
    got: list[tuple[dict[str, str], bytes]] = []
    left = list(statuses)

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.append(({k.lower(): v for k, v in self.headers.items()}, self.rfile.read(int(self.headers.get("Content-Length") or 0))))
            self.send_response(left.pop(0) if left else 200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Not to the terminal."""

    class Server(http.server.ThreadingHTTPServer):
        request_queue_size = 200

    server = Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/hook", got
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def send(zalo: ZaloSimulator, body: Any, *, token: str | None = None, path: str = "/v3.0/oa/message/cs") -> dict[str, Any]:
    got = zalo.request(
        "POST", zalo.api_base + path, body=json.dumps(body).encode(), headers={"Content-Type": "application/json", "access_token": token or zalo.access_token}
    )
    assert got.status == 200
    answer: dict[str, Any] = json.loads(got.text)
    return answer


def buttons(*given: dict[str, Any]) -> dict[str, Any]:
    return {
        "recipient": {"user_id": USER},
        "message": {"text": "Chọn", "attachment": {"type": "template", "payload": {"buttons": list(given)}}},
    }


QUERY = {"title": "Ai chủ trì?", "type": "oa.query.show", "payload": "Ai chủ trì?"}


def test_a_good_message_arrives(zalo: ZaloSimulator) -> None:
    answer = send(zalo, GOOD)
    assert answer["error"] == 0
    assert answer["data"]["message_id"] == zalo.sent[0].message_id
    assert answer["data"]["quota"]["quota_type"] == "reply"
    assert zalo.texts_to(USER) == ["Chào bạn"]
    assert send(zalo, buttons(QUERY, {"title": "Tra cứu", "type": "oa.open.url", "payload": {"url": "https://xa.example/tra-cuu"}}))["error"] == 0
    assert len(zalo.sent[1].buttons) == 2
    assert zalo.violations == []


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({**GOOD, "message": {"text": "a" * 2001}}, -210),
        ({**GOOD, "message": {"text": "😀" * 1001}}, -210),
        ({**GOOD, "message": {"text": " "}}, -201),
        ({**GOOD, "message": {}}, -201),
        ({"recipient": {"user_id": 62}, "message": {"text": "a"}}, -201),
        ({"recipient": {"user_id": "abc"}, "message": {"text": "a"}}, -201),
        ([], -201),
        (buttons(), -201),
        (buttons(*[QUERY] * 6), -201),
        (buttons({**QUERY, "title": "a" * 101}), -201),
        (buttons({**QUERY, "payload": "a" * 1001}), -201),
        (buttons({**QUERY, "payload": {"content": "a"}}), -201),
        (buttons({"title": "a", "type": "oa.open.url", "payload": {"url": "http://xa.example"}}), -201),
        (buttons({"title": "a", "type": "oa.unknown", "payload": "a"}), -201),
    ],
)
def test_a_message_that_breaks_a_rule_is_refused_and_held_against_us(zalo: ZaloSimulator, body: Any, code: int) -> None:
    assert send(zalo, body)["error"] == code
    assert len(zalo.violations) == 1
    assert zalo.sent == []


def test_the_old_api_is_switched_off(zalo: ZaloSimulator) -> None:
    assert send(zalo, GOOD, path="/v2.0/oa/message")["error"] == -240


def test_tokens_end_and_unknown_ones_are_refused_in_a_200(zalo: ZaloSimulator) -> None:
    assert send(zalo, GOOD, token="never-given")["error"] == -216
    zalo.expire_access()
    assert send(zalo, GOOD)["error"] == -220
    access, _ = zalo.new_pair()
    assert send(zalo, GOOD, token=access)["error"] == 0
    zalo.shift += 25 * 3600 + 1
    assert send(zalo, GOOD, token=access)["error"] == -220
    assert zalo.violations == []


def test_people_who_do_not_want_it_get_nothing(zalo: ZaloSimulator) -> None:
    assert send(zalo, {**GOOD, "recipient": {"user_id": "999"}})["error"] == -213
    zalo.blocked.add(USER)
    assert send(zalo, GOOD)["error"] == -217
    zalo.blocked.clear()
    zalo.age(USER, hours=49)
    assert send(zalo, GOOD)["data"]["quota"]["quota_type"] == "sub_quota"
    zalo.age(USER, hours=7 * 24 + 1)
    assert send(zalo, GOOD)["error"] == -230
    zalo.age(USER, hours=0)
    assert [send(zalo, GOOD)["error"] for _ in range(8)] == [0] * 7 + [-218]


def test_the_rate_is_counted_by_the_minute() -> None:
    with simulated(ZaloSimulator(per_minute=2)) as zalo:
        zalo.age(USER, hours=0)
        assert [send(zalo, GOOD)["error"] for _ in range(3)] == [0, 0, -32]
        zalo.shift += 61
        assert send(zalo, GOOD)["error"] == 0


def test_faults_come_in_order_and_may_have_acted(zalo: ZaloSimulator) -> None:
    def raw() -> Got:
        headers = {"Content-Type": "application/json", "access_token": zalo.access_token}
        return zalo.request("POST", zalo.api_base + "/v3.0/oa/message/cs", body=json.dumps(GOOD).encode(), headers=headers)

    zalo.fail(1, 500)
    zalo.fail(1, -32)
    zalo.fail(1, "cut")
    zalo.fail(1, "cut", acted=True)
    zalo.fail(1, "garbage")
    assert raw().status == 500
    assert json.loads(raw().text)["error"] == -32
    assert raw().status == 0
    assert zalo.sent == []
    assert raw().status == 0
    assert len(zalo.sent) == 1
    assert "<html>" in raw().text
    assert json.loads(raw().text)["error"] == 0


# -- OAuth


def token(zalo: ZaloSimulator, *, secret: str | None = None, content_type: str = "application/x-www-form-urlencoded", **form: str) -> dict[str, Any]:
    headers = {"Content-Type": content_type, "secret_key": secret or zalo.app_secret}
    got = zalo.request("POST", zalo.oauth_base + "/v4/oa/access_token", body=urlencode({"app_id": zalo.app_id, **form}).encode(), headers=headers)
    assert got.status == 200
    answer: dict[str, Any] = json.loads(got.text)
    return answer


def consented(zalo: ZaloSimulator, verifier: str) -> dict[str, list[str]]:
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    query = urlencode({"app_id": zalo.app_id, "redirect_uri": "https://xa.example/back", "code_challenge": challenge, "state": "abc"})
    landed = zalo.consent(f"{zalo.oauth_base}/v4/oa/permission?{query}")
    assert landed.startswith("https://xa.example/back?")
    return parse_qs(urlsplit(landed).query)


def test_a_code_gives_a_pair_once_and_only_to_who_asked(zalo: ZaloSimulator) -> None:
    verifier = "v" * 43
    landed = consented(zalo, verifier)
    assert landed["state"] == ["abc"]
    assert landed["oa_id"] == [zalo.oa_id]
    answer = token(zalo, grant_type="authorization_code", code=landed["code"][0], code_verifier=verifier)
    assert answer["expires_in"] == "90000"
    assert send(zalo, GOOD, token=answer["access_token"])["error"] == 0
    again = token(zalo, grant_type="authorization_code", code=landed["code"][0], code_verifier=verifier)
    assert again["error"] < 0
    assert "access_token" not in again
    assert "access_token" not in token(zalo, grant_type="authorization_code", code=consented(zalo, verifier)["code"][0], code_verifier="w" * 43)


def test_a_refresh_token_is_worth_one_pair(zalo: ZaloSimulator) -> None:
    first = token(zalo, grant_type="refresh_token", refresh_token=zalo.refresh_token)
    assert send(zalo, GOOD, token=first["access_token"])["error"] == 0
    second = token(zalo, grant_type="refresh_token", refresh_token=zalo.refresh_token)
    assert set(second) == {"error", "error_name", "error_reason", "error_description"}
    assert zalo.spent[zalo.refresh_token] == 2
    assert zalo.refreshes == 1
    assert "access_token" in token(zalo, grant_type="refresh_token", refresh_token=first["refresh_token"])


def test_requests_for_tokens_that_break_a_rule_are_refused(zalo: ZaloSimulator) -> None:
    assert "access_token" not in token(zalo, secret=zalo.oa_secret_key, grant_type="refresh_token", refresh_token=zalo.refresh_token)
    assert zalo.violations == []
    assert "access_token" not in token(zalo, content_type="application/json", grant_type="refresh_token", refresh_token=zalo.refresh_token)
    assert "access_token" not in token(zalo, grant_type="password")
    assert len(zalo.violations) == 2
    assert not zalo.spent


# -- events


def test_events_are_signed_over_the_raw_body(zalo: ZaloSimulator) -> None:
    with webhook() as (zalo.webhook, got):
        assert zalo.deliver(zalo.says(USER, "Cáp quang?")).status == 200
        assert zalo.deliver(zalo.says(USER, "a"), signature=None).status == 200
    headers, body = got[0]
    event = json.loads(body)
    expected = hashlib.sha256((zalo.app_id + body.decode() + event["timestamp"] + zalo.oa_secret_key).encode()).hexdigest()
    assert headers["x-zevent-signature"] == f"mac={expected}"
    assert "x-zevent-signature" not in got[1][0]
    assert event["message"]["text"] == "Cáp quang?"
    assert event["sender"]["id"] == USER
    assert event["recipient"]["id"] == zalo.oa_id


def test_an_event_is_delivered_again_until_there_is_a_200(zalo: ZaloSimulator) -> None:
    with webhook(500, 503) as (zalo.webhook, got):
        assert zalo.deliver_with_retries(zalo.follows(USER)).status == 200
    assert [headers.get("num_retry") for headers, _ in got] == [None, "1", "2"]
    assert len({body for _, body in got}) == 1


@pytest.mark.parametrize("when", ["before", "after"])
def test_what_the_account_says_comes_back_as_an_event(zalo: ZaloSimulator, when: Any) -> None:
    zalo.echoes = when
    with webhook() as (zalo.webhook, got):
        send(zalo, GOOD)
        zalo.wait_for(lambda: got)
    event = json.loads(got[0][1])
    assert event["event_name"] == "oa_send_text"
    assert event["sender"] == {"id": zalo.oa_id}
    assert event["recipient"] == {"id": USER}
    assert event["message"]["msg_id"] == zalo.sent[0].message_id


def test_many_are_delivered_at_once(zalo: ZaloSimulator) -> None:
    with webhook(*[503] * 10) as (zalo.webhook, got):
        replies = zalo.deliver_many([zalo.says(str(6000 + number), "a") for number in range(50)], at_once=20)
    assert {reply.status for reply in replies} == {200}
    assert len(got) == 60


def test_nobody_at_the_webhook_is_status_0(zalo: ZaloSimulator) -> None:
    zalo.webhook = "http://127.0.0.1:9/"
    assert zalo.deliver(zalo.says(USER, "a")).status == 0


def test_a_request_hangs_until_it_is_let_go(zalo: ZaloSimulator) -> None:
    zalo.fail(1, "time-out")
    got: list[Got] = []
    thread = threading.Thread(target=lambda: got.append(_raw(zalo)))
    thread.start()
    zalo.wait_for(lambda: zalo.calls)
    assert not got
    zalo.release()
    thread.join()
    assert got[0].status == 0


def _raw(zalo: ZaloSimulator) -> Got:
    address = urlsplit(zalo.api_base)
    connection = http.client.HTTPConnection(str(address.hostname), address.port, timeout=60)
    try:
        connection.request("POST", "/v3.0/oa/message/cs", json.dumps(GOOD), {"Content-Type": "application/json", "access_token": zalo.access_token})
        return Got(connection.getresponse().status, {}, "")
    except (http.client.HTTPException, OSError):
        return Got(0, {}, "")
    finally:
        connection.close()
