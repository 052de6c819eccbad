"""The channel of the chat widget: /webhooks/web/ (docs/web-channel.md)."""

from __future__ import annotations

import asyncio
import json
import logging
import re
import secrets
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.api.content import read_content
from bot.api.replies import CONTENT_TYPE, HttpReply
from bot.channels.door import admit
from bot.channels.forgetting import Forgetting
from bot.channels.guard import client_of, gate_of
from bot.channels.handing import Handing, buttons_of, close_with_server, forget_talks, handover_of
from bot.channels.http import ALL_METHODS, BrokenBodyError, TooLargeError, TooSlowError, body_of, open_to, to_response
from bot.channels.trackers import Bubbles, delete_tracker, say_again
from bot.contacts.load import load_contacts
from bot.handover.settings import HandoverSettings
from bot.language.limits import MAX_CHARACTERS
from bot.limits.gate import NotTakenError
from bot.messaging.replies import Reply
from bot.paths import CHANNELS, CONTACTS, PHRASES, PLANS
from bot.switches.watch import Switches
from bot.watch.metrics import metrics
from bot.watch.requests import in_one_request
from bot.web.cards import Card, Cards, version_of
from bot.web.compression import Compression
from bot.web.conversations import Conversations, TooManyError
from bot.web.feedback import MOST_REASON_CHARACTERS, VALUES, Feedback
from bot.web.replies import ClaimLostError, Replies, Told
from bot.web.sessions import Sessions, secret_of
from bot.web.settings import WebSettings
from bot.web.texts import Refusals, offer_text

logger = logging.getLogger(__name__)

OnMessage = Callable[[UserMessage], Awaitable[Any]]

# Of a request. The longest text that is read takes twelve bytes a character at most (an emoji as two escapes that begin with \u); the rest is for the
# id, and so that a text somewhat too long still gets the bot's own words.
MOST_BYTES = 16 * MAX_CHARACTERS
ANSWER_SECONDS = 30.0  # then the visitor is asked to send again, and gets the answer that has come meanwhile
_MESSAGE_ID = re.compile(r"[!-~]{1,64}")
_NUMBER = re.compile(r"[0-9]{1,9}")
_BEARER = "bearer "


class WebChannel(InputChannel):
    """Sessions, messages, deletion and feedback for browsers.

    allowed_sites: the sites that may embed the widget (bot.web.sites); the setting WEB_ALLOWED_SITES overrules it. settings, handover: in
    place of the environment's.
    """

    def __init__(self, *, allowed_sites: str | Iterable[str] = (), settings: WebSettings | None = None, handover: HandoverSettings | None = None) -> None:
        self._settings = settings or WebSettings()
        self._handover = handover or HandoverSettings()
        self._sites = self._settings.sites(allowed_sites)

    @classmethod
    def name(cls) -> str:
        """The path under /webhooks/, and the name by which the action knows the channel."""
        return "web"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> WebChannel:
        """The channel as credentials.yml sets it up."""
        return cls(**(credentials or {}))

    def blueprint(self, on_new_message: OnMessage) -> Blueprint:
        """One handler for all below /webhooks/web. Raises PlanError for a wrong plan file, OSError, StoreError for an unusable data folder."""
        folder = self._settings.data_folder
        content = read_content(plans=PLANS, phrases=PHRASES)
        handover = handover_of(self._handover, content)
        web = _Web(
            on_new_message,
            Sessions(secret_of(folder, self._settings.web_session_secret)),
            Cards(content.library, content.phrases, content.wording),
            Replies(self._settings.database),
            Feedback(self._settings.database, plan_version=version_of(PLANS)),
            Refusals.from_file(PHRASES),
            offer_text(load_contacts(CONTACTS).on(self.name()), content.phrases, PHRASES),
            Forgetting.from_file(CHANNELS),
            Handing(handover, self.name()) if handover is not None else None,
            self._settings.database,
        )
        blueprint = Blueprint("web")
        if handover is not None:
            blueprint.listener("before_server_stop")(close_with_server(handover))
        compression = Compression()

        async def handle(request: Request, rest: str = "") -> HTTPResponse:
            return to_response(request, await web.reply(request, rest), compression)

        for path in ("/", "/<rest:path>"):
            blueprint.add_route(handle, path, methods=ALL_METHODS, stream=True)
        open_to(self._sites, blueprint, methods="GET, POST, DELETE", headers="Authorization, Content-Type")
        return blueprint


class _RefusedError(Exception):
    """The request gets no answer; code: one of bot.web.texts.STATUS."""

    def __init__(self, code: str, **headers: str) -> None:
        super().__init__(code)
        self.code = code
        self.headers = headers


