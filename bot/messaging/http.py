"""Requests to a platform's API. Addresses and bodies are in no error, since they hold tokens and what people write."""

from __future__ import annotations

import json as _json
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import aiohttp

_NOTHING: Mapping[str, str] = MappingProxyType({})
MOST_BYTES = 1_000_000  # of a reply; what is longer counts as unreadable


@dataclass(frozen=True)
class ApiReply:
    """A reply. body: the parsed JSON, None if it is none. text: the body as it came. headers: names in lower case."""

    status: int
    body: Any
    headers: Mapping[str, str]
    text: str = ""


class ApiSilenceError(Exception):
    """No reply. sent: the request may have reached the platform (time-out, broken off), so that it may have acted."""

    def __init__(self, *, sent: bool) -> None:
        super().__init__("no reply" if sent else "no connection")
        self.sent = sent


class ApiClient:
    """Keeps its connections to one API. Make and use it in one event loop.

    base: the address that all paths are put behind. seconds: for one request in all, half of them for its connection.
    """

    def __init__(self, base: str, *, seconds: float = 10.0) -> None:
        self._base = base.rstrip("/")
        self._timeout = aiohttp.ClientTimeout(total=seconds, connect=seconds / 2)
        self._session: aiohttp.ClientSession | None = None

    async def post(
        self,
        path: str,
        *,
        json: Any = None,
        form: Mapping[str, str] | None = None,
        headers: Mapping[str, str] = _NOTHING,
        query: Mapping[str, str] = _NOTHING,
    ) -> ApiReply:
        """POST *json*, or *form* as HTML forms are sent. Raises ApiSilenceError."""
        return await self._request("POST", path, headers=headers, query=query, json=json, form=form)

    async def get(self, path: str, *, headers: Mapping[str, str] = _NOTHING, query: Mapping[str, str] = _NOTHING) -> ApiReply:
        """GET. Raises ApiSilenceError."""
        return await self._request("GET", path, headers=headers, query=query)

    async def delete(self, path: str, *, json: Any = None, headers: Mapping[str, str] = _NOTHING, query: Mapping[str, str] = _NOTHING) -> ApiReply:
        """DELETE, with a body if *json* is given. Raises ApiSilenceError."""
        return await self._request("DELETE", path, headers=headers, query=query, json=json)

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def _request(
        self, method: str, path: str, *, headers: Mapping[str, str], query: Mapping[str, str], json: Any = None, form: Mapping[str, str] | None = None
    ) -> ApiReply:
        if self._session is None:
            # Redirects are not followed: they would carry tokens elsewhere. No cookies are kept.
            self._session = aiohttp.ClientSession(timeout=self._timeout, cookie_jar=aiohttp.DummyCookieJar())
        try:
            async with self._session.request(
                method,
                self._base + path,
                params=dict(query),
                headers=dict(headers),
                json=json,
                data=dict(form) if form is not None else None,
                allow_redirects=False,
            ) as reply:
                body = await reply.content.read(MOST_BYTES + 1)
                while not reply.content.at_eof() and len(body) <= MOST_BYTES:
                    body += await reply.content.read(MOST_BYTES + 1 - len(body))
                text = body.decode("utf-8", "replace")
                return ApiReply(reply.status, _parsed(text), {name.lower(): value for name, value in reply.headers.items()}, text)
        except (aiohttp.ClientConnectorError, aiohttp.ServerTimeoutError):  # the latter: no connection was free or made in time
            raise ApiSilenceError(sent=False) from None
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError):
            raise ApiSilenceError(sent=True) from None


def _parsed(text: str) -> Any:
    if len(text) > MOST_BYTES:
        return None
    try:
        return _json.loads(text)
    except (ValueError, RecursionError):
        return None
