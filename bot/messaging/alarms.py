"""What needs a person: kept until it is over, and told in the log at once and then once an hour."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass

logger = logging.getLogger("channels")

TELL_AGAIN_MS = 3600 * 1000
# What each alarm says; {channel} as in the commands.
SAYINGS: Mapping[str, str] = {
    "log_in_again": "a person must log in again: python -m bot {channel} login",
    "refresh_token_ends": "the refresh token soon ends and could not be renewed; log in again: python -m bot {channel} login",
    "renewal": "the tokens cannot be renewed for now, and it is tried again; the log says why: see to ZALO_APP_ID, ZALO_APP_SECRET and the way to Zalo, "
    "and if they are right log in again: python -m bot {channel} login",
    "token_folder": "tokens cannot be written to DATA_FOLDER (full, or not writable): mend that, and do not stop the service before, "
    "since new ones may be in its memory alone",
    "token_file": "the file of the tokens cannot be read, the log says which; bring it back, or log in again: python -m bot {channel} login",
    "token_unread": "an answer of the token endpoint could not be read and was kept; log in again: python -m bot {channel} login",
    "page_token": "the page's token is not accepted any more; make a new one and set MESSENGER_PAGE_TOKEN",
    "bot_token": "the bot's token is not accepted any more; set ZALO_BOT_TOKEN",
    "quota": "the account's quota of messages is used up; see the platform's console",
    "account": "the platform refuses this account, app or permission; see python -m bot {channel} status and the platform's console",
}


@dataclass(frozen=True)
class Alarm:
    """Times in milliseconds since 1970."""

    code: str
    first_at: int
    last_at: int
    times: int

    def saying(self, channel: str) -> str:
        """What is to be done."""
        return SAYINGS.get(self.code, self.code).format(channel=channel)


class Alarms:
    """The table of alarms of one channel."""

    def __init__(self, connection: sqlite3.Connection, channel: str) -> None:
        self._connection = connection
        self._channel = channel

    def sound(self, code: str, *, now: int) -> None:
        """Keep the alarm; a log line if it is new or was last told an hour ago."""
        self._connection.execute(
            "INSERT INTO alarms (channel, code, first_at, last_at, logged_at, times) VALUES (?, ?, ?, ?, 0, 1) "
            "ON CONFLICT DO UPDATE SET last_at = excluded.last_at, times = times + 1",
            (self._channel, code, now, now),
        )
        told = self._connection.execute(
            "UPDATE alarms SET logged_at = ? WHERE channel = ? AND code = ? AND logged_at <= ?", (now, self._channel, code, now - TELL_AGAIN_MS)
        )
        if told.rowcount:
            logger.error("%s: %s", self._channel, SAYINGS.get(code, code).format(channel=self._channel))

    def clear(self, *codes: str, before: int | None = None) -> None:
        """Over: these, or all if none are named; only those last heard *before*."""
        for code in codes or [alarm.code for alarm in self.all()]:
            self._connection.execute("DELETE FROM alarms WHERE channel = ? AND code = ? AND last_at <= coalesce(?, last_at)", (self._channel, code, before))

    def stands(self, code: str) -> bool:
        """Whether the alarm is not over."""
        return any(alarm.code == code for alarm in self.all())

    def all(self) -> list[Alarm]:
        """Those that stand, the oldest first."""
        rows = self._connection.execute("SELECT code, first_at, last_at, times FROM alarms WHERE channel = ? ORDER BY first_at", (self._channel,))
        return [Alarm(*row) for row in rows]


class Notes:
    """Numbers that all processes of a channel share: setup_until, paused_until, plain_until, in milliseconds since 1970."""

    def __init__(self, connection: sqlite3.Connection, channel: str) -> None:
        self._connection = connection
        self._channel = channel

    def get(self, name: str) -> int:
        """The number; 0 if it was never set."""
        row = self._connection.execute("SELECT value FROM notes WHERE channel = ? AND name = ?", (self._channel, name)).fetchone()
        return int(row[0]) if row else 0

    def set(self, name: str, value: int) -> None:
        """Set the number."""
        self._connection.execute(
            "INSERT INTO notes (channel, name, value) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value", (self._channel, name, value)
        )
