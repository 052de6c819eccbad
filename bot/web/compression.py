"""Replies compressed once for all browsers that can read them so.

gzip and nothing else: every browser reads it and Python brings it. Brotli would save a phone a few kB at its first visit and
cost a package (docs/web-channel.md).
"""

from __future__ import annotations

import gzip
from collections import OrderedDict
from dataclasses import replace

from bot.api.replies import HttpReply

LEAST_BYTES = 500  # below a packet's size nothing is gained
MOST_KEPT_BYTES = 16_000_000
SUFFIX = "-gzip"
_COMPRESSIBLE = ("text/", "application/json", "application/javascript", "application/manifest+json", "image/svg+xml")


class Compression:
    """Keeps the compressed form of replies that have an ETag, those used last, within bounds; others are compressed each time."""

    def __init__(self, *, most_bytes: int = MOST_KEPT_BYTES) -> None:
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._most_bytes = most_bytes
        self._bytes = 0

    def encoded(self, reply: HttpReply, accept_encoding: str) -> HttpReply:
        """The reply for a browser that sent *accept_encoding*; its ETag then differs, as the bytes do.

        A reply 304 tells the tag of the form that the browser has, or would get now.
        """
        etag = reply.headers.get("ETag")
        if not (_is_worth_it(reply) or (reply.status == 304 and etag)):
            return reply
        headers = {**reply.headers, "Vary": _with(reply.headers.get("Vary"), "Accept-Encoding")}
        if not reads_gzip(accept_encoding):
            return replace(reply, headers=headers)
        if etag:
            headers["ETag"] = f'{etag[:-1]}{SUFFIX}"'
        if reply.status == 304:
            return replace(reply, headers=headers)
        return replace(reply, headers={**headers, "Content-Encoding": "gzip"}, body=self._compressed(etag, reply.body) if etag else _packed(reply.body))

    def _compressed(self, etag: str, body: bytes) -> bytes:
        if etag not in self._kept:
            self._kept[etag] = _packed(body)
            self._bytes += len(self._kept[etag])
        self._kept.move_to_end(etag)
        compressed = self._kept[etag]
        while self._bytes > self._most_bytes:
            self._bytes -= len(self._kept.popitem(last=False)[1])
        return compressed


def plain_tags(if_none_match: str | None) -> str | None:
    """If-None-Match with the tags of compressed replies as those of what was compressed.

    >>> plain_tags('"a-gzip", W/"b"')
    '"a", W/"b"'
    """
    return if_none_match.replace(f'{SUFFIX}"', '"') if if_none_match is not None else None


def reads_gzip(accept_encoding: str) -> bool:
    """Whether a browser takes gzip.

    >>> [reads_gzip(accept) for accept in ("gzip, br", "*", "br;q=1, gzip;q=0.5", "gzip;q=0", "", "identity")]
    [True, True, True, False, False, False]
    """
    quality: dict[str, float] = {}
    for coding in accept_encoding.lower().split(","):
        name, _, weight = coding.partition(";")
        try:
            quality[name.strip()] = float(weight.strip().removeprefix("q=") or 1)
        except ValueError:
            quality[name.strip()] = 0.0
    return quality.get("gzip", quality.get("*", 0.0)) > 0


def _packed(body: bytes) -> bytes:
    return gzip.compress(body, 9, mtime=0)


def _is_worth_it(reply: HttpReply) -> bool:
    is_text = reply.headers.get("Content-Type", "").startswith(_COMPRESSIBLE)
    return reply.status == 200 and is_text and len(reply.body) >= LEAST_BYTES and "Content-Encoding" not in reply.headers


def _with(vary: str | None, name: str) -> str:
    return f"{vary}, {name}" if vary else name
