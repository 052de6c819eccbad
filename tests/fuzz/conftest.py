"""Servers to be fuzzed."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

import psutil
import pytest

from bot.service.client import ask, new_sender
from tests.conftest import Service
from tests.fuzz.wire import Wire

QUESTION = "Cáp quang bao nhiêu phần trăm?"


def processor_seconds(processes: list[psutil.Process]) -> float:
    times = [process.cpu_times() for process in processes]
    return sum(time.user + time.system for time in times)


@contextmanager
def watched(server: str, processes: list[psutil.Process], capsys: pytest.CaptureFixture[str], request: pytest.FixtureRequest) -> Iterator[Wire]:
    """Connections to *server*; at the end a line says what came back."""
    wire = Wire(server, lambda: processor_seconds(processes))
    started = time.monotonic()
    try:
        yield wire
    finally:
        wire.close()
        with capsys.disabled():
            statuses = ", ".join(f"{status}: {count}" for status, count in sorted(wire.statuses.items()))
            took = f"{time.monotonic() - started:.0f} s; slowest {wire.slowest:.2f} s, alone {wire.busiest:.2f} s of the processor"
            print(f"\n{request.node.name}: {wire.statuses.total()} requests in {took}; {statuses}")


@pytest.fixture
def wire(running: Service, capsys: pytest.CaptureFixture[str], request: pytest.FixtureRequest) -> Iterator[Wire]:
    """Connections to the real service, which must answer a question afterwards, from the same processes as before."""
    processes = psutil.Process(running.started.process.pid).children(recursive=True)
    with watched(running.url, processes, capsys, request) as wire:
        yield wire
    assert psutil.Process(running.started.process.pid).children(recursive=True) == processes
    assert "75%" in ask(running.url, QUESTION, sender=new_sender("fuzz"))[0].text
