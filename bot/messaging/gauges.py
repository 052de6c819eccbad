"""How full inbox and outbox are and which alarms stand, read beside the running service without holding anybody up."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from bot.messaging.alarms import Alarms
from bot.messaging.database import FILE

BUSY_SECONDS = 2.0


@dataclass(frozen=True)
class Gauges:
    """One channel. Messages by state: ready, sending, failed, expired. oldest: when the oldest event that waits came and the oldest message
    that is still to be sent was made, in milliseconds since 1970; None if none is. alarms: their codes."""

    waiting: int
    messages: dict[str, int] = field(default_factory=dict)
    oldest_event: int | None = None
    oldest_message: int | None = None
    alarms: tuple[str, ...] = ()


def read_gauges(data_folder: Path, channel: str) -> Gauges:
    """The channel's figures now. Raises sqlite3.Error."""
    with closing(sqlite3.connect(f"file:{data_folder / FILE}?mode=ro", uri=True, timeout=BUSY_SECONDS)) as connection:
        connection.row_factory = sqlite3.Row
        waiting, oldest_event = connection.execute(
            "SELECT count(*), min(arrived_at) FROM events WHERE channel = ? AND state = 'waiting'", (channel,)
        ).fetchone()
        states = connection.execute("SELECT state, count(*), min(created_at) FROM outbox WHERE channel = ? AND state != 'sent' GROUP BY state", (channel,))
        rows = [(str(state), int(count), int(oldest)) for state, count, oldest in states]
        open_since = [oldest for state, _, oldest in rows if state in ("ready", "sending")]
        alarms = tuple(alarm.code for alarm in Alarms(connection, channel).all())
        return Gauges(int(waiting), {state: count for state, count, _ in rows}, oldest_event, min(open_since, default=None), alarms)
