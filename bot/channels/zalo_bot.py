"""The Zalo Bot platform: /webhooks/zalo_bot/webhook. What is its own is in bot/messaging/zalo/bot.py."""

from __future__ import annotations

from bot.channels.messaging import MessagingChannel
from bot.messaging.platform import Platform
from bot.messaging.settings import MessagingSettings
from bot.messaging.store import Store
from bot.messaging.zalo.bot import ZaloBot


class ZaloBotChannel(MessagingChannel):
    """One bot: the same as an Official Account, over another transport and without buttons."""

    platform = "zalo_bot"

    def make_platform(self, settings: MessagingSettings, store: Store) -> Platform:
        """The bot of the settings."""
        return ZaloBot(settings)
