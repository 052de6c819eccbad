"""The port that officers' tools ask: who may, what it tells, what it does when something is wrong."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator, Mapping

import pytest

from bot.service.started import free_ports
from bot.watch.server import OperationsPort, Page, Show
from tests.channels.serving import Got, get

TOKEN = "a-token-that-nobody-guesses"
Open = Callable[..., str]


def fine(accept: str) -> Page:
    return Page.json(200, {"status": "fine", "accept": accept})


def failing(accept: str) -> Page:
    raise ValueError("the password is 12345")


PAGES: Mapping[str, Show] = {"/fine": fine, "/failing": failing, "/public": fine}


@pytest.fixture
def open_port() -> Iterator[Open]:
    """Opens a port with PAGES; its address."""
    opened: list[OperationsPort] = []

    def start(**options: str) -> str:
        (port,) = free_ports(1)
        opened.append(OperationsPort("127.0.0.1", port, PAGES, public=("/public",), **options))
        opened[-1].start()
        url = f"http://127.0.0.1:{port}"
        reached(url)
        return url

    yield start
    for each in opened:
        each.stop()


def reached(url: str) -> Got:
    """A reply, once somebody listens."""
    deadline = time.monotonic() + 60
    while True:
        try:
            return get(url, "/public")
        except ConnectionRefusedError:
            assert time.monotonic() < deadline
            time.sleep(0.01)


def test_a_page_is_shown_and_tells_nothing_of_the_software(open_port: Open) -> None:
    got = get(open_port(), "/fine?since=now", Accept="text/plain")
    assert (got.status, got.json) == (200, {"status": "fine", "accept": "text/plain"})
    assert got.headers["cache-control"] == "no-store"
    assert "python" not in str(got.headers).lower()
    assert get(open_port(), "/fine", method="HEAD").body == b""


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/", 404), ("GET", "/fine/", 404), ("GET", "/../fine", 404), ("POST", "/fine", 501)])
def test_nothing_else_is_there(open_port: Open, method: str, path: str, status: int) -> None:
    assert get(open_port(), path, method=method).status == status


@pytest.mark.parametrize("given", [None, TOKEN, "Bearer", f"Basic {TOKEN}", f"Bearer {TOKEN[:-1]}", f"Bearer {TOKEN}x", "Bearer é"])
def test_without_the_right_token_only_what_is_public_is_shown(open_port: Open, given: str | None) -> None:
    url = open_port(token=TOKEN)
    headers = {} if given is None else {"Authorization": given.encode("utf-8").decode("latin-1")}
    got = get(url, "/fine", **headers)
    assert (got.status, got.json, got.headers["www-authenticate"]) == (401, {"error": "unauthorised"}, "Bearer")
    assert get(url, "/no-such-page", **headers).status == 401
    assert get(url, "/public", **headers).status == 200


def test_with_the_token_everything_is_shown(open_port: Open) -> None:
    assert get(open_port(token=TOKEN), "/fine", Authorization=f"bearer {TOKEN}").status == 200


def test_a_page_that_fails_does_not_tell_why(open_port: Open, caplog: pytest.LogCaptureFixture) -> None:
    got = get(open_port(), "/failing")
    assert (got.status, got.json) == (500, {"error": "failed"})
    assert [record.levelname for record in caplog.records] == ["ERROR"]


def test_who_says_nothing_keeps_nobody_waiting(open_port: Open) -> None:
    url = open_port()
    host, _, port = url.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port))) as silent, socket.create_connection((host, int(port))) as slow:
        silent.sendall(b"GET /fi")
        slow.sendall(b"")
        assert get(url, "/fine").status == 200


def test_a_port_that_is_taken_is_told_once_and_opened_when_it_is_free(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.watch.server.AGAIN_SECONDS", 0.01)
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        opened = OperationsPort("127.0.0.1", port, PAGES)
        opened.start()
        deadline = time.monotonic() + 60
        while not caplog.records:
            assert time.monotonic() < deadline
            time.sleep(0.01)
    try:
        assert reached(f"http://127.0.0.1:{port}").status == 200
        assert [str(port) in record.message for record in caplog.records] == [True]
    finally:
        opened.stop()
