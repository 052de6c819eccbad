"""What is kept of conversations for the dialogue: one row each, so that a message costs the same late in a conversation as at its beginning."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import BigInteger, Column, Integer, MetaData, String, Table, Text, bindparam, delete, or_, select, update
from sqlalchemy.engine import Compiled, Connection

from bot.store.database import Database, inserting

MOST = 50_000  # conversations; a long one has about 20 kB, of messages of the greatest length 43
# last_at: milliseconds since 1970. version: how often the row was written. events: JSON.
_TABLE = Table(
    "conversations",
    MetaData(),
    Column("sender", String(400), primary_key=True),
    Column("channel", String(40), nullable=False),
    Column("last_at", BigInteger, nullable=False, index=True),
    Column("version", Integer, nullable=False),
    Column("events", Text, nullable=False),
)
# What every message does, put together once: putting a statement together takes about as long as running it.
_OF_SENDER = select(_TABLE.c.version, _TABLE.c.events).where(_TABLE.c.sender == bindparam("known"))
_WRITE_ANEW = (
    update(_TABLE)
    .where(_TABLE.c.sender == bindparam("known"), _TABLE.c.version == bindparam("read"))
    .values({name: bindparam(name) for name in ("channel", "events", "version", "last_at")})
)


_written_first_by: dict[str, Compiled] = {}  # by dialect


def _written_first(connection: Connection) -> Compiled:
    """The statement that writes a new conversation unless there is one; SQLAlchemy keeps none that says what happens on a conflict."""
    name = connection.dialect.name
    if name not in _written_first_by:
        _written_first_by[name] = inserting(connection, _TABLE).on_conflict_do_nothing().compile(dialect=connection.dialect)
    return _written_first_by[name]


class ConversationChangedError(Exception):
    """Somebody else wrote or deleted the conversation since it was read; nothing was written."""


@dataclass(frozen=True)
class Kept:
    """A conversation as it was read."""

    version: int
    events: str


class KeptConversations:
    """The table of all conversations in the database at *url*. Its methods raise StoreError."""

    def __init__(self, url: str) -> None:
        self._database = Database(url, _TABLE.metadata, hasty=True)

    async def get(self, sender: str) -> Kept | None:
        """The conversation; None if there is none."""

        def work(connection: Connection) -> Kept | None:
            row = connection.execute(_OF_SENDER, {"known": sender}).first()
            return Kept(row.version, row.events) if row is not None else None

        return await self._database.run(work, reading=True)

    async def put(self, sender: str, *, channel: str, events: str, version: int, now: int) -> int:
        """Write a conversation that was read in that *version* (0: there was none); its new version. now: milliseconds since 1970.

        Raises ConversationChangedError; so what was deleted meanwhile does not come back.
        """
        values = {"channel": channel, "events": events, "version": version + 1, "last_at": now}

        def work(connection: Connection) -> int:
            if version:
                return int(connection.execute(_WRITE_ANEW, {"known": sender, "read": version, **values}).rowcount)
            return int(connection.execute(_written_first(connection), {"sender": sender, **values}).rowcount)

        if not await self._database.run(work):
            raise ConversationChangedError
        return version + 1

    async def senders(self) -> list[str]:
        """The names of all conversations, the one that spoke last first."""
        return await self._database.run(lambda connection: list(connection.scalars(select(_TABLE.c.sender).order_by(_TABLE.c.last_at.desc()))), reading=True)

    def forget(self, sender: str) -> int:
        """Delete the conversation; how many there were."""
        with self._database.begin() as connection:
            return int(connection.execute(delete(_TABLE).where(_TABLE.c.sender == sender)).rowcount)

    def prune(self, before: int, *, most: int = MOST) -> int:
        """Delete the conversations that have been silent since *before* (milliseconds since 1970), and of the others all but the
        *most* that spoke last; how many there were."""
        last = select(_TABLE.c.last_at).order_by(_TABLE.c.last_at.desc()).limit(1).offset(most).scalar_subquery()
        with self._database.begin() as connection:
            return int(connection.execute(delete(_TABLE).where(or_(_TABLE.c.last_at < before, _TABLE.c.last_at <= last))).rowcount)

    def tidy(self) -> bool:
        """See Database.tidy."""
        return self._database.tidy()

    def close(self) -> None:
        """Close the connections."""
        self._database.close()
