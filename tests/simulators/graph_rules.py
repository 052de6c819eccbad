"""What Meta's pages on the Send API and the profile allow: what is wrong with a request, or None.

Text: «Send API»; quick replies: «Quick replies»; buttons: «Button template»; greeting, ice breakers and menu: the pages of these names.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from tests.simulators.serving import Call

FIELDS: Final = {"greeting", "get_started", "ice_breakers", "persistent_menu", "whitelisted_domains", "account_linking_url"}


def is_text(value: Any, most: int) -> bool:
    return isinstance(value, str) and bool(value.strip()) and len(value.encode("utf-16-le")) // 2 <= most


def problem_of_shape(call: Call) -> str | None:
    """What is wrong with a message, by the pages on the Send API, quick replies and the button template."""
    body = call.json
    if call.method != "POST" or not call.headers.get("content-type", "").startswith("application/json") or not isinstance(body, dict):
        return "no POST with JSON"
    if not isinstance(body.get("recipient"), dict) or not isinstance(body["recipient"].get("id"), str):
        return "recipient.id"
    if body.get("messaging_type") not in ("RESPONSE", "UPDATE"):
        return "messaging_type"
    message = body.get("message")
    if not isinstance(message, dict) or set(message) - {"text", "attachment", "quick_replies", "metadata"} or ("text" in message) == ("attachment" in message):
        return "message has a text or an attachment"
    if "text" in message and not is_text(message["text"], 2000):
        return "text has 1 to 2,000 characters"
    if not isinstance(message.get("metadata", ""), str) or len(message.get("metadata", "")) >= 1000:
        return "metadata has less than 1,000 characters"
    if "quick_replies" in message and (why := problem_of_quick_replies(message["quick_replies"])) is not None:
        return why
    return problem_of_template(message["attachment"]) if "attachment" in message else None


def problem_of_quick_replies(replies: Any) -> str | None:
    if not isinstance(replies, list) or not 1 <= len(replies) <= 13:
        return "1 to 13 quick replies"
    for reply in replies:
        if not isinstance(reply, dict) or reply.get("content_type") != "text":
            return "content_type"
        if not is_text(reply.get("title"), 20) or not is_text(reply.get("payload"), 1000):
            return "a quick reply has a title of 20 and a payload of 1,000 characters at most"
    return None


def problem_of_template(attachment: Any) -> str | None:
    payload = attachment.get("payload") if isinstance(attachment, dict) else None
    if not isinstance(payload, dict) or attachment.get("type") != "template" or payload.get("template_type") != "button":
        return "an attachment is a button template here"
    if not is_text(payload.get("text"), 640):
        return "a template's text has 1 to 640 characters"
    buttons = payload.get("buttons")
    if not isinstance(buttons, list) or not 1 <= len(buttons) <= 3:
        return "1 to 3 buttons"
    for button in buttons:
        if not isinstance(button, dict) or not is_text(button.get("title"), 20):
            return "a button's title has 1 to 20 characters"
        if button.get("type") == "web_url" and re.fullmatch(r"https://\S+", str(button.get("url"))):
            continue
        if button.get("type") == "postback" and is_text(button.get("payload"), 1000):
            continue
        return "a button is a postback with a payload or a web_url with an address"
    return None


def problem_of_profile(body: Mapping[str, Any], before: Mapping[str, Any]) -> str | None:
    """What is wrong with a profile, by the pages on its parts."""
    if not body or set(body) - FIELDS:
        return f"fields {sorted(set(body) - FIELDS)}"
    for greeting in body.get("greeting", ()):
        if not is_text(greeting.get("text"), 160):
            return "a greeting has 1 to 160 characters"
    for name in ("greeting", "ice_breakers", "persistent_menu"):
        if name in body and "default" not in [entry.get("locale") for entry in body[name]]:
            return f"{name} needs the locale «default»"
    if "get_started" in body and not is_text(body["get_started"].get("payload"), 1000):
        return "get_started needs a payload"
    for locale in body.get("ice_breakers", ()):
        questions = locale.get("call_to_actions", [])
        if not 1 <= len(questions) <= 4 or not all(is_text(each.get("question"), 80) and is_text(each.get("payload"), 1000) for each in questions):
            return "1 to 4 ice breakers, each with question and payload"
    if "persistent_menu" in body and "get_started" not in {**before, **body}:
        return "the menu needs Get Started"
    for locale in body.get("persistent_menu", ()):
        items = locale.get("call_to_actions", [])
        if not 1 <= len(items) <= 20 or not all(is_item(item) for item in items):
            return "1 to 20 items, each with a title of 30 characters at most and a payload or an address"
    return None


def is_item(item: Mapping[str, Any]) -> bool:
    if not is_text(item.get("title"), 30):
        return False
    if item.get("type") == "postback":
        return is_text(item.get("payload"), 1000)
    return item.get("type") == "web_url" and str(item.get("url")).startswith("https://")


def shown(message: Mapping[str, Any]) -> tuple[str, tuple[Any, ...]]:
    """What the person sees: the text, and everything that can be tapped."""
    replies = tuple(message.get("quick_replies", ()))
    if "text" in message:
        return str(message["text"]), replies
    payload = message["attachment"]["payload"]
    return str(payload["text"]), (*payload["buttons"], *replies)
