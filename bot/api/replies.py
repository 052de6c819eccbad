"""From a method, a path, a query and an If-None-Match header to a reply: the API without a server.

Plans do not change while the service runs, so every reply but those to searches is written once, when the API is made.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal
from urllib.parse import parse_qs, unquote

from bot.answers.answer import Context
from bot.answers.memory import Memory
from bot.answers.phrases import Phrases
from bot.api import models, openapi
from bot.api.content import Content, read_content
from bot.api.entries import Entries
from bot.api.search import MAX_CHARACTERS, Search
from bot.api.sections import OPENAPI, PLANS, ROOT, SEARCH, SECTIONS, address, entry_page
from bot.api.wording import Wording
from bot.plan.find import Library, Subject
from bot.plan.model import Plan

CONTENT_TYPE = "application/json; charset=utf-8"
CACHE_CONTROL = "public, no-cache"  # kept, but asked for each time: what is put under review is seen at once
METHODS = ("GET", "HEAD")
RETRY_SECONDS = 300  # after which a client may ask whether the service is on again
MAX_FIELDS = 20  # of a query; the longest that a page sends has five
_STATUS: Mapping[str, int] = {"not_found": 404, "method_not_allowed": 405, "paused": 503}


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

    def __init__(self, library: Library, phrases: Phrases, wording: Wording, search: Search | None = None) -> None:
        told = {plan.id: Entries(plan, Context(library, phrases, Memory()), wording) for plan in library.plans}
        self._pages = {steps_of(path): Page(body) for path, body in _bodies(library, told)}
        self._wording = wording
        self._library = library
        self._told = told
        self._search = search or Search(library)
        self._searches: dict[tuple[str, ...], Plan | None] = {steps_of(address(plan.id, SEARCH)): plan for plan in library.plans}
        self._searches[steps_of(f"{ROOT}/{SEARCH}")] = None

    @classmethod
    def from_files(cls, *, plans: Path, phrases: Path) -> Api:
        """The API over the plan files of a folder. Raises PlanError for a wrong one."""
        return cls.from_content(read_content(plans=plans, phrases=phrases))

    @classmethod
    def from_content(cls, content: Content) -> Api:
        """The API over the plans of *content*."""
        return cls(content.library, content.phrases, content.wording, content.search)

    def is_search(self, path: str) -> bool:
        """Whether the query of a request to *path* is searched for."""
        return steps_of(path) in self._searches

    def reply(self, method: str, path: str, if_none_match: str | None = None, *, query: str = "", entities: Iterable[Mapping[str, Any]] = ()) -> HttpReply:
        """The reply to a request. path, query: as sent, percent-encoded. entities: what the linker found in the words searched for."""
        page = self._hits(steps_of(path), query, entities) if self.is_search(path) else self._pages.get(steps_of(path))
        if page is None:
            return self._error("not_found")
        if method not in METHODS:
            return self._error("method_not_allowed", Allow=", ".join(METHODS))
        headers = {"ETag": page.etag, "Cache-Control": CACHE_CONTROL, "X-Content-Type-Options": "nosniff"}
        if if_none_match is not None and holds(if_none_match, page.etag):
            return HttpReply(304, headers)
        return HttpReply(200, {**headers, "Content-Type": CONTENT_TYPE}, page.body)

    def paused(self, notice: str) -> HttpReply:
        """The reply to any request while the API is switched off. notice: what to say, for the reader."""
        told = models.Error(error="paused", message=notice)
        headers = {"Content-Type": CONTENT_TYPE, "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "Retry-After": str(RETRY_SECONDS)}
        return HttpReply(_STATUS[told.error], headers, _json(told))

    def _hits(self, steps: tuple[str, ...], query: str, entities: Iterable[Mapping[str, Any]]) -> Page:
        text = searched(query)
        found = self._search.find(text, entities, plan=self._searches[steps])
        return Page(_json(models.Hits(query=text, items=tuple(self._hit(subject) for subject in found))))

    def _hit(self, subject: Subject) -> models.Hit:
        return self._told[subject.plan.id].hit(subject.entry, page=entry_page(self._library, subject.plan, subject.entry.id))

    def _error(self, error: Literal["not_found", "method_not_allowed"], **headers: str) -> HttpReply:
        told = models.Error(error=error, message=getattr(self._wording, error))
        headers = {"Content-Type": CONTENT_TYPE, "Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff", **headers}
        return HttpReply(_STATUS[error], headers, _json(told))


def searched(query: str) -> str:
    """The words searched for, out of a query as sent.

    >>> searched("q=c%C3%A1p+quang&pillar=")
    'cáp quang'
    """
    if query.count("&") >= MAX_FIELDS:
        return ""
    return " ".join(parse_qs(query).get("q", [""])[0].split())[:MAX_CHARACTERS]


def _bodies(library: Library, told: Mapping[str, Entries]) -> Iterator[tuple[str, bytes]]:
    """Every address with its JSON."""
    yield OPENAPI, _dump(openapi.document())
    yield PLANS, _json(models.Plans(items=tuple(told[plan.id].plan() for plan in library.plans)))
    for plan in library.plans:
        entries = told[plan.id]
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


def steps_of(path: str) -> tuple[str, ...]:
    """The path in pieces, decoded; a slash at the end does not count.

    >>> steps_of("/api/plans/2022/targets/a%2Fb/")
    ('', 'api', 'plans', '2022', 'targets', 'a/b')
    """
    return tuple(unquote(step) for step in path.removesuffix("/").split("/"))


def holds(if_none_match: str, etag: str) -> bool:
    """Whether a list of tags (weak ones too: it is reading that is asked for) holds *etag*, or is «*»."""
    tags = [tag.strip().removeprefix("W/") for tag in if_none_match.split(",")]
    return "*" in tags or etag in tags
