"""The read-only JSON API over the plan files, on the port of the channels (bot/api; docs/api.md)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint
from sanic.constants import HTTP_METHODS
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.api.replies import Api
from bot.api.sections import ROOT
from bot.paths import PHRASES, PLANS


class ApiChannel(InputChannel):
    """No channel for messages: Rasa has no other place where a blueprint can be hung up.

    plans: the folder of the plan files.
    """

    def __init__(self, *, plans: Path = PLANS) -> None:
        self._plans = plans

    @classmethod
    def name(cls) -> str:
        """The channel's name for Rasa."""
        return "api"

    def url_prefix(self) -> str:
        """An absolute path, so that Rasa does not put it under /webhooks/."""
        return ROOT

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """One handler for all below /api. Raises PlanError for a wrong plan file."""
        blueprint = Blueprint("api")
        api = Api.from_files(plans=self._plans, phrases=PHRASES)

        async def handle(request: Request, rest: str = "") -> HTTPResponse:
            reply = api.reply(request.method, request.path, request.headers.get("if-none-match"))
            return HTTPResponse(reply.body, reply.status, dict(reply.headers), reply.headers.get("Content-Type"))

        for path in ("/", "/<rest:path>"):
            blueprint.add_route(handle, path, methods=[str(method) for method in HTTP_METHODS])
        return blueprint
