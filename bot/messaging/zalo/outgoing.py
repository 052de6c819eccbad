"""A message in the shape of Zalo's consultation messages (POST /v3.0/oa/message/cs).

Zalo's SDK for PHP (MessageBuilder) has the actions: oa.query.show carries a payload as text, and the tap comes back as a message
with that text; oa.open.url carries an object with the address. How a v3 message carries buttons is shown by resellers' documents
only: text and a template attachment in one message. So a refusal of the buttons is answered with the same message as numbered
text. The list template belongs to the old API, which is switched off: lists are numbered text.
"""

from __future__ import annotations

from typing import Any

from bot.messaging.replies import Outgoing


def message_of(user: str, message: Outgoing, *, template: str = "") -> dict[str, Any]:
    """The body of the request. template: the attachment's template_type, if the platform wants one."""
    buttons: list[dict[str, Any]] = [{"title": choice.title, "type": "oa.query.show", "payload": choice.question} for choice in message.choices]
    if message.link is not None:
        buttons.append({"title": message.link.title, "type": "oa.open.url", "payload": {"url": message.link.url}})
    content: dict[str, Any] = {"text": message.text}
    if buttons:
        payload: dict[str, Any] = {"buttons": buttons}
        content["attachment"] = {"type": "template", "payload": {**({"template_type": template} if template else {}), **payload}}
    return {"recipient": {"user_id": user}, "message": content}
