"""The replies of the web channel, kept in the service's database so that a message is answered once, through restarts and by several processes."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from sqlalchemy import BigInteger, Column, LargeBinary, MetaData, String, Table, Text, delete, or_, select, update
from sqlalchemy.engine import Connection

from bot.store.database import Database, inserting
from bot.web.cards import Frame, frames_as_json

MOST_KEPT = 30  # replies of one conversation
# So long a message belongs to the process that answers it, unless that one says that it still does; then another may.
CLAIM_MS = 8_000

# answer is null while the message is being answered. at: milliseconds since 1970, of the claim or of the reply.
_TABLE = Table(
    "web_replies",
    MetaData(),
    Column("sender", String(400), primary_key=True),
    Column("message", String(64), primary_key=True),
    Column("at", BigInteger, nullable=False, index=True),
    Column("owner", String(32), nullable=False),
    Column("owned_until", BigInteger, nullable=False),
    Column("answer", String(64)),
    Column("body", LargeBinary),
    Column("question", Text),
    Column("texts", Text),
    Column("frames", Text),
    Column("plan", String(100)),
)
_TOLD = [_TABLE.c[name] for name in ("answer", "body", "question", "texts", "frames", "plan")]


@dataclass(frozen=True)
class Told:
    """A reply as it was sent, with what a vote on it is about. answer: its id, told to this visitor only."""

    answer: str
    body: bytes
    question: str
    texts: tuple[str, ...]
    frames: tuple[Frame, ...]
    plan: str | None


class Claim(Enum):
    """What has come of an attempt to be the one who answers a message."""

    NEW = "new"  # it is ours, and nobody has begun before
    RESUMED = "resumed"  # it is ours; somebody began and died, perhaps after the bot had answered
    OTHERS = "others"  # another process is at it


class ClaimLostError(Exception):
    """The message belongs to another process by now, or the conversation was deleted; nothing was kept."""


class Replies:
    """The table of replies in the database at *url*. Its methods raise StoreError. now: seconds since 1970."""

    def __init__(self, url: str, *, now: Callable[[], float] = time.time) -> None:
        self._database = Database(url, _TABLE.metadata, hasty=True)
        self._owner = uuid.uuid4().hex
        self._now = lambda: round(now() * 1000)

    async def claim(self, sender: str, message: str) -> Told | Claim:
        """The reply to the message if there is one, or whether this process may answer it now."""
        here = (_TABLE.c.sender == sender, _TABLE.c.message == message)

        def work(connection: Connection) -> Told | Claim:
            row = connection.execute(select(*_TOLD).where(*here)).first()
            if row is not None and row.answer is not None:
                return _told(row)
            now = self._now()
            mine = {"at": now, "owner": self._owner, "owned_until": now + CLAIM_MS}
            is_free = or_(_TABLE.c.owner == self._owner, _TABLE.c.owned_until < now)
            insert = inserting(connection, _TABLE).values(sender=sender, message=message, **mine)
            done = connection.execute(
                insert.on_conflict_do_update(index_elements=["sender", "message"], set_=mine, where=_TABLE.c.answer.is_(None) & is_free)
            ).rowcount
            if done:
                return Claim.NEW if row is None else Claim.RESUMED
            return Claim.OTHERS

        return await self._database.run(work)

    async def renew(self, sender: str, message: str) -> None:
        """Say that this process is still at it."""
        await self._database.run(lambda connection: self._own(connection, sender, message, {"owned_until": self._now() + CLAIM_MS}))

    async def keep(self, sender: str, message: str, told: Told) -> None:
        """Keep the reply; on return it outlives the process. Raises ClaimLostError."""

        def work(connection: Connection) -> int:
            values = {
                "at": self._now(),
                "answer": told.answer,
                "body": told.body,
                "question": writable(told.question),
                "texts": writable(json.dumps(told.texts, ensure_ascii=False)),
                "frames": writable(frames_as_json(told.frames)),
                "plan": told.plan,
            }
            kept = self._own(connection, sender, message, values)
            last = select(_TABLE.c.at).where(_TABLE.c.sender == sender).order_by(_TABLE.c.at.desc()).limit(1).offset(MOST_KEPT - 1).scalar_subquery()
            connection.execute(delete(_TABLE).where(_TABLE.c.sender == sender, _TABLE.c.at < last))
            return kept

        if not await self._database.run(work):
            raise ClaimLostError

    async def release(self, sender: str, message: str) -> None:
        """The message was not answered: anybody may, and nothing has happened."""

        def work(connection: Connection) -> None:
            connection.execute(
                delete(_TABLE).where(_TABLE.c.sender == sender, _TABLE.c.message == message, _TABLE.c.owner == self._owner, _TABLE.c.answer.is_(None))
            )

        await self._database.run(work)

    async def told(self, sender: str, answer: str) -> Told | None:
        """The reply with the id *answer* of this sender's conversation, if it is still kept."""

        def work(connection: Connection) -> Told | None:
            row = connection.execute(select(*_TOLD).where(_TABLE.c.sender == sender, _TABLE.c.answer == answer)).first()
            return _told(row) if row is not None else None

        return await self._database.run(work, reading=True)

    def forget(self, sender: str) -> int:
        """Delete the sender's replies; how many there were."""
        with self._database.begin() as connection:
            return int(connection.execute(delete(_TABLE).where(_TABLE.c.sender == sender)).rowcount)

    def prune(self, before: int) -> int:
        """Delete the replies from before *before* (milliseconds since 1970); how many there were."""
        with self._database.begin() as connection:
            return int(connection.execute(delete(_TABLE).where(_TABLE.c.at < before)).rowcount)

    def tidy(self) -> bool:
        """See Database.tidy."""
        return self._database.tidy()

    def close(self) -> None:
        """Close the connections."""
        self._database.close()

    def _own(self, connection: Connection, sender: str, message: str, values: dict[str, object]) -> int:
        """Write to a message that this process answers; 0 if it does not any more."""
        ours = (_TABLE.c.sender == sender, _TABLE.c.message == message, _TABLE.c.owner == self._owner, _TABLE.c.answer.is_(None))
        return int(connection.execute(update(_TABLE).where(*ours).values(**values)).rowcount)


def writable(text: str) -> str:
    """*text* as a database takes it: PostgreSQL knows no NUL in a text, and no half of a character can be written."""
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode()


def _told(row: Sequence[Any]) -> Told:
    answer, body, question, texts, frames, plan = row
    return Told(answer, bytes(body), question, tuple(json.loads(texts)), tuple(map(Frame.read, json.loads(frames))), plan)
