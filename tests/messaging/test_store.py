"""What is kept, across processes and crashes."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.messaging.database import FILE, Database, StoreError
from bot.messaging.events import Event, Kind
from bot.messaging.inbox import DAY, KEEP_DAYS
from bot.messaging.outbox import ORPHANED_MS, UNSURE_MS
from bot.messaging.people import person_of
from bot.messaging.replies import Choice, Link, Outgoing
from bot.messaging.store import Store, Tables
from bot.paths import PROJECT
from tests.messaging.saying import run

NOW = 1_800_000_000_000
MESSAGE = Outgoing("Xin chào", (Choice("Một", "một?"),), Link("Trang", "https://xa.example/"), "Xin chào\n1. Một")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path, "zalo")
    yield store
    store.close()


def event(number: int = 1, *, text: str = "xin chào", said_at: int = NOW) -> Event:
    return Event(f"id{number}", Kind.TEXT, "6200000000000001", said_at, text=text)


def put(tables: Tables, store: Store, *, name: str = "id1", person: str = "p", messages: tuple[Outgoing, ...] = (MESSAGE,)) -> None:
    tables.outbox.put(messages, event=name, person=person, user="6200000000000001", owner=store.owner, now=NOW, until=NOW + DAY)


def claimed(store: Store, now: int = NOW) -> list[str]:
    return [row.message.text for row in store.do(lambda tables: tables.outbox.claim(store.owner, now=now, most=10))]


def test_an_event_and_a_message_come_back_as_they_went_in() -> None:
    told = Event("é", Kind.ECHO, "1", 5, text="điện\u0000 tử 😀", by_human=True, mark="m", ours=False)
    assert Event.from_json(told.to_json()) == told
    assert Outgoing.from_json(MESSAGE.to_json()) == MESSAGE
    assert Event("1", Kind.TEXT, "2", 3, text="nửa \ud83d").text == "nửa ?"


def test_an_event_is_taken_once(store: Store) -> None:
    def add(tables: Tables) -> bool:
        return tables.inbox.add(event(), "p", state="waiting", now=NOW, owner=store.owner)

    assert [store.do(add), store.do(add)] == [True, False]
    assert store.do(lambda tables: tables.inbox.settle("id1", "done"))
    assert not store.do(lambda tables: tables.inbox.settle("id1", "done"))
    assert not store.do(add)


def test_an_answer_cannot_be_put_in_twice_and_parts_go_out_one_after_the_other(store: Store) -> None:
    for _ in range(2):
        store.do(lambda tables: put(tables, store, messages=(Outgoing("first"), Outgoing("second"))))
    store.do(lambda tables: put(tables, store, name="id2", person="other", messages=(Outgoing("of another"),)))
    assert claimed(store) == ["first", "of another"]
    assert claimed(store) == []


def test_what_fails_is_undone_alone_and_told_to_who_asked(store: Store) -> None:
    def fails(tables: Tables) -> None:
        tables.notes.set("paused_until", 5)
        raise KeyError("mine")

    with pytest.raises(KeyError):
        store.do(fails)
    store.do(lambda tables: tables.notes.set("setup_until", 7))
    assert store.do(lambda tables: (tables.notes.get("paused_until"), tables.notes.get("setup_until"))) == (0, 7)


def test_channels_do_not_see_each_other(store: Store, tmp_path: Path) -> None:
    store.do(lambda tables: put(tables, store))
    other = Store(tmp_path, "messenger")
    try:
        assert claimed(other) == []
        assert other.do(lambda tables: tables.inbox.add(event(), "p", state="waiting", now=NOW, owner=other.owner))
    finally:
        other.close()


DIES = """
import os, sys
from pathlib import Path
from bot.messaging.events import Event, Kind
from bot.messaging.replies import Outgoing
from bot.messaging.store import Store
store = Store(Path(sys.argv[1]), "zalo")
def work(tables):
    for number in (1, 2):
        tables.inbox.add(Event(f"id{number}", Kind.TEXT, "1", 5 - number, text="t"), "p", state="waiting", now=5, owner=store.owner)
        tables.outbox.put([Outgoing(f"answer {number}")], event=f"a{number}", person=f"p{number}", user="1", owner=store.owner, now=5, until=10**15)
    tables.outbox.claim(store.owner, now=6, most=1)
