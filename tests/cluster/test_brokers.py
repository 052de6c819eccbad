"""Rasa's own event brokers get what is new in a conversation, each event once, though only the last events are kept."""

from __future__ import annotations

import asyncio
import json
import re
from pathlib import Path

import pytest
from rasa.core.brokers.broker import EventBroker
from rasa.core.utils import AvailableEndpoints
from rasa.shared.core.domain import Domain
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from bot.paths import DOMAIN, PROJECT
from bot.service.tracker_store import DatabaseTrackerStore
from bot.store.settings import StoreSettings
from tests.service.test_tracker_store import turn

QUESTIONS = [f"question {number}" for number in range(10)]


@pytest.fixture(scope="module")
def domain() -> Domain:
    with pytest.warns(UserWarning, match="Slot auto-fill"):
        return Domain.from_file(str(DOMAIN))


async def converse(endpoints: Path, domain: Domain, folder: Path) -> list[str]:
    """What was asked according to the conversation's row, after a conversation with the broker that *endpoints* names."""
    broker = await EventBroker.create(AvailableEndpoints.read_endpoints(str(endpoints)).event_broker)
    assert broker is not None
    store = DatabaseTrackerStore(domain, event_broker=broker, max_events=12, settings=StoreSettings(data_folder=folder))
    for question in QUESTIONS:
        await turn(store, "person", question)
    await broker.close()
    kept = await store.retrieve("person")
    store._kept.close()
    assert kept is not None
    return [event.text for event in kept.events if event.type_name == "user"]


def asked(url: str) -> list[str]:
    """What was asked according to the table of events."""
    engine = create_engine(url)
    with engine.connect() as connection:
        events = [json.loads(event) for event in connection.scalars(text("SELECT data FROM events ORDER BY id"))]
    engine.dispose()
    return [event["text"] for event in events if event["event"] == "user"]


def test_every_event_reaches_a_file_once(domain: Domain, tmp_path: Path) -> None:
    (tmp_path / "endpoints.yml").write_text(f"event_broker:\n  type: file\n  path: {tmp_path}/events\n")
    asyncio.run(converse(tmp_path / "endpoints.yml", domain, tmp_path))
    events = [json.loads(line) for line in (tmp_path / "events").read_text("utf-8").splitlines()]
    assert [event["text"] for event in events if event["event"] == "user"] == QUESTIONS


def test_every_event_reaches_postgresql_once_by_the_lines_that_the_manual_gives(
    domain: Domain, tmp_path: Path, postgres: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = re.search(r"```yaml\n(event_broker:.*?)```", (PROJECT / "docs" / "operate.md").read_text("utf-8"), re.DOTALL)
    assert lines
    (tmp_path / "endpoints.yml").write_text(lines[1])
    url = make_url(postgres)
    for name, value in {"HOST": url.host, "PORT": url.port, "DB": url.database, "USER": url.username, "PASSWORD": "any"}.items():
        monkeypatch.setenv(f"EVENTS_{name}", str(value))
    asyncio.run(converse(tmp_path / "endpoints.yml", domain, tmp_path))
    assert asked(postgres) == QUESTIONS


def test_a_broker_that_fails_costs_no_answer_and_its_failure_is_told_without_what_was_said(
    domain: Domain, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file = tmp_path / "events.db"
    (tmp_path / "endpoints.yml").write_text(f"event_broker:\n  type: sql\n  dialect: sqlite\n  db: {file}\n")
    engine = create_engine(f"sqlite:///{file}")
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE events (id INTEGER PRIMARY KEY, sender_id TEXT, data TEXT CHECK (data NOT LIKE '%question 4%'))")
    engine.dispose()
    assert asyncio.run(converse(tmp_path / "endpoints.yml", domain, tmp_path))[-1] == QUESTIONS[-1]
    assert asked(f"sqlite:///{file}") == [question for question in QUESTIONS if question != "question 4"]
    assert "did not take the events of a message (IntegrityError)" in caplog.text and "question 4" not in caplog.text
