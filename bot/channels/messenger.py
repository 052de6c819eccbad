"""Facebook Messenger: /webhooks/messenger/webhook. What is Messenger's own is in bot/messaging/messenger/."""

from __future__ import annotations

from bot.channels.messaging import MessagingChannel
from bot.messaging.messenger.page import Page
from bot.messaging.platform import Platform
from bot.messaging.settings import MessagingSettings
from bot.messaging.store import Store


class MessengerChannel(MessagingChannel):
    """Messenger for one page, in place of Rasa's channel «facebook», which checks the old signature and answers before it has remembered."""

    platform = "messenger"

    def make_platform(self, settings: MessagingSettings, store: Store) -> Platform:
        """The page of the settings."""
        return Page(settings)
