"""A desk of officers beside a bot on Zalo, Messenger and the web: what the tests of the hand-over do with it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rasa.shared.core.events import BotUttered, UserUttered

from bot.channels.chatwoot import ChatwootChannel
from bot.channels.messenger import MessengerChannel
from bot.channels.web import WebChannel
from bot.channels.zalo import ZaloChannel
from bot.channels.zalo_bot import ZaloBotChannel
from bot.handover.settings import HandoverSettings
from bot.limits.settings import LimitSettings
from bot.messaging.settings import MessagingSettings
from bot.web.settings import WebSettings
from tests.channels.chatting import FAST
from tests.channels.serving import serving
from tests.channels.talking import Bot, Trackers
from tests.messaging.saying import channel_texts
from tests.simulators.chatwoot import ChatwootSimulator, Conversation

TEXTS = channel_texts().desk
USER, OTHER = "6200000000000001", "6200000000000002"
ASKS = "gặp cán bộ"
FRAME = {"ask": "contact", "subjects": [], "qualifiers": {}, "outcome": "small_talk"}
CONTACTS = [
    {"text": "chưa có số nào"},
    {"text": "", "buttons": [{"title": f"Câu {number}", "payload": f"câu {number}?"} for number in range(4)]},
    {"custom": {"card": {"plan": "2022", "goals": [], "sources": [], "frames": [FRAME]}}},
]


class _Kept(Trackers):
    """As much of Rasa's tracker store as a hand-over needs: what was said, until it is deleted."""

    def __init__(self, bot: Bot) -> None:
        super().__init__()
        self._bot = bot

    async def retrieve(self, sender: str) -> Any:
        events: list[Any] = []
        for asked, whose in zip(self._bot.asked, self._bot.senders, strict=True):
            if whose == sender:
                events += [UserUttered(asked), BotUttered(f"«{asked}»"), BotUttered("and more")]
        return _Tracker(events)


@dataclass(frozen=True)
class _Tracker:
    events: list[Any]


def bot_with_memory() -> Bot:
    bot = Bot()
    bot.replies[ASKS] = CONTACTS
    bot.tracker_store = _Kept(bot)
    return bot


@dataclass
class Officers:
    """The desk, one chat platform or several, and the bot between. server: where the bot listens."""

    chatwoot: ChatwootSimulator
    platform: Any
    bot: Bot
    folder: Path
    server: str = ""
    seen: dict[str, int] = field(default_factory=dict)

    def says(self, text: str, user: str = USER) -> None:
        """*user* writes on the platform."""
        told = self.platform.says(user, text)
        assert self.platform.deliver(told if isinstance(told, bytes) else self.platform.body(told)).status == 200

    def gets(self, text: str, user: str = USER) -> str:
        """The next message to *user*, which has *text* in it."""
        count = self.seen.get(user, 0)
        self.platform.wait_for(lambda: len(self.platform.texts_to(user)) > count)
        got = str(self.platform.texts_to(user)[count])
        assert text in got, got
        self.seen[user] = count + 1
        return got

    def hands_over(self, user: str = USER) -> Conversation:
        """*user* agrees, and is told so: his conversation on the desk."""
        before = set(self.chatwoot.conversations)
        self.says(TEXTS.agree_question, user)
        self.gets(TEXTS.begun, user)
        (new,) = set(self.chatwoot.conversations) - before
        return self.chatwoot.conversations[new]

    def officer(self, conversation: Conversation, text: str, **options: Any) -> None:
        """An officer writes, and Chatwoot delivers it."""
        assert self.chatwoot.deliver(self.chatwoot.officer_says(conversation, text, **options)).status == 200

    def arrives(self, conversation: Conversation, text: str) -> None:
        """Wait until *text* is on the desk."""
        self.chatwoot.wait_for(lambda: text in conversation.said())

    def is_silent(self, user: str = USER) -> bool:
        """Whether *user* got nothing but what was seen, once somebody else's question is answered."""
        count = self.seen.get("777", 0)
        self.says("một câu khác", "777")
        self.platform.wait_for(lambda: len(self.platform.texts_to("777")) > count)
        self.seen["777"] = count + 1
        return len(self.platform.texts_to(user)) == self.seen.get(user, 0)


@contextmanager
def served(
    chatwoot: ChatwootSimulator, platform: Any, bot: Bot, folder: Path, *, database_url: str = "", limits: LimitSettings | None = None, **settings: Any
) -> Iterator[Officers]:
    """A server with the desk's webhook, the web channel and the channel of *platform*, on *folder*. Called again it is a restart."""
    environment = {name.lower(): value for name, value in platform.environment().items()}
    kept = {"data_folder": folder, "database_url": database_url}
    handover = HandoverSettings(**{**{name.lower(): value for name, value in chatwoot.environment().items()}, **kept, **settings})
    messaging = MessagingSettings(**{**FAST, **environment, **kept})
    kind = next(
        channel
        for name, channel in (("messenger_page_id", MessengerChannel), ("zalo_bot_token", ZaloBotChannel), ("zalo_app_id", ZaloChannel))
        if name in environment
    )
    web = WebChannel(settings=WebSettings(**kept), handover=handover)
    with serving(ChatwootChannel(settings=handover), web, kind(settings=messaging, handover=handover), agent=bot, limits=limits) as server:
        chatwoot.webhook = f"{server}/webhooks/chatwoot/webhook"
        platform.webhook = f"{server}/webhooks/{kind.platform}/webhook"
        yield Officers(chatwoot, platform, bot, folder, server)
