"""Who talks with an officer, and what is still to be brought there and back: in the database that all processes share.

Every process may serve every citizen, and one may die at any moment; so nothing of a talk is held in memory alone.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable

from sqlalchemy import and_, delete, exists, func, select, true, update
from sqlalchemy.engine import Connection
from sqlalchemy.sql import ColumnElement, Select

from bot.handover.chatwoot import DeskContact
from bot.handover.tables import BOT, DELETIONS, META, NOTE, OFFICER, SAID, TALKS, TO_DESK, TO_PERSON, Deletion, Talk, ToDesk, ToPerson
from bot.store.database import Database, inserting

CLAIM_MS = 30_000  # so long a message belongs to the process that brings it to the desk
MOST_AT_ONCE = 20
MOST_SHOWN = 50  # messages of one reply on the web


class KeptTalks:
    """The tables in the database at *url*. Its methods raise StoreError. now: milliseconds since 1970."""

    def __init__(self, url: str, *, now: Callable[[], int]) -> None:
        self._database = Database(url, META)
        self._now = now

    # -- a citizen's side

    async def get(self, person: str) -> Talk | None:
        """What is known of the *person*; None if he never talked with an officer."""
        return await self._database.run(lambda connection: _talk(connection, person), reading=True)

    async def prepare(self, person: str, channel: str, address: str | None) -> Talk:
        """The *person*'s row, made now if there is none; nothing is open by that."""

        def work(connection: Connection) -> Talk:
            values = {"channel": channel, "address": address, "last_at": self._now()}
            fresh = {"identifier": uuid.uuid4().hex, "is_open": False, "is_warned": False, "desk_at": 0}
            insert = inserting(connection, TALKS).values(person=person, **values, **fresh)
            connection.execute(insert.on_conflict_do_update(index_elements=["person"], set_=values))
            talk = _talk(connection, person)
            assert talk is not None
            return talk

        return await self._database.run(work)

    async def on_desk(self, person: str, contact: DeskContact | None, conversation: int | None) -> None:
        """Remember by which numbers the desk knows the *person*."""
        values = {"contact": contact and contact.id, "source": contact and contact.source, "conversation": conversation}
        await self._set(person, **values)

    async def open(self, person: str, *, desk_at: float) -> None:
        """From now on an officer answers the *person*. desk_at: seconds since 1970 by the desk's clock."""
        now = self._now()
        await self._set(person, is_open=True, is_warned=False, desk_at=round(desk_at * 1000), waiting_since=now, last_at=now)

    async def say(self, person: str, key: str, text: str) -> bool:
        """Keep a message of the *person* for the desk; False if no officer answers him now. A *key* that is known is kept once."""

        def work(connection: Connection) -> bool:
            now = self._now()
            changed = update(TALKS).where(TALKS.c.person == person, TALKS.c.is_open.is_(True))
            if not connection.execute(changed.values(last_at=now, waiting_since=func.coalesce(TALKS.c.waiting_since, now))).rowcount:
                return False
            _put(connection, person, f"{person} {key}", SAID, text, now)
            return True

        return await self._database.run(work)

    async def waiting(self) -> int:
        """How many open talks there are in which a citizen waits for an officer's word."""
        query = select(func.count()).select_from(TALKS).where(TALKS.c.is_open.is_(True), TALKS.c.waiting_since.is_not(None))
        return await self._database.run(lambda connection: int(connection.scalar(query)), reading=True)

    async def note(self, person: str, text: str) -> None:
        """Keep a note for the officers."""
        await self._database.run(lambda connection: _put(connection, person, uuid.uuid4().hex, NOTE, text, self._now()))

    async def end(self, person: str, *, said: str = "", note: str = "", unless_said_since: int | None = None, desk_at: float | None = None) -> bool:
        """The bot answers again; False if it did already. *said*: to the citizen, *note*: to the officers.

        unless_said_since: only if the citizen's first unanswered message is older. desk_at: when the desk closed the conversation; of
        an older talk if it is before this one began.
        """

        def work(connection: Connection) -> bool:
            talk = _talk(connection, person, for_update=True)
            if talk is None or not talk.is_open or (desk_at is not None and desk_at * 1000 < talk.desk_at):
                return False
            if unless_said_since is not None and (talk.waiting_since is None or talk.waiting_since > unless_said_since):
                return False
            now = self._now()
            connection.execute(update(TALKS).where(TALKS.c.person == person).values(is_open=False, waiting_since=None, last_at=now))
            if said:
                _tell(connection, talk, f"end-{uuid.uuid4().hex}", BOT, said, now)
            if note:
                _put(connection, person, uuid.uuid4().hex, NOTE, note, now)
            return True

        return await self._database.run(work)

    async def warn(self, person: str, said: str) -> None:
        """Tell the *person* once that the desk is not reached."""

        def work(connection: Connection) -> None:
            talk = _talk(connection, person, for_update=True)
            if talk is not None and talk.is_open and not talk.is_warned:
                connection.execute(update(TALKS).where(TALKS.c.person == person).values(is_warned=True))
                _tell(connection, talk, f"warn-{uuid.uuid4().hex}", BOT, said, self._now())

        await self._database.run(work)

    # -- the desk's side

    async def of_conversation(self, conversation: int) -> Talk | None:
        """Whose conversation on the desk that is."""
        query = select(TALKS).where(TALKS.c.conversation == conversation)

        def work(connection: Connection) -> Talk | None:
            row = connection.execute(query).first()
            return Talk(**row._mapping) if row is not None else None

        return await self._database.run(work, reading=True)

    async def officer_said(self, conversation: int, key: str, text: str) -> bool:
        """Keep an officer's message for the citizen; False if it is known already, or nobody's."""

        def work(connection: Connection) -> bool:
            row = connection.execute(select(TALKS).where(TALKS.c.conversation == conversation)).first()
            if row is None:
                return False
            talk, now = Talk(**row._mapping), self._now()
            if not _tell(connection, talk, key, OFFICER, text, now):
                return False
            connection.execute(update(TALKS).where(TALKS.c.person == talk.person).values(last_at=now, waiting_since=None))
            return True

        return await self._database.run(work)

    # -- what is on its way

    async def claim(self) -> list[ToDesk]:
        """What is due for the desk, of each person the oldest; other processes leave it alone for a while."""
        earlier = TO_DESK.alias()
        is_first = ~exists().where(earlier.c.person == TO_DESK.c.person, earlier.c.number < TO_DESK.c.number, earlier.c.text.is_not(None))
        columns = [TO_DESK.c[name] for name in ToDesk.__annotations__]

        now = self._now()
        is_due = and_(TO_DESK.c.text.is_not(None), TO_DESK.c.due_at <= now)
        query = select(*columns).where(is_due, is_first).order_by(TO_DESK.c.number).limit(MOST_AT_ONCE)
        mine = update(TO_DESK).values(due_at=now + CLAIM_MS)
        rows = await self._database.run(lambda connection: connection.execute(query).all(), reading=True)

        def work(connection: Connection) -> list[ToDesk]:
            return [ToDesk(**row._mapping) for row in rows if connection.execute(mine.where(TO_DESK.c.number == row.number, is_due)).rowcount]

        return await self._database.run(work) if rows else []  # nobody is kept from writing for nothing

    async def brought(self, number: int, person: str) -> None:
        """It is on the desk; of it nothing but its key is kept."""

        def work(connection: Connection) -> None:
            connection.execute(update(TO_DESK).where(TO_DESK.c.number == number).values(text=None))
            waits = exists().where(TO_DESK.c.person == TALKS.c.person, TO_DESK.c.text.is_not(None))
            connection.execute(update(TALKS).where(TALKS.c.person == person, ~waits).values(is_warned=False))

        await self._database.run(work)

    async def again(self, number: int, *, wait: float) -> None:
        """It did not get there; it is tried again in so many seconds."""
        values = {"attempts": TO_DESK.c.attempts + 1, "due_at": self._now() + round(wait * 1000)}
        await self._database.run(lambda connection: connection.execute(update(TO_DESK).where(TO_DESK.c.number == number).values(**values)))

    async def give_up(self, person: str) -> int:
        """Nothing more of the *person* goes to the desk of what waits; how many messages that were."""
        waits = update(TO_DESK).where(TO_DESK.c.person == person, TO_DESK.c.text.is_not(None)).values(text=None)
        return await self._database.run(lambda connection: int(connection.execute(waits).rowcount))

    async def late(self, before: int) -> list[Talk]:
        """Open talks whose citizen wrote something before *before* that is not on the desk, and was not told so."""
        waits = exists().where(TO_DESK.c.person == TALKS.c.person, TO_DESK.c.text.is_not(None), TO_DESK.c.at < before)
        return await self._talks(TALKS.c.is_open.is_(True), TALKS.c.is_warned.is_(False), waits)

    async def unanswered(self, before: int) -> list[Talk]:
        """Open talks in which a message from before *before* has no answer."""
        return await self._talks(TALKS.c.is_open.is_(True), TALKS.c.waiting_since < before)

    async def idle(self, before: int) -> list[Talk]:
        """Open talks in which nobody has said anything since *before*."""
        return await self._talks(TALKS.c.is_open.is_(True), TALKS.c.last_at < before)

    async def for_platform(self, channel: str) -> list[ToPerson]:
        """What is to go on to a chat platform, in order."""
        query = _to_person().where(TO_PERSON.c.channel == channel, TO_PERSON.c.text.is_not(None)).limit(MOST_AT_ONCE)
        return await self._database.run(lambda connection: [ToPerson(**row._mapping) for row in connection.execute(query)], reading=True)

    async def for_web(self, person: str, after: int) -> list[ToPerson]:
        """What the *person* was told since the message with the number *after*."""
        query = _to_person().where(TO_PERSON.c.person == person, TO_PERSON.c.number > after).limit(MOST_SHOWN)
        return await self._database.run(lambda connection: [ToPerson(**row._mapping) for row in connection.execute(query)], reading=True)

    async def told(self, number: int) -> None:
        """A message went on to its platform; of it nothing but its key is kept."""
        await self._database.run(lambda connection: connection.execute(update(TO_PERSON).where(TO_PERSON.c.number == number).values(text=None)))

    # -- deletion

    def forget(self, person: str) -> int:
        """Delete what is kept of the *person*, and remember to have the desk delete it; how many talks that were."""
        with self._database.begin() as connection:
            return _forget(connection, TALKS.c.person == person)

    def prune(self, before: int) -> int:
        """The same for all who have been silent since *before* (milliseconds since 1970)."""
        with self._database.begin() as connection:
            return _forget(connection, TALKS.c.last_at < before)

    async def forget_addresses(self, before: int) -> None:
        """Where closed talks that have been silent since *before* would be answered."""
        old = update(TALKS).where(TALKS.c.is_open.is_(False), TALKS.c.last_at < before, TALKS.c.address.is_not(None)).values(address=None)
        await self._database.run(lambda connection: connection.execute(old))

    async def deletions(self) -> list[Deletion]:
        """Contacts that the desk is to delete now; other processes leave them alone for a while."""

        now = self._now()
        is_due = DELETIONS.c.due_at <= now
        query = select(DELETIONS.c.identifier, DELETIONS.c.contact, DELETIONS.c.attempts).where(is_due).limit(MOST_AT_ONCE)
        mine = update(DELETIONS).values(due_at=now + CLAIM_MS)
        rows = await self._database.run(lambda connection: connection.execute(query).all(), reading=True)

        def work(connection: Connection) -> list[Deletion]:
            return [Deletion(**row._mapping) for row in rows if connection.execute(mine.where(DELETIONS.c.identifier == row.identifier, is_due)).rowcount]

        return await self._database.run(work) if rows else []

    async def deleted(self, identifier: str) -> None:
        """The desk knows the contact no more."""
        await self._database.run(lambda connection: connection.execute(delete(DELETIONS).where(DELETIONS.c.identifier == identifier)))

    async def delete_again(self, identifier: str, *, wait: float) -> None:
        """The desk did not delete it; it is asked again in so many seconds."""
        values = {"attempts": DELETIONS.c.attempts + 1, "due_at": self._now() + round(wait * 1000)}
        await self._database.run(lambda connection: connection.execute(update(DELETIONS).where(DELETIONS.c.identifier == identifier).values(**values)))

    def counts(self) -> dict[str, int]:
        """How many talks are open, messages wait for the desk, and contacts for their deletion there."""
        with self._database.reading() as connection:
            tables = {"open": (TALKS, TALKS.c.is_open.is_(True)), "to_desk": (TO_DESK, TO_DESK.c.text.is_not(None)), "deletions": (DELETIONS, true())}
            return {name: int(connection.scalar(select(func.count()).select_from(table).where(where))) for name, (table, where) in tables.items()}

    def tidy(self) -> bool:
        """See Database.tidy."""
        return self._database.tidy()

    def close(self) -> None:
        """Close the connections."""
        self._database.close()

    async def _set(self, person: str, **values: object) -> None:
        await self._database.run(lambda connection: connection.execute(update(TALKS).where(TALKS.c.person == person).values(**values)))

    async def _talks(self, *where: ColumnElement) -> list[Talk]:
        query = select(TALKS).where(*where).limit(MOST_AT_ONCE)
        return await self._database.run(lambda connection: [Talk(**row._mapping) for row in connection.execute(query)], reading=True)


