"""What channels with conversations of their own share: taking what the bot says, and deleting what Rasa keeps of a conversation."""

from __future__ import annotations

from typing import Any

from rasa.core.channels.channel import CollectingOutputChannel


class Bubbles(CollectingOutputChannel):
    """Takes what the bot says in one answer; a text stays one bubble, whatever empty lines it has."""

    def __init__(self, channel: str) -> None:
        super().__init__()
        self._channel = channel

    def name(self) -> str:
        """The channel that the answer is for; the action asks for it."""
        return self._channel

    async def send_text_message(self, recipient_id: str, text: str, **kwargs: Any) -> None:
        """See the parent class."""
        await self._persist_message(self._message(recipient_id, text=text.strip()))


def delete_tracker(store: Any, sender: str) -> None:
    """Delete a conversation from Rasa's tracker store, whose own interface cannot; a store that cannot either raises AttributeError."""
    inner = getattr(store, "_tracker_store", store)  # Rasa wraps the store to save elsewhere if saving fails
    inner.delete(sender)
    fallback = getattr(store, "_fallback_tracker_store", None)
    if fallback is not None:
        fallback.store.pop(sender, None)
