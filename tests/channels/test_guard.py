"""Limits, headers and readable requests on the port of the channels, with a server as Rasa's."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import bot.channels.http
from bot.channels.guard import HEADERS, MOST_BYTES
from bot.channels.messenger import MessengerChannel
from bot.channels.pages import PagesChannel
from bot.channels.rest import RestChannel
from bot.channels.web import WebChannel
from bot.limits.settings import LimitSettings
from bot.web.settings import WebSettings
from tests.channels.serving import Got, get, serving
from tests.channels.talking import Bot
from tests.channels.visiting import Visitor

PUPIL = {"X_Forwarded_For": "203.0.113.7"}
LIMITS = {"trusted_proxies": "127.0.0.1", "messages_per_minute": 3, "address_per_minute": 5, "messages_at_work": 2}


@pytest.fixture(scope="module")
def talker() -> Bot:
    return Bot()


@pytest.fixture
def server(talker: Bot, tmp_path: Path) -> Iterator[str]:
    settings = WebSettings(data_folder=tmp_path)
    channels = [RestChannel(), WebChannel(settings=settings), PagesChannel(settings=settings), MessengerChannel()]
    with serving(*channels, agent=talker, limits=LimitSettings(**LIMITS)) as address:
        yield address


def ask(server: str, sender: str, **headers: str) -> Got:
    return get(server, "/webhooks/rest/webhook", method="POST", body=json.dumps({"sender": sender, "message": "a"}).encode(), **headers)


def is_calm_refusal(got: Got, code: str) -> bool:
    return got.status == 429 and 0 < int(got.headers["retry-after"]) <= 60 and got.json["error"] == code and got.json["message"].endswith("giúp.")


def test_a_sender_of_rest_is_refused_calmly_after_so_many_and_others_are_answered(server: str) -> None:
    assert [ask(server, "a", **PUPIL).status for _ in range(3)] == [200] * 3
    assert is_calm_refusal(ask(server, "a", **PUPIL), "too_many")
    assert ask(server, "b", **PUPIL).status == 200


def test_an_address_is_refused_calmly_after_so_many_whatever_names_it_gives(server: str) -> None:
    assert [ask(server, str(number), **PUPIL).status for number in range(5)] == [200] * 5
    assert is_calm_refusal(ask(server, "new", **PUPIL), "busy")
    assert ask(server, "new", X_Forwarded_For="203.0.113.7, 203.0.113.8").status == 200
    assert ask(server, "new", X_Forwarded_For="203.0.113.8, 203.0.113.7").status == 429


def test_a_visitor_of_the_web_is_refused_calmly_after_so_many(server: str) -> None:
    visitor = Visitor(server)
    content = {"id": "m", "text": "a"}
    assert [visitor.call("POST", "messages", content, **PUPIL).status for _ in range(3)] == [200] * 3
    assert is_calm_refusal(visitor.call("POST", "messages", content, **PUPIL), "too_many")


def test_who_runs_the_service_is_not_counted(talker: Bot) -> None:
    with serving(RestChannel(), agent=talker, limits=LimitSettings(messages_per_minute=1, address_per_minute=1)) as server:
        assert {ask(server, "evaluation").status for _ in range(20)} == {200}


def test_when_so_many_are_being_answered_the_next_is_told_to_wait(server: str, talker: Bot) -> None:
    talker.let.clear()
    try:
        with ThreadPoolExecutor(2) as pool:
            waiting = [pool.submit(ask, server, f"waits {number}") for number in range(2)]
            while talker.at_work < 2:
                threading.Event().wait(0.01)
            assert is_calm_refusal(ask(server, "late"), "busy")
            talker.let.set()
            assert [future.result().status for future in waiting] == [200, 200]
    finally:
        talker.let.set()
    assert ask(server, "late").status == 200


@pytest.mark.parametrize("path", ["/", "/nothing", "/webhooks/rest/", "/webhooks/web/session", "/webhooks/web/nothing", "/webhooks/messenger/webhook"])
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "OPTIONS"])
def test_every_reply_has_the_headers_that_protect(server: str, path: str, method: str) -> None:
    got = get(server, path, method=method, Origin="https://evil.example", Accept="text/html")
    assert not {name.lower() for name in HEADERS} - set(got.headers)
    assert "server" not in got.headers
    assert not [name for name in got.headers if name.startswith("access-control-")]
    assert b"asa" not in got.body if not got.body.startswith(b"\x1f\x8b") else True


@pytest.mark.parametrize("path", ["/webhooks/rest/webhook", "/webhooks/web/session", "/"])
def test_a_body_of_ten_megabytes_is_refused_before_it_is_sent(server: str, path: str) -> None:
    head = f"POST {path} HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 10000000\r\n\r\n"
    assert first_line(server, head.encode()).split()[1] in (b"413", b"405", b"201")


def test_a_body_somewhat_too_long_is_refused(server: str) -> None:
    assert get(server, "/webhooks/rest/webhook", method="POST", body=b" " * (MOST_BYTES + 1)).status == 413


def test_a_body_that_never_comes_is_given_up(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bot.channels.http, "BODY_SECONDS", 0.05)
    head = b"POST /webhooks/rest/webhook HTTP/1.1\r\nContent-Length: 10\r\n\r\n{"
    assert first_line(server, head).startswith(b"HTTP/1.1 408 ")


@pytest.mark.parametrize("depth", [500, 5_000, 400_000])
def test_a_deeply_nested_body_is_read_or_refused(server: str, depth: int) -> None:
    body = b'{"message": ' + b"[" * depth + b"]" * depth + b"}"
    assert get(server, "/webhooks/rest/webhook", method="POST", body=body).status in (200, 400)


def test_messages_come_as_lines_if_that_is_asked_for(server: str) -> None:
    got = get(server, "/webhooks/rest/webhook?stream=true", method="POST", body=b'{"sender": "lines", "message": "a"}')
    assert got.status == 200
    assert [json.loads(line)["text"] for line in got.text.splitlines()] == ["«a»", "and more"]


def first_line(server: str, request: bytes) -> bytes:
    """The first line of the reply to what is sent as it is."""
    host, port = server.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=60) as connection, connection.makefile("rb") as reply:
        connection.sendall(request)
        return reply.readline().rstrip()


@pytest.mark.parametrize(
    "head",
    [
        b"POST / HTTP/1.1\r\nContent-Length: -5",
        b"POST / HTTP/1.1\r\nContent-Length: +5",
        b"POST / HTTP/1.1\r\nContent-Length: five",
        b"POST / HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 6",
        b"POST / HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked",
        b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: identity",
        b"POST / HTTP/1.1\r\nTransfer-Encoding: gzip",
        b"POST / HTTP/1.1\r\nTransfer-Encoding : chunked",
        b"GET /\xff HTTP/1.1\r\nHost: a",
        b"GET / HTTP/1.1\r\nHost: a\r\nfolded\r\n x",
        b"GET / HTTP/2.0\r\nHost: a",
        b"G\xc3\x89T / HTTP/1.1\r\nHost: a",
        b"GET / HTTP/1.1\r\nCookie: a\x00b",
        b"nonsense",
    ],
)
def test_a_request_that_can_be_read_in_two_ways_or_none_is_refused(server: str, head: bytes) -> None:
    assert first_line(server, head + b"\r\n\r\n") == b"HTTP/1.1 400 Bad Request"


def test_headers_of_more_than_eight_kilobytes_are_refused(server: str) -> None:
    assert first_line(server, b"GET / HTTP/1.1\r\nCookie: " + b"a" * 9000 + b"\r\n\r\n").startswith(b"HTTP/1.1 413 ")
