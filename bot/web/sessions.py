"""Visitors without accounts: a session that nobody can guess or make, and the name under which Rasa knows its conversation."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import hmac
import os
import secrets
import tempfile
from pathlib import Path

SENDER_PREFIX = "web-"
SECRET_FILE = "session-secret"
_NAME_BYTES = 24
_MOST_CHARACTERS = 200


class Sessions:
    """Sessions that are known by their seal, so that they outlive a restart and hold on every server with the same secret."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def new(self) -> str:
        """A session; whoever has it has the conversation."""
        name = secrets.token_urlsafe(_NAME_BYTES)
        return f"{name}.{self._seal(name)}"

    def sender(self, session: str) -> str | None:
        """Rasa's name for the session's conversation, from which the session cannot be found; None for one that was not made here."""
        name, _, seal = session[:_MOST_CHARACTERS].partition(".")
        if not hmac.compare_digest(seal.encode("utf-8", "replace"), self._seal(name).encode()):
            return None
        return SENDER_PREFIX + hashlib.sha256(session.encode("utf-8", "replace")).hexdigest()

    def _seal(self, name: str) -> str:
        digest = hmac.digest(self._secret, name.encode("utf-8", "replace"), "sha256")
        return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def secret_of(folder: Path, given: str = "") -> bytes:
    """The secret *given*, or the one kept in *folder*, made once and readable by the service only. Raises OSError."""
    if given:
        return given.encode()
    path = folder / SECRET_FILE
    if not path.exists():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _make(path)
    return path.read_bytes()


def _make(path: Path) -> None:
    """Write the file whole, or leave the one that another process has made meanwhile."""
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}-") as file:  # for its owner only
        file.write(secrets.token_hex(32).encode())
        file.flush()
        os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(file.name, path)
