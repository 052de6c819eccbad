"""Rasa's own event brokers get what is new in a conversation, each event once, though only the last events are kept."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from rasa.core.brokers.broker import EventBroker
from rasa.shared.core.domain import Domain
from rasa.utils.endpoints import EndpointConfig
from sqlalchemy import create_engine, text

from bot.paths import DOMAIN
from bot.service.tracker_store import DatabaseTrackerStore
from bot.store.settings import StoreSettings
from tests.service.test_tracker_store import turn


@pytest.mark.parametrize("kind", ["file", "sql"])
def test_every_event_reaches_the_broker_once(kind: str, tmp_path: Path) -> None:
    with pytest.warns(UserWarning, match="Slot auto-fill"):
        domain = Domain.from_file(str(DOMAIN))
    file = tmp_path / "events"
    options = {"path": str(file)} if kind == "file" else {"dialect": "sqlite", "db": str(file)}

    async def conversation() -> None:
        broker = await EventBroker.create(EndpointConfig(type=kind, **options))
        store = DatabaseTrackerStore(domain, event_broker=broker, max_events=12, settings=StoreSettings(data_folder=tmp_path))
        for number in range(10):
            await turn(store, "person", f"question {number}")
        if broker is not None:
            await broker.close()

    asyncio.run(conversation())
    if kind == "file":
        events = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    else:
        engine = create_engine(f"sqlite:///{file}")
        with engine.connect() as connection:
            events = [json.loads(event) for event in connection.scalars(text("SELECT data FROM events ORDER BY id"))]
        engine.dispose()
    assert [event["text"] for event in events if event["event"] == "user"] == [f"question {number}" for number in range(10)]
