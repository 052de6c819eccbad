"""The pages that people read, and the widget's script, on the port of the channels (docs/web-channel.md)."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping
from functools import partial
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, Sanic
from sanic.exceptions import SanicException
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.api.content import UnderReview, read_content
from bot.api.replies import HttpReply
from bot.channels.http import ALL_METHODS, add_headers, open_to, to_response
from bot.channels.understood import entities_of
from bot.pages.lookup import Lookup
from bot.pages.render import Renderer
from bot.paths import PHRASES, PLANS, WEB
from bot.switches.watch import Switches
from bot.web.compression import Compression, plain_tags
from bot.web.files import ASSETS, FAVICON, HOME, ICONS, WIDGET, Files
from bot.web.headers import page_headers
from bot.web.settings import WebSettings
from bot.web.sites import ORIGIN
from bot.web.texts import STATUS, Refusals

logger = logging.getLogger(__name__)

LOOK_UP = ("/tra-cuu", "/tra-cuu/<rest:path>", "/sw.js", "/manifest.webmanifest")
FILES = (f"{ASSETS}/<rest:path>", f"{ICONS}/<rest:path>", WIDGET, FAVICON)


class PagesChannel(InputChannel):
    """No channel for messages: Rasa has no other place where a blueprint can be hung up.

    allowed_sites: the sites that may show the pages in a frame (bot.web.sites); the setting WEB_ALLOWED_SITES overrules it.
    """

    def __init__(self, *, allowed_sites: str | Iterable[str] = (), settings: WebSettings | None = None) -> None:
        self._settings = settings or WebSettings()
        self._sites = self._settings.sites(allowed_sites)

    @classmethod
    def name(cls) -> str:
        """The channel's name for Rasa."""
        return "pages"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> PagesChannel:
        """The channel as credentials.yml sets it up."""
        return cls(**(credentials or {}))

    def url_prefix(self) -> str:
        """An absolute path, so that Rasa does not put it under /webhooks/."""
        return HOME

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The pages' addresses. Raises PlanError for a wrong plan file and OSError for a missing page."""
        refusals = Refusals.from_file(PHRASES)
        files = Files(WEB, refusals)
        content = read_content(plans=PLANS, phrases=PHRASES)
        renderer = Renderer(WEB)
        lookups = UnderReview(content, lambda reviewed: Lookup(reviewed, renderer, WEB))
        switches = Switches(self._settings.database)
        pages = _Pages(files, lookups, switches, content.phrases.texts["paused"], page_headers(self._sites), self._settings.public_url)

        async def file(request: Request, rest: str = "") -> HTTPResponse:
            return pages.file(request)

        async def look_up(request: Request, rest: str = "") -> HTTPResponse:
            return await pages.look_up(request)

        blueprint = _WithHome("pages", pages, refusals)
        for handler, paths in ((file, FILES), (look_up, LOOK_UP)):
            for path in paths:
                blueprint.add_route(handler, path, methods=ALL_METHODS)
        open_to(self._sites, blueprint, methods="GET")
        return blueprint


class _Pages:
    """From requests to replies, with the headers that every page has."""

    def __init__(self, files: Files, lookups: UnderReview[Lookup], switches: Switches, paused: str, headers: Mapping[str, str], public_url: str) -> None:
        self._files = files
        self._lookups = lookups
        self._switches = switches
        self._paused = paused
        self._headers = headers
        self._public_url = public_url
        self._compression = Compression()
        for path in files.paths():
            self._compression.encoded(files.reply("GET", path), "gzip")

    def file(self, request: Request) -> HTTPResponse:
        """A file of web/, or the widget's script."""
        reply = self._files.reply(request.method, request.path, plain_tags(request.headers.get("if-none-match")), query=request.query_string)
        return self._respond(request, reply)

    async def look_up(self, request: Request) -> HTTPResponse:
        """A page of the look-up."""
        state = await self._switches.current()
        notice = state.notice(PagesChannel.name())
        lookup = await asyncio.to_thread(self._lookups.without, state.topics) if state.topics else self._lookups.without(state.topics)
        if notice is not None:
            return self._respond(request, lookup.paused(notice or self._paused))
        entities = await entities_of(request) if lookup.is_search(request.path) else ()
        tags = plain_tags(request.headers.get("if-none-match"))
        origin = self._public_url or _origin(request)
        asked = partial(lookup.reply, request.method, request.path, tags, query=request.query_string, entities=entities, origin=origin)
        reply = await asyncio.to_thread(asked)  # the offline copy takes half a second to be made
        return self._respond(request, reply)

    def missing(self, request: Request) -> HTTPResponse:
        """The page for an address at which there is nothing."""
        return self._respond(request, self._lookups.without(frozenset()).reply("GET", request.path))

    def _respond(self, request: Request, reply: HttpReply) -> HTTPResponse:
        response = to_response(request, reply, self._compression)
        add_headers(response, self._headers)
        return response


class _WithHome(Blueprint):
    """A blueprint that also serves «/», where Rasa has put a greeting, and tells what the server refuses or fails at."""

    def __init__(self, name: str, pages: _Pages, refusals: Refusals) -> None:
        super().__init__(name)
        self.ctx.pages = pages  # attributes of its own are not allowed
        self.ctx.refusals = refusals

    def register(self, app: Sanic, options: Mapping[str, Any]) -> None:
        """See the parent class."""
        super().register(app, options)
        pages: _Pages = self.ctx.pages
        refusals: Refusals = self.ctx.refusals

        async def home(request: Request) -> HTTPResponse | None:
            # Sanic puts a method of this name in place of that of a request which it could not read, and asks here before it tells so.
            return pages.file(request) if request.path == HOME and request.method != "NONE" else None

        async def refuse(request: Request, error: SanicException) -> HTTPResponse:
            if error.status_code == 404 and "text/html" in request.headers.get("accept", ""):
                return pages.missing(request)
            code = next((code for code, status in STATUS.items() if status == error.status_code), "bad_request" if error.status_code < 500 else "unavailable")
            return to_response(request, refusals.reply(code, **{name: value for name, value in getattr(error, "headers", {}).items() if name == "Allow"}))

        async def fail(request: Request, error: Exception) -> HTTPResponse:
            logger.error("a request was not answered", exc_info=error)
            return to_response(request, refusals.reply("unavailable"))

        app.register_middleware(home, "request")
        app.error_handler.add(SanicException, refuse)
        app.error_handler.add(Exception, fail)


def _origin(request: Request) -> str:
    """The site as the browser names it; "" if it names none."""
    scheme = request.headers.get("x-forwarded-proto", request.scheme)
    origin = f"{scheme}://{request.host}".lower()
    return origin if ORIGIN.fullmatch(origin) else ""
