"""What visitors think of answers, kept for those who improve the bot, without anything that tells who asked."""

from __future__ import annotations

import datetime
import hashlib
import json
from typing import Any, Final

from sqlalchemy import Column, Integer, MetaData, String, Table, Text, delete, select
from sqlalchemy.engine import Connection

from bot.privacy.masking import masked
from bot.store.database import Database, inserting
from bot.web.cards import frames_as_json
from bot.web.replies import Told, writable

VALUES: Final = ("up", "down")
MOST_REASON_CHARACTERS: Final = 500
MOST_VOTES: Final = 100_000
# answer: a hash, by which the second vote on an answer replaces the first. texts: a JSON list of the answer's bubbles. frames: a
# JSON list with ask, subjects, qualifiers and outcome of each question.
_TABLE = Table(
    "votes",
    MetaData(),
    Column("number", Integer, primary_key=True),
    Column("answer", String(64), nullable=False, unique=True),
    Column("hour", String(20), nullable=False, index=True),
    Column("value", String(10), nullable=False),
    Column("reason", Text),
    Column("question", Text, nullable=False),
    Column("texts", Text, nullable=False),
    Column("frames", Text, nullable=False),
    Column("plan", String(100)),
    Column("plan_version", String(64), nullable=False),
)


class Feedback:
    """Votes in the database at *url*, the last *most* of them. Its methods raise StoreError."""

    def __init__(self, url: str, *, plan_version: str = "", most: int = MOST_VOTES) -> None:
        self._database = Database(url, _TABLE.metadata)
        self._plan_version = plan_version
        self._most = most

    async def keep(self, told: Told, value: str, *, reason: str | None) -> None:
        """Keep one vote; one of VALUES."""
        vote = {
            "hour": _hour(datetime.datetime.now(datetime.UTC)),  # finer, and an access log would tell who it was
            "value": value,
            "reason": masked(writable(reason)) if reason else None,
            "question": masked(told.question),
            "texts": json.dumps(told.texts, ensure_ascii=False),
            "frames": masked(frames_as_json(told.frames)),  # a claimed figure may be somebody's number with «%» behind it
            "plan": told.plan,
            "plan_version": self._plan_version,
        }
        answer = hashlib.sha256(told.answer.encode()).hexdigest()
        last = select(_TABLE.c.number).order_by(_TABLE.c.number.desc()).limit(1).offset(self._most).scalar_subquery()

        def work(connection: Connection) -> None:
            insert = inserting(connection, _TABLE).values(answer=answer, **vote)
            connection.execute(insert.on_conflict_do_update(index_elements=["answer"], set_=vote))
            connection.execute(delete(_TABLE).where(_TABLE.c.number <= last))

        await self._database.run(work)

    def votes(self) -> list[dict[str, Any]]:
        """Every vote, oldest first."""
        with self._database.reading() as connection:
            return [dict(row) for row in connection.execute(select(_TABLE).order_by(_TABLE.c.number)).mappings()]

    def prune(self, before: int) -> int:
        """Delete the votes from before *before* (milliseconds since 1970); how many there were."""
        hour = _hour(datetime.datetime.fromtimestamp(before / 1000, datetime.UTC))
        with self._database.begin() as connection:
            return int(connection.execute(delete(_TABLE).where(_TABLE.c.hour < hour)).rowcount)

    def close(self) -> None:
        """Close the connections."""
        self._database.close()


def _hour(time: datetime.datetime) -> str:
    return time.strftime("%Y-%m-%dT%H:00Z")
