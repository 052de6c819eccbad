"""From a message to the body of a request to the Send API.

Rules: Meta, «Send messages», «Quick replies», «Button template» and «Sender actions» (developers.facebook.com/docs/messenger-platform/send-messages
and …/reference/send-api): text of 2,000 characters; at most 13 quick replies, title 20 and payload 1,000 characters; a button
template has a text of 640 characters and 1 to 3 buttons; metadata of less than 1,000 characters comes back with the echo.
messaging_type RESPONSE is a reply within 24 hours after the person's message («Policy and guidelines»).
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final, Literal

from bot.messaging.platform import Limits
from bot.messaging.replies import Choice, Link, Outgoing

# 1,900 in place of 2,000: Meta prints no limit on its present pages, and some count bytes of longer letters (Salesforce: 1,994).
# No number of replies is prescribed. More than 40 messages a second make the page's inbox stop showing them («Rate limiting»).
LIMITS: Final = Limits(
    text=1900, choices=13, choice_title=20, choice_payload=1000, text_with_link=640, window=timedelta(hours=24), replies=10**6, sends_per_second=40.0
)


def body_of(user: str, message: Outgoing, *, mark: str) -> dict[str, Any]:
    """The request that sends *message* to *user*."""
    content: dict[str, Any] = {"attachment": _template(message.text, message.link)} if message.link else {"text": message.text}
    if message.choices:
        content["quick_replies"] = [_quick_reply(choice) for choice in message.choices]
    return {"recipient": {"id": user}, "messaging_type": "RESPONSE", "message": {**content, "metadata": mark}}


def action_of(user: str, action: Literal["mark_seen", "typing_on", "typing_off"]) -> dict[str, Any]:
    """The request for a sender action: nothing else may stand in it."""
    return {"recipient": {"id": user}, "sender_action": action}


def _quick_reply(choice: Choice) -> dict[str, str]:
    return {"content_type": "text", "title": choice.title, "payload": choice.question}


def _template(text: str, link: Link) -> dict[str, Any]:
    button = {"type": "web_url", "title": link.title, "url": link.url}
    return {"type": "template", "payload": {"template_type": "button", "text": text, "buttons": [button]}}
