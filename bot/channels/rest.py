"""Rasa's REST channel behind the door that all channels share."""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import UserMessage
from rasa.core.channels.rest import RestInput
from sanic import Blueprint, Sanic
from sanic.request import Request

from bot.channels.door import admit
from bot.channels.forgetting import Forgetting
from bot.messaging.settings import GROUPS
from bot.paths import CHANNELS, PHRASES
from bot.web.sessions import SENDER_PREFIX
from bot.web.texts import Refusals

logger = logging.getLogger(__name__)

ANSWER_SECONDS = 30.0
UNAVAILABLE = "unavailable"
MAX_SENDER_CHARACTERS = 200
_OF_OTHERS = (SENDER_PREFIX, *(f"{channel}-" for channel in GROUPS))


class RestChannel(RestInput):
    """POST /webhooks/rest/webhook with {"sender", "message"}, as Rasa documents it.

    Differences: a request without a sender gets a conversation of its own instead of one shared by all such requests, the
    caller cannot choose the channel's name nor a conversation of another channel, text passes bot.channels.door, metadata is
    not kept (nothing here reads it), «xóa dữ liệu» deletes the conversation, and where the bot says nothing, since a server
    behind it is away, one bubble asks to wait: its «custom» is {"error": "unavailable"}.
    """

    @classmethod
    def name(cls) -> str:
        """The path under /webhooks/."""
        return "rest"

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """Rasa's own, with a sentence in place of silence. Raises KeyError if the sentence is missing, TextsError."""
        sentence = Refusals.from_file(PHRASES).sentence(UNAVAILABLE)

        forgetting = Forgetting.from_file(CHANNELS)
        served: list[Sanic] = []

        async def begin(app: Sanic, loop: Any) -> None:
            served.append(app)

        async def take(message: UserMessage) -> None:
            if not forgetting.is_asked(message.text or ""):
                await on_new_message(message)
                return
            await forgetting.forget(served[-1].ctx.agent, message.sender_id)
            await message.output_channel.send_text_message(message.sender_id, forgetting.done)

        async def answered(message: UserMessage) -> None:
            output: Any = message.output_channel
            persist, said = output._persist_message, 0

            async def count(bubble: dict[str, Any]) -> None:
                nonlocal said
                said += 1
                await persist(bubble)

            output._persist_message = count
            try:
                async with asyncio.timeout(ANSWER_SECONDS):
                    await take(message)
            except Exception as error:  # what was said is not in the conversation, then
                logger.error("a message was not answered", exc_info=error)
                if isinstance(output.messages, list):
                    output.messages.clear()
                    said = 0
            if not said:
                await persist(output._message(message.sender_id, text=sentence, custom={"error": UNAVAILABLE}))

        blueprint: Blueprint = super().blueprint(answered)
        blueprint.listener("after_server_start")(begin)
        return blueprint

    async def _extract_sender(self, request: Request) -> str:
        sender = str(_body(request).get("sender") or uuid.uuid4().hex)[:MAX_SENDER_CHARACTERS]
        sender = sender.replace("\0", "\ufffd").encode("utf-8", "replace").decode()  # as any database takes it
        return f"{self.name()}-{sender}" if sender.startswith(_OF_OTHERS) else sender

    def _extract_message(self, request: Request) -> str:
        message = _body(request).get("message")
        return admit(message if isinstance(message, str) else None)

    def _extract_input_channel(self, request: Request) -> str:
        return self.name()

    def get_metadata(self, request: Request) -> dict | None:
        """None: what a caller says of people beside the text would be kept with the conversation."""
        return None


def _body(request: Request) -> dict:
    return request.json if isinstance(request.json, dict) else {}