class _Web:
    """From requests to replies."""

    def __init__(
        self,
        on_new_message: OnMessage,
        sessions: Sessions,
        cards: Cards,
        replies: Replies,
        feedback: Feedback,
        refusals: Refusals,
        offer: str,
        forgetting: Forgetting,
        handing: Handing | None,
        database: str,
    ) -> None:
        self._on_new_message = on_new_message
        self._sessions = sessions
        self._cards = cards
        self._feedback = feedback
        self._refusals = refusals
        self._offer = offer
        self._forgetting = forgetting
        self._handing = handing
        self._database = database
        self._switches = Switches(database)
        self._conversations = Conversations(replies)
        self._actions: Mapping[str, tuple[str, Callable[[Request], Awaitable[HttpReply]]]] = {
            "session": ("POST", self._session),
            "messages": ("POST", self._message),
            "conversation": ("DELETE", self._delete),
            "feedback": ("POST", self._vote),
        }

    async def reply(self, request: Request, path: str) -> HttpReply:
        """The reply to a request; a refusal in JSON whatever comes."""
        try:
            method, action = self._actions.get(path.removesuffix("/"), ("", None))
            if action is None:
                raise _RefusedError("not_found")
            if request.method == "GET" and action == self._message and self._handing is not None:
                return await self._said_by_officers(request, self._handing)
            if request.method != method:
                raise _RefusedError("method_not_allowed", Allow=method)
            return await action(request)
        except _RefusedError as refused:
            return self._refusals.reply(refused.code, **refused.headers)
        except NotTakenError as refused:
            metrics().error(WebChannel.name(), refused.code)
            return self._refusals.reply(refused.code, Retry_After=str(refused.seconds))
        except TooLargeError:
            return self._refusals.reply("too_large")
        except TooSlowError:
            return self._refusals.reply("too_slow")
        except BrokenBodyError:
            return self._refusals.reply("bad_request")
        except Exception as error:
            logger.error("a request was not answered", exc_info=error)
            metrics().error(WebChannel.name(), "request")
            return self._refusals.reply("unavailable")

    async def _session(self, request: Request) -> HttpReply:
        return _json(201, {"session": self._sessions.new()})

    async def _message(self, request: Request) -> HttpReply:
        sender = self._sender(request)
        content = await _content(request)
        message, text = content.get("id"), content.get("text")
        if not isinstance(message, str) or not _MESSAGE_ID.fullmatch(message) or not isinstance(text, str):
            raise _RefusedError("bad_request")
        gate, client = gate_of(request.app), client_of(request)
        gate.weigh(client, sender, text)
        if self._forgetting.is_asked(text):
            await self._forget(request, sender)
            return HttpReply(200, _HEADERS, _dumped(_said(message, (self._forgetting.done,))))
        answering = self._conversations.reply(sender, message, lambda is_resumed: self._answer(request, sender, message, _whole(text), is_resumed))
        try:
            with gate.at_work(client):
                told = await asyncio.wait_for(answering, ANSWER_SECONDS)
        except TooManyError:
            raise _RefusedError("too_many", Retry_After="2") from None
        except (TimeoutError, _NoAnswerError, ClaimLostError):
            raise _RefusedError("unavailable", Retry_After="5") from None
        return HttpReply(200, _HEADERS, told.body)

    @in_one_request
    async def _answer(self, request: Request, sender: str, message: str, text: str, is_resumed: bool) -> Told:
        """What the bot says to *text*, or has said before if the message *is_resumed*. Raises _NoAnswerError, StoreError."""
        text = admit(text)
        handed = await self._handed(request, sender, message, text)
        if handed is not None:
            body = _said(message, handed.texts) | {"buttons": buttons_of(handed.choices), "handover": not handed.texts or bool(handed.choices)}
            return Told(body["answer"], _dumped(body), "", handed.texts, (), None)  # what is for an officer is kept for him alone
        output = Bubbles(WebChannel.name())
        if is_resumed:
            await say_again(request.app.ctx.agent, sender, message, output)
        if not output.messages:
            try:
                await self._on_new_message(UserMessage(text, output, sender, input_channel=WebChannel.name(), message_id=message))
            except Exception as error:  # what was said is not in the conversation, then
                logger.error("a message was not answered", exc_info=error)
                raise _NoAnswerError from error
        texts = tuple(str(said["text"]) for said in output.messages if said.get("text"))
        if not texts:
            raise _NoAnswerError
        card = Card.read(said["custom"] for said in output.messages if isinstance(said.get("custom"), dict))
        buttons = [button for said in output.messages for button in said.get("buttons") or ()]
        if self._handing is not None:
            texts, offer = self._handing.offered([frame.ask for frame in card.frames], texts)
            buttons = [*buttons_of(offer), *buttons]
        sources = self._cards.sources(card)
        body = _said(message, texts) | {
            "buttons": buttons,
            "figures": self._cards.figures(card, texts),
            "sources": sources,
            "feedback": card.can_be_judged,
        }
        if sources:
            body["bubbles"][-1]["kind"] = "source"
        return Told(body["answer"], _dumped(body), text, texts, card.frames, card.plan)

    async def _handed(self, request: Request, sender: str, message: str, text: str) -> Reply | None:
        """What is said to a message that is for an officer; None if the bot is to answer. Raises StoreError."""
        if self._handing is None:
            return None
        may_begin = (await self._switches.current()).notice(WebChannel.name()) is None
        return await self._handing.reply(request.app.ctx.agent, sender, message, text, may_begin=may_begin, origin=client_of(request).address)

    async def _delete(self, request: Request) -> HttpReply:
        await self._forget(request, self._sender(request))
        return HttpReply(204, {"Cache-Control": "no-store"})

    async def _forget(self, request: Request, sender: str) -> None:
        async def forget() -> None:
            await delete_tracker(request.app.ctx.agent, sender)
            await forget_talks(self._database, sender)

        await self._conversations.forget(sender, forget)

    async def _said_by_officers(self, request: Request, handing: Handing) -> HttpReply:
        """GET messages?after=…: what officers said since, which a page asks for while a talk with them is open."""
        after = request.args.get("after") or "0"
        if not _NUMBER.fullmatch(after):
            raise _RefusedError("bad_request")
        sender = self._session_of(request)
        gate_of(request.app).look(client_of(request), sender)  # listening is no message
        return _json(200, await handing.said(sender, int(after)))

    async def _vote(self, request: Request) -> HttpReply:
        sender = self._sender(request)
        content = await _content(request)
        answer, value, reason = content.get("answer"), content.get("value"), content.get("reason")
        if not isinstance(answer, str) or value not in VALUES or not isinstance(reason, str | None) or len(reason or "") > MOST_REASON_CHARACTERS:
            raise _RefusedError("bad_request")
        told = await self._conversations.told(sender, answer)
        if told is None:
            raise _RefusedError("not_found")
        await self._feedback.keep(told, value, reason=_whole(reason or "").strip() or None)
        metrics().voted(value)
        if value == "down" and self._offer:
            return _json(200, {"bubbles": [{"text": self._offer, "kind": "answer"}]})
        return HttpReply(204, {"Cache-Control": "no-store"})

    def _sender(self, request: Request) -> str:
        """Whose request it is, counted as one of his. Raises _RefusedError, NotTakenError."""
        sender = self._session_of(request)
        gate_of(request.app).admit(client_of(request), sender)
        return sender

    def _session_of(self, request: Request) -> str:
        """Whose request it is. Raises _RefusedError."""
        given = request.headers.get("authorization", "")
        sender = self._sessions.sender(given[len(_BEARER) :].strip()) if given[: len(_BEARER)].lower() == _BEARER else None
        if sender is None:
            raise _RefusedError("unauthorised", WWW_Authenticate="Bearer")
        return sender


