"""One service of two Rasa processes over Redis, PostgreSQL and two action servers: order is kept, and whatever is killed, nothing acknowledged is lost."""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import ssl
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from http.client import HTTPSConnection
from pathlib import Path
from typing import Any

import psutil
import pytest
from sqlalchemy import create_engine, text

from bot.paths import PHRASES, PROJECT
from bot.service.client import ask, new_sender
from bot.service.lock_store import QueueLockStore
from bot.service.run import is_up
from bot.service.settings import LOOPBACK
from bot.service.started import free_ports, started_service
from bot.web.texts import Refusals
from tests.channels.serving import get
from tests.channels.visiting import Visitor, said
from tests.cluster.test_deploy import ACTIONS_CONFIGURATION, bot_configuration
from tests.cluster.test_turns import until_waiting
from tests.conftest import Service
from tests.service.test_faults import TALK, Talking, times_answered
from tests.service.test_serve import PATIENCE, until
from tests.store.servers import Server, nginx_server, postgres_server, programs

RASA = "bot.service.rasa_server"
VISITORS = 4


@pytest.fixture(scope="module")
def postgres() -> Iterator[Server]:
    folder = programs()
    assert folder is not None, "needs Debian's package postgresql"
    with postgres_server(folder) as server:
        yield server


@pytest.fixture(scope="module")
def actions(postgres: Server) -> Iterator[list[Server]]:
    """Two action servers, each started as on a machine of its own."""
    servers = []
    for port in free_ports(2):
        url = f"http://{LOOPBACK}:{port}"
        options = {"cwd": PROJECT, "env": {**os.environ, "ACTION_PORT": str(port), "DATABASE_URL": postgres.url}}
        servers.append(Server(url, [sys.executable, "-m", "bot", "actions"], partial(is_up, f"{url}/health"), **options))
    try:
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(Server.start, servers))
        yield servers
    finally:
        for server in servers:
            server.stop()


