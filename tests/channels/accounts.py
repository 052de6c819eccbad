"""An account on a simulated platform with its bot: what the tests of the Zalo channels do with it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.messaging.store import Store, Tables
from tests.channels.talking import Bot
from tests.messaging.saying import channel_texts

USER, OTHER = "6200000000000001", "6200000000000002"


@dataclass
class Account:
    """An account with its bot. zalo: the simulator. server: where the bot listens."""

    zalo: Any
    bot: Bot
    folder: Path
    server: str
    channel: str = "zalo"

    def says(self, text: str, user: str = USER, **options: Any) -> None:
        assert self.zalo.deliver(self.zalo.says(user, text, **options)).status == 200

    def gets(self, count: int, user: str = USER) -> list[str]:
        """What *user* got, once there is so much."""
        self.zalo.wait_for(lambda: len(self.zalo.texts_to(user)) >= count)
        self.rests()
        assert len(self.zalo.texts_to(user)) == count
        got: list[str] = self.zalo.texts_to(user)
        return got

    def rests(self) -> None:
        """Wait until nothing waits any more."""
        store = Store(self.folder, self.channel)
        try:
            self.zalo.wait_for(lambda: store.do(_is_at_rest))
        finally:
            store.close()

    def counts(self) -> dict[str, int]:
        """Events and messages («message sent») in each state."""
        counts: dict[str, int] = self.look(
            lambda tables: {**tables.inbox.counts(), **{f"message {state}": count for state, count in tables.outbox.counts().items()}}
        )
        return counts

    def look(self, work: Any) -> Any:
        """What *work* finds in the store."""
        store = Store(self.folder, self.channel)
        try:
            return store.do(work)
        finally:
            store.close()


def _is_at_rest(tables: Tables) -> bool:
    messages = tables.outbox.counts()
    return not tables.inbox.waiting() and not messages.get("ready") and not messages.get("sending")


def plain(text: str) -> str:
    """Without the line that says that a machine speaks."""
    return text.removeprefix(channel_texts().lines.automatic).strip()