class _NoAnswerError(Exception):
    """The bot said nothing: a server behind it is away."""


async def _content(request: Request) -> dict[str, Any]:
    """The JSON object that was sent. A page of another site cannot send one without having asked (CORS)."""
    if request.headers.get("content-type", "").split(";")[0].strip().lower() != "application/json":
        raise _RefusedError("unsupported_media_type")
    body = await body_of(request, MOST_BYTES)
    try:
        content = json.loads(body)
    except (ValueError, RecursionError):
        raise _RefusedError("bad_request") from None
    if not isinstance(content, dict):
        raise _RefusedError("bad_request")
    return content


def _said(message: str, texts: Iterable[str]) -> dict[str, Any]:
    """A reply to the message with the id *message*, with nothing to draw, press or judge."""
    return {
        "id": message,
        "answer": secrets.token_urlsafe(16),
        "bubbles": [{"text": said, "kind": "answer"} for said in texts],
        "buttons": [],
        "figures": [],
        "sources": [],
        "feedback": False,
    }


def _whole(text: str) -> str:
    """Without halves of characters, which JSON can hold and nothing can write."""
    return text.encode("utf-8", "replace").decode()


_HEADERS: Mapping[str, str] = {"Content-Type": CONTENT_TYPE, "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


def _json(status: int, content: Mapping[str, Any]) -> HttpReply:
    return HttpReply(status, _HEADERS, _dumped(content))


def _dumped(content: Mapping[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