@pytest.fixture(scope="module")
def balancer(actions: list[Server], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """What deploy/ puts in front of action servers."""
    (port,) = free_ports(1)
    text = ACTIONS_CONFIGURATION.read_text("utf-8").replace("listen 5055", f"listen {LOOPBACK}:{port}")
    for number, server in enumerate(actions, 1):
        text = text.replace(f"server actions-{number}:5055", f"server {server.url.removeprefix('http://')}")
    with nginx_server(tmp_path_factory.mktemp("balancer"), text, port) as server:
        yield server


@pytest.fixture(scope="module")
def cluster(redis: Server, postgres: Server, balancer: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service of two workers."""
    log = tmp_path_factory.mktemp("cluster") / "service.log"
    settings = {"WORKERS": "2", "REDIS_URL": redis.url, "DATABASE_URL": postgres.url, "ACTION_URL": balancer.url, "DATA_FOLDER": str(log.parent / "var")}
    with pytest.MonkeyPatch.context() as environment:
        for name, value in settings.items():
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
    """How many messages a worker has handled; none while it starts."""
    address, _, port = service.ops_url.rpartition(":")
    try:
        with urllib.request.urlopen(f"{address}:{int(port) + number}/metrics", timeout=PATIENCE) as reply:
            lines = reply.read().decode().splitlines()
    except OSError:
        return 0.0
    return sum(float(line.rpartition(" ")[2]) for line in lines if line.startswith("bot_messages_total{"))


def missing(service: Service) -> list[str]:
    """What the first worker lacks, as operators see it."""
    found: list[str] = get(service.ops_url, "/health/ready").json["missing"]
    return found


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

    for _ in range(20):  # whom a connection goes to is chance
        conversation()
        if all(messages_of(cluster, number) > before[number] for number in (0, 1)):
            break
    else:
        raise AssertionError("only one worker gets messages")


def test_citizens_reach_the_bot_through_its_nginx_and_other_doors_are_shut(cluster: Service, tmp_path: Path) -> None:
    plain, port = free_ports(2)
    text = bot_configuration(tmp_path, cluster.url.removeprefix("http://"))
    text = text.replace("listen 80;", f"listen {LOOPBACK}:{plain};").replace("listen 443 ", f"listen {LOOPBACK}:{port} ").replace("allow 127.0.0.1;", "")
    trusting = ssl.create_default_context(cafile=str(tmp_path / "certificates" / "certificate.pem"))
    trusting.check_hostname = False

    def reply(method: str, path: str, content: Any = None, session: str = "") -> tuple[int, Any]:
        connection = HTTPSConnection(LOOPBACK, port, timeout=PATIENCE, context=trusting)
        connection.request(method, path, json.dumps(content), {"Content-Type": "application/json", "Authorization": f"Bearer {session}"})
        got = connection.getresponse()
        body = got.read()
        connection.close()
        return got.status, json.loads(body) if "json" in (got.getheader("Content-Type") or "") else None

    with nginx_server(tmp_path, text, port):
        status, opened = reply("POST", "/webhooks/web/session")
        assert status == 201
        status, answer = reply("POST", "/webhooks/web/messages", {"id": "first", "text": TALK[0][0]}, opened["session"])
        assert status == 200 and TALK[0][1] in said(answer)
        assert reply("GET", "/")[0] == 200 and reply("GET", "/api/plans")[0] == 200
        assert [reply("POST", path)[0] for path in ("/webhooks/rest/webhook", "/webhooks/other/webhook", "/metrics")] == [403, 404, 404]
        assert get(f"http://{LOOPBACK}:{plain}", "/").status == 301
        assert 429 in {reply("POST", "/webhooks/web/session")[0] for _ in range(60)}, "who floods is stopped"


class Unhurried(Talking):
    """A visitor who leaves the machine some time, in which a process that was killed can start."""

    def send(self, message: str) -> dict[str, Any]:
        time.sleep(0.05)
        return super().send(message)


class InTwoTabs(Unhurried):
    """A visitor whose messages all come twice at the same time, most often to both workers."""

    def send(self, message: str) -> dict[str, Any]:
        with ThreadPoolExecutor(2) as pool:
            one, other = pool.map(super().send, (message, message))
        self.again.append((message, other))
        return one


class Load:
    """Visitors who talk until the block ends."""

    def __init__(self, cluster: Service) -> None:
        self.talking = [(Unhurried, InTwoTabs)[number % 2](Visitor(cluster.url), random.Random(number)) for number in range(VISITORS)]
        self._end = threading.Event()
        self._threads = [threading.Thread(target=one.run, args=(self._end,)) for one in self.talking]

    def __enter__(self) -> Load:
        for thread in self._threads:
            thread.start()
        self.go_on()
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        for thread in self._threads:
            thread.join()

    def go_on(self) -> None:
        """Return once everybody got answers to what he wrote from now on."""
        before = [len(one.answers) for one in self.talking]
        until(lambda: all(len(one.answers) > count + 1 for one, count in zip(self.talking, before, strict=True)))

    @property
    def refusals(self) -> set[str]:
        """What was said to those who were not answered."""
        return {refusal for one in self.talking for refusal in one.refusals}

    def check_nothing_lost(self, postgres: Server) -> None:
        for one in self.talking:
            for message, answer in one.answers.items():
                assert TALK[int(message.removeprefix("talk-")) % len(TALK)][1] in said(answer), f"{message}: what was said before is forgotten"
            assert one.again and all(answer == one.answers[message] for message, answer in one.again)
        ids = [answer["answer"] for one in self.talking for answer in one.answers.values()]
        assert len(set(ids)) == len(ids)
        assert self.refusals <= {Refusals.from_file(PHRASES).sentence("unavailable")}
        engine = create_engine(postgres.url)
        with engine.connect() as connection:
            assert list(connection.scalars(text("SELECT message FROM web_replies WHERE answer IS NULL"))) == []
            kept = list(connection.scalars(text("SELECT events FROM conversations WHERE channel = 'web'")))
        engine.dispose()
        assert len(kept) >= VISITORS
        for events in kept:
            assert set(times_answered(json.loads(events)).values()) == {1}


def test_redis_killed_and_restarted_under_load_loses_nothing(cluster: Service, redis: Server, postgres: Server) -> None:
    with Load(cluster) as load:
        redis.kill()
        until(lambda: "redis" in missing(cluster))
        redis.start()
        load.go_on()
    load.check_nothing_lost(postgres)


def test_postgresql_killed_and_restarted_under_load_loses_nothing(cluster: Service, postgres: Server) -> None:
    with Load(cluster) as load:
        postgres.stop(signal.SIGQUIT)  # at once, as in a crash; its processes end with it
        until(lambda: "database" in missing(cluster))
        postgres.start()
        load.go_on()
    load.check_nothing_lost(postgres)


def test_nobody_notices_that_one_action_server_is_killed_and_all_are_told_calmly_when_the_other_is_too(
    cluster: Service, actions: list[Server], postgres: Server
) -> None:
    with Load(cluster) as load:
        actions[0].freeze()
        time.sleep(0.5)  # until calls are under way to it
        actions[0].kill()
        load.go_on()
        load.go_on()
        assert load.refusals == set()
        actions[1].kill()
        until(lambda: all(one.refusals for one in load.talking))
        for server in actions:
            server.start()
        load.go_on()
    load.check_nothing_lost(postgres)


def test_a_worker_killed_under_load_is_started_again_alone_and_nothing_acknowledged_is_lost(cluster: Service, postgres: Server) -> None:
    first, second = workers(cluster)
    with Load(cluster) as load:
        second.kill()
        load.go_on()
        until(lambda: messages_of(cluster, 1) > 0)
        assert first.is_running() and not second.is_running()
        first.kill()
        load.go_on()
    load.check_nothing_lost(postgres)
    assert cluster.log.read_text("utf-8").count("starting it again") == 2


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
