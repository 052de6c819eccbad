"""The real service, started once for all tests that need it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest
import sanic  # noqa: F401 - not used here: its first import adds a warnings filter, which must come before pytest sets those of pyproject.toml

from bot.service.client import Bubble, ask, new_sender
from bot.service.started import Started, started_service

Ask = Callable[..., list[Bubble]]
# A site of somebody else whose pages may embed the widget of the running service.
OTHER_SITE = "http://xa.example:8080"


@dataclass(frozen=True)
class Service:
    """The running service and the file with its log lines."""

    started: Started
    log: Path

    @property
    def url(self) -> str:
        return self.started.url

    def child(self, module: str) -> psutil.Process:
        """The process that runs *module*; several for a moment while one is restarted: the youngest."""
        children = psutil.Process(self.started.process.pid).children()
        return max((child for child in children if module in child.cmdline()), key=lambda child: child.create_time())


@pytest.fixture(scope="session", autouse=True)
def data_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where the services of the tests keep what they keep, in place of the project's own folder."""
    folder = tmp_path_factory.mktemp("data")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("DATA_FOLDER", str(folder))
        yield folder


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """``serve`` with the project's model, trained if there is none for the files as they are; ended with SIGTERM."""
    log = tmp_path_factory.mktemp("service") / "service.log"
    try:
        with ExitStack() as stack:
            with pytest.MonkeyPatch.context() as environment:
                environment.setenv("WEB_ALLOWED_SITES", OTHER_SITE)
                started = stack.enter_context(started_service(log=log))
            processes = psutil.Process(started.process.pid).children(recursive=True)
            assert len(processes) == 2
            yield Service(started, log)
            processes += psutil.Process(started.process.pid).children(recursive=True)
    except RuntimeError as error:
        pytest.fail(f"{error}\n{log.read_text('utf-8')}")
    assert started.process.returncode == 0, log.read_text("utf-8")
    assert not [process for process in processes if process.is_running()]


@pytest.fixture(scope="session")
def service(running: Service) -> str:
    """The address of the running service."""
    return running.url


@pytest.fixture(scope="session")
def say(service: str) -> Ask:
    """say(text, sender=…) gives the reply; without a sender in a conversation of its own."""

    def say(text: str, sender: str | None = None) -> list[Bubble]:
        return ask(service, text, sender=sender or new_sender("test"))

    return say
