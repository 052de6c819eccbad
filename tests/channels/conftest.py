"""What the tests of the channels share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.channels.accounts import Account
from tests.channels.chatting import chatting
from tests.channels.talking import Bot
from tests.channels.visiting import Visitor
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
