"""Zalo's tokens on the disk: DATA_FOLDER/zalo-tokens.json, written whole or not at all, and a lock that all processes heed."""

from __future__ import annotations

import asyncio
import fcntl
import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path

FILE = "zalo-tokens.json"
LOCK = "zalo-tokens.lock"
POLL_SECONDS = 0.05
ROOM = 100_000  # bytes; a state is never longer
UNREAD, UNREAD_CHARACTERS = 3, 4000  # so many answers that could not be read are kept, so much of each


@dataclass(frozen=True)
class Pair:
    """An access token and the refresh token that came with it. Times in milliseconds since 1970."""

    access: str
    refresh: str
    made_at: int
    expires_at: int
    refresh_expires_at: int

    def __repr__(self) -> str:
        return f"Pair(made_at={self.made_at}, expires_at={self.expires_at})"


@dataclass(frozen=True)
class TokenState:
    """current: the pair in use. previous: the one before. refused: the refresh token of the current pair is worth nothing; a
    person must log in. seen: hashes of the pairs that came from the settings. unread: answers of the token endpoint that could
    not be read though they seem to hold tokens. asked_at: since when the refresh token may be spent, since it was sent and no
    answer was kept (milliseconds since 1970; 0: it is not)."""

    current: Pair | None = None
    previous: Pair | None = None
    refused: bool = False
    seen: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    asked_at: int = 0

    def with_unread(self, text: str) -> TokenState:
        """The same with one more answer that could not be read."""
        return replace(self, unread=(*self.unread, text[:UNREAD_CHARACTERS])[-UNREAD:])


class TokenFileError(Exception):
    """The file cannot be read; the text says where it is."""


class TokenFile:
    """Reading needs no lock; who changes something holds it from reading to writing. All but lock() waits for the disk."""

    def __init__(self, data_folder: Path) -> None:
        self._folder = data_folder
        self._path = data_folder / FILE
        self._made = data_folder / f".{FILE}.new"  # one name is enough, since who writes holds the lock

    def read(self) -> TokenState:
        """What is kept; nothing, if nothing was ever written. Raises TokenFileError."""
        try:
            told = json.loads(self._path.read_text("utf-8"))
            pairs = {name: Pair(**told[name]) if told[name] else None for name in ("current", "previous")}
            return TokenState(pairs["current"], pairs["previous"], told["refused"], tuple(told["seen"]), tuple(told["unread"]), told.get("asked_at", 0))
        except FileNotFoundError:
            return TokenState()
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise TokenFileError(f"{self._path} cannot be read ({type(error).__name__})") from None

    def make_room(self) -> None:
        """See to it that the next write finds a folder that takes it and all the room that it needs. Raises OSError."""
        self._fill(b" " * ROOM)

    def write(self, state: TokenState) -> None:
        """Put *state* in place of what there was; when this returns it is on the disk. Raises OSError."""
        self._fill(json.dumps(asdict(state), ensure_ascii=False).encode("utf-8", "replace"))
        self._made.replace(self._path)
        folder = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def set_aside(self) -> None:
        """Keep a file that cannot be read under another name. Raises OSError."""
        self._path.replace(self._path.with_suffix(".unreadable"))

    def _fill(self, content: bytes) -> None:
        """The file that is renamed afterwards. What it had of the disk is used before it is given back."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(self._made, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600), "wb") as file:
            file.write(content)
            file.truncate()
            file.flush()
            os.fsync(file.fileno())

    @asynccontextmanager
    async def lock(self) -> AsyncIterator[None]:
        """Nobody else in this or another process changes the file meanwhile; the kernel lets go when the process dies. Raises OSError."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = os.open(self._folder / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            while True:
                try:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    await asyncio.sleep(POLL_SECONDS)
            yield
        finally:
            os.close(file)
