"""The database that all processes of the service share: an SQLite file, or PostgreSQL where several machines share it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import MetaData, Table, create_engine, event
from sqlalchemy.engine import Connection, Engine, make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import QueuePool

BUSY_SECONDS = 10  # for which one waits until another process has written
# Of one process, for all its parts together. Several on one SQLite file would only wait for each other, and longer than in a queue.
SQLITE_THREADS, SERVER_THREADS = 1, 4
_READING = "reading"

Result = TypeVar("Result")


class StoreError(Exception):
    """The database cannot be used; the text says why and names no content and no password."""


class Database:
    """Tables of one part of the service in the database at *url*, made if they are missing. Raises StoreError.

    Any number of processes may open it at once. Its methods may be called from any thread; they wait for the disk.
    hasty: for what is written with every message. What was written outlives any end of the process (SIGKILL too), but of an SQLite
    file the last moments may be missing after a power failure; other parts wait until the disk has it.
    """

    def __init__(self, url: str, tables: MetaData, *, hasty: bool = False) -> None:
        self._shown = make_url(url).render_as_string(hide_password=True)
        self._engine = _engine(url, hasty=hasty)
        self._threads = _threads(url, SQLITE_THREADS if self.is_sqlite else SERVER_THREADS)
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

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """What stands in the database now; keeps nobody from writing. Raises StoreError."""
        with self._told(), self._engine.connect().execution_options(**{_READING: True}) as connection, connection.begin():
            yield connection

    async def run(self, work: Callable[[Connection], Result], *, reading: bool = False) -> Result:
        """What *work* returns, from a thread of its own, so that the event loop goes on; one transaction. Raises StoreError."""

        def transaction() -> Result:
            with self.reading() if reading else self.begin() as connection:
                return work(connection)

        return await asyncio.get_running_loop().run_in_executor(self._threads, transaction)

    def tidy(self) -> bool:
        """See to it that what was deleted stands in no file any more; False if others kept the file busy. Raises StoreError.

        SQLite keeps what was written for a while in a second file. PostgreSQL cleans up by itself (autovacuum).
        """
        if not self.is_sqlite:
            return True
        with self._told():
            connection = self._engine.raw_connection()
            try:
                (is_busy, *_) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            finally:
                connection.close()
        return not is_busy

    def close(self) -> None:
        """Close the connections, once what was begun is done."""
        with suppress(RuntimeError):  # the interpreter ends: it has waited for the threads already
            self._threads.submit(lambda: None).result()
        self._engine.dispose()

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except (SQLAlchemyError, OSError) as error:
            why = str(getattr(error, "orig", None) or type(error).__name__).strip().splitlines()[0]
            raise StoreError(f"{self._shown} cannot be used ({why})") from error


@cache
def _threads(url: str, count: int) -> ThreadPoolExecutor:
    """Those that work on the database at *url*."""
    return ThreadPoolExecutor(count, thread_name_prefix="store")


def _engine(url: str, *, hasty: bool) -> Engine:
    parts = make_url(url)
    if parts.get_backend_name() != "sqlite":
        # A server may close what was idle, or come back from a restart: each connection is tried before it is used.
        return create_engine(url, pool_pre_ping=True, hide_parameters=True, connect_args={"connect_timeout": BUSY_SECONDS})
    # The last connection that closes makes SQLite write its file anew: connections are kept.
    engine = create_engine(url, hide_parameters=True, poolclass=QueuePool, connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False})
    file = Path(parts.database or "")

    @event.listens_for(engine, "do_connect")
    def private(*_: Any) -> None:  # for the service only, from the first moment
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file.touch(mode=0o600)

    @event.listens_for(engine, "connect")
    def settle(connection: Any, _: Any) -> None:
        connection.isolation_level = None  # transactions are begun below; the driver's own beginning locks too late
        for pragma in ("journal_mode=WAL", f"synchronous={'NORMAL' if hasty else 'FULL'}", "secure_delete=ON"):
            connection.execute(f"PRAGMA {pragma}").close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN" if connection.get_execution_options().get(_READING) else "BEGIN IMMEDIATE")

    return engine


def _make(engine: Engine, tables: MetaData) -> None:
    """Make the tables that are missing, one process at a time."""
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(270327)")  # any number, the same in all processes
        tables.create_all(connection)


def inserting(connection: Connection, table: Table) -> Any:
    """An INSERT into *table* that can say what happens ON CONFLICT, in the database's own language."""
    if connection.dialect.name == "postgresql":
        from sqlalchemy.dialects.postgresql import insert
    else:
        from sqlalchemy.dialects.sqlite import insert
    return insert(table)
