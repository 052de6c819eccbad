"""Whatever comes over REST, from browsers, to the API and to the pages: an answer or a calm refusal, in time, and nothing internal told."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import quote

from hypothesis import given
from hypothesis import strategies as st

from bot.web.texts import STATUS
from tests.channels.visiting import open_session
from tests.conftest import Service
from tests.fuzz.inputs import AT_ONCE, PIECES, any_body, fuzzed, mutated, texts, values
from tests.fuzz.wire import Sent, Wire

METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE")
JSON = {"Content-Type": "application/json"}
values_of_headers = st.one_of(
    st.sampled_from(["*", "websocket", "100-continue", "gzip", "gzip;q=x", "text/html", '"x"', "null", "application/json", "multipart/form-data; boundary=x"]),
    st.text(st.characters(min_codepoint=32, max_codepoint=255, exclude_characters="\x7f"), max_size=30),
)
headers = st.dictionaries(
    st.sampled_from(
        [
            "Accept",
            "Accept-Encoding",
            "Accept-Language",
            "If-None-Match",
            "Origin",
            "Range",
            "X-Forwarded-For",
            "X-Forwarded-Proto",
            "X-Request-Id",
            "Cookie",
            "Expect",
            "Upgrade",
            "Access-Control-Request-Method",
            "User-Agent",
            "Content-Encoding",
        ]
    ),
    values_of_headers,
    max_size=3,
)
kinds = st.sampled_from([JSON, JSON, JSON, JSON, JSON, {}, {"Content-Type": "text/plain"}, {"Content-Type": "application/json; charset=utf-16"}])

# -- REST

senders = st.one_of(st.sampled_from(["fuzz-1", "fuzz-2", "fuzz-3", "web-x", "zalo-1", "", "../x", "\x00", "\ud800"]), st.text(max_size=300), values)
messages = st.fixed_dictionaries(
    {}, optional={"sender": senders, "message": st.one_of(texts, texts, texts, values), "input_channel": values, "metadata": values, "stream": values}
)
question = st.builds(lambda sender, text: {"sender": sender, "message": text}, st.sampled_from([f"fuzz-{number}" for number in range(500)]), texts)
rest = st.builds(
    lambda query, kind, more, body, chunked: Sent("POST", f"/webhooks/rest/webhook{query}", {**kind, **more}, body, chunked),
    st.sampled_from(["", "", "", "?stream=true", "?stream=%ff", "?token=x", "?stream=true&stream=0"]), kinds,
    headers, any_body(st.one_of(question, question, messages)),
    st.sampled_from([False, False, False, True]),
)  # fmt: skip
elsewhere = st.builds(
    lambda method, path, more: Sent(method, path, more),
    st.sampled_from(METHODS),
    st.sampled_from(["/webhooks/rest/webhook", "/webhooks/rest/", "/webhooks/rest", "/webhooks/rest/nothing"]),
    headers,
)


def test_rest_answers_or_refuses_whatever_is_sent(wire: Wire) -> None:
    @fuzzed()
    @given(st.lists(st.one_of(*[rest] * 9, elsewhere), min_size=AT_ONCE, max_size=AT_ONCE))
    def fuzz(requests: list[Sent]) -> None:
        for request, reply in zip(requests, wire.send(*requests), strict=True):
            if reply.status == 200 and request.method == "POST" and "stream" not in request.path:
                assert isinstance(json.loads(reply.body), list)

    fuzz()


# -- the web

_ACTIONS = ("session", "messages", "messages", "messages", "feedback", "conversation", "nothing", "messages/", "")


def test_the_web_channel_answers_or_refuses_whatever_is_sent(wire: Wire, running: Service) -> None:
    sessions = [open_session(running.url) for _ in range(AT_ONCE * 2)]
    bearers = st.one_of(
        st.sampled_from([f"Bearer {session}" for session in sessions]), st.sampled_from([f"Bearer {session}" for session in sessions]),
        st.sampled_from(sessions).map(lambda session: "bearer " + session[:-1]), values_of_headers,
    )  # fmt: skip
    content = st.fixed_dictionaries(
        {}, optional={"id": st.one_of(st.from_regex(r"[!-~]{1,64}", fullmatch=True), values), "text": st.one_of(texts, texts, texts, values), "answer": values,
            "value": st.sampled_from(["up", "down", "", None, 1]), "reason": values}
    )  # fmt: skip
    message = st.builds(lambda name, text: {"id": name, "text": text}, st.from_regex(r"[!-~]{1,20}", fullmatch=True), texts)
    bodies = any_body(st.one_of(message, message, content))
    anything = st.builds(
        lambda method, action, bearer, kind, more, body, chunked: Sent(method, f"/webhooks/web/{action}", {**bearer, **kind, **more}, body, chunked),
        st.sampled_from(["POST"] * 8 + ["DELETE", "GET", "OPTIONS", "PUT"]), st.sampled_from(_ACTIONS), bearers.map(lambda bearer: {"Authorization": bearer}),
        kinds, headers, bodies, st.sampled_from([False, False, False, True]),
    )  # fmt: skip
    asked = st.builds(
        lambda session, body: Sent("POST", "/webhooks/web/messages", {**JSON, "Authorization": f"Bearer {session}"}, body), st.sampled_from(sessions), bodies
    )
    requests = st.one_of(asked, asked, anything)

    @fuzzed()
    @given(st.lists(requests, min_size=AT_ONCE, max_size=AT_ONCE))
    def fuzz(sent: list[Sent]) -> None:
        for request, reply in zip(sent, wire.send(*sent), strict=True):
            if reply.status >= 400 and request.method not in ("HEAD", "OPTIONS"):
                assert json.loads(reply.body)["error"] in STATUS

    fuzz()


# -- the API and the pages

words = st.one_of(st.sampled_from(PIECES), st.text(max_size=30)).map(lambda word: quote(word.encode("utf-8", "replace")))
raw_words = st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=30)


def paths(templates: list[str], names: list[str]) -> st.SearchStrategy[str]:
    """The paths with blanks filled by real names, other words, or anything; and with a query."""
    filler = st.one_of(st.sampled_from(names), st.sampled_from(names), words, raw_words)

    @st.composite
    def made(draw: st.DrawFn) -> str:
        path = draw(st.sampled_from(templates))
        path = "".join(part if number % 2 == 0 else draw(filler) for number, part in enumerate(re.split(r"(\{\w*\})", path)))
        query = draw(
            st.lists(st.tuples(st.sampled_from(["q", "v", "plan", "pillar", "kind", "tru-cot", "loai", "x"]), st.one_of(words, words, raw_words)), max_size=3)
        )
        return "/" + path.lstrip("/") + ("?" + "&".join(f"{name}={value}" for name, value in query) if query else "")

    return made()


def described(service: str, wire: Wire) -> tuple[list[str], list[str]]:
    """The paths of the API's own description, and names that stand in it."""
    (reply,) = wire.send(Sent("GET", "/api/openapi.json"))
    document: dict[str, Any] = json.loads(reply.body)
    return list(document["paths"]), ["2022", "cap-quang", "nv-01", "bo-tttt", "targets", "tasks", "mandates", "sources", "."]


