"""The read-only JSON API over the plan files, on the port of the channels (bot/api; docs/api.md)."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.api.content import UnderReview, read_content
from bot.api.replies import Api
from bot.api.sections import ROOT
from bot.channels.http import ALL_METHODS, open_to, to_response
from bot.channels.understood import entities_of
from bot.paths import PHRASES, PLANS
from bot.switches.watch import Switches
from bot.web.compression import Compression, plain_tags
from bot.web.settings import WebSettings


class ApiChannel(InputChannel):
    """No channel for messages: Rasa has no other place where a blueprint can be hung up.

    plans: the folder of the plan files. allowed_sites: the sites whose pages may read the API (bot.web.sites); the setting
    WEB_ALLOWED_SITES overrules it.
    """

    def __init__(self, *, plans: Path = PLANS, allowed_sites: str | Iterable[str] = (), settings: WebSettings | None = None) -> None:
        self._plans = plans
        self._settings = settings or WebSettings()
        self._sites = self._settings.sites(allowed_sites)

    @classmethod
    def name(cls) -> str:
        """The channel's name for Rasa."""
        return "api"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> ApiChannel:
        """The channel as credentials.yml sets it up."""
        return cls(**(credentials or {}))

    def url_prefix(self) -> str:
        """An absolute path, so that Rasa does not put it under /webhooks/."""
        return ROOT

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """One handler for all below /api. Raises PlanError for a wrong plan file."""
        blueprint = Blueprint("api")
        content = read_content(plans=self._plans, phrases=PHRASES)
        apis = UnderReview(content, Api.from_content)
        switches = Switches(self._settings.database)
        compression = Compression()

        async def handle(request: Request, rest: str = "") -> HTTPResponse:
            state = await switches.current()
            api = await asyncio.to_thread(apis.without, state.topics) if state.topics else apis.without(state.topics)
            notice = state.notice(self.name())
            if notice is not None:
                return to_response(request, api.paused(notice or content.phrases.texts["paused"]))
            entities = await entities_of(request) if api.is_search(request.path) else ()
            tags = plain_tags(request.headers.get("if-none-match"))
            reply = api.reply(request.method, request.path, tags, query=request.query_string, entities=entities)
            return to_response(request, reply, compression)

        for path in ("/", "/<rest:path>"):
            blueprint.add_route(handle, path, methods=ALL_METHODS)
        open_to(self._sites, blueprint, methods="GET")
        return blueprint
