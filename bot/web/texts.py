"""What the web channel and the pages say when there is no answer, from the section «web» of data/phrases.yml."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from ruamel.yaml import YAML

from bot.answers.compose.contact import items
from bot.answers.phrases import Phrases
from bot.api.replies import CONTENT_TYPE, HttpReply
from bot.contacts.book import Contacts

STATUS: Mapping[str, int] = {
    "bad_request": 400,
    "unauthorised": 401,
    "not_found": 404,
    "method_not_allowed": 405,
    "too_slow": 408,
    "too_large": 413,
    "unsupported_media_type": 415,
    "too_many": 429,
    "busy": 429,
    "unavailable": 503,
}


class Refusals:
    """The replies for requests that get no answer: {"error": code, "message": a sentence for the reader}."""

    def __init__(self, messages: Mapping[str, str]) -> None:
        self._messages = {code: messages[code] for code in STATUS}

    @classmethod
    def from_file(cls, path: Path) -> Refusals:
        """Read the sentences. Raises KeyError for a missing one."""
        return cls(YAML(typ="safe").load(path.read_text("utf-8"))["web"])

    def sentence(self, code: str) -> str:
        """What the reader is told for *code*, one of STATUS."""
        return self._messages[code]

    def reply(self, code: str, **headers: str) -> HttpReply:
        """The reply for *code*, one of STATUS; header names with _ for -."""
        body = json.dumps({"error": code, "message": self._messages[code]}, ensure_ascii=False).encode()
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return HttpReply(STATUS[code], {"Content-Type": CONTENT_TYPE, "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", **named}, body)


def offer_text(contacts: Contacts, phrases: Phrases, path: Path) -> str:
    """What is said to a visitor whom an answer did not help: whom to ask; "" if there is nobody. Raises KeyError for a missing sentence."""
    told = items(contacts, phrases)
    sentence: str = YAML(typ="safe").load(path.read_text("utf-8"))["web"]["contact"]
    return sentence.format(items=told) if told else ""
