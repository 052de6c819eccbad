"""Ask a running service over Rasa's REST channel."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
import uuid
from dataclasses import dataclass

WEBHOOK = "/webhooks/rest/webhook"


class NoServiceError(ConnectionError):
    """Nobody answers at the address, or with something that is not the REST channel's form, or the bot has no answer now; the text says it."""


@dataclass(frozen=True)
class Bubble:
    """One part of a reply: its text and the titles and messages of its buttons."""

    text: str
    buttons: tuple[tuple[str, str], ...] = ()


def new_sender(prefix: str) -> str:
    """The name of a fresh conversation."""
    return f"{prefix}-{uuid.uuid4().hex}"


def ask(base_url: str, message: str, *, sender: str, timeout: float = 20.0) -> list[Bubble]:
    """The reply to *message* in the conversation of *sender*; *timeout* in seconds. Raises NoServiceError."""
    body = json.dumps({"sender": sender, "message": message}).encode()
    request = urllib.request.Request(base_url.rstrip("/") + WEBHOOK, body, {"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=timeout) as reply:
            parts = json.load(reply)
        if any((part.get("custom") or {}).get("error") for part in parts):
            raise NoServiceError(" ".join(part.get("text") or "" for part in parts))
        return [
            Bubble(part.get("text") or "", tuple((str(button.get("title", "")), str(button.get("payload", ""))) for button in part.get("buttons") or ()))
            for part in parts
        ]
    except urllib.error.HTTPError as error:
        raise NoServiceError(f"{request.full_url} replied with status {error.code}") from error
    except NoServiceError:
        raise
    except OSError as error:
        raise NoServiceError(f"{request.full_url} is not reached: {getattr(error, 'reason', error) or type(error).__name__}") from error
    except (ValueError, AttributeError, TypeError) as error:
        raise NoServiceError(f"{request.full_url} replied with something that is no list of messages") from error
