"""What was asked, in the shared database: counts by day, and the words of questions that got no answer. Nothing in it tells who asked."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Column, Integer, MetaData, String, Table, Text, UniqueConstraint, delete, select
from sqlalchemy.engine import Connection

from bot.gathered.asked import Asked, Entry
from bot.store.database import Database, inserting

MOST_QUESTIONS: Final = 20_000  # different ones
MOST_COUNTS: Final = 500_000
_TABLES = MetaData()
_COUNTED: Final = ("day", "channel", "ask", "outcome", "target")  # what makes a row of each table
_KEPT: Final = ("day", "channel", "ask", "outcome", "text")
# One row for each combination. A question of two targets has two rows: it is counted in «questions» of the first one alone and in
# «named» of both. target: a ref («plan/id»), "" for none.
_COUNTS = Table(
    "question_counts",
    _TABLES,
    Column("day", String(10), primary_key=True),
    Column("channel", String(20), primary_key=True),
    Column("ask", String(60), primary_key=True),
    Column("outcome", String(60), primary_key=True),
    Column("target", String(200), primary_key=True),
    Column("questions", Integer, nullable=False),
    Column("named", Integer, nullable=False),
)
# The same words on one day and channel are one row. text: masked; subjects: a JSON list of refs; times: how often.
_QUESTIONS = Table(
    "open_questions",
    _TABLES,
    Column("number", Integer, primary_key=True),
    Column("day", String(10), nullable=False, index=True),
    Column("channel", String(20), nullable=False),
    Column("ask", String(60), nullable=False),
    Column("outcome", String(60), nullable=False),
    Column("text", Text, nullable=False),
    Column("guess", String(60), nullable=False),
    Column("subjects", Text, nullable=False),
    Column("times", Integer, nullable=False),
    UniqueConstraint(*_KEPT),
)


@dataclass(frozen=True)
class Count:
    """How many questions of one day, channel, ask, outcome and target; see the table."""

    day: str
    channel: str
    ask: str
    outcome: str
    target: str
    questions: int
    named: int


@dataclass(frozen=True)
class Question:
    """The masked words of a question that got no answer, or whose answer got a thumb down; see the table."""

    day: str
    channel: str
    ask: str
    outcome: str
    text: str
    guess: str = ""
    subjects: tuple[str, ...] = ()
    times: int = 1


class Record:
    """The tables in the database at *url*. Raises StoreError, as its methods do."""

    def __init__(self, url: str, *, most_questions: int = MOST_QUESTIONS, most_counts: int = MOST_COUNTS) -> None:
        self._database = Database(url, _TABLES, hasty=True)
        self._most_questions, self._most_counts = most_questions, most_counts

    def add(self, entries: Iterable[Entry]) -> None:
        """Count the questions and keep the words of those that have some; one transaction."""
        with self._database.begin() as connection:
            counts, texts = _rows(entries)
            _add(connection, _COUNTS, counts, _COUNTED, "questions", "named")
            _add(connection, _QUESTIONS, texts, _KEPT, "times")
            self._bound(connection)

    def counts(self, since: str, until: str = "9") -> list[Count]:
        """The counts from the day *since* to the day *until*, both included, by day."""
        with self._database.reading() as connection:
            rows = connection.execute(select(_COUNTS).where(_COUNTS.c.day >= since, _COUNTS.c.day <= until).order_by(*_COUNTS.primary_key)).mappings()
            return [Count(**row) for row in rows]

    def questions(self, since: str) -> list[Question]:
        """The questions whose words were kept on the day *since* or later, oldest first."""
        with self._database.reading() as connection:
            rows = connection.execute(select(_QUESTIONS).where(_QUESTIONS.c.day >= since).order_by(_QUESTIONS.c.number)).mappings()
            found = [{key: value for key, value in row.items() if key != "number"} for row in rows]
        return [Question(**{**row, "subjects": tuple(json.loads(row["subjects"]))}) for row in found]

    def prune(self, *, questions_before: str, counts_before: str) -> tuple[int, int]:
        """Delete the words and the counts of earlier days; how many rows of each there were."""
        with self._database.begin() as connection:
            words = int(connection.execute(delete(_QUESTIONS).where(_QUESTIONS.c.day < questions_before)).rowcount)
            return words, int(connection.execute(delete(_COUNTS).where(_COUNTS.c.day < counts_before)).rowcount)

    def close(self) -> None:
        """Close the connections."""
        self._database.close()

    def _bound(self, connection: Connection) -> None:
        """Delete the oldest of more than there may be."""
        last = select(_QUESTIONS.c.number).order_by(_QUESTIONS.c.number.desc()).limit(1).offset(self._most_questions).scalar_subquery()
        connection.execute(delete(_QUESTIONS).where(_QUESTIONS.c.number <= last))
        day = connection.scalar(select(_COUNTS.c.day).order_by(_COUNTS.c.day.desc()).limit(1).offset(self._most_counts))
        if day is not None:
            connection.execute(delete(_COUNTS).where(_COUNTS.c.day <= day))


def _rows(entries: Iterable[Entry]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """What to add to the counts, and the words to keep: each row once, in an order that all processes share, so that none waits for another's in a ring."""
    questions: Counter[tuple[str, ...]] = Counter()
    named: Counter[tuple[str, ...]] = Counter()
    times: Counter[tuple[str, ...]] = Counter()
    kept: dict[tuple[str, ...], Asked] = {}
    for entry in entries:
        asked = entry.asked
        words = (entry.day, entry.channel, asked.ask, asked.outcome)
        for place, target in enumerate(dict.fromkeys(asked.targets) or ("",)):
            questions[*words, target] += not place
            named[*words, target] += 1
        if entry.text:
            times[*words, entry.text] += 1
            kept.setdefault((*words, entry.text), asked)
    counts = [dict(zip(_COUNTED, key, strict=True), questions=questions[key], named=named[key]) for key in sorted(named)]
    texts = [dict(zip(_KEPT, key, strict=True), guess=kept[key].guess, subjects=json.dumps(kept[key].subjects), times=times[key]) for key in sorted(kept)]
    return counts, texts


def _add(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]], key: Sequence[str], *added: str) -> None:
    """Insert *rows*; where one of the same *key* stands, its columns *added* grow. One statement: to compile it takes longer than to run it."""
    if rows:
        insert = inserting(connection, table)
        more = {name: table.c[name] + insert.excluded[name] for name in added}
        connection.execute(insert.on_conflict_do_update(index_elements=list(key), set_=more), rows)
