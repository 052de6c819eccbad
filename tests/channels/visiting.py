"""A visitor of the web channel: the requests that the widget makes."""

from __future__ import annotations

import itertools
import json
from typing import Any

from tests.channels.serving import Got, get

_ids = itertools.count()


class Visitor:
    """Has a session of the server's, or the one given."""

    def __init__(self, server: str, session: str | None = None) -> None:
        self._server = server
        self.session = session or open_session(server)

    def call(self, method: str, path: str, content: Any = None, **headers: str) -> Got:
        """The reply to a request with JSON, in this visitor's session."""
        body = None if content is None else json.dumps(content).encode()
        return self.send(method, path, body, **{"Content_Type": "application/json", **headers})

    def send(self, method: str, path: str, body: bytes | None, **headers: str) -> Got:
        """The reply to a request with any body."""
        return get(self._server, f"/webhooks/web/{path}", method=method, body=body, **{"Authorization": f"Bearer {self.session}", **headers})

    def post(self, text: str, *, message: str | None = None) -> Got:
        """The reply to a message, sent under an id of its own or under *message*."""
        return self.call("POST", "messages", {"id": message or f"m{next(_ids)}", "text": text})

    def ask(self, text: str) -> dict[str, Any]:
        """The answer to a message."""
        got = self.post(text)
        assert got.status == 200, got.text
        answer: dict[str, Any] = got.json
        return answer

    def vote(self, answer: str, value: str, **content: Any) -> Got:
        """The reply to a vote on the answer with that id."""
        return self.call("POST", "feedback", {"answer": answer, "value": value, **content})


def open_session(server: str) -> str:
    """A new session."""
    got = get(server, "/webhooks/web/session", method="POST")
    assert got.status == 201
    session: str = got.json["session"]
    return session


def said(answer: dict[str, Any]) -> str:
    """All that is said, as plain text."""
    return "\n".join(bubble["text"] for bubble in answer["bubbles"])
