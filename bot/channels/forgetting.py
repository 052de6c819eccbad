"""«xóa dữ liệu», typed where no chat platform's guide obeys it: on the web and the REST channel."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from bot.channels.trackers import delete_tracker
from bot.messaging.guide import MOST_CHARACTERS
from bot.messaging.menus import plain
from bot.messaging.texts import ChannelTexts


class Forgetting:
    """commands: the texts that ask for it, and nothing else. done: what is said afterwards."""

    def __init__(self, commands: Iterable[str], done: str) -> None:
        self._commands = frozenset(map(plain, commands))
        self.done = done

    @classmethod
    def from_file(cls, path: Path) -> Forgetting:
        """The same commands as on the chat platforms, from data/channels.yml. Raises TextsError."""
        texts = ChannelTexts.from_file(path)
        return cls(texts.commands.forget, texts.notices.deleted_here)

    def is_asked(self, text: str) -> bool:
        """Whether *text* asks for it."""
        return len(text) <= MOST_CHARACTERS and plain(text) in self._commands

    async def forget(self, agent: Any, sender: str) -> None:
        """Delete what Rasa keeps of the conversation. Raises StoreError."""
        await delete_tracker(agent, sender)
