"""Rasa's REST channel behind the door that all channels share."""

from __future__ import annotations

import asyncio
import json
import logging
import uuid
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from rasa.core.channels.channel import CollectingOutputChannel, InputChannel, UserMessage
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.api.replies import CONTENT_TYPE, HttpReply
from bot.channels.door import admit
from bot.channels.forgetting import Forgetting
from bot.channels.guard import MOST_BYTES, client_of, gate_of
from bot.channels.http import TooLargeError, TooSlowError, body_of, to_response
from bot.limits.gate import NotTakenError
from bot.messaging.settings import GROUPS
from bot.paths import CHANNELS, PHRASES
from bot.watch.metrics import metrics
from bot.web.sessions import SENDER_PREFIX
from bot.web.texts import Refusals

logger = logging.getLogger(__name__)

OnMessage = Callable[[UserMessage], Awaitable[Any]]

ANSWER_SECONDS = 30.0
UNAVAILABLE = "unavailable"
MAX_SENDER_CHARACTERS = 200
_OF_OTHERS = (SENDER_PREFIX, *(f"{channel}-" for channel in GROUPS))
_TRUE = ("true", "1", "yes", "on")
_LINES = "text/event-stream"  # the name that Rasa gives to JSON line by line


class RestChannel(InputChannel):
    """POST /webhooks/rest/webhook with {"sender", "message"}, as Rasa documents it; GET /webhooks/rest/ says that the channel is there.

    Differences: a request without a sender gets a conversation of its own instead of one shared by all such requests, the
    caller cannot choose the channel's name nor a conversation of another channel, text passes bot.channels.door, metadata is
    not kept (nothing here reads it), «xóa dữ liệu» deletes the conversation, and where the bot says nothing, since a server
    behind it is away, one bubble asks to wait: its «custom» is {"error": "unavailable"}. With ?stream=true the messages come
    as lines, when all are there.
    """

    @classmethod
    def name(cls) -> str:
        """The path under /webhooks/."""
        return "rest"

    def blueprint(self, on_new_message: OnMessage) -> Blueprint:
        """The two addresses. Raises KeyError for a missing sentence, TextsError."""
        refusals = Refusals.from_file(PHRASES)
        forgetting = Forgetting.from_file(CHANNELS)
        blueprint = Blueprint("rest")

        async def status(request: Request) -> HTTPResponse:
            return to_response(request, HttpReply(200, {"Content-Type": CONTENT_TYPE}, b'{"status":"ok"}'))

        async def receive(request: Request) -> HTTPResponse:
            return to_response(request, await _reply(request, on_new_message, refusals, forgetting))

        blueprint.add_route(status, "/", methods=("GET",))
        blueprint.add_route(receive, "/webhook", methods=("POST",), stream=True)
        return blueprint


async def _reply(request: Request, on_new_message: OnMessage, refusals: Refusals, forgetting: Forgetting) -> HttpReply:
    async def take(message: UserMessage) -> None:
        if not forgetting.is_asked(message.text or ""):
            await on_new_message(message)
            return
        await forgetting.forget(request.app.ctx.agent, message.sender_id)
        await message.output_channel.send_text_message(message.sender_id, forgetting.done)

    try:
        content = _object(await body_of(request, MOST_BYTES))
        sender, message = _sender(content), content.get("message")
        gate = gate_of(request.app)
        client = client_of(request)
        gate.admit(client, sender)
        text = admit(message if isinstance(message, str) else None)
        gate.weigh(client, sender, text)
        with gate.at_work(client):
            said = await _answer(take, sender, text, refusals.sentence(UNAVAILABLE))
    except NotTakenError as refused:
        metrics().error(RestChannel.name(), refused.code)
        return refusals.reply(refused.code, Retry_After=str(refused.seconds))
    except TooLargeError:
        return refusals.reply("too_large")
    except TooSlowError:
        return refusals.reply("too_slow")
    except ValueError:
        return refusals.reply("bad_request")
    if any(value.lower() in _TRUE for value in request.args.getlist("stream", ())):
        return HttpReply(200, {"Content-Type": _LINES}, "".join(f"{json.dumps(bubble)}\n" for bubble in said).encode())
    return HttpReply(200, {"Content-Type": CONTENT_TYPE}, json.dumps(said).encode())


async def _answer(on_new_message: OnMessage, sender: str, text: str, silence: str) -> list[dict[str, Any]]:
    """What the bot says; *silence* if it says nothing, or if it failed: what was said is not in the conversation, then."""
    output = CollectingOutputChannel()
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            await on_new_message(UserMessage(text, output, sender, input_channel=RestChannel.name()))
    except Exception as error:
        logger.error("a message was not answered", exc_info=error)
        output.messages.clear()
    said: list[dict[str, Any]] = output.messages
    return said or [output._message(sender, text=silence, custom={"error": UNAVAILABLE})]


def _object(body: bytes) -> Mapping[str, Any]:
    """The JSON object sent; empty if the JSON is no object. Raises ValueError for what is no JSON."""
    if not body:
        return {}
    try:
        content = json.loads(body)
    except RecursionError:
        raise ValueError("nested too deep") from None
    return content if isinstance(content, dict) else {}


def _sender(content: Mapping[str, Any]) -> str:
    """The conversation's name, of characters that every database can hold."""
    given = content.get("sender")
    sender = str(given if isinstance(given, (str, int, float)) and given else uuid.uuid4().hex)[:MAX_SENDER_CHARACTERS]
    sender = sender.encode("utf-8", "replace").decode().replace("\0", "?")
    return f"{RestChannel.name()}-{sender}" if sender.startswith(_OF_OTHERS) else sender
