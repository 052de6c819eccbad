"""The API over HTTP: in a server with Rasa's own way of mounting channels, and in the running service."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from typing import Any

import pytest

from bot.channels.api import ApiChannel
from bot.channels.guard import HEADERS
from bot.channels.rest import RestChannel
from tests.api.reading import addresses, api, read
from tests.channels.serving import get, serving

PATHS = (*addresses(), "/api/openapi.json")
# Said by every server of the kind about the connection, not about what is replied.
OF_THE_CONNECTION = {"connection", "keep-alive", "content-length", "vary"}
# Said with every reply of the port, whatever it is (docs/security.md).
OF_THE_PORT = {name.lower() for name in HEADERS} - {"cache-control", "x-content-type-options"}


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """A server with the API and the REST channel."""
    with serving(RestChannel(), ApiChannel()) as address:
        yield address


@pytest.mark.parametrize("path", PATHS)
def test_every_address_is_served_as_the_api_replies(server: str, path: str) -> None:
    told = get(server, path)
    expected = api().reply("GET", path)
    assert (told.status, told.body) == (200, expected.body)
    headers = {name.lower(): value for name, value in expected.headers.items()}
    assert headers.items() <= told.headers.items()
    assert set(told.headers) - set(headers) <= OF_THE_CONNECTION | OF_THE_PORT


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
    assert told.headers["cache-control"] == "public, no-cache"
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
    assert not set(told.headers) - OF_THE_CONNECTION - OF_THE_PORT - {"content-type", "cache-control", "x-content-type-options"}


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


def test_who_reads_gzip_gets_the_same_in_fewer_bytes_under_a_tag_of_its_own(server: str) -> None:
    plain, packed = get(server, "/api/plans/2022/targets"), get(server, "/api/plans/2022/targets", Accept_Encoding="br, gzip")
    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(packed.body) == plain.body
    assert len(packed.body) < len(plain.body) / 5
    assert packed.headers["etag"] != plain.headers["etag"]
    assert "Accept-Encoding" in packed.headers["vary"] and "Accept-Encoding" in plain.headers["vary"]
    again = get(server, "/api/plans/2022/targets", Accept_Encoding="gzip", If_None_Match=packed.headers["etag"])
    assert (again.status, again.body, again.headers["etag"]) == (304, b"", packed.headers["etag"])


def test_other_sites_may_read_the_api_only_if_they_are_listed() -> None:
    with serving(ApiChannel(allowed_sites=["https://xa.example"])) as server:
        assert get(server, "/api/plans", Origin="https://xa.example").headers["access-control-allow-origin"] == "https://xa.example"
        assert "access-control-allow-origin" not in get(server, "/api/plans", Origin="https://other.example").headers
