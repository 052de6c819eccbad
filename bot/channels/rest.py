"""Rasa's REST channel behind the door that all channels share."""

from __future__ import annotations

import uuid

from rasa.core.channels.rest import RestInput
from sanic.request import Request

from bot.channels.door import admit
from bot.messaging.settings import GROUPS
from bot.web.sessions import SENDER_PREFIX

MAX_SENDER_CHARACTERS = 200
_OF_OTHERS = (SENDER_PREFIX, *(f"{channel}-" for channel in GROUPS))


class RestChannel(RestInput):
    """POST /webhooks/rest/webhook with {"sender", "message"}, as Rasa documents it.

    Differences: a request without a sender gets a conversation of its own instead of one shared by all such requests, the
    caller cannot choose the channel's name nor a conversation of another channel, and text passes bot.channels.door.
    """

    @classmethod
    def name(cls) -> str:
        """The path under /webhooks/."""
        return "rest"

    async def _extract_sender(self, request: Request) -> str:
        sender = str(_body(request).get("sender") or uuid.uuid4().hex)[:MAX_SENDER_CHARACTERS]
        return f"{self.name()}-{sender}" if sender.startswith(_OF_OTHERS) else sender

    def _extract_message(self, request: Request) -> str:
        message = _body(request).get("message")
        return admit(message if isinstance(message, str) else None)

    def _extract_input_channel(self, request: Request) -> str:
        return self.name()

    def get_metadata(self, request: Request) -> dict | None:
        """The caller's metadata, if it is an object."""
        metadata = _body(request).get("metadata")
        return metadata if isinstance(metadata, dict) else None


def _body(request: Request) -> dict:
    return request.json if isinstance(request.json, dict) else {}
