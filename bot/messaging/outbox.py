"""Messages that go out: kept until they are sent, or with the reason why they could not be."""

from __future__ import annotations

import hashlib
import sqlite3
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.language.limits import MAX_CHARACTERS
from bot.messaging.replies import Outgoing
from bot.privacy.masking import beginning

KEEP_SENT_DAYS, KEEP_FAILED_DAYS = 2, 14
HOUR = 3600 * 1000
DAY = 24 * HOUR
TRY_MS = HOUR  # so long is a message tried whose platform is silent
ECHO_MS = HOUR  # so late may the echo of a message come
# The platform was silent after a request that may have arrived: so long is waited for the echo before it is sent once more.
UNSURE_MS = 10_000
# After a crash the echo may have found nobody; Zalo is said to repeat a delivery for the first time after 30 seconds.
ORPHANED_MS = 40_000
UNSURE = "unsure"
STOPPED = 0  # the end of the window of messages in whose place a human speaks


@dataclass(frozen=True)
class Row:
    """A message of the outbox. Times in milliseconds since 1970; until: the end of the reply window. user and content are
    None once it is sent."""

    id: str
    person: str
    user: str | None
    content: str | None
    state: str
    reason: str | None
    code: str | None
    attempts: int
    created_at: int
    until: int
    give_up_at: int

    @property
    def message(self) -> Outgoing:
        """What is to be sent. Raises ValueError if it was sent."""
        if self.content is None:
            raise ValueError("the message was sent")
        return Outgoing.from_json(self.content)

    @property
    def is_resent(self) -> bool:
        """A person has said by command that it is to be sent: both its ends are that of the command then."""
        return self.until == self.give_up_at


_COLUMNS = ", ".join(Row.__annotations__)


def digest_of(text: str) -> str:
    """By which the echo of a text is known, whatever became of its white space; what is masked in events is masked here too."""
    return hashlib.sha256(" ".join(beginning(text, MAX_CHARACTERS).split()).encode("utf-8", "replace")).hexdigest()


