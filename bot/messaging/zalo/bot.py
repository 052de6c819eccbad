"""A bot of the Zalo Bot platform (bot.zaloplatforms.com): a token and a secret in place of an Official Account.

Its documents: POST /bot<token>/<method>; the webhook carries the secret of setWebhook in X-Bot-Api-Secret-Token; the update stands in
«result» by the documents and bare in live deliveries. There are no buttons, no end of a reply window, and no echo of what people
write in the bot's place. Nothing in a delivery is signed: the secret is all there is.
"""

from __future__ import annotations

import hmac
import json
import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from bot.messaging.events import Event, Kind, event_id
from bot.messaging.http import ApiClient, ApiSilenceError
from bot.messaging.platform import Limits, Outcome, RefusedRequestError, Verdict
from bot.messaging.replies import Outgoing
from bot.messaging.settings import MessagingSettings

HEADER = "x-bot-api-secret-token"
LIMITS = Limits(text=1900, choices=0, window=timedelta(days=7), replies=10**6)
_TEXT = "message.text.received"
_RECEIVED = re.compile(r"message\.\w+\.received")
_REACTION = "message.reaction.received"
_SILENT_MS = 10**11  # a date below is in seconds


class ZaloBot:
    """Verifies and reads deliveries, sends messages."""

    name = "zalo_bot"

    def __init__(self, settings: MessagingSettings, limits: Limits = LIMITS) -> None:
        self.limits = limits
        self._secret = settings.zalo_bot_secret
        self._path = f"/bot{settings.zalo_bot_token}/"  # stands in no log line: ApiClient tells no addresses
        self._api = ApiClient(settings.zalo_bot_api_base)

    def receive(self, headers: Mapping[str, str], body: bytes) -> Sequence[Event]:
        """See Platform."""
        if not hmac.compare_digest(headers.get(HEADER, "").encode("utf-8", "replace"), self._secret.encode()):
            raise RefusedRequestError(401)
        try:
            content = json.loads(body)
        except (ValueError, RecursionError):
            content = None
        if not isinstance(content, dict):
            raise RefusedRequestError(400)
        result = content.get("result")
        event = _event_of(result if isinstance(result, dict) else content)
        return () if event is None else (event,)

    def answer_get(self, query: Mapping[str, str]) -> str:
        """See Platform."""
        return "ok"

    async def send(self, user: str, message: Outgoing, *, mark: str) -> Outcome:
        """See Platform; the mark cannot be sent along."""
        try:
            reply = await self._api.post(f"{self._path}sendMessage", json={"chat_id": user, "text": message.without_buttons().text})
        except ApiSilenceError as silence:
            return Outcome(Verdict.RETRY, code="silence", maybe=silence.sent)
        body: Any = reply.body if isinstance(reply.body, dict) else {}
        if body.get("ok") is True:
            result = body.get("result")
            return Outcome(Verdict.SENT, message_id=str(result["message_id"]) if isinstance(result, dict) and result.get("message_id") else None)
        code = body.get("error_code", reply.status)
        return _refused(code if isinstance(code, int) else reply.status, had_reply=bool(body))

    async def renew(self) -> bool:
        """There is nothing to renew: the token has no end."""
        return False

    async def typing(self, user: str, *, on: bool) -> None:
        """See Platform; it ends by itself."""
        if on:
            try:
                await self._api.post(f"{self._path}sendChatAction", json={"chat_id": user, "action": "typing"})
            except ApiSilenceError:
                return

    async def start(self) -> None:
        """Nothing runs in the background."""

    async def stop(self) -> None:
        """See Platform."""
        await self._api.close()


def _refused(code: int, *, had_reply: bool) -> Outcome:
    """Codes of the documents: 400 bad chat, 401 token, 403 and 404, 408, 429; they are those of HTTP."""
    told = str(code)
    if code == 429:
        return Outcome(Verdict.RATE, code=told)
    if code == 401:
        return Outcome(Verdict.ACCOUNT, code=told, alarm="bot_token")
    if code == 403:
        return Outcome(Verdict.GONE, code=told)
    if code >= 500 or code == 408 or not had_reply:
        return Outcome(Verdict.RETRY, code=told, maybe=True)
    return Outcome(Verdict.REFUSED, code=told)


def _event_of(update: Mapping[str, Any]) -> Event | None:
    """The event of an update; None for groups, other bots, reactions and what has no message."""
    name, message = update.get("event_name"), update.get("message")
    if not isinstance(name, str) or not _RECEIVED.fullmatch(name) or name == _REACTION or not isinstance(message, dict):
        return None
    chat, sender = (part if isinstance(part, dict) else {} for part in (message.get("chat"), message.get("from")))
    user, date = chat.get("id"), message.get("date")
    if chat.get("chat_type") != "PRIVATE" or sender.get("is_bot") or not isinstance(user, str) or not user or not isinstance(date, int):
        return None
    said_at = date * 1000 if date < _SILENT_MS else date
    text, message_id = message.get("text"), message.get("message_id")
    kind = Kind.TEXT if name == _TEXT else Kind.ATTACHMENT
    known = message_id if isinstance(message_id, str) and message_id else event_id(kind, user, said_at, dict(update))
    return Event(known, kind, user, said_at, text=text if kind is Kind.TEXT and isinstance(text, str) else "")