store.do(work)
os.kill(os.getpid(), 9)
"""


def test_what_a_killed_process_held_is_taken_over_and_what_a_living_one_holds_is_not(store: Store, tmp_path: Path) -> None:
    store.do(lambda tables: tables.inbox.add(event(7), "p", state="waiting", now=NOW, owner=store.owner))
    ended = subprocess.run([sys.executable, "-c", DIES, str(tmp_path)], cwd=PROJECT, check=False)
    assert ended.returncode == -9
    other = Store(tmp_path, "zalo")
    try:
        assert [(taken.id, person) for taken, person in run(other.take_over(NOW))] == [("id2", "p"), ("id1", "p")]
        assert claimed(other) == ["answer 2"]
        assert claimed(other, NOW + ORPHANED_MS) == ["answer 1"]  # it was being sent: first there is a wait for its echo
        assert run(store.take_over(NOW, held={"id7"})) == []
        assert [taken.id for taken, _ in run(store.take_over(NOW))] == ["id7"]  # his own, which a fault has dropped from his hands
    finally:
        other.close()


def test_what_a_killed_process_was_sending_is_not_sent_again_if_its_echo_had_come(store: Store, tmp_path: Path) -> None:
    echo = 'store.do(lambda tables: tables.outbox.is_ours("p1", message_id="m", mark=None, text="answer 1", now=7))'
    dies = DIES.replace("os.kill", f"{echo}\nos.kill")
    ended = subprocess.run([sys.executable, "-c", dies, str(tmp_path)], cwd=PROJECT, check=False)
    assert ended.returncode == -9
    run(store.take_over(NOW))
    assert claimed(store, NOW + ORPHANED_MS) == ["answer 2"]
    assert store.do(lambda tables: tables.outbox.counts()) == {"sent": 1, "sending": 1}


def test_an_echo_tells_that_a_message_which_may_have_gone_out_has(store: Store) -> None:
    store.do(lambda tables: put(tables, store))
    (row,) = store.do(lambda tables: tables.outbox.claim(store.owner, now=NOW, most=1))
    store.do(lambda tables: tables.outbox.again(row.id, due_at=NOW + UNSURE_MS, code="silence", reason="unsure"))

    def is_ours(tables: Tables, text: str = "", *, message_id: str = "x", mark: str | None = None) -> bool:
        return tables.outbox.is_ours("p", message_id=message_id, mark=mark, text=text, now=NOW)

    assert not store.do(lambda tables: is_ours(tables, "something else"))
    assert store.do(lambda tables: is_ours(tables, " Xin \n chào "))
    assert store.do(lambda tables: tables.outbox.counts()) == {"sent": 1}
    assert store.do(lambda tables: is_ours(tables, message_id="x"))
    assert store.do(lambda tables: is_ours(tables, mark=row.id))


def test_what_failed_is_kept_with_its_reason_and_is_sent_or_dropped_by_command(store: Store) -> None:
    store.do(lambda tables: put(tables, store))
    (row,) = store.do(lambda tables: tables.outbox.claim(store.owner, now=NOW, most=1))
    store.do(lambda tables: tables.outbox.fail(row.id, reason="gone", code="-217"))
    (kept,) = store.do(lambda tables: tables.outbox.unsent())
    assert (kept.reason, kept.code, kept.attempts, kept.message) == ("gone", "-217", 1, MESSAGE)
    assert store.do(lambda tables: tables.outbox.resend([row.id, "unknown"], now=NOW, until=NOW + 5)) == 1
    assert claimed(store) == [MESSAGE.text]
    store.do(lambda tables: tables.outbox.fail(row.id, reason="gone", code="-217"))
    assert store.do(lambda tables: tables.outbox.drop([row.id])) == 1
    assert store.do(lambda tables: tables.outbox.unsent()) == []


def test_after_forgetting_no_file_holds_the_person_or_what_was_said(store: Store, tmp_path: Path) -> None:
    person = person_of(b"secret", "zalo", "6200000000000001")

    def speak(tables: Tables) -> None:
        tables.inbox.add(event(1, text="câu hỏi riêng"), person, state="waiting", now=NOW, owner=store.owner)
        tables.people.said(person, NOW)
        tables.people.silence(person, NOW + 5)
        put(tables, store, person=person, messages=(Outgoing("câu trả lời riêng"),))

    store.do(speak)
    store.do(lambda tables: tables.inbox.settle("id1", "done"))
    store.do(lambda tables: tables.forget(person))
    run(store.tidy())
    assert store.do(lambda tables: tables.people.get(person).silent_until) == NOW + 5
    left = b"".join(path.read_bytes() for path in tmp_path.glob(f"{FILE}*"))
    for private in ("6200000000000001", "câu hỏi riêng", "câu trả lời riêng"):
        assert private.encode() not in left
    assert store.do(lambda tables: tables.inbox.knows("id1"))


def test_of_what_goes_out_while_the_person_is_forgotten_only_the_platforms_id_is_kept(store: Store, tmp_path: Path) -> None:
    store.do(lambda tables: put(tables, store, messages=(MESSAGE, Outgoing("second"))))
    (row,) = store.do(lambda tables: tables.outbox.claim(store.owner, now=NOW, most=1))
    store.do(lambda tables: tables.forget("p"))
    for late in (
        lambda tables: tables.outbox.again(row.id, due_at=NOW, code="", reason=None, content=MESSAGE),
        lambda tables: tables.outbox.fail(row.id, reason="gone", code=""),
        lambda tables: tables.outbox.sent(row.id, "m1"),
    ):
        store.do(late)
    with sqlite3.connect(tmp_path / FILE) as connection:
        assert connection.execute("SELECT person, user, content, state, platform_id FROM outbox").fetchall() == [("", None, None, "sent", "m1")]
    assert store.do(lambda tables: tables.outbox.is_ours("p", message_id="other", mark=None, text=MESSAGE.text, now=NOW))


def test_what_is_being_sent_while_a_person_takes_over_is_not_tried_again(store: Store) -> None:
    store.do(lambda tables: put(tables, store))
    (row,) = store.do(lambda tables: tables.outbox.claim(store.owner, now=NOW, most=1))
    store.do(lambda tables: tables.outbox.silence("p"))
    store.do(lambda tables: tables.outbox.again(row.id, due_at=NOW, code="500", reason="retry"))
    store.do(lambda tables: tables.outbox.expire(NOW))
    assert [(left.state, left.reason) for left in store.do(lambda tables: tables.outbox.unsent())] == [("expired", "silent")]


def test_a_sent_message_and_an_answered_event_hold_neither_person_nor_text(store: Store, tmp_path: Path) -> None:
    store.do(lambda tables: put(tables, store))
    store.do(lambda tables: tables.inbox.add(event(), "p", state="waiting", now=NOW, owner=store.owner))
    (row,) = store.do(lambda tables: tables.outbox.claim(store.owner, now=NOW, most=1))
    store.do(lambda tables: tables.outbox.sent(row.id, "m1"))
    store.do(lambda tables: tables.inbox.settle("id1", "done"))
    with sqlite3.connect(tmp_path / FILE) as connection:
        rows = connection.execute("SELECT user, content FROM outbox UNION ALL SELECT NULL, content FROM events").fetchall()
        persons = connection.execute("SELECT person FROM events").fetchall()
    assert (rows, persons) == ([(None, None), (None, None)], [("",)])


def test_what_is_old_is_thrown_away_but_not_while_it_waits(store: Store) -> None:
    def speak(tables: Tables) -> None:
        for number, state in ((1, "done"), (2, "waiting")):
            tables.inbox.add(event(number), "p", state=state, now=NOW, owner=store.owner)

    store.do(speak)
    store.do(lambda tables: tables.prune(NOW + KEEP_DAYS * DAY + 1))
    assert store.do(lambda tables: [tables.inbox.knows(name) for name in ("id1", "id2")]) == [False, True]


def test_names_of_people_are_stable_differ_by_channel_and_cannot_be_made_without_the_secret() -> None:
    assert person_of(b"a", "zalo", "1") == person_of(b"a", "zalo", "1")
    assert len({person_of(secret, channel, user) for secret in (b"a", b"b") for channel in ("zalo", "zalo_bot") for user in ("1", "2")}) == 8
    assert person_of(b"a", "zalo", "1").startswith("zalo-")


def test_a_folder_or_file_that_cannot_be_used_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError):
        Database(tmp_path / "file")
    (tmp_path / FILE).write_text("no database at all, but long enough to be taken for the head of one " * 20)
    with pytest.raises(StoreError):
        Database(tmp_path)
