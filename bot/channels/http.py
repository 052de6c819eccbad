"""Between Sanic and replies that know nothing of a server: bodies of bounded length, compression, other sites."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from sanic import Blueprint
from sanic.constants import HTTP_METHODS
from sanic.exceptions import InvalidUsage
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.api.replies import HttpReply
from bot.web.compression import Compression
from bot.web.sites import Sites

_OF_RASA = ("Access-Control-Allow-Credentials", "Access-Control-Expose-Headers")
ALL_METHODS = tuple(str(method) for method in HTTP_METHODS)


BODY_SECONDS = 20.0  # in which a body has to be here; the largest that is taken needs 400 kbit/s then


class TooLargeError(Exception):
    """The body is longer than what is read."""


class TooSlowError(Exception):
    """The body did not come in time."""


class BrokenBodyError(ValueError):
    """The body is not framed as HTTP says."""


async def body_of(request: Request, most: int) -> bytes:
    """The body, of a handler that takes streams.

    Raises TooLargeError for more than *most* bytes, which are not kept in memory, TooSlowError and BrokenBodyError.
    """
    try:
        async with asyncio.timeout(BODY_SECONDS):
            return await _body_of(request, most)
    except TimeoutError:
        raise TooSlowError from None
    except InvalidUsage:
        raise BrokenBodyError from None


async def _body_of(request: Request, most: int) -> bytes:
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and int(declared) > most:
        raise TooLargeError
    body = bytearray()
    while request.stream is not None and (part := await request.stream.read()):
        body += part
        if len(body) > most:
            raise TooLargeError
    return bytes(body)


def to_response(request: Request, reply: HttpReply, compression: Compression | None = None) -> HTTPResponse:
    """The reply as the server sends it, compressed if the browser can read that."""
    if compression is not None:
        reply = compression.encoded(reply, request.headers.get("accept-encoding", ""))
    headers = dict(reply.headers)
    return HTTPResponse(reply.body, reply.status, headers, headers.get("Content-Type"))


def open_to(sites: Sites, blueprint: Blueprint, *, methods: str, headers: str = "") -> None:
    """Let pages of *sites* call what the blueprint serves, by *methods* and with *headers* of their own, never with cookies.

    Rasa answers every OPTIONS request before any handler is reached, without saying that anything is allowed, and tells of
    every reply that it may be read with cookies; hence a middleware that comes after.
    """

    @blueprint.middleware("response")
    async def tell(request: Request, response: HTTPResponse) -> HTTPResponse | None:
        origin = request.headers.get("origin")
        if request.method == "OPTIONS" and "access-control-request-method" in request.headers:
            return HTTPResponse(status=204, headers={**sites.preflight_headers(origin, methods=methods, headers=headers)})
        for name in _OF_RASA:
            response.headers.pop(name, None)
        add_headers(response, sites.headers(origin))
        return None


def add_headers(response: HTTPResponse, headers: Mapping[str, str]) -> None:
    """Set *headers*; what the reply varies with is added to what it varies with already."""
    for name, value in headers.items():
        known = response.headers.get(name) if name == "Vary" else None
        response.headers[name] = f"{known}, {value}" if known and value not in known else value
