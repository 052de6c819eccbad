"""Everything that a channel keeps, in one file that all channels and processes of a data folder share."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Collection
from pathlib import Path
from typing import TypeVar

from bot.messaging.alarms import Alarms, Notes
from bot.messaging.database import Database
from bot.messaging.events import Event
from bot.messaging.inbox import Inbox
from bot.messaging.leases import Lease
from bot.messaging.outbox import Outbox
from bot.messaging.people import KEEP_DAYS, People

Result = TypeVar("Result")


class Tables:
    """The tables of one channel, for a piece of work."""

    def __init__(self, connection: sqlite3.Connection, channel: str) -> None:
        self._connection = connection
        self._channel = channel
        self.inbox = Inbox(connection, channel)
        self.outbox = Outbox(connection, channel)
        self.people = People(connection, channel)
        self.alarms = Alarms(connection, channel)
        self.notes = Notes(connection, channel)

    def forget(self, person: str) -> None:
        """Nothing of the person remains, but what still waits for its answer: it was said since."""
        self.outbox.forget(person)
        self.people.forget(person)

    def rows_of(self, person: str) -> int:
        """How many entries there are of the person."""
        query = " + ".join(f"(SELECT count(*) FROM {table} WHERE channel = :channel AND person = :person)" for table in ("events", "outbox", "people"))
        return int(self._connection.execute(f"SELECT {query}", {"channel": self._channel, "person": person}).fetchone()[0])

    def prune(self, now: int, *, people_days: int = KEEP_DAYS) -> None:
        """Delete what is too old to be of use; people who have been silent for *people_days*."""
        self.inbox.prune(now)
        self.outbox.prune(now)
        self.people.prune(now, days=people_days)


class Store:
    """One channel's part of the file. owner: the name under which this process holds its work. Raises StoreError, OSError."""

    def __init__(self, data_folder: Path, channel: str) -> None:
        self.channel = channel
        self._database = Database(data_folder)
        self._lease = Lease(data_folder)
        self.owner = self._lease.owner

    async def run(self, work: Callable[[Tables], Result]) -> Result:
        """What *work* returns, once all that it did is on the disk. Work is run one after the other. Raises StoreError."""
        return await asyncio.wrap_future(self._database.run(lambda connection: work(Tables(connection, self.channel))))

    def do(self, work: Callable[[Tables], Result]) -> Result:
        """The same for who has no event loop. Raises StoreError."""
        return self._database.run(lambda connection: work(Tables(connection, self.channel))).result()

    async def take_over(self, now: int, *, held: Collection[str] = ()) -> list[tuple[Event, str]]:
        """What processes left behind that have died, or this one by a fault: the events that wait and are not among the *held* ones,
        with their persons; messages of the dead get sent without more ado."""

        def work(tables: Tables) -> list[tuple[Event, str]]:
            living = self._lease.living()  # here, in the transaction: who began since has nothing in it yet
            tables.outbox.take_over(living, now)
            return tables.inbox.take_over([owner for owner in living if owner != self.owner], self.owner, held=held)

        return await self.run(work)

    async def tidy(self) -> None:
        """See to it that what was deleted stands in no file any more, not even in those that SQLite leaves beside its own."""
        await asyncio.wrap_future(self._database.tidy())

    def close(self) -> None:
        """Finish, and let other processes take what is left."""
        self._database.close()
        self._lease.end()
