"""Zalo's tokens on the disk: DATA_FOLDER/zalo-tokens.json, written whole or not at all, and a lock that all processes heed."""

from __future__ import annotations

import asyncio
import fcntl
import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

FILE = "zalo-tokens.json"
LOCK = "zalo-tokens.lock"
POLL_SECONDS = 0.05


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
    not be read though they seem to hold tokens."""

    current: Pair | None = None
    previous: Pair | None = None
    refused: bool = False
    seen: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()


class TokenFileError(Exception):
    """The file cannot be read; the text says where it is."""


class TokenFile:
    """Reading needs no lock; who changes something holds it from reading to writing."""

    def __init__(self, data_folder: Path) -> None:
        self._folder = data_folder
        self._path = data_folder / FILE

    def read(self) -> TokenState:
        """What is kept; nothing, if nothing was ever written. Raises TokenFileError."""
        try:
            told = json.loads(self._path.read_text("utf-8"))
            pairs = {name: Pair(**told[name]) if told[name] else None for name in ("current", "previous")}
            return TokenState(pairs["current"], pairs["previous"], told["refused"], tuple(told["seen"]), tuple(told["unread"]))
        except FileNotFoundError:
            return TokenState()
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise TokenFileError(f"{self._path} cannot be read ({type(error).__name__})") from None

    def write(self, state: TokenState) -> None:
        """Put *state* in place of what there was; when this returns it is on the disk. Raises OSError."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        made = self._folder / f".{FILE}.{os.getpid()}"
        with os.fdopen(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            json.dump(asdict(state), file)
            file.flush()
            os.fsync(file.fileno())
        made.replace(self._path)
        folder = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    @asynccontextmanager
    async def lock(self) -> AsyncIterator[None]:
        """Nobody else in this or another process changes the file meanwhile; the kernel lets go when the process dies."""
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