def test_the_api_answers_or_refuses_whatever_is_asked(wire: Wire, running: Service) -> None:
    templates, names = described(running.url, wire)
    assert len(templates) > 5
    addresses = st.one_of(*[paths(templates, names)] * 5, raw_words.map(lambda word: f"/api/{word}"))
    requests = st.builds(
        Sent, st.sampled_from(["GET"] * 8 + list(METHODS)), addresses, headers, st.one_of(st.none(), st.none(), st.none(), st.binary(max_size=50))
    )

    @fuzzed()
    @given(st.lists(requests, min_size=AT_ONCE, max_size=AT_ONCE))
    def fuzz(sent: list[Sent]) -> None:
        wire.send(*sent)

    fuzz()


def test_the_pages_answer_or_refuse_whatever_is_asked(wire: Wire) -> None:
    templates = [
        "/",
        "/tra-cuu",
        "/tra-cuu/{}",
        "/tra-cuu/{}/{}",
        "/tra-cuu/tim",
        "/tra-cuu/{}/in",
        "/assets/{}",
        "/icons/{}",
        "/widget.js",
        "/sw.js",
        "/manifest.webmanifest",
        "/{}",
        "/{}/{}",
    ]
    addresses = paths(templates, ["2022", "muc-tieu", "cap-quang", "nhiem-vu", "tim-kiem", "..", "%2e%2e", "%2f", "%00", "%ff", "nguon"])
    requests = st.builds(Sent, st.sampled_from(["GET"] * 8 + list(METHODS)), addresses, headers)

    @fuzzed()
    @given(st.lists(requests, min_size=AT_ONCE, max_size=AT_ONCE))
    def fuzz(sent: list[Sent]) -> None:
        wire.send(*sent)

    fuzz()


# -- HTTP itself


def test_what_is_hardly_http_is_answered_or_hung_up_on(wire: Wire) -> None:
    body = b'{"sender": "fuzz", "message": "a"}'
    whole = st.sampled_from(
        [
            b"POST /webhooks/rest/webhook HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body),
            b"POST /webhooks/rest/webhook HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n" % (len(body), body),
            b"POST /webhooks/web/messages HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n"
            % (len(body), body),
            b"GET /api/ HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip\r\n\r\n",
            b"GET / HTTP/1.0\r\n\r\n",
            b"OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n",
        ]
    )

    @fuzzed(1)
    @given(st.one_of(mutated(whole), mutated(whole), mutated(whole), st.binary(max_size=200)))
    def fuzz(request: bytes) -> None:
        wire.send_raw(request)

    fuzz()
