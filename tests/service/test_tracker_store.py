"""Conversations in the database: they outlive the process, stay small, and of two writers none is overwritten."""

from __future__ import annotations

import asyncio
import json
import stat
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from rasa.core.agent import Agent
from rasa.core.brokers.broker import EventBroker
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.paths import DOMAIN
from bot.service.tracker_store import DatabaseTrackerStore, tell_failures_of_the_store
from bot.store.conversations import ConversationChangedError
from bot.store.database import StoreError
from bot.store.settings import StoreSettings


@pytest.fixture(scope="module")
def domain() -> Domain:
    with pytest.warns(UserWarning, match="Slot auto-fill"):
        return Domain.from_file(str(DOMAIN))


Open = Callable[..., DatabaseTrackerStore]


@pytest.fixture(params=["SQLite", "PostgreSQL"])
def open_store(request: pytest.FixtureRequest, domain: Domain, tmp_path: Path) -> Iterator[Open]:
    """open_store() is a store as a process has it that begins."""
    opened = []
    url = request.getfixturevalue("postgres") if request.param == "PostgreSQL" else ""

    def make(**options: Any) -> DatabaseTrackerStore:
        opened.append(DatabaseTrackerStore(domain, settings=StoreSettings(data_folder=tmp_path, database_url=url), **options))
        return opened[-1]

    yield make
    for store in opened:
        store._kept.close()


async def turn(store: DatabaseTrackerStore, sender: str, text: str, *, channel: str = "web") -> DialogueStateTracker:
    """A message as Rasa's processor handles it."""
    tracker = await store.get_or_create_tracker(sender, append_action_listen=False)
    parsed = {"intent": {"name": "target_value", "confidence": 1.0}, "entities": [], "text": text}
    tracker.update(UserUttered(text, parsed["intent"], [], parsed, input_channel=channel, message_id=text))
    for event in (ActionExecuted("action_answer"), BotUttered(f"answer to {text}"), SlotSet("memory", {"last": text}), ActionExecuted("action_listen")):
        tracker.update(event)
    await store.save(tracker)
    return tracker


def run(work: Awaitable[Any]) -> Any:
    async def main() -> Any:
        return await work

    return asyncio.run(main())


def test_a_conversation_goes_on_in_the_next_process(open_store: Open, tmp_path: Path) -> None:
    run(turn(open_store(), "a", "cáp quang \ud83d\u0000?"))

    async def later() -> None:
        store = open_store()
        tracker = await store.retrieve("a")
        assert tracker is not None
        assert tracker.get_slot("memory") == {"last": "cáp quang ?\u0000?"}
        assert tracker.get_latest_input_channel() == "web"
        assert await store.retrieve("b") is None
        assert await store.exists("a") and list(await store.keys()) == ["a"]

    run(later())
    assert {stat.S_IMODE(file.stat().st_mode) for file in tmp_path.iterdir()} <= {0o600}


def test_a_conversation_of_many_turns_is_as_small_as_one_of_twenty_and_remembers_its_last(open_store: Open, tmp_path: Path) -> None:
    async def talk() -> None:
        store = open_store(max_events=60)
        sizes = {}
        for number in range(400):
            tracker = await turn(store, "a", f"question {number:04}")
            kept = await store._kept.get("a")
            assert kept is not None
            sizes[number] = (len(tracker.events), len(kept.events))
        assert sizes[399][0] == sizes[19][0] == 60
        assert sizes[399][1] < 1.05 * sizes[19][1]  # as many bytes, but for the digits of times
        assert (await store.retrieve("a")).get_slot("memory") == {"last": "question 0399"}  # type: ignore[union-attr]

    run(talk())


def test_what_was_understood_of_a_message_is_not_kept_but_its_intent(open_store: Open) -> None:
    async def talk() -> None:
        store = open_store()
        tracker = await store.get_or_create_tracker("a", append_action_listen=False)
        parsed = {"intent": {"name": "lead", "confidence": 0.9}, "entities": [{"entity": "task", "value": "nv-02"}], "questions": [{"words": ["chủ", "trì"]}]}
        tracker.update(UserUttered("ai chủ trì?", parsed["intent"], parsed["entities"], parsed, input_channel="web", message_id="1"))
        tracker.update(BotUttered("Bộ trưởng"))
        await store.save(tracker)
        kept, read = await store._kept.get("a"), await store.retrieve("a")
        assert kept is not None and read is not None
        assert "nv-02" not in kept.events and "words" not in kept.events
        message = read.latest_message
        assert message is not None
        assert (message.text, message.intent, message.message_id, message.input_channel) == ("ai chủ trì?", parsed["intent"], "1", "web")

    run(talk())


