"""A process that runs but hangs is killed and started again; one that answers, however badly or late, is not."""

from __future__ import annotations

import json
import logging
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from bot.service.children import Child
from bot.service.client import NoServiceError, ask, new_sender
from bot.service.health import Health, answers
from bot.service.settings import LOOPBACK
from bot.service.started import free_ports, started_service
from tests.channels.serving import get
from tests.conftest import Service
from tests.service.test_serve import PATIENCE, QUESTION, until

TOKEN = "a-token-that-nobody-guesses"
LOOKS = 200  # times that a process is looked at which must not be killed


@pytest.fixture(scope="module")
def hasty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service that waits for a sign of life for some seconds only."""
    log = tmp_path_factory.mktemp("service") / "service.log"
    with pytest.MonkeyPatch.context() as environment:
        for name, value in {"HEALTH_INTERVAL": "0.5", "HEALTH_TIMEOUT": "3", "HEALTH_FAILURES": "2", "OPS_TOKEN": TOKEN, "LOG_FORMAT": "json"}.items():
            environment.setenv(name, value)
        with started_service(log=log) as started:
            yield Service(started, log)


@pytest.mark.parametrize(("module", "name"), [("bot.service.action_server", "action server"), ("bot.service.rasa_server", "Rasa")])
def test_a_process_that_hangs_is_killed_with_a_logged_reason_and_questions_are_answered_again(hasty: Service, module: str, name: str) -> None:
    hung = hasty.child(module)
    hung.suspend()  # SIGSTOP: it lives, its port takes connections, and nobody answers
    until(lambda: f"{name} runs but did not answer 2 times in a row" in hasty.log.read_text("utf-8"))
    until(lambda: f"{name} was ended by SIGKILL; starting it again" in hasty.log.read_text("utf-8"))

    def answered() -> bool:
        try:
            return any("75%" in bubble.text for bubble in ask(hasty.url, QUESTION, sender=new_sender("test")))
        except NoServiceError:
            return False

    until(answered)
    assert hasty.child(module).pid != hung.pid


def test_every_line_of_the_log_is_an_object_that_names_its_process(hasty: Service) -> None:
    lines = [json.loads(line) for line in hasty.log.read_text("utf-8").splitlines()]
    assert {line["process"] for line in lines} == {"service", "rasa", "actions"}
    assert all(set(line) >= {"time", "level", "logger", "message"} for line in lines)


def test_who_has_the_token_is_told_how_the_service_is_and_others_only_that_it_lives(hasty: Service) -> None:
    until(lambda: get(hasty.ops_url, "/health/ready", Authorization=f"Bearer {TOKEN}").status == 200)
    assert get(hasty.ops_url, "/metrics", Authorization=f"Bearer {TOKEN}").status == 200
    assert [get(hasty.ops_url, path).status for path in ("/health/live", "/health/ready", "/metrics")] == [200, 401, 401]


def test_a_process_that_says_itself_that_it_hangs_is_killed(caplog: pytest.LogCaptureFixture) -> None:
    (port,) = free_ports(1)
    child = Child("server", "tests.watch.hanging", [str(port)])
    child.start()
    url = f"http://{LOOPBACK}:{port}/health/live"
    try:
        until(lambda: listens(port))
        health = Health(child, url, interval=0.01, timeout=PATIENCE, failures=2, ready_seconds=0)
        until(lambda: health.look() or child.ended())  # type: ignore[func-returns-value]
        assert child.ended() == "was ended by SIGKILL"
    finally:
        child.stop()


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((LOOPBACK, port)) == 0


def test_where_nobody_listens_at_the_first_address_the_second_one_is_asked(server: tuple[Child, str]) -> None:
    nobody = f"http://{LOOPBACK}:{free_ports(1)[0]}/"
    assert answers(nobody, server[1], timeout=PATIENCE)
    assert not answers(nobody, timeout=PATIENCE)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[Child, str]]:
    """A small server that answers, and its address."""
    port = free_ports(1)[0]
    child = Child("server", "http.server", [str(port), "--bind", LOOPBACK, "--directory", str(tmp_path)])
    child.start()
    until(lambda: answers(f"http://{LOOPBACK}:{port}/", timeout=PATIENCE))
    yield child, f"http://{LOOPBACK}:{port}"
    child.stop()


def process_of(url: str) -> psutil.Process:
    """The small server's process, to be stopped and let go on."""
    (process,) = (child for child in psutil.Process().children() if {"http.server", url.rpartition(":")[2]} <= {*child.cmdline()})
    return process


def look(health: Health) -> None:
    for _ in range(LOOKS):
        health.look()
        time.sleep(0.005)


def test_a_process_that_answers_with_an_error_is_left_alone(server: tuple[Child, str], caplog: pytest.LogCaptureFixture) -> None:
    child, url = server
    look(Health(child, f"{url}/no-such-page", interval=0.01, timeout=PATIENCE, failures=1, ready_seconds=0))
    assert child.ended() is None
    assert not caplog.records


def test_a_process_that_is_slow_and_then_answers_is_left_alone(server: tuple[Child, str], caplog: pytest.LogCaptureFixture) -> None:
    child, url = server
    health = Health(child, url, interval=0.01, timeout=PATIENCE, failures=1, ready_seconds=0)
    process = process_of(url)
    process.suspend()
    look(health)
    process.resume()
    look(health)
    assert child.ended() is None
    assert not caplog.records


def test_failures_count_in_a_row_only(server: tuple[Child, str], caplog: pytest.LogCaptureFixture) -> None:
    child, url = server
    health = Health(child, url, interval=0.01, timeout=0.2, failures=1000, ready_seconds=0)
    process = process_of(url)

    def firsts() -> int:
        health.look()
        return [record.message for record in caplog.records].count("server did not answer (1 of 1000)")

    for count in (1, 2):
        process.suspend()
        until(lambda count=count: firsts() == count)  # type: ignore[misc]  # the count of this round
        process.resume()
        until(lambda: answers(url, timeout=PATIENCE))
        look(health)
    assert child.ended() is None


def test_a_process_that_is_still_starting_is_left_alone_until_its_time_is_over(caplog: pytest.LogCaptureFixture) -> None:
    child = Child("server", "http.server", [str(free_ports(1)[0]), "--bind", LOOPBACK])
    child.start()
    nobody = f"http://{LOOPBACK}:{free_ports(1)[0]}"
    try:
        look(Health(child, nobody, interval=0.01, timeout=PATIENCE, failures=1, ready_seconds=PATIENCE))
        assert child.ended() is None
        assert not caplog.records
        health = Health(child, nobody, interval=0.01, timeout=PATIENCE, failures=2, ready_seconds=0)
        until(lambda: health.look() or child.ended())  # type: ignore[func-returns-value]
    finally:
        child.stop()
    assert [record.levelno for record in caplog.records] == [logging.WARNING, logging.WARNING, logging.ERROR]


def test_a_process_that_was_started_again_may_take_its_time_to_start(server: tuple[Child, str]) -> None:
    child, url = server
    health = Health(child, url, interval=0.01, timeout=1, failures=3)
    health.heard()
    process_of(url).suspend()
    until(lambda: health.look() or child.ended())  # type: ignore[func-returns-value]
    child.start()
    look(health)
    assert child.ended() is None
