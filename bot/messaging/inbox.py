"""Events that came in: remembered before the platform is answered, so that each is answered once."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Sequence

from bot.messaging.events import Event

KEEP_DAYS = 8  # longer than any age at which an event is answered, so that a repetition is always known
DAY = 24 * 3600 * 1000


class Inbox:
    """The table of events of one channel. Times are milliseconds since 1970."""

    def __init__(self, connection: sqlite3.Connection, channel: str) -> None:
        self._connection = connection
        self._channel = channel

    def knows(self, event: str) -> bool:
        """Whether the event with that id has come before."""
        return self._connection.execute("SELECT 1 FROM events WHERE channel = ? AND id = ?", (self._channel, event)).fetchone() is not None

    def add(self, event: Event, person: str, *, state: str, now: int, owner: str, reason: str | None = None) -> bool:
        """Remember an event; False if it is known. Person and content are kept only while it waits."""
        person, content = (person, event.to_json()) if state == "waiting" else ("", None)
        told = (self._channel, event.id, person, event.kind.value, event.said_at, now, state, content, owner, reason)
        cursor = self._connection.execute(
            "INSERT INTO events (channel, id, person, kind, said_at, arrived_at, state, content, owner, reason) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            told,
        )
        return cursor.rowcount == 1

    def settle(self, event: str, state: str, *, reason: str | None = None) -> bool:
        """An event waits no more; False if it did not."""
        cursor = self._connection.execute(
            "UPDATE events SET state = ?, reason = ?, content = NULL, person = '' WHERE channel = ? AND id = ? AND state = 'waiting'",
            (state, reason, self._channel, event),
        )
        return cursor.rowcount == 1

    def waiting(self, person: str | None = None) -> int:
        """How many events wait: all, or those of a person."""
        query = "SELECT count(*) FROM events WHERE channel = ? AND state = 'waiting'"
        found = (
            self._connection.execute(query, (self._channel,))
            if person is None
            else self._connection.execute(query + " AND person = ?", (self._channel, person))
        )
        return int(found.fetchone()[0])

    def take_over(self, others: Sequence[str], owner: str, *, held: Collection[str] = ()) -> list[tuple[Event, str]]:
        """The waiting events that no living process handles, with their persons, oldest first; they are *owner*'s now.

        others: the other owners that live. held: the ids of those that *owner* has in hand; what else is his was left behind by a fault.
        """
        orphaned = f"channel = ? AND state = 'waiting' AND owner NOT IN ({', '.join('?' * len(others))})"
        rows = self._connection.execute(f"SELECT id, content, person FROM events WHERE {orphaned} ORDER BY said_at", (self._channel, *others)).fetchall()
        self._connection.execute(f"UPDATE events SET owner = ? WHERE {orphaned}", (owner, self._channel, *others))
        return [(Event.from_json(row["content"]), str(row["person"])) for row in rows if row["id"] not in held]

    def counts(self) -> dict[str, int]:
        """How many events are in each state, dropped ones by their reason («dropped: old»)."""
        query = "SELECT CASE WHEN state IN ('dropped', 'failed') THEN state || ': ' || reason ELSE state END, count(*) FROM events WHERE channel = ? GROUP BY 1"
        return {str(name): int(count) for name, count in self._connection.execute(query, (self._channel,))}

    def prune(self, now: int) -> None:
        """Delete what is too old to be repeated."""
        self._connection.execute("DELETE FROM events WHERE channel = ? AND state != 'waiting' AND arrived_at < ?", (self._channel, now - KEEP_DAYS * DAY))
