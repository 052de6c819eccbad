"""What the tests of the channels share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.channels import handing
from bot.handover import bringing
from tests.channels.accounts import Account
from tests.channels.chatting import chatting
from tests.channels.officers import Officers, bot_with_memory, served
from tests.channels.talking import Bot
from tests.channels.visiting import Visitor
from tests.conftest import Platforms, Service
from tests.simulators.chatwoot import ChatwootSimulator
from tests.simulators.graph import GraphSimulator
from tests.simulators.serving import simulated
from tests.simulators.zalo import ZaloSimulator
from tests.simulators.zalo_bot import ZaloBotSimulator


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


@pytest.fixture
def chatwoot(monkeypatch: pytest.MonkeyPatch) -> Iterator[ChatwootSimulator]:
    """A desk of officers. What waits for it and for citizens is looked for often; no test waits for a time to pass."""
    for module in (handing, bringing):
        monkeypatch.setattr(module, "POLL_SECONDS", 0.05)
    with simulated(ChatwootSimulator()) as chatwoot:
        yield chatwoot
        assert chatwoot.violations == []


@pytest.fixture
def here(request: pytest.FixtureRequest, chatwoot: ChatwootSimulator, tmp_path: Path) -> Iterator[Officers]:
    """The desk beside a bot on Zalo, or on the platform that is asked for."""
    kind = {"zalo": ZaloSimulator, "messenger": GraphSimulator, "zalo_bot": ZaloBotSimulator}[getattr(request, "param", "zalo")]
    with simulated(kind()) as platform:
        with served(chatwoot, platform, bot_with_memory(), tmp_path) as officers:
            yield officers
        assert platform.violations == []
