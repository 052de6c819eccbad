"""One SQLite file and one thread that writes it: many small pieces of work share a transaction and its wait for the disk."""

from __future__ import annotations

import contextlib
import queue
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Any, TypeVar

Result = TypeVar("Result")
Work = Callable[[sqlite3.Connection], Any]

FILE = "messaging.sqlite"
VERSION = 1
MOST_AT_ONCE = 200
BUSY_SECONDS = 10.0

# What is personal (user, content) is set to NULL as soon as it is not needed any more; person is a keyed hash (people.person_of).
SCHEMA = """
CREATE TABLE IF NOT EXISTS events (
  channel TEXT NOT NULL, id TEXT NOT NULL, person TEXT NOT NULL, kind TEXT NOT NULL,
  said_at INTEGER NOT NULL, arrived_at INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'done', 'dropped', 'failed')),
  content TEXT, owner TEXT, reason TEXT,
  PRIMARY KEY (channel, id)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS events_waiting ON events (channel, person) WHERE state = 'waiting';
CREATE TABLE IF NOT EXISTS outbox (
  number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,
  channel TEXT NOT NULL, person TEXT NOT NULL, user TEXT, event TEXT NOT NULL, part INTEGER NOT NULL, content TEXT, digest TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('ready', 'sending', 'sent', 'failed', 'expired')),
  reason TEXT, code TEXT, attempts INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL, due_at INTEGER NOT NULL, until INTEGER NOT NULL, give_up_at INTEGER NOT NULL,
  platform_id TEXT, owner TEXT,
  UNIQUE (channel, event, part));
CREATE INDEX IF NOT EXISTS outbox_open ON outbox (channel, person, number) WHERE state IN ('ready', 'sending');
CREATE INDEX IF NOT EXISTS outbox_known ON outbox (channel, platform_id);
CREATE INDEX IF NOT EXISTS outbox_of ON outbox (channel, person, digest);
CREATE TABLE IF NOT EXISTS people (
  channel TEXT NOT NULL, person TEXT NOT NULL, last_said_at INTEGER NOT NULL DEFAULT 0, replies INTEGER NOT NULL DEFAULT 0,
  silent_until INTEGER NOT NULL DEFAULT 0, told_at INTEGER NOT NULL DEFAULT 0, menu TEXT, rest TEXT,
  PRIMARY KEY (channel, person)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS alarms (
  channel TEXT NOT NULL, code TEXT NOT NULL, first_at INTEGER NOT NULL, last_at INTEGER NOT NULL, logged_at INTEGER NOT NULL, times INTEGER NOT NULL,
  PRIMARY KEY (channel, code)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS notes (channel TEXT NOT NULL, name TEXT NOT NULL, value INTEGER NOT NULL, PRIMARY KEY (channel, name)) WITHOUT ROWID;
"""


class StoreError(Exception):
    """The store could not keep what it was given; the text says why without naming what."""


class Database:
    """The file DATA_FOLDER/messaging.sqlite. Raises StoreError if it cannot be used."""

    def __init__(self, data_folder: Path) -> None:
        self._queue: queue.SimpleQueue[tuple[Work, Future[Any]] | None] = queue.SimpleQueue()
        try:
            data_folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            path = data_folder / FILE
            path.touch(mode=0o600)
            self._connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
            for pragma in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON"):
                self._connection.execute(f"PRAGMA {pragma}").fetchall()
            (version,) = self._connection.execute("PRAGMA user_version").fetchone()
            if version not in (0, VERSION):
                raise StoreError(f"{path} was written by another version of the bot")
            self._connection.executescript(SCHEMA)
            self._connection.execute(f"PRAGMA user_version={VERSION}")
        except (sqlite3.Error, OSError) as error:
            raise StoreError(f"{data_folder / FILE} cannot be used ({error})") from error
        self._connection.row_factory = sqlite3.Row
        self._untidy = False
        self._thread = threading.Thread(target=self._write, name="messaging store", daemon=True)
        self._thread.start()

    def run(self, work: Callable[[sqlite3.Connection], Result]) -> Future[Result]:
        """What *work* returns, once it is on the disk; whatever it raises undoes it alone. StoreError if the store fails."""
        future: Future[Result] = Future()
        self._queue.put((work, future))
        return future

    def close(self) -> None:
        """Finish what was handed in, and close the file."""
        self._queue.put(None)
        self._thread.join()
        self._connection.close()

    def tidy(self) -> Future[None]:
        """When it is done nothing that was deleted before stands in SQLite's log, which keeps it otherwise for a while."""
        self._untidy = True
        return self.run(lambda connection: None)

    def _write(self) -> None:
        while True:
            first = self._queue.get()
            if first is None:
                return
            batch, ends = [first], False
            while len(batch) < MOST_AT_ONCE and not self._queue.empty():
                item = self._queue.get()
                if item is None:
                    ends = True
                    break
                batch.append(item)
            self._commit(batch)
            if ends:
                return

    def _commit(self, batch: list[tuple[Work, Future[Any]]]) -> None:
        results: list[tuple[Future[Any], Any, BaseException | None]] = []
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            for work, future in batch:
                self._connection.execute("SAVEPOINT work")
                try:
                    results.append((future, work(self._connection), None))
                except sqlite3.OperationalError:  # the disk's or the file's fault
                    raise
                except Exception as error:
                    self._connection.execute("ROLLBACK TO work")
                    results.append((future, None, error))
                self._connection.execute("RELEASE work")
            self._connection.execute("COMMIT")
        except sqlite3.Error as error:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            results = [(future, None, StoreError(f"the store failed ({error})")) for _, future in batch]
        if self._untidy:
            with contextlib.suppress(sqlite3.Error):  # what was committed stays so; the next tidying does it
                self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
                self._untidy = False
        for future, result, problem in results:
            if future.cancelled() or not future.set_running_or_notify_cancel():
                continue
            if problem is None:
                future.set_result(result)
            else:
                future.set_exception(problem)