def test_what_was_said_is_remembered_however_often_a_message_is_sent_while_nothing_answers(open_store: Open) -> None:
    async def talk() -> None:
        store = open_store(max_events=60)
        await turn(store, "a", "cáp quang?")
        for _ in range(40):  # as Rasa's processor handles it when the action server is away
            tracker = await store.get_or_create_tracker("a", append_action_listen=False)
            for event in (UserUttered("ai chủ trì?"), ActionExecuted("action_answer"), ActionExecuted("action_listen")):
                tracker.update(event)
            await store.save(tracker)
        kept = await store.retrieve("a")
        assert kept is not None and kept.get_slot("memory") == {"last": "cáp quang?"}

    run(talk())


def test_only_the_last_session_is_gone_on_with_and_the_earlier_ones_can_be_looked_at(open_store: Open) -> None:
    async def talk() -> None:
        store = open_store()
        tracker = await turn(store, "a", "one")
        for event in (ActionExecuted("action_session_start"), SessionStarted(), ActionExecuted("action_listen")):
            tracker.update(event)
        await store.save(tracker)
        last, whole = await store.retrieve("a"), await store.retrieve_full_tracker("a")
        assert last is not None and whole is not None
        assert [len(last.events), len(whole.events)] == [3, 8]

    run(talk())


def test_what_was_deleted_while_a_message_was_answered_does_not_come_back(open_store: Open) -> None:
    async def talk() -> None:
        store, other = open_store(), open_store()
        tracker = await turn(store, "a", "one")
        await other.delete("a")
        tracker.update(SlotSet("memory", {"last": "two"}))
        with pytest.raises(ConversationChangedError):
            await store.save(tracker)
        assert await store.retrieve("a") is None

    run(talk())


def test_of_two_processes_that_both_answered_the_second_is_told(open_store: Open) -> None:
    """It happens if a lock ran out: the message counts as not answered, and nothing of the other is lost."""

    async def talk() -> None:
        stores = open_store(), open_store()
        await turn(stores[0], "a", "zero")
        trackers = [await store.retrieve("a") for store in stores]
        for tracker, text in zip(trackers, ("one", "two"), strict=True):
            tracker.update(SlotSet("memory", {"last": text}))
        await stores[1].save(trackers[1])
        with pytest.raises(ConversationChangedError):
            await stores[0].save(trackers[0])
        assert (await stores[0].retrieve("a")).get_slot("memory") == {"last": "two"}  # type: ignore[union-attr]
        await turn(stores[0], "new", "one")
        with pytest.raises(ConversationChangedError):
            await stores[1].save(stores[1].init_tracker("new"))

    run(talk())


def test_nothing_of_a_deleted_conversation_stands_in_any_file(open_store: Open, tmp_path: Path) -> None:
    async def talk() -> None:
        store = open_store()
        for number in range(40):
            await turn(store, "web-of-somebody", f"a secret question {number}")
            await turn(store, "other", f"an open question {number}")
        await store.delete("web-of-somebody")
        await store.delete("nobody")

    run(talk())
    bytes_ = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    if not bytes_:
        return  # PostgreSQL's files are its own
    assert b"an open question" in bytes_
    assert b"secret" not in bytes_ and b"web-of-somebody" not in bytes_


class Broker(EventBroker):
    def __init__(self) -> None:
        self.got: list[dict[str, Any]] = []

    def publish(self, event: dict[str, Any]) -> None:
        self.got.append(json.loads(json.dumps(event)))


def test_a_broker_gets_every_event_once_however_long_the_conversation_is(open_store: Open) -> None:
    broker = Broker()

    async def talk() -> None:
        store = open_store(event_broker=broker, max_events=20)
        for number in range(30):
            await turn(store, "a", f"question {number}")

    run(talk())
    assert [event["text"] for event in broker.got if event["event"] == "user"] == [f"question {number}" for number in range(30)]
    assert len(broker.got) == 5 * 30


def test_a_conversation_that_cannot_be_read_is_not_begun_anew(open_store: Open, tmp_path: Path, domain: Domain, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rasa's way would be to go on in memory and forget what was said before."""
    monkeypatch.setattr(Agent, "_create_tracker_store", Agent._create_tracker_store)  # put back afterwards
    tell_failures_of_the_store()
    store = Agent(domain=domain, tracker_store=open_store()).tracker_store
    run(turn(store, "a", "one"))
    with store._kept._database.begin() as connection:
        connection.exec_driver_sql("DROP TABLE conversations")
    with pytest.raises(StoreError):
        run(store.get_or_create_tracker("a"))


def test_of_too_many_conversations_those_silent_longest_go(open_store: Open) -> None:
    async def talk() -> None:
        store = open_store()
        for number in range(5):
            await turn(store, f"sender {number}", "one")
            await asyncio.sleep(0.01)
        assert store._kept.prune(0, most=3) == 2
        assert list(await store.keys()) == ["sender 4", "sender 3", "sender 2"]

    run(talk())
