"""What is known of the people of a channel: never who they are, only where the conversation stands."""

from __future__ import annotations

import hmac
import json
import sqlite3
from dataclasses import dataclass
from typing import Any

from bot.messaging.menus import Menu

KEEP_DAYS = 30
DAY = 24 * 3600 * 1000


def person_of(secret: bytes, channel: str, user: str) -> str:
    """The name of a conversation, one for each user and channel; the user's id cannot be found from it without the *secret*."""
    return f"{channel}-{hmac.digest(secret, f'{channel}{chr(0)}{user}'.encode('utf-8', 'replace'), 'sha256').hex()[:40]}"


@dataclass(frozen=True)
class Person:
    """Times in milliseconds since 1970. replies: messages since he last wrote. told_at: when the bot
    last spoke as what it is. rest: what an answer left for the next message."""

    last_said_at: int = 0
    replies: int = 0
    silent_until: int = 0
    told_at: int = 0
    menu: Menu | None = None
    rest: str | None = None


class People:
    """The table of people of one channel."""

    def __init__(self, connection: sqlite3.Connection, channel: str) -> None:
        self._connection = connection
        self._channel = channel

    def get(self, person: str) -> Person:
        """What is known; that of a new person if nothing is."""
        row = self._connection.execute("SELECT * FROM people WHERE channel = ? AND person = ?", (self._channel, person)).fetchone()
        if row is None:
            return Person()
        menu = Menu.from_json(row["menu"]) if row["menu"] else None
        return Person(row["last_said_at"], row["replies"], row["silent_until"], row["told_at"], menu, json.loads(row["rest"]) if row["rest"] else None)

    def said(self, person: str, said_at: int) -> None:
        """He wrote: a new window for replies."""
        self._put(person)
        self._connection.execute(
            "UPDATE people SET last_said_at = max(last_said_at, ?), replies = 0 WHERE channel = ? AND person = ?", (said_at, self._channel, person)
        )

    def answered(self, person: str, *, menu: Menu | None, rest: str | None, told_at: int) -> None:
        """An answer was made: what can be picked now, what is left. told_at: now; the bot has spoken as such."""
        kept = json.dumps(rest, ensure_ascii=False) if rest else None
        self._set(person, menu=menu.to_json() if menu else None, rest=kept, told_at=told_at)

    def was_sent(self, person: str) -> None:
        """One more reply was spent."""
        self._connection.execute("UPDATE people SET replies = replies + 1 WHERE channel = ? AND person = ?", (self._channel, person))

    def silence(self, person: str, until: int) -> None:
        """A human speaks in the bot's place until then; afterwards the bot says again what it is. 0: he has given back."""
        self._set(person, silent_until=until, menu=None, rest=None, told_at=0)

    def forget(self, person: str) -> None:
        """Nothing remains but that the bot is silent, if it is."""
        silent_until = self.get(person).silent_until
        self._connection.execute("DELETE FROM people WHERE channel = ? AND person = ?", (self._channel, person))
        if silent_until:
            self._set(person, silent_until=silent_until)

    def prune(self, now: int, *, days: int = KEEP_DAYS) -> None:
        """Forget people who have been silent for so many *days*."""
        self._connection.execute("DELETE FROM people WHERE channel = ? AND last_said_at < ? AND silent_until < ?", (self._channel, now - days * DAY, now))

    def _put(self, person: str) -> None:
        self._connection.execute("INSERT INTO people (channel, person) VALUES (?, ?) ON CONFLICT DO NOTHING", (self._channel, person))

    def _set(self, person: str, **fields: Any) -> None:
        self._put(person)
        names = ", ".join(f"{name} = ?" for name in fields)
        self._connection.execute(f"UPDATE people SET {names} WHERE channel = ? AND person = ?", (*fields.values(), self._channel, person))
