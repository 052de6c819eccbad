"""What is kept of people goes when it is old, or when somebody asks for it: in every store that the service has."""

from __future__ import annotations

import logging
import sqlite3
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from bot.gathered.asked import day_of
from bot.gathered.record import Record
from bot.handover.kept import KeptTalks
from bot.messaging.database import FILE as MESSAGING_FILE
from bot.messaging.database import Database as MessagingDatabase
from bot.messaging.database import StoreError as MessagingStoreError
from bot.messaging.people import KEEP_DAYS as PEOPLE_DAYS
from bot.messaging.settings import GROUPS, MessagingSettings
from bot.messaging.store import Tables
from bot.store.conversations import KeptConversations
from bot.store.database import StoreError
from bot.web.feedback import Feedback
from bot.web.replies import Replies

logger = logging.getLogger("service")

DAY_SECONDS = 24 * 3600
DAY_MS = DAY_SECONDS * 1000
TIDY_TIMES, TIDY_WAIT = 20, 0.1  # a file that others keep busy is tried again so often, in seconds

Counts = dict[str, int]


def prune(settings: MessagingSettings, now: int | None = None) -> Counts:
    """Delete what is too old; how much of each kind. now: milliseconds since 1970. Raises StoreError.

    What chat platforms need is kept for as long as they may need it (docs/operate.md), also of those that are switched off by now.
    """
    now = round(time.time() * 1000) if now is None else now
    before = now - settings.keep_days * DAY_MS
    conversations, replies, votes = KeptConversations(settings.database), Replies(settings.database), Feedback(settings.database)
    record = Record(settings.database)
    talks = KeptTalks(settings.database, now=lambda: now)
    try:
        questions, days = record.prune(
            questions_before=day_of(now / 1000 - settings.keep_days * DAY_SECONDS),
            counts_before=day_of(now / 1000 - settings.keep_counts_days * DAY_SECONDS),
        )
        counts = {
            "conversations": conversations.prune(before),
            "replies": replies.prune(before),
            "votes": votes.prune(now - settings.keep_votes_days * DAY_MS),
            "talks with officers": talks.prune(before),
            "questions": questions,
            "counts": days,
        }
        _insist(replies.tidy)
    finally:
        for store in (conversations, replies, votes, record, talks):
            store.close()
    people_days = min(PEOPLE_DAYS, settings.keep_days)
    _with_messaging(settings.data_folder, lambda tables: tables.prune(now, people_days=people_days))
    return counts


def forget(settings: MessagingSettings, sender: str) -> Counts:
    """Delete all that is kept of a person; how much of each kind. Nothing of it stands in any file afterwards. Raises StoreError.

    sender: as the stores know the person; see bot.messaging.people.person_of for those of chat platforms.
    """
    conversations, replies = KeptConversations(settings.database), Replies(settings.database)
    talks = KeptTalks(settings.database, now=lambda: round(time.time() * 1000))
    try:
        counts = {"conversations": conversations.forget(sender), "replies": replies.forget(sender), "talks with officers": talks.forget(sender)}
        _insist(replies.tidy)
    finally:
        for store in (conversations, replies, talks):
            store.close()
    known: list[int] = []

    def work(tables: Tables) -> None:
        known.append(tables.rows_of(sender))
        tables.forget(sender)

    _with_messaging(settings.data_folder, work)
    return {**counts, "entries of chat platforms": sum(known)}


def keep_pruning(settings: MessagingSettings) -> None:
    """Delete what is too old now and once a day, as long as this process lives."""
    threading.Thread(target=_prune_daily, args=(settings,), name="retention", daemon=True).start()


def _prune_daily(settings: MessagingSettings) -> None:
    while True:
        try:
            counts = prune(settings)
        except StoreError as error:
            logger.error("what is too old was not deleted: %s", error)
        else:
            if any(counts.values()):
                logger.info("deleted by age: %s", ", ".join(f"{count} {name}" for name, count in counts.items()))
        time.sleep(DAY_SECONDS)


def _in_tables(work: Callable[[Tables], None], channel: str, connection: sqlite3.Connection) -> None:
    work(Tables(connection, channel))


def _with_messaging(folder: Path, work: Callable[[Tables], None]) -> None:
    """Do *work* for every channel of the chat platforms' own file, if there is one."""
    if not (folder / MESSAGING_FILE).exists():
        return
    try:
        database = MessagingDatabase(folder)
        try:
            for channel in GROUPS:
                database.run(partial(_in_tables, work, channel)).result()
            database.tidy().result()
        finally:
            database.close()
    except MessagingStoreError as error:
        raise StoreError(str(error)) from error


def _insist(tidy: Callable[[], bool]) -> None:
    for _ in range(TIDY_TIMES):
        if tidy():
            return
        time.sleep(TIDY_WAIT)
    logger.warning("the database is busy: what was deleted stands in its second file until the next cleaning")
