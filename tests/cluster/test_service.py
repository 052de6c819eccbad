"""One service of two Rasa processes over Redis and PostgreSQL: order is kept, and whatever is killed or restarted, nothing acknowledged is lost."""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import psutil
import pytest
from sqlalchemy import create_engine, text

from bot.paths import PROJECT
from bot.service.client import ask, new_sender
from bot.service.lock_store import QueueLockStore
from bot.service.started import started_service
from tests.channels.visiting import Visitor, said
from tests.cluster.test_turns import until_waiting
from tests.conftest import Service
from tests.service.test_faults import TALK, Talking, times_answered
from tests.service.test_serve import PATIENCE, until
from tests.store.servers import Server, postgres_server, programs

RASA = "bot.service.rasa_server"
VISITORS = 4


@pytest.fixture(scope="module")
def postgres() -> Iterator[Server]:
    folder = programs()
    assert folder is not None, "needs Debian's package postgresql"
    with postgres_server(folder) as server:
        yield server


@pytest.fixture(scope="module")
def cluster(redis: Server, postgres: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service of two workers."""
    log = tmp_path_factory.mktemp("cluster") / "service.log"
    with pytest.MonkeyPatch.context() as environment:
        for name, value in {"WORKERS": "2", "REDIS_URL": redis.url, "DATABASE_URL": postgres.url, "DATA_FOLDER": str(log.parent / "var")}.items():
            environment.setenv(name, value)
        with started_service(log=log) as started:
            yield Service(started, log)


def workers(service: Service) -> list[psutil.Process]:
    """The Rasa processes, the oldest first."""
    found = []
    for child in psutil.Process(service.started.process.pid).children():
        with suppress(psutil.NoSuchProcess):  # ends just now
            if RASA in child.cmdline():
                found.append(child)
    return sorted(found, key=lambda child: child.create_time())


def messages_of(service: Service, number: int) -> float:
    """How many messages a worker has handled."""
    address, _, port = service.ops_url.rpartition(":")
    with urllib.request.urlopen(f"{address}:{int(port) + number}/metrics", timeout=PATIENCE) as reply:
        lines = reply.read().decode().splitlines()
    return sum(float(line.rpartition(" ")[2]) for line in lines if line.startswith("bot_messages_total{"))


def test_messages_of_one_conversation_that_both_workers_got_at_once_are_answered_in_their_order(cluster: Service, redis: Server) -> None:
    before = [messages_of(cluster, number) for number in (0, 1)]

    def conversation() -> None:
        sender = new_sender("order")

        async def begun_in_order(pool: ThreadPoolExecutor) -> list[Any]:
            store = QueueLockStore(redis.url)
            async with store.lock(sender):  # so that all wait before the first is handled
                answers = []
                for number in range(6):
                    answers.append(asyncio.get_running_loop().run_in_executor(pool, lambda said=TALK[number % 3][0]: ask(cluster.url, said, sender=sender)))
                    await until_waiting(redis.url, number + 2)
            found = await asyncio.gather(*answers)
            await store.close()
            return found

        with ThreadPoolExecutor(6) as pool:
            answers = asyncio.run(begun_in_order(pool))
        for number, bubbles in enumerate(answers):
            assert TALK[number % 3][1] in "\n".join(bubble.text for bubble in bubbles)

    for _ in range(6):  # whom a connection goes to is chance
        conversation()
        if all(messages_of(cluster, number) > before[number] for number in (0, 1)):
            break
    else:
        raise AssertionError("only one worker gets messages")


def talk_meanwhile(cluster: Service, disturb: Callable[[], None]) -> list[Talking]:
    """What visitors got who went on talking while something was disturbed and for a while after that."""
    talking = [Talking(Visitor(cluster.url), random.Random(number)) for number in range(VISITORS)]
    end = threading.Event()
    threads = [threading.Thread(target=one.run, args=(end,)) for one in talking]
    for thread in threads:
        thread.start()

    def go_on() -> None:
        before = [len(one.answers) for one in talking]
        until(lambda: all(len(one.answers) > count + 1 for one, count in zip(talking, before, strict=True)))

    try:
        go_on()
        disturb()
        go_on()
    finally:
        end.set()
        for thread in threads:
            thread.join()
    return talking


def check_nothing_lost(talking: list[Talking], postgres: Server) -> None:
    for one in talking:
        for message, answer in one.answers.items():
            assert TALK[int(message.removeprefix("talk-")) % len(TALK)][1] in said(answer), f"{message}: what was said before is forgotten"
        assert all(answer == one.answers[message] for message, answer in one.again)
    ids = [answer["answer"] for one in talking for answer in one.answers.values()]
    assert len(set(ids)) == len(ids)
    engine = create_engine(postgres.url)
    with engine.connect() as connection:
        kept = list(connection.scalars(text("SELECT events FROM conversations WHERE channel = 'web'")))
    engine.dispose()
    assert len(kept) >= VISITORS
    for events in kept:
        assert set(times_answered(json.loads(events)).values()) == {1}


def test_a_worker_killed_under_load_is_started_again_alone_and_nothing_acknowledged_is_lost(cluster: Service, postgres: Server) -> None:
    first, second = workers(cluster)

    def kill() -> None:
        second.kill()
        until(lambda: len(workers(cluster)) == 2 and second not in workers(cluster))

    check_nothing_lost(talk_meanwhile(cluster, kill), postgres)
    assert first.is_running() and first in workers(cluster)
    assert "starting it again" in cluster.log.read_text("utf-8")


def test_redis_killed_and_restarted_under_load_loses_nothing(cluster: Service, redis: Server, postgres: Server) -> None:
    def restart() -> None:
        redis.kill()
        redis.start()

    check_nothing_lost(talk_meanwhile(cluster, restart), postgres)


def test_postgresql_killed_and_restarted_under_load_loses_nothing(cluster: Service, postgres: Server) -> None:
    def restart() -> None:
        postgres.stop(signal.SIGQUIT)  # at once, as in a crash; its processes end with it
        postgres.start()

    check_nothing_lost(talk_meanwhile(cluster, restart), postgres)


# -- starting


def serve(**variables: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-m", "bot", "serve"], cwd=PROJECT, env={**os.environ, **variables}, capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    assert done.stdout == ""
    return done.returncode, done.stderr


def test_several_workers_without_redis_are_refused_in_one_line() -> None:
    code, error = serve(WORKERS="2", REDIS_URL="")
    assert code == 2 and len(error.splitlines()) == 1 and "WORKERS" in error and "REDIS_URL" in error


def test_a_redis_that_is_not_there_is_told_in_one_line_without_its_password() -> None:
    code, error = serve(WORKERS="2", REDIS_URL="redis://:secret-word@127.0.0.1:1/0")
    assert code == 1 and len(error.splitlines()) == 1 and "REDIS_URL" in error and "secret-word" not in error
