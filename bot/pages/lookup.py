"""The look-up pages: from a method, a path and a query to a reply, without a server (docs/lookup.md).

Pages are rendered when they are first asked for, and kept: their number is that of the plan's entries. Of print sheets and QR
codes, which depend on the site's address too, the last ones are kept, and of offline copies, which hold all of them, those of
the first sites; searches are made each time.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from bot.answers.answer import Context
from bot.answers.memory import Memory
from bot.api.content import Content, read_content
from bot.api.entries import Entries
from bot.api.replies import METHODS, RETRY_SECONDS, HttpReply, Page, holds, searched, steps_of
from bot.api.sections import OWN_PAGES, PAGES, SOURCES_PAGE
from bot.pages.filters import Wanted
from bot.pages.qr import qr_svg
from bot.pages.render import HTML, Renderer
from bot.pages.shelf import Shelf
from bot.pages.worker import MANIFEST, WORKER, worker

HANDOUT, LIST, OFFLINE, QR = "in", "in", "offline.json", "qr.svg"
CACHE_CONTROL = "no-cache"  # kept, but asked for each time: a corrected figure is seen at once
SVG, JSON, SCRIPT, MANIFEST_TYPE = "image/svg+xml", "application/json; charset=utf-8", "text/javascript; charset=utf-8", "application/manifest+json"
# The origin is what a client claims, so what is kept for it is bounded, and so is how often the dear part of it is made.
KEPT_WITH_ORIGIN = 64  # print sheets and codes, each some kilobytes
MOST_SITES = 8  # whose offline copy has sheets and codes: 0.8 MB and half a second each, none thrown away to be made again

Made = tuple[str, bytes]  # type of content, content
Steps = tuple[str, ...]  # of a path, decoded


class Lookup:
    """The pages over all plans of *content*; *web* is the folder of templates, style sheets and scripts."""

    def __init__(self, content: Content, renderer: Renderer, web: Path) -> None:
        library, wording = content.library, content.wording
        context = Context(library, content.phrases, Memory())
        self._library = library
        self._shelves = {plan.id: Shelf(library, plan, Entries(plan, context, wording), context) for plan in library.plans}
        self._default = self._shelves[library.default.id]
        self._search = content.search
        self._renderer = renderer
        self._web = web
        self._pages: dict[Steps, tuple[str, Page]] = {}
        self._copies: dict[str, Mapping[Steps, tuple[str, Page]]] = {}
        self._with_origin = lru_cache(maxsize=KEPT_WITH_ORIGIN)(self._make_with_origin)

    @classmethod
    def from_files(cls, *, plans: Path, phrases: Path, web: Path) -> Lookup:
        """The pages over the plan files of a folder, with the templates in *web*. Raises PlanError for a wrong plan."""
        return cls(read_content(plans=plans, phrases=phrases), Renderer(web), web)

    def reply(
        self,
        method: str,
        path: str,
        if_none_match: str | None = None,
        *,
        query: str = "",
        entities: Iterable[Mapping[str, Any]] = (),
        origin: str = "",
    ) -> HttpReply:
        """The reply to a request.

        path, query: as sent. entities: what the linker found in the words searched for. origin: «https://host» as the reader
        knows this server, for addresses on paper.
        """
        steps = steps_of(path)
        kind, page, status = self._find(steps, query, entities, origin)
        if status == 200 and method not in METHODS:
            kind, page, status = HTML, Page(self._renderer.render("not_allowed.html", shelf=self._default)), 405
        if status != 200:
            headers = {"Content-Type": kind, "Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff"}
            return HttpReply(status, {**headers, "Allow": ", ".join(METHODS)} if status == 405 else headers, page.body)
        headers = {"ETag": page.etag, "Cache-Control": CACHE_CONTROL, "X-Content-Type-Options": "nosniff"}
        if if_none_match is not None and holds(if_none_match, page.etag):
            return HttpReply(304, headers)
        return HttpReply(200, {**headers, "Content-Type": kind}, page.body)

    def paused(self, notice: str) -> HttpReply:
        """The reply to any request while the pages are switched off. notice: what to say."""
        body = self._renderer.render("paused.html", shelf=self._default, notice=notice)
        headers = {"Content-Type": HTML, "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "Retry-After": str(RETRY_SECONDS)}
        return HttpReply(503, headers, body)

    def is_search(self, path: str) -> bool:
        """Whether the query of a request to *path* is searched for: an overview."""
        shelf, steps = self._shelf(steps_of(path)) or (None, ())
        return shelf is not None and not steps

    def addresses(self, *, printed: bool = False) -> Iterable[str]:
        """Every page that depends on nothing but its path; *printed*: the print sheets and QR codes too.

        A sheet comes after its page: side by side they compress best.
        """
        for shelf in self._shelves.values():
            yield shelf.page()
            yield from (shelf.page(LIST), shelf.page(QR)) if printed else ()
            yield shelf.page(SOURCES_PAGE)
            for entry_id in shelf.ids():
                yield shelf.entry_page(entry_id)
                yield from (shelf.entry_page(entry_id, HANDOUT), shelf.entry_page(entry_id, QR)) if printed else ()

    # -- finding

    def _find(self, steps: Steps, query: str, entities: Iterable[Mapping[str, Any]], origin: str) -> tuple[str, Page, int]:
        place = self._shelf(steps)
        if place is not None and not place[1] and (searched(query) or Wanted.from_query(query)):
            return HTML, Page(self._overview(place[0], query, entities)), 200
        if steps in (steps_of(WORKER), steps_of(self._default.page(OFFLINE))):
            return (*self._copy(origin)[steps], 200)
        if steps not in self._pages:
            made = self._with_origin(steps, origin)
            if made is not None:
                return made[0], Page(made[1]), 200
            made = self._make(steps)
            if made is None:
                return HTML, Page(self._renderer.render("missing.html", shelf=self._default)), 404
            self._pages[steps] = made[0], Page(made[1])
        kind, page = self._pages[steps]
        return kind, page, 200

    def _shelf(self, steps: Steps) -> tuple[Shelf, Steps] | None:
        """The plan that a path is about, and what of it; None outside of the look-up."""
        if steps[:2] != ("", PAGES.strip("/")):
            return None
        rest = steps[2:]
        if rest and rest[0] in self._shelves:
            return self._shelves[rest[0]], rest[1:]
        return self._default, rest

    def _make(self, steps: Steps) -> Made | None:
        """What depends on the path alone."""
        if steps == steps_of(MANIFEST):
            return MANIFEST_TYPE, (self._web / MANIFEST.strip("/")).read_bytes()
        place = self._shelf(steps)
        if place is None:
            return None
        shelf, rest = place
        if not rest:
            return HTML, self._overview(shelf, "", ())
        if self._is_own(shelf, steps, SOURCES_PAGE):
            return HTML, self._renderer.render("sources.html", shelf=shelf)
        if len(rest) == 1 and rest[0] in shelf.kinds:
            entry = shelf.entry(rest[0])
            if entry.under_review:
                return HTML, self._renderer.render("review.html", shelf=shelf, entry=entry)
            return HTML, self._renderer.render(f"{shelf.kinds[entry.id]}.html", shelf=shelf, entry=entry, notes=shelf.notes(entry))
        return None

    def _make_with_origin(self, steps: Steps, origin: str) -> Made | None:
        """What is printed, with the address that it came from."""
        place = self._shelf(steps)
        if place is None:
            return None
        shelf, rest = place
        if self._is_own(shelf, steps, LIST):
            return HTML, self._renderer.render("list.html", shelf=shelf, address=origin + shelf.page())
        if rest == (QR,):
            return SVG, qr_svg(origin + shelf.page())
        if len(rest) == 2 and rest[0] in shelf.kinds:
            address = origin + shelf.entry_page(rest[0])
            if rest[1] == HANDOUT and shelf.entry(rest[0]).under_review:
                return HTML, self._renderer.render("review.html", shelf=shelf, entry=shelf.entry(rest[0]))
            if rest[1] == HANDOUT:
                return HTML, self._renderer.render("handout.html", shelf=shelf, entry=shelf.entry(rest[0]), kind=shelf.kinds[rest[0]], address=address)
            if rest[1] == QR:
                return SVG, qr_svg(address)
        return None

    def _is_own(self, shelf: Shelf, steps: Steps, name: str) -> bool:
        """Whether a path names the plan's own page *name*; below a plan's id an entry with that id goes first."""
        assert name in OWN_PAGES
        return steps[2:] == (name,) or (steps[2:] == (shelf.about.id, name) and name not in shelf.kinds)

    # -- making

    def _overview(self, shelf: Shelf, query: str, entities: Iterable[Mapping[str, Any]]) -> bytes:
        text, wanted = searched(query), Wanted.from_query(query)
        plan = next(plan for plan in self._library.plans if plan.id == shelf.about.id)
        found = [shelf.entry(subject.entry.id) for subject in self._search.find(text, entities, plan=plan)] if text else []
        return self._renderer.render(
            "overview.html",
            shelf=shelf,
            plans=[other.about for other in self._shelves.values()],
            pages={other.about.id: other.page() for other in self._shelves.values()},
            query=text,
            wanted=wanted,
            found=[entry for entry in found if shelf.shows(entry, wanted)],
        )

    # -- without a network

    def _copy(self, origin: str) -> Mapping[Steps, tuple[str, Page]]:
        """The service worker and what it keeps, for the readers of a site."""
        if len(self._copies) >= MOST_SITES and origin not in self._copies:
            origin = ""
        if origin not in self._copies:
            address, bundle = self._default.page(OFFLINE), self._bundle(origin)
            script = worker(self._web, self._renderer, address, bundle)
            self._copies[origin] = {steps_of(WORKER): (SCRIPT, Page(script)), steps_of(address): (JSON, Page(bundle))}
        return self._copies[origin]

    def _bundle(self, origin: str) -> bytes:
        """All that is kept in one reply: one request on a slow line instead of some two hundred.

        Without an origin no sheets and codes: they would lead nowhere.
        """
        pages: dict[str, str] = {}
        codes: dict[str, str] = {}
        for address in self.addresses(printed=bool(origin)):
            kind, page, _ = self._find(steps_of(address), "", (), origin)
            (codes if kind == SVG else pages)[address] = page.body.decode()
        not_kept = self._renderer.render("not_kept.html", shelf=self._default).decode()
        return json.dumps({"pages": pages, "codes": codes, "not_kept": not_kept}, ensure_ascii=False, separators=(",", ":")).encode()
