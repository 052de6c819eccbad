"""The pages and the widget's script over HTTP, in a server with Rasa's own way of mounting channels, and in the running service."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest

from bot.channels.pages import PagesChannel
from bot.channels.rest import RestChannel
from bot.web.settings import WebSettings
from tests.channels.serving import get, serving

OTHER = "https://xa.example"
PAGES = ("/", "/tra-cuu", "/tra-cuu/cap-quang", "/tra-cuu/in", "/tra-cuu/cap-quang/in")
LOADED = ("/widget.js", "/assets/widget.css", "/sw.js", "/manifest.webmanifest", "/assets/demo/demo.css", "/icons/icon.svg")


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with serving(RestChannel(), PagesChannel()) as address:
        yield address


@pytest.fixture(scope="module")
def open_server() -> Iterator[str]:
    """One whose pages may be used by another site."""
    with serving(RestChannel(), PagesChannel(allowed_sites=[OTHER])) as address:
        yield address


def directives(policy: str) -> dict[str, str]:
    """The policy by name."""
    return {name: value for name, _, value in (part.strip().partition(" ") for part in policy.split(";"))}


@pytest.mark.parametrize("path", [*PAGES, *LOADED])
def test_every_page_may_run_and_load_only_what_the_bot_serves(server: str, path: str) -> None:
    got = get(server, path)
    assert got.status == 200
    policy = directives(got.headers["content-security-policy"])
    assert policy["default-src"] == "'none'"
    assert (policy["script-src"], policy["style-src"], policy["connect-src"]) == ("'self'", "'self'", "'self'")
    assert (policy["base-uri"], policy["form-action"], policy["frame-ancestors"]) == ("'none'", "'self'", "'self'")
    assert "unsafe" not in got.headers["content-security-policy"]
    assert got.headers["x-content-type-options"] == "nosniff"
    assert got.headers["permissions-policy"].startswith("microphone=(self)")
    assert "set-cookie" not in got.headers


class Inline(HTMLParser):
    """Collects scripts, styles and handlers that stand in a page itself, and addresses of other sites that it loads from."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.found += [f"{tag} {name}" for name in given if name.startswith("on") or name == "style"]
        if tag == "style" or (tag == "script" and not given.get("src")):
            self.found.append(tag)
        if tag in ("script", "link", "img", "iframe"):
            self.found += [address for name in ("src", "href") if re.match(r"(https?:)?//", address := given.get(name) or "")]


@pytest.mark.parametrize("path", PAGES)
def test_no_page_holds_a_script_or_style_or_loads_from_elsewhere(server: str, path: str) -> None:
    page = Inline()
    page.feed(get(server, path).text)
    assert page.found == []


@pytest.mark.parametrize("path", [*PAGES, *LOADED])
def test_what_a_browser_has_already_is_not_sent_again_compressed_or_not(server: str, path: str) -> None:
    for accept in ("identity", "gzip, deflate, br"):
        got = get(server, path, Accept_Encoding=accept)
        again = get(server, path, Accept_Encoding=accept, If_None_Match=got.headers["etag"])
        assert (again.status, again.body) == (304, b"")


@pytest.mark.parametrize("path", ["/", "/widget.js", "/tra-cuu", "/assets/widget.css"])
def test_who_reads_gzip_gets_the_same_in_fewer_bytes(server: str, path: str) -> None:
    plain, packed = get(server, path), get(server, path, Accept_Encoding="gzip")
    assert packed.text == plain.text
    assert len(packed.body) < len(plain.body) / 2
    assert "Accept-Encoding" in plain.headers["vary"]


def test_what_is_compressed_already_is_sent_as_it_is(server: str) -> None:
    got = get(server, "/icons/icon-192.png", Accept_Encoding="gzip")
    assert got.body.startswith(b"\x89PNG")
    assert "content-encoding" not in got.headers


@pytest.mark.parametrize("path", ["/", "/widget.js", "/tra-cuu"])
def test_head_tells_the_headers_of_get(server: str, path: str) -> None:
    whole, headers = get(server, path), get(server, path, method="HEAD")
    assert (headers.status, headers.body) == (200, b"")
    assert headers.headers["etag"] == whole.headers["etag"]


