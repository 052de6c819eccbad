"""What Chatwoot delivers: who sent it, and what of it concerns citizens.

Rules: lib/webhooks/trigger.rb of Chatwoot and its pull requests 13573 and 13892 («sign webhooks for API channel and agentbots», in
releases from 4.13 on): ``X-Chatwoot-Signature`` is ``sha256=`` and the HMAC-SHA256, in lower-case hex, of ``X-Chatwoot-Timestamp``
(seconds since 1970), a full stop and the body as it was sent, with the inbox's secret as key; a delivery older than five minutes
is to be refused. Payloads: «How to use webhooks» of Chatwoot's user guide, app/listeners/webhook_listener.rb,
app/presenters/conversations/event_data_presenter.rb. The events of an API inbox come to its own webhook address; a reply within five
seconds that is no 2xx shows the officer that his message was not taken.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from bot.handover.settings import HandoverSettings

SIGNATURE, TIMESTAMP = "x-chatwoot-signature", "x-chatwoot-timestamp"
OLDEST_SECONDS: Final = 300.0
MOST_LINKS = 10


class ForgedError(Exception):
    """The delivery is not Chatwoot's, or too old."""


class UnreadableError(Exception):
    """The delivery is Chatwoot's and no JSON object."""


@dataclass(frozen=True)
class OfficerSaid:
    """An officer's message. id: Chatwoot's, by which a repeated delivery is known. text: with the addresses of attachments below."""

    id: int
    conversation: int
    text: str


@dataclass(frozen=True)
class Resolved:
    """An officer closed the conversation. at: when, by Chatwoot's clock, in seconds since 1970; None if it does not say so."""

    conversation: int
    at: float | None


def signature_of(body: bytes, timestamp: str, secret: str) -> str:
    """The header's value for *body*, sent at *timestamp*."""
    return "sha256=" + hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def read_delivery(headers: Mapping[str, str], body: bytes, settings: HandoverSettings, *, now: float) -> OfficerSaid | Resolved | None:
    """What a delivery tells (header names in lower case); None if nothing that citizens need. now: seconds since 1970.

    Raises ForgedError, UnreadableError.
    """
    timestamp = headers.get(TIMESTAMP, "")
    given = headers.get(SIGNATURE, "").encode("utf-8", "replace")
    if not (timestamp.isascii() and timestamp.isdecimal() and len(timestamp) <= 12):
        raise ForgedError
    if not hmac.compare_digest(given, signature_of(body, timestamp, settings.chatwoot_webhook_secret).encode()):
        raise ForgedError
    if abs(now - int(timestamp)) > OLDEST_SECONDS:
        raise ForgedError
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        raise UnreadableError from None
    if not isinstance(told, dict):
        raise UnreadableError
    if told.get("event") == "message_created":
        return _said(told, settings)
    if told.get("event") == "conversation_status_changed":
        return _resolved(told, settings)
    return None


def _said(told: Mapping[str, Any], settings: HandoverSettings) -> OfficerSaid | None:
    """Only what an officer wrote to the citizen: no note among officers, no greeting of the desk itself (type «template»)."""
    conversation, message = _number(told, "conversation", "id"), _number(told, "id")
    is_ours = str(_number(told, "inbox", "id")) == settings.chatwoot_inbox_id and str(_number(told, "account", "id")) == settings.chatwoot_account_id
    if not is_ours or told.get("message_type") != "outgoing" or told.get("private") is not False or conversation is None or message is None:
        return None
    content = told.get("content")
    attachments = told.get("attachments")
    links = [one.get("data_url") for one in attachments if isinstance(one, dict)] if isinstance(attachments, list) else []
    shown = [link for link in links[:MOST_LINKS] if isinstance(link, str) and link.startswith("https://")]
    text = "\n".join([*([content.strip()] if isinstance(content, str) and content.strip() else []), *shown])
    return OfficerSaid(message, conversation, text) if text else None


def _resolved(told: Mapping[str, Any], settings: HandoverSettings) -> Resolved | None:
    conversation, inbox = _number(told, "id"), _number(told, "inbox_id")
    if told.get("status") != "resolved" or str(inbox) != settings.chatwoot_inbox_id or conversation is None:
        return None
    at = told.get("updated_at")
    return Resolved(conversation, float(at) if isinstance(at, int | float) else None)


def _number(told: Mapping[str, Any], *path: str) -> int | None:
    value: Any = told
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) < 19:  # as the user guide shows them
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None
