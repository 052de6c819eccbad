"""Processes are killed at any moment under load: what was acknowledged is kept, nothing is answered twice, the service comes back by itself."""

from __future__ import annotations

import http.client
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
from bot.service.started import started_service
from bot.store.settings import FILE
from tests.channels.visiting import Visitor, said
from tests.conftest import Service

ACTIONS, RASA = "bot.service.action_server", "bot.service.rasa_server"
VISITORS = 6
MESSAGES = 36  # of each visitor
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

    def run(self) -> None:
        for number in range(MESSAGES):
            message = f"m{number}"
            self.answers[message] = self.send(message)
            if self.random.random() < 0.3:
                earlier = f"m{self.random.randint(max(0, number - 5), number)}"
                self.again.append((earlier, self.send(earlier)))

    def send(self, message: str) -> dict[str, Any]:
        text, _ = TALK[int(message[1:]) % len(TALK)]
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


def talk_while_killing(service: Service, talking: list[Talking], chance: random.Random) -> int:
    """Let them talk, and kill processes meanwhile; how many times."""
    threads = [threading.Thread(target=one.run) for one in talking]
    for thread in threads:
        thread.start()
    kills = list(KILLS)
    chance.shuffle(kills)
    done = 0
    for modules in kills:
        time.sleep(chance.uniform(0.3, 1.5))
        if not any(thread.is_alive() for thread in threads):
            break
        for module in modules:
            service.child(module).kill()
        done += 1
        while not all(is_there(service, module) for module in (ACTIONS, RASA)):
            time.sleep(0.1)
        wait_for_answers(talking, threads)
    for thread in threads:
        thread.join()
    return done


def is_there(service: Service, module: str) -> bool:
    try:
        return service.child(module).status() != psutil.STATUS_ZOMBIE
    except (ValueError, psutil.NoSuchProcess):
        return False


def wait_for_answers(talking: list[Talking], threads: list[threading.Thread]) -> None:
    """Until somebody got an answer again, so that the next kill meets a service that works."""
    before = sum(len(one.answers) for one in talking)
    while sum(len(one.answers) for one in talking) < before + 3 and any(thread.is_alive() for thread in threads):
        time.sleep(0.05)


def test_no_acknowledged_conversation_is_lost_and_no_message_answered_twice_whatever_is_killed(own: Service, folder: Path, tmp_path: Path) -> None:
    chance = random.Random(20260401)
    talking = [Talking(Visitor(own.url), random.Random(number)) for number in range(VISITORS)]
    assert talk_while_killing(own, talking, chance) == len(KILLS)

    assert "starting it again" in own.log.read_text("utf-8")
    for one in talking:
        assert len(one.answers) == MESSAGES
        for message, answer in one.answers.items():
            _, expected = TALK[int(message[1:]) % len(TALK)]
            assert expected in said(answer), f"{message}: what was said before is forgotten"
        for message, answer in one.again:
            assert answer == one.answers[message]
    ids = [answer["answer"] for one in talking for answer in one.answers.values()]
    assert len(set(ids)) == len(ids)
    refusals = {refusal for one in talking for refusal in one.refusals}
    assert refusals <= {"Trợ lý đang bận, chưa trả lời được. Bạn chờ một chút rồi gửi lại giúp."}
    assert not [reply for reply in unanswered(folder) if reply]
    assert "database is locked" not in own.log.read_text("utf-8")

    # In the conversation each message stands answered once, however often its process died: with what the visitor was told.
    for one in talking:
        assert answered_in_conversations(folder, one) <= 1

    visitor = talking[0].visitor
    visitor.ask(TALK[0][0])
    backup = tmp_path / "backup.tar.gz"
    assert main(["backup", str(backup)]) == 0
    assert main(["restore", str(backup)]) == 1, "the service runs"
    (folder.parent / "session").write_text(visitor.session)
    backup.rename(folder.parent / "backup.tar.gz")
    visitor.call("DELETE", "conversation")


def test_a_restored_folder_goes_on_where_the_backup_was_made(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATA_FOLDER", str(folder))
    session = (folder.parent / "session").read_text()
    assert main(["restore", str(folder.parent / "backup.tar.gz")]) == 0
    with started_service(log=tmp_path / "service.log") as started:
        assert TALK[1][1] in said(Visitor(started.url, session).ask(TALK[1][0]))


def rows(folder: Path, query: str) -> list[Any]:
    with closing(sqlite3.connect(folder / FILE)) as connection:
        return connection.execute(query).fetchall()


def unanswered(folder: Path) -> list[Any]:
    """Messages that somebody began to answer and nobody ended."""
    return rows(folder, "SELECT message FROM web_replies WHERE answer IS NULL")


def answered_in_conversations(folder: Path, one: Talking) -> int:
    """How often at most a message of the visitor's stands answered in his conversation."""
    first = next(iter(one.answers.values()))["answer"]
    texts = {answer["answer"]: [bubble["text"] for bubble in answer["bubbles"]] for answer in one.answers.values()}
    assert first in texts
    most = 0
    for (events,) in rows(folder, "SELECT events FROM conversations WHERE channel = 'web'"):
        answered: dict[str, int] = {}
        message, has_answer = "", False
        for event in json.loads(events):
            if event["event"] == "user":
                message, has_answer = str(event["message_id"]), False
            elif event["event"] == "bot" and not has_answer and event.get("text"):
                has_answer = True
                answered[message] = answered.get(message, 0) + 1
        most = max([most, *answered.values()])
    return most
