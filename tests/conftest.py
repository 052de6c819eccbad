"""The real service, started once for all tests that need it."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest
import sanic  # noqa: F401 - not used here: its first import adds a warnings filter, which must come before pytest sets those of pyproject.toml
from sqlalchemy import create_engine

from bot.service.client import Bubble, ask, new_sender
from bot.service.started import Started, started_service
from tests.simulators.graph import GraphSimulator
from tests.simulators.serving import simulated
from tests.simulators.zalo import ZaloSimulator
from tests.simulators.zalo_bot import ZaloBotSimulator
from tests.store.servers import postgres_server, programs

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

    @property
    def ops_url(self) -> str:
        return self.started.ops_url

    def child(self, module: str) -> psutil.Process:
        """The process that runs *module*; several for a moment while one is restarted: the youngest."""
        children = psutil.Process(self.started.process.pid).children()
        return max((child for child in children if module in child.cmdline()), key=lambda child: child.create_time())


@dataclass(frozen=True)
class Platforms:
    """The simulated chat platforms whose accounts the running service has."""

    zalo: ZaloSimulator
    zalo_bot: ZaloBotSimulator
    graph: GraphSimulator

    def environment(self) -> dict[str, str]:
        """The settings of all accounts. So many are asked at once in the tests that the usual pace of sending would take minutes."""
        fast = {"ZALO_SENDS_PER_SECOND": "1000", "MESSENGER_SENDS_PER_SECOND": "1000"}
        return {**self.zalo.environment(), **self.zalo_bot.environment(), **self.graph.environment(), **fast}

    def deliver_to(self, url: str) -> None:
        """Deliver events to the service at *url*."""
        for name, simulator in (("zalo", self.zalo), ("zalo_bot", self.zalo_bot), ("messenger", self.graph)):
            simulator.webhook = f"{url}/webhooks/{name}/webhook"


@pytest.fixture(scope="session")
def platforms() -> Iterator[Platforms]:
    """The chat platforms beside the running service; a request of ours that breaks their rules fails the run."""
    with simulated(ZaloSimulator()) as zalo, simulated(ZaloBotSimulator()) as zalo_bot, simulated(GraphSimulator()) as graph:
        yield Platforms(zalo, zalo_bot, graph)
    assert [*zalo.violations, *zalo_bot.violations, *graph.violations] == []


@pytest.fixture(scope="session", autouse=True)
def data_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where the services of the tests keep what they keep, in place of the project's own folder."""
    folder = tmp_path_factory.mktemp("data")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("DATA_FOLDER", str(folder))
        yield folder


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A PostgreSQL server, started once for all tests that need it; see the fixture postgres."""
    folder = programs()
    if folder is None:
        missing = "needs Debian's package postgresql"
        if os.environ.get("CI") == "true":  # where nothing may be left out
            pytest.fail(missing)
        pytest.skip(missing)
    with postgres_server(folder) as server:
        yield server.url


@pytest.fixture
def postgres(postgres_url: str) -> Iterator[str]:
    """The address of an empty PostgreSQL database."""
    name = f"test_{uuid.uuid4().hex}"
    engine = create_engine(postgres_url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    yield postgres_url.rpartition("/")[0] + f"/{name}"
    with engine.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
    engine.dispose()


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory, platforms: Platforms) -> Iterator[Service]:
    """``serve`` with an account on every simulated platform and the project's model, trained if there is none for the files as they are; ended with SIGTERM."""
    log = tmp_path_factory.mktemp("service") / "service.log"
    try:
        with ExitStack() as stack:
            with pytest.MonkeyPatch.context() as environment:
                environment.setenv("WEB_ALLOWED_SITES", OTHER_SITE)
                for name, value in platforms.environment().items():
                    environment.setenv(name, value)
                started = stack.enter_context(started_service(log=log))
            platforms.deliver_to(started.url)
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
