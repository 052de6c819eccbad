"""From a delivery of Messenger to events.

Shapes: Meta's pages on Messenger Platform webhooks and webhook events (developers.facebook.com/docs/messenger-platform/webhooks and
…/reference/webhook-events): messages, message_echoes, messaging_postbacks, messaging_referrals, message_reads, standby and
thread control. A delivery holds several entries and each several events; they are not in order. Whatever has not the documented
shape is left out, and never an error: Meta repeats what fails, and switches a webhook off that fails for long.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from bot.messaging.events import Event, Kind, event_id

GET_STARTED: Final = "GET_STARTED"  # the payload of the button «Get Started», which profile.py sets
# The app as which messages typed into the inbox of a page come («Page inbox» on Meta's pages about handing threads over).
INBOX_APP: Final = "263902037430900"


class UnreadableDeliveryError(ValueError):
    """The body is no JSON object."""


def events_of(body: bytes, page: str) -> list[Event]:
    """What *body* tells of the page with this id, in its order. Raises UnreadableDeliveryError."""
    try:
        delivery = json.loads(body)
    except (ValueError, RecursionError):
        raise UnreadableDeliveryError from None
    if not isinstance(delivery, dict):
        raise UnreadableDeliveryError
    return [event for item, time, is_standby in _items(delivery, page) if (event := _event(item, time, page, is_standby)) is not None]


def enforcements_of(body: bytes) -> list[str]:
    """What Meta did to the page for breaking a policy («block», «unblock»), of a body that events_of has read."""
    delivery = json.loads(body)
    found = [item.get("policy_enforcement", item.get("policy-enforcement")) for entry in _list(delivery.get("entry")) for item in _list(entry.get("messaging"))]
    return [action for told in found if isinstance(told, dict) and (action := told.get("action")) in ("block", "unblock", "warning")]


def _items(delivery: Mapping[str, Any], page: str) -> Iterator[tuple[Mapping[str, Any], Any, bool]]:
    """Every event of the page, with the time of its entry and whether another app has the thread."""
    if delivery.get("object") != "page":
        return
    for entry in _list(delivery.get("entry")):
        if _id(entry) == page:
            for key in ("messaging", "standby"):
                yield from ((item, entry.get("time"), key == "standby") for item in _list(entry.get(key)))


def _event(item: Mapping[str, Any], time: Any, page: str, is_standby: bool) -> Event | None:
    sender, recipient = _id(item.get("sender")), _id(item.get("recipient"))
    user = recipient if sender == page else sender  # of an echo the page is the sender
    if not user or user == page:
        return None  # no one to answer: plug-ins send a user_ref in place of an id
    said_at = next((at for at in (item.get("timestamp"), time) if isinstance(at, int) and not isinstance(at, bool) and 0 <= at < 2**53), 0)
    message, postback = item.get("message"), item.get("postback")
    known: dict[str, Any] = {"kind": Kind.OTHER}
    if isinstance(message, dict):
        known = _of_message(message)
    elif isinstance(postback, dict):
        known = _of_postback(postback)
    elif isinstance(item.get("referral"), dict):
        known = {"kind": Kind.START}
    elif isinstance(item.get("pass_thread_control"), dict):
        known = {"kind": Kind.CONTROL, "ours": _app(item["pass_thread_control"].get("new_owner_app_id")) != INBOX_APP}
    elif isinstance(item.get("take_thread_control"), dict):
        known = {"kind": Kind.CONTROL, "ours": False}
    if is_standby and known["kind"] not in (Kind.ECHO, Kind.OTHER):
        known = {**known, "kind": Kind.CONTROL, "text": "", "ours": False}  # somebody else has the thread and will answer
    mid = known.pop("mid", None) or event_id(known["kind"], user, said_at, item)
    return Event(id=mid, user=user, said_at=said_at, **known)


def _of_message(message: Mapping[str, Any]) -> dict[str, Any]:
    text, mid = _text(message.get("text")), _text(message.get("mid"))
    quick_reply = message.get("quick_reply")
    if message.get("is_echo"):
        told = message.get("metadata")
        mark = told if isinstance(told, str) and told.isascii() else None
        return {"kind": Kind.ECHO, "mid": mid, "text": text, "mark": mark, "by_human": _app(message.get("app_id")) == INBOX_APP}
    if message.get("is_deleted"):
        return {"kind": Kind.OTHER}
    if isinstance(quick_reply, dict) and (payload := _text(quick_reply.get("payload"))):
        return {"kind": Kind.CHOICE, "mid": mid, "text": payload}
    if _list(message.get("attachments")) or message.get("is_unsupported"):
        return {"kind": Kind.ATTACHMENT, "mid": mid, "text": text}
    return {"kind": Kind.TEXT, "mid": mid, "text": text} if text else {"kind": Kind.OTHER}


def _of_postback(postback: Mapping[str, Any]) -> dict[str, Any]:
    mid, payload = _text(postback.get("mid")), _text(postback.get("payload"))
    if payload == GET_STARTED or (not payload and isinstance(postback.get("referral"), dict)):
        return {"kind": Kind.START, "mid": mid}
    # Only the app that made a button gets its payload; the title is what the person read.
    told = payload or _text(postback.get("title"))
    return {"kind": Kind.CHOICE, "mid": mid, "text": told} if told else {"kind": Kind.OTHER}


def _list(value: Any) -> list[Mapping[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _id(value: Any) -> str:
    """The id of a person or page; "" if there is none. They are texts of digits, here and there numbers."""
    found = value.get("id") if isinstance(value, dict) else None
    return _app(found)


def _app(value: Any) -> str:
    told = str(value) if isinstance(value, (str, int)) and not isinstance(value, bool) else ""
    return told if told.isascii() and told.isdecimal() and len(told) <= 40 else ""


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
