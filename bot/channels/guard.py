"""What holds for the whole port of the channels, whatever the address: limits, time-outs, headers, requests that can be read in one way only."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from sanic import Sanic
from sanic.exceptions import InvalidUsage
from sanic.http import Http
from sanic.request import Request
from sanic.response import BaseHTTPResponse

from bot.limits.addresses import Client
from bot.limits.gate import Gate
from bot.limits.settings import LimitSettings

MOST_BYTES: Final = 1_000_000  # of any request's body; Sanic would take a hundred times as much
REQUEST_SECONDS: Final = 15  # for the head of a request; Sanic would wait for a minute
# Of replies that have none of their own, as all but pages: nothing of them is to be shown, run or put into a frame.
HEADERS: Final[Mapping[str, str]] = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
# Rasa tells browsers of every reply that it may be read with cookies. There are none, and no page should send any.
_OF_RASA = ("Access-Control-Allow-Credentials", "Access-Control-Expose-Headers")
_REQUEST_LINE = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,40} [!-~]{1,8000} HTTP/1\.[01]")
_HEADER = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[\t ]*([^\x00-\x08\x0a-\x1f\x7f]*)")
_LENGTH = re.compile(rb"[0-9]{1,12}")


def guard_server(settings: LimitSettings) -> None:
    """Guard the server that Rasa will set up in this process. Rasa must be imported."""
    import rasa.core.run

    configure = rasa.core.run.configure_app

    def configured(*arguments: Any, **options: Any) -> Sanic:
        app: Sanic = configure(*arguments, **options)
        guard(app, settings)
        return app

    rasa.core.run.configure_app = configured


def guard(app: Sanic, settings: LimitSettings) -> None:
    """Guard *app*, once its channels are registered."""
    app.ctx.gate = Gate(settings)
    app.config.REQUEST_MAX_SIZE = min(app.config.REQUEST_MAX_SIZE, MOST_BYTES)
    app.config.REQUEST_TIMEOUT = min(app.config.REQUEST_TIMEOUT, REQUEST_SECONDS)

    async def add(request: Request, response: BaseHTTPResponse) -> None:
        for name in _OF_RASA:
            response.headers.pop(name, None)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)

    async def read(head: bytes) -> None:
        check_head(head)

    app.response_middleware.append(add)  # the last to run; register_middleware would make it the first
    app.add_signal(read, "http.lifecycle.read_head")
    Http.create_empty_request = _create_empty_request


def gate_of(app: Sanic) -> Gate:
    """The gate of a guarded server."""
    gate: Gate = app.ctx.gate
    return gate


def client_of(request: Request) -> Client:
    """Who sends *request*."""
    return gate_of(request.app).proxies.client(request.ip, request.headers.getall("x-forwarded-for", ()))


_create = Http.create_empty_request


def _create_empty_request(http: Http) -> None:
    """Sanic's own, for a request that cannot be read; it fails at an address that is no UTF-8, and the client gets no reply."""
    http.url = (http.url or "*").encode("utf-8", "replace").decode()
    _create(http)


def check_head(head: bytes) -> None:
    """Raises InvalidUsage, which gets 400, for the head of a request that is not written as HTTP says (RFC 9112).

    Sanic takes more, and fails at some of it. A length given twice or beside another framing must not be believed: a proxy in
    front may read it differently, and one request would be two.

    >>> check_head(b"GET / HTTP/1.1\\r\\nHost: a")
    """
    line, *lines = head.split(b"\r\n")
    framing: list[tuple[bytes, bytes]] = []
    is_readable = _REQUEST_LINE.fullmatch(line) is not None
    for told in lines:
        header = _HEADER.fullmatch(told)
        if header is None:
            is_readable = False
        elif header[1].lower() in (b"content-length", b"transfer-encoding"):
            framing.append((header[1].lower(), header[2].strip()))
    if not is_readable or len(framing) > 1:
        raise InvalidUsage("Bad Request")
    for name, value in framing:
        if not (_LENGTH.fullmatch(value) if name == b"content-length" else value.lower() == b"chunked"):
            raise InvalidUsage("Bad Request")
