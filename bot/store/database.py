"""The database that all processes of the service share: an SQLite file, or PostgreSQL where several machines share it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import MetaData, create_engine, event
from sqlalchemy.engine import Connection, Engine, make_url
from sqlalchemy.exc import SQLAlchemyError

BUSY_SECONDS = 10  # for which one waits until another process has written


class StoreError(Exception):
    """The database cannot be used; the text says why and names no content and no password."""


class Database:
    """Tables of one part of the service in the database at *url*, made if they are missing. Raises StoreError.

    Any number of processes may open it at once. Its methods may be called from any thread; they wait for the disk.
    """

    def __init__(self, url: str, tables: MetaData) -> None:
        self._shown = make_url(url).render_as_string(hide_password=True)
        self._engine = _engine(url)
        with self._told():
            _make(self._engine, tables)

    @property
    def is_sqlite(self) -> bool:
        """Whether it is a file of this machine."""
        return bool(self._engine.dialect.name == "sqlite")

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """One transaction: kept on the disk when the block ends, undone if it raises. Raises StoreError."""
        with self._told(), self._engine.begin() as connection:
            yield connection

    def close(self) -> None:
        """Close the connections."""
        self._engine.dispose()

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except (SQLAlchemyError, OSError) as error:
            why = str(getattr(error, "orig", None) or type(error).__name__).strip().splitlines()[0]
            raise StoreError(f"{self._shown} cannot be used ({why})") from error


def _engine(url: str) -> Engine:
    parts = make_url(url)
    if parts.get_backend_name() != "sqlite":
        # A server may close what was idle, or come back from a restart: each connection is tried before it is used.
        return create_engine(url, pool_pre_ping=True, hide_parameters=True, connect_args={"connect_timeout": BUSY_SECONDS})
    engine = create_engine(url, hide_parameters=True, connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False})
    file = Path(parts.database or "")

    @event.listens_for(engine, "do_connect")
    def private(*_: Any) -> None:  # for the service only, from the first moment
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file.touch(mode=0o600)

    @event.listens_for(engine, "connect")
    def settle(connection: Any, _: Any) -> None:
        connection.isolation_level = None  # transactions are begun below; the driver's own beginning locks too late
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON"):
            connection.execute(f"PRAGMA {pragma}").close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def _make(engine: Engine, tables: MetaData) -> None:
    """Make the tables that are missing, one process at a time."""
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(270327)")  # any number, the same in all processes
        tables.create_all(connection)
