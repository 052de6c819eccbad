"""The files of web/ that are served as they are, and the widget's scripts; read once, when the service starts."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from bot.api.replies import METHODS, HttpReply, holds
from bot.web.bundle import SECOND, widget_scripts
from bot.web.texts import Refusals

TYPES: Mapping[str, str] = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".webp": "image/webp",
    ".ico": "image/x-icon",
    ".woff2": "font/woff2",
}
HOME = "/"
WIDGET = "/widget.js"
FAVICON = "/favicon.ico"
ASSETS = "/assets"
ICONS = "/icons"
# Where what stands in a folder of web/ is found; of two files at one address the first holds.
_FOLDERS = (
    ("assets", ASSETS),
    ("widget", ASSETS),
    ("demo", f"{ASSETS}/demo"),
    ("lookup", f"{ASSETS}/lookup"),
    ("icons", ICONS),
)
_SHORT = "public, max-age=300"
_LONG = "public, max-age=31536000, immutable"  # an address with the content's version in it
_ASK_AGAIN = "no-cache"


class Files:
    """What stands at addresses, by path."""

    def __init__(self, folder: Path, refusals: Refusals) -> None:
        self._held = dict(_held(folder))
        self._refusals = refusals

    def reply(self, method: str, path: str, if_none_match: str | None = None, *, query: str = "") -> HttpReply:
        """The reply to a request."""
        held = self._held.get(path)
        if held is None:
            return self._refusals.reply("not_found")
        if method not in METHODS:
            return self._refusals.reply("method_not_allowed", Allow=", ".join(METHODS))
        kind, body, etag = held
        cache = _ASK_AGAIN if kind.startswith("text/html") else _LONG if query.startswith("v=") else _SHORT
        headers = {"ETag": etag, "Cache-Control": cache}
        if if_none_match is not None and holds(if_none_match, etag):
            return HttpReply(304, headers)
        return HttpReply(200, {**headers, "Content-Type": kind}, body)

    def paths(self) -> tuple[str, ...]:
        """Every address."""
        return tuple(self._held)


def _held(folder: Path) -> Iterator[tuple[str, tuple[str, bytes, str]]]:
    """Address, and type, content, ETag of what stands there."""
    for name, address in reversed(_FOLDERS):
        for file in sorted((folder / name).rglob("*")):
            if file.is_file() and file.suffix in TYPES:
                yield f"{address}/{file.relative_to(folder / name).as_posix()}", _with_tag(TYPES[file.suffix], file.read_bytes())
    scripts = widget_scripts(folder / "widget")
    yield WIDGET, _with_tag(TYPES[".js"], scripts.first.encode())
    yield SECOND, _with_tag(TYPES[".js"], scripts.second.encode())
    yield FAVICON, _with_tag(TYPES[".png"], (folder / "icons" / "icon-192.png").read_bytes())  # asked for by browsers of themselves
    yield HOME, _with_tag(TYPES[".html"], (folder / "demo" / "index.html").read_bytes())


def _with_tag(kind: str, body: bytes) -> tuple[str, bytes, str]:
    return kind, body, f'"{hashlib.sha256(body).hexdigest()[:32]}"'
