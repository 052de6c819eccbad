"""What officers have switched off, and the record of who did it, when and why: one row a pause, in the shared database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Column, Integer, MetaData, String, Table, Text, select
from sqlalchemy.engine import Row

from bot.store.database import Database
from bot.switches.state import ALL, CHANNEL, TOPIC, State


def tables() -> MetaData:
    """The table of pauses; one without an end holds now. Times are UTC, as ISO writes them."""
    metadata = MetaData()
    Table(
        "pauses",
        metadata,
        Column("id", Integer, primary_key=True),
        Column("scope", String(16), nullable=False),
        Column("name", String(200), nullable=False),  # of the channel, or the ref of the subject («plan/id»); "" for all
        Column("reason", Text, nullable=False),
        Column("notice", Text, nullable=False),  # told in place of the fixed notice; "" for that
        Column("paused_at", String(32), nullable=False),
        Column("paused_by", String(200), nullable=False),
        Column("resumed_at", String(32)),
        Column("resumed_by", String(200)),
        Column("resume_reason", Text),
    )
    return metadata


@dataclass(frozen=True)
class Pause:
    """A pause; resumed_at is None while it holds. See tables()."""

    scope: str
    name: str
    reason: str
    notice: str
    paused_at: str
    paused_by: str
    resumed_at: str | None = None
    resumed_by: str | None = None
    resume_reason: str | None = None


class Record:
    """The table in the database at *url*. Raises StoreError, as its methods do."""

    def __init__(self, url: str) -> None:
        metadata = tables()
        self._table = metadata.tables["pauses"]
        self._database = Database(url, metadata)

    def pause(self, scope: str, name: str, *, reason: str, by: str, notice: str = "") -> Pause | None:
        """Switch something off; None if it is done now, else the pause that holds already."""
        with self._database.begin() as connection:
            held = connection.execute(self._holding(scope, name)).first()
            if held is not None:
                return _pause(held)
            values = {"scope": scope, "name": name, "reason": reason, "notice": notice, "paused_at": _now(), "paused_by": by}
            connection.execute(self._table.insert().values(**values))
        return None

    def resume(self, scope: str, name: str, *, reason: str, by: str) -> bool:
        """Switch it on again; False if it was not off."""
        columns = self._table.c
        changed = self._table.update().where(columns.scope == scope, columns.name == name, columns.resumed_at.is_(None))
        with self._database.begin() as connection:
            result = connection.execute(changed.values(resumed_at=_now(), resumed_by=by, resume_reason=reason))
            return bool(result.rowcount)

    def state(self) -> State:
        """What is off now."""
        with self._database.reading() as connection:
            rows = [_pause(row) for row in connection.execute(select(self._table).where(self._table.c.resumed_at.is_(None)))]
        notices = {pause.name: pause.notice for pause in rows if pause.scope in (ALL, CHANNEL)}
        return State(notices, frozenset(pause.name for pause in rows if pause.scope == TOPIC))

    def pauses(self) -> list[Pause]:
        """All of them, oldest first."""
        with self._database.reading() as connection:
            return [_pause(row) for row in connection.execute(select(self._table).order_by(self._table.c.id))]

    def close(self) -> None:
        """Close the connections."""
        self._database.close()

    def _holding(self, scope: str, name: str) -> Any:
        columns = self._table.c
        return select(self._table).where(columns.scope == scope, columns.name == name, columns.resumed_at.is_(None))


def _pause(row: Row) -> Pause:
    return Pause(**{name: value for name, value in row._mapping.items() if name != "id"})


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
