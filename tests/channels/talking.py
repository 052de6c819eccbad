"""A bot in place of Rasa's: slow, silent or failing, which the real one is when we least want it."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

from rasa.core.channels.channel import UserMessage
from rasa.core.lock_store import InMemoryLockStore

SILENCE = "silence"  # is asked for, and answered with


class Trackers:
    """What Rasa keeps of conversations, as far as deleting it goes."""

    def __init__(self) -> None:
        self.deleted: list[str] = []

    async def delete(self, sender: str) -> None:
        self.deleted.append(sender)


class Bot:
    """Repeats what it is asked, once it is let. replies: what it says to a text instead, as Rasa's messages."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.senders: list[str] = []
        self.replies: dict[str, list[dict[str, Any]]] = {}
        self.tracker_store: Any = Trackers()
        self.lock_store = InMemoryLockStore()
        self.let = threading.Event()
        self.let.set()
        self.fails = False
        self.at_work = 0
        self.most_at_work = 0

    async def handle_message(self, message: UserMessage) -> None:
        self.asked.append(message.text)
        self.senders.append(message.sender_id)
        self.at_work += 1
        self.most_at_work = max(self.at_work, self.most_at_work)
        while not self.let.is_set():
            await asyncio.sleep(0.01)
        self.at_work -= 1
        if self.fails:
            raise ConnectionError(message.text)
        if message.text != SILENCE:
            for reply in self.replies.get(message.text, [{"text": f"«{message.text}»\n\nand more"}]):
                await message.output_channel.send_response(message.sender_id, dict(reply))  # Rasa empties it
