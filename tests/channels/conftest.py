"""What the tests of the channels share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.channels.accounts import Account
from tests.channels.chatting import chatting
from tests.channels.talking import Bot
from tests.channels.visiting import Visitor
from tests.conftest import Platforms, Service
from tests.simulators.graph import GraphSimulator
from tests.simulators.serving import simulated
from tests.simulators.zalo import ZaloSimulator


@pytest.fixture
def visitor(service: str) -> Visitor:
    """A new visitor of the running service."""
    return Visitor(service)


@pytest.fixture
def account(tmp_path: Path) -> Iterator[Account]:
    """An Official Account with a bot in place of Rasa's; at the end no rule of Zalo's may have been broken."""
    bot = Bot()
    with simulated(ZaloSimulator()) as zalo, chatting(tmp_path, zalo, bot) as server:
        yield Account(zalo, bot, tmp_path, server)
        bot.let.set()
        assert zalo.violations == []


@pytest.fixture
def zalo(platforms: Platforms, running: Service) -> Iterator[ZaloSimulator]:
    """The account of the running service, with nothing sent yet."""
    zalo = platforms.zalo
    zalo.webhook = f"{running.url}/webhooks/zalo/webhook"
    zalo.sent.clear()
    yield zalo
    zalo.echoes = "off"
    assert zalo.violations == []


@pytest.fixture
def graph(platforms: Platforms, running: Service) -> Iterator[GraphSimulator]:
    """The page of the running service, with nothing sent yet."""
    graph = platforms.graph
    graph.webhook = f"{running.url}/webhooks/messenger/webhook"
    graph.sent.clear()
    yield graph
    graph.echoes = "off"
    assert graph.violations == []
