"""The API over HTTP: in a server with Rasa's own way of mounting channels, and in the running service."""

from __future__ import annotations

import asyncio
import http.client
import json
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from rasa.core.channels.channel import register
from rasa.server import configure_cors
from sanic import Sanic

from bot.channels.api import ApiChannel
from bot.channels.rest import RestChannel
from bot.service.started import free_ports
from tests.api.reading import addresses, api, read

PATHS = (*addresses(), "/api/openapi.json")
# Said by every server of the kind about the connection, not about what is replied.
OF_THE_CONNECTION = {"connection", "keep-alive", "content-length", "vary"}


@dataclass(frozen=True)
class Got:
    """A reply as it came over the wire."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def get(server: str, path: str, *, method: str = "GET", **headers: str) -> Got:
    """What the server replies; header names with _ for -."""
    connection = http.client.HTTPConnection(server.removeprefix("http://"), timeout=60)
    try:
        connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        reply = connection.getresponse()
        return Got(reply.status, {name.lower(): value for name, value in reply.getheaders()}, reply.read())
    finally:
        connection.close()


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """A Sanic server with the API and the REST channel, mounted and opened to other sites as Rasa does it."""
    app = Sanic("api_test", configure_logging=False)
    configure_cors(app, None)
    register([RestChannel(), ApiChannel()], app, "/webhooks/")
    loop = asyncio.new_event_loop()
    (port,) = free_ports(1)

    async def start() -> Any:
        listening = await app.create_server("127.0.0.1", port, return_asyncio_server=True, access_log=False)
        await listening.startup()
        await listening.start_serving()
        return listening

    listening = loop.run_until_complete(start())
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    yield f"http://127.0.0.1:{port}"
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    listening.close()
    loop.run_until_complete(listening.wait_closed())
    loop.run_until_complete(loop.shutdown_asyncgens())
    loop.close()


@pytest.mark.parametrize("path", PATHS)
def test_every_address_is_served_as_the_api_replies(server: str, path: str) -> None:
    told = get(server, path)
    expected = api().reply("GET", path)
    assert (told.status, told.body) == (200, expected.body)
    headers = {name.lower(): value for name, value in expected.headers.items()}
    assert headers.items() <= told.headers.items()
    assert set(told.headers) - set(headers) <= OF_THE_CONNECTION


@pytest.mark.parametrize("path", PATHS)
def test_head_tells_the_headers_of_get(server: str, path: str) -> None:
    whole, headers = get(server, path), get(server, path, method="HEAD")
    assert (headers.status, headers.body) == (200, b"")
    assert headers.headers == whole.headers


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_what_a_browser_has_already_is_not_sent_again(server: str, method: str) -> None:
    etag = get(server, "/api/plans").headers["etag"]
    told = get(server, "/api/plans", method=method, If_None_Match=f'W/"x", {etag}')
    assert (told.status, told.body) == (304, b"")
    assert told.headers["etag"] == etag
    assert told.headers["cache-control"] == "public, max-age=300"
    assert "content-length" not in told.headers


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_other_methods_are_refused_with_those_that_are_allowed(server: str, method: str) -> None:
    told = get(server, "/api/plans", method=method)
    assert told.status == 405
    assert told.headers["allow"] == "GET, HEAD"
    assert json.loads(told.body)["error"] == "method_not_allowed"


@pytest.mark.parametrize("path", ["/api", "/api/", "/api/none", "/api/plans/2022/none", "/api/plans/%2e%2e/%00", "/api/plans/<script>", "/api/plans/%ff%fe"])
def test_an_unknown_address_is_told_in_json(server: str, path: str) -> None:
    told = get(server, path)
    assert told.status == 404
    assert told.headers["content-type"] == "application/json; charset=utf-8"
    assert json.loads(told.body) == json.loads(api().reply("GET", "/api/none").body)
    assert not set(told.headers) - OF_THE_CONNECTION - {"content-type", "cache-control", "x-content-type-options"}


def test_a_query_changes_nothing(server: str) -> None:
    assert get(server, "/api/plans?x=%00&y").body == get(server, "/api/plans/").body == get(server, "/api/plans").body


def test_the_api_is_on_the_port_of_the_bot(service: str) -> None:
    plans = get(service, "/api/plans")
    assert json.loads(plans.body) == read("/api/plans")
    target = json.loads(get(service, json.loads(plans.body)["items"][0]["lists"]["targets"]["href"]).body)["items"][0]
    told = get(service, target["href"])
    assert told.headers["content-type"] == "application/json; charset=utf-8"
    assert get(service, target["href"], If_None_Match=told.headers["etag"]).status == 304
    assert get(service, target["href"], method="HEAD").headers["content-length"] == str(len(told.body))
    assert get(service, target["href"], method="POST").status == 405
    assert get(service, "/api/plans/none").status == 404
    assert get(service, "/webhooks/api/plans").status == 404
    assert not {"server", "x-powered-by", "access-control-allow-origin"}.intersection(told.headers)


def test_the_bot_answers_the_questions_that_the_api_offers(service: str, say: Any) -> None:
    """With the figure that the API tells."""
    target = read("/api/plans/2022/targets")["items"][1]
    assert any(target["figure"]["text"] in bubble.text for bubble in say(target["ask"]["question"]))
