"""What visitors think of answers, kept for those who improve the bot, without anything that tells who asked."""

from __future__ import annotations

import datetime
import hashlib
import json
import re
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from bot.web.cards import frames_as_json
from bot.web.conversations import Told

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine

VALUES: Final = ("up", "down")
MOST_REASON_CHARACTERS: Final = 500
MOST_VOTES: Final = 100_000
FILE: Final = "feedback.sqlite"
# Telephone, identity-card and account numbers, however they are grouped; figures and numbers of documents are shorter.
_LONG_NUMBER = re.compile(r"\+?\d(?:[ .\-]?\d){8,}")
_ADDRESS = re.compile(r"[^\s@]+@[^\s@,;:]+")
_MASK = "…"
_TABLE = """
CREATE TABLE IF NOT EXISTS feedback (
    answer TEXT PRIMARY KEY,  -- a hash: the second vote on an answer replaces the first
    hour TEXT NOT NULL,
    value TEXT NOT NULL,
    reason TEXT,
    question TEXT NOT NULL,
    texts TEXT NOT NULL,  -- a JSON list: the answer's bubbles
    frames TEXT NOT NULL,  -- a JSON list: ask, subjects, qualifiers, outcome of each question
    plan TEXT,
    plan_version TEXT NOT NULL
)
"""


class Feedback:
    """Votes in an SQLite file of *folder*, the last *most* of them. Its methods may be called from any thread."""

    def __init__(self, folder: Path, *, plan_version: str, most: int = MOST_VOTES) -> None:
        self._file = folder / FILE
        self._plan_version = plan_version
        self._most = most
        self._engine: Engine | None = None
        self._opening = threading.Lock()

    def keep(self, told: Told, value: str, *, reason: str | None) -> None:
        """Keep one vote; one of VALUES."""
        from sqlalchemy import text

        vote = {
            "answer": hashlib.sha256(told.answer.encode()).hexdigest(),
            "hour": datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:00Z"),  # finer, and an access log would tell who it was
            "value": value,
            "reason": masked(reason) if reason else None,
            "question": masked(told.question),
            "texts": json.dumps(told.texts, ensure_ascii=False),
            "frames": masked(frames_as_json(told.frames)),  # a claimed figure may be somebody's number with «%» behind it
            "plan": told.plan,
            "plan_version": self._plan_version,
        }
        names = ", ".join(vote)
        places = ", ".join(f":{name}" for name in vote)
        with self._open().begin() as connection:
            connection.execute(text(f"INSERT OR REPLACE INTO feedback ({names}) VALUES ({places})"), vote)
            connection.execute(
                text("DELETE FROM feedback WHERE rowid <= (SELECT rowid FROM feedback ORDER BY rowid DESC LIMIT 1 OFFSET :most)"), {"most": self._most}
            )

    def votes(self) -> list[dict[str, Any]]:
        """Every vote, oldest first."""
        from sqlalchemy import text

        with self._open().begin() as connection:
            return [dict(row) for row in connection.execute(text("SELECT * FROM feedback ORDER BY rowid")).mappings()]

    def _open(self) -> Engine:
        """The file, made with the first vote: to import the library takes longer than many a visitor stays."""
        from sqlalchemy import create_engine, text

        with self._opening:
            if self._engine is None:
                self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                self._file.touch(mode=0o600)
                engine = create_engine(f"sqlite:///{self._file}", connect_args={"timeout": 10})
                with engine.begin() as connection:
                    connection.execute(text(_TABLE))
                self._engine = engine
            return self._engine


def masked(text: str) -> str:
    """Without numbers and addresses that tell who somebody is.

    >>> masked("số 0912 345 678, a@b.vn: Quyết định 27/QĐ-UBQGCĐS ngày 15/3/2022")
    'số …, …: Quyết định 27/QĐ-UBQGCĐS ngày 15/3/2022'
    """
    return _ADDRESS.sub(_MASK, _LONG_NUMBER.sub(_MASK, text))
