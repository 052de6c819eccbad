"""From the events of an Official Account to what the bot needs of them.

Shapes: Zalo's pages on webhook events and public adapters that parse live ones. The account is the recipient of what people
send, the sender of what is said in its name, and «oa_id» where somebody follows or leaves; ids occur as text and as numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.messaging.events import Event, Kind, event_id

TEXT = "user_send_text"
_SENT, _SAID = "user_send_", "oa_send_"
_NOT_A_PERSON = ("user_send_group_", "oa_send_anonymous_", "oa_send_group_")
# Their text is what somebody wrote below a picture; that of a card is a name, of a place an address: not read.
_WITH_CAPTION = ("user_send_image", "user_send_gif", "user_send_video", "user_send_audio", "user_send_file")


def event_of(body: Mapping[str, Any], *, oa_id: str) -> Event | None:
    """The event in the body of a delivery; None for one that concerns nobody here: another account, receipts, groups, what is unknown."""
    name = str(body.get("event_name") or "")
    said_at = _number(body.get("timestamp"))
    if said_at is None or name.startswith(_NOT_A_PERSON):
        return None
    message = _object(body.get("message"))
    message_id = _id(message.get("msg_id"))
    if name in ("follow", "unfollow"):
        kind, user = (Kind.START, Kind.LEAVE)[name == "unfollow"], _id(_object(body.get("follower")).get("id")) or _id(_object(body.get("sender")).get("id"))
        account = _id(body.get("oa_id")) or _id(body.get("oaId")) or _id(_object(body.get("recipient")).get("id"))
    elif name.startswith(_SAID):
        kind, user, account = Kind.ECHO, _id(_object(body.get("recipient")).get("id")), _id(_object(body.get("sender")).get("id"))
    elif name.startswith(_SENT):
        kind, user, account = _kind(name), _id(_object(body.get("sender")).get("id")), _id(_object(body.get("recipient")).get("id"))
    else:
        return None
    if not user or account != oa_id:
        return None
    return Event(
        message_id or event_id(kind, user, said_at, dict(body)),
        kind,
        user,
        said_at,
        text=_text(message.get("text")) if kind in (Kind.TEXT, Kind.ECHO) or name in _WITH_CAPTION else "",
        by_human=kind is Kind.ECHO and bool(_id(_object(body.get("sender")).get("admin_id"))),
    )


def _kind(name: str) -> Kind:
    return Kind.TEXT if name == TEXT else Kind.ATTACHMENT


def _object(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _id(value: Any) -> str:
    """An id as text; "" for what is none. Longer ones than any that was seen are none."""
    told = str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
    return told if len(told) <= 200 else ""


def _number(value: Any) -> int | None:
    told = _id(value)
    return int(told) if told.isascii() and told.isdecimal() and len(told) <= 16 else None