class Outbox:
    """The table of messages of one channel."""

    def __init__(self, connection: sqlite3.Connection, channel: str) -> None:
        self._connection = connection
        self._channel = channel

    def put(self, messages: Iterable[Outgoing], *, event: str, person: str, user: str, owner: str, now: int, until: int) -> None:
        """The messages of an answer, in order; an answer to the same event cannot be put in twice."""
        for part, message in enumerate(messages):
            self._connection.execute(
                "INSERT INTO outbox (id, channel, person, user, event, part, content, digest, state, created_at, due_at, until, give_up_at, owner) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'ready', ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                (uuid.uuid4().hex, self._channel, person, user, event, part, message.to_json(), digest_of(message.text))
                + (now, now, until, now + TRY_MS, owner),
            )

    # -- sending

    def expire(self, now: int) -> None:
        """Give up what came too late for its window, and what silence() stopped."""
        self._connection.execute(
            "UPDATE outbox SET state = 'expired', reason = CASE until WHEN ? THEN 'silent' ELSE 'window' END "
            "WHERE channel = ? AND state = 'ready' AND until < ?",
            (STOPPED, self._channel, now),
        )

    def silence(self, person: str) -> None:
        """A human speaks now: what still waits for the person is given up, and what is being sent is not tried again."""
        self._connection.execute(
            "UPDATE outbox SET until = ? WHERE channel = ? AND person = ? AND state IN ('ready', 'sending')", (STOPPED, self._channel, person)
        )

    def claim(self, owner: str, *, now: int, most: int) -> list[Row]:
        """Up to *most* messages that are due, of each person the first; they are being sent now. Messages of no owner are anybody's."""
        rows = self._rows(
            "state = 'ready' AND due_at <= ? AND (owner = ? OR owner IS NULL) AND NOT EXISTS (SELECT 1 FROM outbox AS earlier WHERE "
            "earlier.channel = outbox.channel AND earlier.person = outbox.person AND earlier.number < outbox.number "
            "AND earlier.state IN ('ready', 'sending')) ORDER BY number LIMIT ?",
            now,
            owner,
            most,
        )
        self._connection.executemany("UPDATE outbox SET state = 'sending', owner = ? WHERE id = ?", [(owner, row.id) for row in rows])
        return rows

    def sent(self, id: str, platform_id: str | None) -> None:
        """It has gone out; of it nothing but the platform's id needs to be known. An id that is empty stays out."""
        self._connection.execute(
            "UPDATE outbox SET state = 'sent', platform_id = coalesce(?, platform_id), user = NULL, content = NULL, reason = NULL WHERE id = ?",
            (platform_id or None, id),
        )

    def again(self, id: str, *, due_at: int, code: str, reason: str | None, counted: bool = True, content: Outgoing | None = None) -> None:
        """It is to be tried again then; with *content* in another shape."""
        shape = (content.to_json(), digest_of(content.text)) if content is not None else (None, None)
        self._connection.execute(
            "UPDATE outbox SET state = 'ready', due_at = ?, code = ?, reason = ?, attempts = attempts + ?, content = coalesce(?, content), "
            "digest = coalesce(?, digest) WHERE id = ? AND state = 'sending'",
            (due_at, code, reason, counted, *shape, id),
        )

    def fail(self, id: str, *, reason: str, code: str, state: str = "failed") -> None:
        """It is kept, and not tried any more unless a person says so."""
        self._connection.execute(
            "UPDATE outbox SET state = ?, reason = ?, code = ?, attempts = attempts + 1 WHERE id = ? AND state = 'sending'", (state, reason, code, id)
        )

    def fail_others(self, person: str, *, reason: str, code: str) -> None:
        """All that was still to be sent to a person."""
        self._connection.execute(
            "UPDATE outbox SET state = 'failed', reason = ?, code = ? WHERE channel = ? AND person = ? AND state = 'ready'",
            (reason, code, self._channel, person),
        )

    def take_over(self, living: Sequence[str], now: int) -> None:
        """The messages of owners that are not among the *living* become anybody's; those that were being sent may have gone out.

        Those whose echo had come have: the owner died between the echo and the platform's answer.
        """
        orphaned = f"channel = ? AND owner NOT IN ({', '.join('?' * len(living))})"
        self._connection.execute(
            f"UPDATE outbox SET state = 'sent', user = NULL, content = NULL, reason = NULL WHERE state = 'sending' AND platform_id IS NOT NULL AND {orphaned}",
            (self._channel, *living),
        )
        self._connection.execute(
            f"UPDATE outbox SET state = 'ready', reason = ?, due_at = ? WHERE state = 'sending' AND {orphaned}",
            (UNSURE, now + ORPHANED_MS, self._channel, *living),
        )
        self._connection.execute(f"UPDATE outbox SET owner = NULL WHERE state = 'ready' AND {orphaned}", (self._channel, *living))

    # -- echoes

    def is_ours(self, person: str, *, message_id: str, mark: str | None, text: str, now: int) -> bool:
        """Whether an echo is of a message from here. One of which that was not known has gone out, then."""
        row = self._connection.execute(
            "SELECT id, state, reason FROM outbox WHERE channel = ? AND (platform_id = ? OR id = ? OR (person IN (?, '') AND digest = ? AND created_at > ? AND "
            "state IN ('ready', 'sending', 'sent'))) ORDER BY coalesce(platform_id = ?, 0) DESC, coalesce(id = ?, 0) DESC, state != 'ready', number LIMIT 1",
            (self._channel, message_id, mark, person, digest_of(text), now - ECHO_MS, message_id, mark),
        ).fetchone()
        if row is None:
            return False
        if row["state"] == "ready" and row["reason"] == UNSURE:
            self.sent(row["id"], message_id)
        elif row["state"] == "sending":
            self._connection.execute("UPDATE outbox SET platform_id = ? WHERE id = ?", (message_id, row["id"]))
        return True

    def has_arrived(self, id: str) -> bool:
        """Whether an echo of the message that is being sent has come, though perhaps no answer."""
        (platform_id,) = self._connection.execute("SELECT platform_id FROM outbox WHERE id = ?", (id,)).fetchone() or (None,)
        return platform_id is not None

    # -- by command

    def unsent(self) -> list[Row]:
        """What failed or came too late, the oldest first."""
        return self._rows("state IN ('failed', 'expired') ORDER BY number")

    def resend(self, ids: Iterable[str], *, now: int, until: int) -> int:
        """Try those again, until then; how many there are. Any process of the channel takes them up."""
        query = (
            "UPDATE outbox SET state = 'ready', reason = NULL, owner = NULL, attempts = 0, due_at = ?, until = ?, give_up_at = ? "
            "WHERE channel = ? AND id = ? AND state IN ('failed', 'expired') AND content IS NOT NULL"
        )
        return sum(self._connection.execute(query, (now, until, until, self._channel, id)).rowcount for id in ids)

    def drop(self, ids: Iterable[str]) -> int:
        """Delete those; how many there were."""
        query = "DELETE FROM outbox WHERE channel = ? AND id = ? AND state IN ('failed', 'expired')"
        return sum(self._connection.execute(query, (self._channel, id)).rowcount for id in ids)

    def counts(self) -> dict[str, int]:
        """How many messages are in each state."""
        query = "SELECT state, count(*) FROM outbox WHERE channel = ? GROUP BY state"
        return {str(state): int(count) for state, count in self._connection.execute(query, (self._channel,))}

    def forget(self, person: str) -> None:
        """Nothing to or about a person remains. What has gone out or may have is kept without person and content, so that its echo is known."""
        self._connection.execute(
            "UPDATE outbox SET state = 'sent', person = '', user = NULL, content = NULL, reason = NULL "
            "WHERE channel = ? AND person = ? AND (state IN ('sending', 'sent') OR state = 'ready' AND reason = ?)",
            (self._channel, person, UNSURE),
        )
        self._connection.execute("DELETE FROM outbox WHERE channel = ? AND person = ?", (self._channel, person))

    def prune(self, now: int) -> None:
        """Delete what has been done with long ago."""
        for states, days in (("'sent'", KEEP_SENT_DAYS), ("'failed', 'expired'", KEEP_FAILED_DAYS)):
            self._connection.execute(f"DELETE FROM outbox WHERE channel = ? AND state IN ({states}) AND created_at < ?", (self._channel, now - days * DAY))

    def _rows(self, where: str, *values: object) -> list[Row]:
        found = self._connection.execute(f"SELECT {_COLUMNS} FROM outbox WHERE channel = ? AND {where}", (self._channel, *values)).fetchall()
        return [Row(*row) for row in found]
