"""Processes are killed at any moment under load: what was acknowledged is kept, nothing is answered twice, the service comes back by itself."""

from __future__ import annotations

import http.client
import itertools
import json
import random
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
import pytest

from bot.__main__ import main
from bot.paths import PHRASES
from bot.service.started import started_service
from bot.store.settings import FILE
from bot.web.texts import Refusals
from tests.channels.visiting import Visitor, said
from tests.conftest import Service
from tests.service.test_serve import until

ACTIONS, RASA = "bot.service.action_server", "bot.service.rasa_server"
VISITORS = 6
KILLS = ((ACTIONS,), (RASA,), (ACTIONS, RASA))  # in turns that the seed shuffles
PATIENCE = 120.0  # seconds; nothing here is a measurement
# A question, and one that is understood only by who remembers it; each has a word that its answer must hold.
TALK = (("Cáp quang bao nhiêu phần trăm?", "75%"), ("còn định danh điện tử?", "15-20%"), ("ai chủ trì?", "Bộ Công an"))


@dataclass
class Talking:
    """A visitor who sends each message until it is answered, sometimes again though it was, and notes what he got."""

    visitor: Visitor
    random: random.Random
    answers: dict[str, dict[str, Any]] = field(default_factory=dict)
    again: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)

    def run(self, end: threading.Event) -> None:
        for number in itertools.count():
            if end.is_set():
                return
            message = f"talk-{number}"
            self.answers[message] = self.send(message)
            if self.random.random() < 0.3:
                earlier = f"talk-{self.random.randint(max(0, number - 5), number)}"
                self.again.append((earlier, self.send(earlier)))

    def send(self, message: str) -> dict[str, Any]:
        text, _ = TALK[int(message.removeprefix("talk-")) % len(TALK)]
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            try:
                got = self.visitor.post(text, message=message)
            except (OSError, http.client.HTTPException):
                time.sleep(0.1)
                continue
            if got.status == 200:
                answer: dict[str, Any] = got.json
                return answer
            assert got.status == 503, got.text
            self.refusals.append(got.json["message"])
            time.sleep(0.1)
        raise AssertionError(f"{message} was not answered")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("faults") / "var"


@pytest.fixture
def own(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    """A service on a data folder of its own."""
    monkeypatch.setenv("DATA_FOLDER", str(folder))
    with started_service(log=tmp_path / "service.log") as started:
        yield Service(started, tmp_path / "service.log")


def talk_while_killing(service: Service, talking: list[Talking], chance: random.Random) -> None:
    """Let them talk, and kill processes meanwhile."""
    end = threading.Event()
    threads = [threading.Thread(target=one.run, args=(end,)) for one in talking]
    for thread in threads:
        thread.start()
    kills = list(KILLS)
    chance.shuffle(kills)
    try:
        for modules in kills:
            time.sleep(chance.uniform(0.3, 1.5))
            before = [len(one.answers) for one in talking]
            for process in [service.child(module) for module in modules]:
                process.kill()
            until(lambda: all(is_there(service, module) for module in (ACTIONS, RASA)))
            until(lambda before=before: all(len(one.answers) > count + 1 for one, count in zip(talking, before, strict=True)))  # type: ignore[misc]
    finally:
        end.set()
        for thread in threads:
            thread.join()


def is_there(service: Service, module: str) -> bool:
    try:
        return service.child(module).status() != psutil.STATUS_ZOMBIE
    except (ValueError, psutil.NoSuchProcess):
        return False


def test_no_acknowledged_conversation_is_lost_and_no_message_answered_twice_whatever_is_killed(own: Service, folder: Path, tmp_path: Path) -> None:
    chance = random.Random(20260401)
    talking = [Talking(Visitor(own.url), random.Random(number)) for number in range(VISITORS)]
    talk_while_killing(own, talking, chance)

    log = own.log.read_text("utf-8")
    assert log.count("starting it again") == sum(map(len, KILLS)) and "database is locked" not in log
    for one in talking:
        for message, answer in one.answers.items():
            assert TALK[int(message.removeprefix("talk-")) % len(TALK)][1] in said(answer), f"{message}: what was said before is forgotten"
        assert one.again and all(answer == one.answers[message] for message, answer in one.again)
    ids = [answer["answer"] for one in talking for answer in one.answers.values()]
    assert len(set(ids)) == len(ids)
    assert {refusal for one in talking for refusal in one.refusals} == {Refusals.from_file(PHRASES).sentence("unavailable")}
    assert rows(folder, "SELECT message FROM web_replies WHERE answer IS NULL") == []
    for (events,) in rows(folder, "SELECT events FROM conversations WHERE channel = 'web'"):
        assert set(times_answered(json.loads(events)).values()) == {1}

    visitor = talking[0].visitor
    visitor.ask(TALK[0][0])
    assert main(["backup", str(folder.parent / "backup.tar.gz")]) == 0
    assert main(["restore", str(folder.parent / "backup.tar.gz")]) == 1, "the service runs"
    (folder.parent / "session").write_text(visitor.session)
    assert visitor.call("DELETE", "conversation").status == 204
    assert "15-20%" not in said(visitor.ask("ai chủ trì?"))


def test_a_restored_folder_goes_on_where_the_backup_was_made(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATA_FOLDER", str(folder))
    session = (folder.parent / "session").read_text()
    assert main(["restore", str(folder.parent / "backup.tar.gz")]) == 0
    with started_service(log=tmp_path / "service.log") as started:
        assert TALK[1][1] in said(Visitor(started.url, session).ask(TALK[1][0]))


def rows(folder: Path, query: str) -> list[Any]:
    with closing(sqlite3.connect(folder / FILE)) as connection:
        return connection.execute(query).fetchall()


def times_answered(events: list[dict[str, Any]]) -> dict[str, int]:
    """How often each message of a conversation was answered, by its id."""
    found: dict[str, int] = {}
    message = ""
    for event in events:
        if event["event"] == "user":
            message = str(event["message_id"])
        elif event["event"] == "bot" and message:
            found[message] = found.get(message, 0) + 1
            message = ""
    return found
