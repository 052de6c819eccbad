"""What counts as alive and what as ready."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable

import pytest

from bot.service.started import free_ports
from bot.watch.checks import Check, problems, served
from bot.watch.heartbeat import Heartbeat


class Clock:
    """Stands until it is moved."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_loop_that_turns_is_alive_and_one_that_stands_is_hung() -> None:
    clock = Clock()
    heart = Heartbeat(limit=10, starting=180, clock=clock)
    heart.beat()
    clock.now += 10
    assert (heart.problem, heart.age) == (None, 10)
    clock.now += 1
    assert heart.problem == "no sign of life for 11 s"
    heart.beat()
    assert heart.problem is None


def test_a_start_may_take_its_time_but_not_for_ever() -> None:
    clock = Clock()
    heart = Heartbeat(limit=10, starting=180, clock=clock)
    clock.now += 179
    assert (heart.problem, heart.has_started) == (None, False)
    clock.now += 2
    assert heart.problem == "not started after 181 s"


def test_a_loop_that_something_keeps_busy_shows_it_in_another_thread_and_recovers() -> None:
    blocked, let_go, beats = threading.Event(), threading.Event(), threading.Event()
    clock = Clock()
    heart = Heartbeat(limit=10, starting=180, clock=clock)

    async def work() -> None:
        heart.start()
        await asyncio.sleep(0)
        blocked.set()
        let_go.wait(60)  # as a component would that computes for minutes
        while heart.problem is not None:
            await asyncio.sleep(0.01)
        beats.set()

    thread = threading.Thread(target=lambda: asyncio.run(work()))
    thread.start()
    assert blocked.wait(60)
    clock.now += 60
    assert heart.problem is not None
    let_go.set()
    assert beats.wait(60)
    thread.join()


def fails() -> str | None:
    raise ConnectionError("postgresql://bot:password@db")


@pytest.mark.parametrize(
    ("ask", "told"), [(lambda: None, None), (lambda: "not reached", "not reached"), (fails, "failed: ConnectionError")], ids=["there", "missing", "failing"]
)
def test_a_check_tells_what_is_missing_and_no_secret(ask: Callable[[], str | None], told: str | None) -> None:
    assert problems({"part": Check(ask)}) == {"part": told}


def test_a_check_that_hangs_is_told_beside_the_others_and_not_asked_twice_at_a_time() -> None:
    let_go = threading.Event()
    asked: list[int] = []

    def hangs() -> str | None:
        asked.append(1)
        let_go.wait(60)
        return None

    hanging = Check(hangs, patience=0.05, fresh=0.0)
    checks = {"hanging": hanging, "there": Check(lambda: None)}
    for _ in range(3):
        assert problems(checks) == {"hanging": "no answer within 0.05 s", "there": None}
    assert len(asked) == 1
    let_go.set()
    while problems(checks)["hanging"] is not None:
        pass


def test_an_answer_is_not_asked_for_anew_while_it_is_fresh() -> None:
    asked: list[int] = []

    def ask() -> str | None:
        asked.append(1)
        return None

    check = Check(ask, fresh=3600)
    assert [check.problem() for _ in range(5)] == [None] * 5
    assert len(asked) == 1


def test_a_server_that_is_not_there_is_told() -> None:
    assert served(f"http://127.0.0.1:{free_ports(1)[0]}/health")() == "not reached"