def _talk(connection: Connection, person: str, *, for_update: bool = False) -> Talk | None:
    query = select(TALKS).where(TALKS.c.person == person)
    row = connection.execute(query.with_for_update() if for_update else query).first()  # SQLite has no such clause and needs none
    return Talk(**row._mapping) if row is not None else None


def _put(connection: Connection, person: str, key: str, kind: str, text: str, now: int) -> None:
    insert = inserting(connection, TO_DESK).values(key=key[:600], person=person, kind=kind, text=text, at=now, attempts=0, due_at=now)
    connection.execute(insert.on_conflict_do_nothing())


def _tell(connection: Connection, talk: Talk, key: str, speaker: str, text: str, now: int) -> bool:
    insert = inserting(connection, TO_PERSON).values(key=key, person=talk.person, channel=talk.channel, speaker=speaker, text=text, at=now)
    return bool(connection.execute(insert.on_conflict_do_nothing()).rowcount)


def _to_person() -> Select:
    columns = [TO_PERSON.c[name] for name in ("number", "key", "person", "speaker", "text")]
    joined = TO_PERSON.join(TALKS, TALKS.c.person == TO_PERSON.c.person)
    return select(*columns, TALKS.c.is_open, TALKS.c.address).select_from(joined).order_by(TO_PERSON.c.number)


def _forget(connection: Connection, whose: ColumnElement) -> int:
    rows = connection.execute(select(TALKS.c.person, TALKS.c.identifier, TALKS.c.contact).where(whose)).all()
    for row in rows:
        gone = {"identifier": row.identifier, "contact": row.contact, "attempts": 0, "due_at": 0}
        connection.execute(inserting(connection, DELETIONS).values(**gone).on_conflict_do_nothing())
        for table in (TO_DESK, TO_PERSON, TALKS):
            connection.execute(delete(table).where(table.c.person == row.person))
    return len(rows)
