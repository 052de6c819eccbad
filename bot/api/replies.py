"""From a method, a path and an If-None-Match header to a reply: the API without a server.

Plans do not change while the service runs, so every reply is written once, when the API is made.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal
from urllib.parse import unquote

from bot.answers.answer import Context
from bot.answers.memory import Memory
from bot.answers.phrases import Phrases
from bot.api import models, openapi
from bot.api.entries import Entries
from bot.api.sections import OPENAPI, PLANS, SECTIONS, address
from bot.api.wording import Wording
from bot.plan.find import Library
from bot.plan.load import load_plans

CONTENT_TYPE = "application/json; charset=utf-8"
CACHE_CONTROL = "public, max-age=300"
METHODS = ("GET", "HEAD")
_STATUS: Mapping[str, int] = {"not_found": 404, "method_not_allowed": 405}


@dataclass(frozen=True)
class HttpReply:
    """What is sent back. The body of a HEAD reply is there for its length; the server leaves it out."""

    status: int
    headers: Mapping[str, str]
    body: bytes = b""


class Page:
    """The JSON at an address, and its ETag."""

    def __init__(self, body: bytes) -> None:
        self.body = body
        self.etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'


class Api:
    """The read-only API over *library*."""

    def __init__(self, library: Library, phrases: Phrases, wording: Wording) -> None:
        self._pages = {_steps(path): Page(body) for path, body in _bodies(library, phrases, wording)}
        self._wording = wording

    @classmethod
    def from_files(cls, *, plans: Path, phrases: Path) -> Api:
        """The API over the plan files of a folder. Raises PlanError for a wrong one."""
        return cls(Library(load_plans(plans)), Phrases.from_file(phrases), Wording.from_file(phrases))

    def reply(self, method: str, path: str, if_none_match: str | None = None) -> HttpReply:
        """The reply to a request. path: as sent, percent-encoded, without a query."""
        page = self._pages.get(_steps(path))
        if page is None:
            return self._error("not_found")
        if method not in METHODS:
            return self._error("method_not_allowed", Allow=", ".join(METHODS))
        headers = {"ETag": page.etag, "Cache-Control": CACHE_CONTROL, "X-Content-Type-Options": "nosniff"}
        if if_none_match is not None and _holds(if_none_match, page.etag):
            return HttpReply(304, headers)
        return HttpReply(200, {**headers, "Content-Type": CONTENT_TYPE}, page.body)

    def _error(self, error: Literal["not_found", "method_not_allowed"], **headers: str) -> HttpReply:
        told = models.Error(error=error, message=getattr(self._wording, error))
        headers = {"Content-Type": CONTENT_TYPE, "Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff", **headers}
        return HttpReply(_STATUS[error], headers, _json(told))


def _bodies(library: Library, phrases: Phrases, wording: Wording) -> Iterator[tuple[str, bytes]]:
    """Every address with its JSON."""
    context = Context(library, phrases, Memory())
    told = [Entries(plan, context, wording) for plan in library.plans]
    yield OPENAPI, _dump(openapi.document())
    yield PLANS, _json(models.Plans(items=tuple(entries.plan() for entries in told)))
    for plan, entries in zip(library.plans, told, strict=True):
        yield address(plan.id), _json(entries.plan())
        for section in SECTIONS:
            items = entries.entries(section.name)
            yield address(plan.id, section.name), _json(section.list(plan=entries.reference(), items=items))
            for item in items:
                yield item.href, _json(item)


def _json(reply: models.Reply) -> bytes:
    return _dump(json.loads(reply.json(by_alias=True)))


def _dump(content: Any) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def _steps(path: str) -> tuple[str, ...]:
    """The path in pieces, decoded; a slash at the end does not count.

    >>> _steps("/api/plans/2022/targets/a%2Fb/")
    ('', 'api', 'plans', '2022', 'targets', 'a/b')
    """
    return tuple(unquote(step) for step in path.removesuffix("/").split("/"))


def _holds(if_none_match: str, etag: str) -> bool:
    """Whether a list of tags (weak ones too: it is reading that is asked for) holds *etag*, or is «*»."""
    tags = [tag.strip().removeprefix("W/") for tag in if_none_match.split(",")]
    return "*" in tags or etag in tags
