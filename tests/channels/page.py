"""A page on Messenger with its bot: the channel on a real server, and the simulator of Meta on the other side."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rasa.core.channels.channel import UserMessage
from rasa.core.lock_store import InMemoryLockStore

from bot.channels.messenger import MessengerChannel
from bot.messaging.settings import MessagingSettings
from tests.channels.serving import serving
from tests.simulators.graph import GraphSimulator
from tests.simulators.serving import simulated

USER = "5647382910111213"
BUTTONS = [{"title": "Ai chủ trì?", "payload": "Ai chủ trì cáp quang?"}, {"title": "Tính trên ai?", "payload": "Cáp quang tính trên ai?"}]


class _Tracker:
    """As much of Rasa's tracker store as deleting needs."""

    def __init__(self) -> None:
        self.deleted: list[str] = []

    async def delete(self, sender: str) -> None:
        self.deleted.append(sender)


@dataclass
class Bot:
    """Repeats what it is asked, with two buttons."""

    asked: list[str] = field(default_factory=list)
    people: set[str] = field(default_factory=set)
    tracker_store: _Tracker = field(default_factory=_Tracker)
    lock_store: InMemoryLockStore = field(default_factory=InMemoryLockStore)

    async def handle_message(self, message: UserMessage) -> None:
        self.asked.append(message.text)
        self.people.add(message.sender_id)
        await message.output_channel.send_response(message.sender_id, {"text": f"«{message.text}»", "buttons": BUTTONS})


@dataclass(frozen=True)
class World:
    """Meta, the bot, and the folder in which the channel keeps things."""

    graph: GraphSimulator
    bot: Bot
    folder: Path

    def say(self, user: str, text: str) -> None:
        self.tell(self.graph.says(user, text))

    def tell(self, *items: dict[str, Any], key: str = "messaging") -> None:
        """Meta delivers *items* and gets its 200."""
        assert self.graph.deliver(self.graph.body(*items, key=key)).status == 200

    def answers(self, count: int, *, user: str = USER) -> list[str]:
        """What *user* got, once there are so many messages."""
        self.graph.wait_for(lambda: len(self.graph.texts_to(user)) >= count)
        return self.graph.texts_to(user)

    def settled(self) -> list[str]:
        """What the bot was asked once it has also answered a last question of somebody else, after which nothing comes any more."""
        last = f"cuối {time.monotonic_ns() % 10**6}"  # a longer number would be masked
        self.say("777", last)
        self.graph.wait_for(lambda: any(last in text for text in self.graph.texts_to("777")))
        return [text for text in self.bot.asked if not text.startswith("cuối")]


@contextmanager
def world(folder: Path, **settings: Any) -> Iterator[World]:
    bot = Bot()
    with simulated(GraphSimulator()) as graph:
        given = MessagingSettings(data_folder=folder, **{name.lower(): value for name, value in graph.environment().items()}, **settings)
        with serving(MessengerChannel(settings=given), agent=bot) as server:
            graph.webhook = f"{server}/webhooks/messenger/webhook"
            yield World(graph, bot, folder)
        assert graph.violations == []