def test_an_address_with_a_version_may_be_kept_and_one_without_is_asked_for_again(server: str) -> None:
    assert "immutable" in get(server, "/assets/widget.css?v=1").headers["cache-control"]
    assert get(server, "/widget.js").headers["cache-control"] == "public, max-age=300"
    assert get(server, "/").headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    "path", ["/none", "/tra-cuu/none", "/assets/none.js", "/assets/../pyproject.toml", "/assets/%2e%2e/%2e%2e/pyproject.toml", "/web/sw.js"]
)
def test_there_is_nothing_at_other_addresses(server: str, path: str) -> None:
    got = get(server, path)
    assert got.status == 404
    assert "none" not in got.text and "pyproject" not in got.text


def test_who_mistypes_an_address_gets_a_page_with_a_way_on(server: str) -> None:
    got = get(server, "/tracuu", Accept="text/html,application/xhtml+xml,*/*;q=0.8")
    assert (got.status, got.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert 'href="/tra-cuu"' in got.text
    assert "content-security-policy" in got.headers


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
@pytest.mark.parametrize("path", ["/", "/widget.js", "/tra-cuu"])
def test_pages_are_only_read(server: str, path: str, method: str) -> None:
    got = get(server, path, method=method)
    assert got.status == 405
    assert "Traceback" not in got.text


def test_a_request_beyond_a_megabyte_is_refused_on_every_channel(server: str) -> None:
    got = get(server, "/webhooks/rest/webhook", method="POST", body=b" " * 1_500_000, Content_Type="application/json")
    assert (got.status, got.json["error"]) == (413, "too_large")


# -- other sites


def test_only_listed_sites_may_show_the_pages_in_a_frame_and_read_them(open_server: str) -> None:
    got = get(open_server, "/widget.js", Origin=OTHER)
    assert got.headers["access-control-allow-origin"] == OTHER
    assert "Origin" in got.headers["vary"] and "Accept-Encoding" in got.headers["vary"]
    assert "access-control-allow-credentials" not in got.headers
    assert directives(got.headers["content-security-policy"])["frame-ancestors"] == f"'self' {OTHER}"
    assert "access-control-allow-origin" not in get(open_server, "/widget.js", Origin="https://xa.example.evil.example").headers


def test_the_setting_overrules_the_sites_of_the_file() -> None:
    with serving(PagesChannel(allowed_sites=[OTHER], settings=WebSettings(web_allowed_sites="*"))) as server:
        got = get(server, "/widget.js", Origin="https://any.example")
        assert got.headers["access-control-allow-origin"] == "*"
        assert directives(got.headers["content-security-policy"])["frame-ancestors"] == "*"
    with serving(PagesChannel(allowed_sites=[OTHER], settings=WebSettings(web_allowed_sites=""))) as server:
        assert "access-control-allow-origin" not in get(server, "/widget.js", Origin=OTHER).headers


def test_any_site_may_load_the_widgets_script(server: str) -> None:
    assert get(server, "/widget.js").headers["cross-origin-resource-policy"] == "cross-origin"


# -- addresses on paper


def test_a_printed_address_is_the_one_by_which_the_reader_came_unless_one_is_set(server: str) -> None:
    host = server.removeprefix("http://")
    assert server in get(server, "/tra-cuu/cap-quang/in").text
    assert f"https://{host}/" in get(server, "/tra-cuu/cap-quang/in", X_Forwarded_Proto="https").text
    assert "evil" not in get(server, "/tra-cuu/cap-quang/in", Host='evil"><script>').text
    with serving(PagesChannel(settings=WebSettings(public_url="https://tro-ly.example/"))) as other:
        assert "https://tro-ly.example/tra-cuu/cap-quang" in get(other, "/tra-cuu/cap-quang/in").text


# -- the running service


@pytest.mark.parametrize("path", [*PAGES, *LOADED])
def test_the_pages_are_on_the_port_of_the_bot(service: str, path: str) -> None:
    assert get(service, path, Accept_Encoding="gzip").status == 200


def test_a_search_on_the_page_understands_as_the_bot_does(service: str) -> None:
    found = get(service, "/tra-cuu?q=cap+quan+bang+rong")
    assert 'href="/tra-cuu/cap-quang"' in found.text
