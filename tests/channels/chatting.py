"""A channel of a chat platform beside a simulator of the platform, with the bot of tests/channels/talking.py."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.channels.messaging import MessagingChannel
from bot.channels.messenger import MessengerChannel
from bot.channels.zalo import ZaloChannel
from bot.channels.zalo_bot import ZaloBotChannel
from bot.messaging.settings import MessagingSettings
from tests.channels.serving import serving
from tests.channels.talking import Bot
from tests.simulators.serving import Simulator

CHANNELS: dict[str, type[MessagingChannel]] = {"zalo": ZaloChannel, "zalo_bot": ZaloBotChannel, "messenger": MessengerChannel}
FAST = {"zalo_sends_per_second": 1000.0, "messenger_sends_per_second": 1000.0}


@contextmanager
def chatting(folder: Path, simulator: Simulator, bot: Bot, *, channel: str = "zalo", **settings: object) -> Iterator[str]:
    """The address of a server with the channel, set up for *simulator*, whose deliveries go there."""
    environment = {name.lower(): value for name, value in simulator.environment().items()}
    made = MessagingSettings(**{"data_folder": folder, **FAST, **environment, **settings})
    with serving(CHANNELS[channel](settings=made), agent=bot) as server:
        simulator.webhook = f"{server}/webhooks/{channel}/webhook"
        yield server
