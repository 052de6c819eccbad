"""What channels with conversations of their own share: taking what the bot says, finding it again, and deleting what Rasa keeps."""

from __future__ import annotations

from typing import Any

from rasa.core.channels.channel import CollectingOutputChannel
from rasa.shared.core.events import BotUttered, UserUttered


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


async def say_again(agent: Any, sender: str, message: str, output: Bubbles) -> None:
    """Give *output* what the bot said to the message with that id, if the conversation shows that it was answered. Raises StoreError."""
    tracker = await agent.tracker_store.retrieve(sender)
    said: list[BotUttered] = []
    for event in reversed(tracker.events if tracker is not None else ()):
        if isinstance(event, BotUttered):
            said.append(event)
        elif isinstance(event, UserUttered):
            if event.message_id == message:
                for one in reversed(said):
                    await output.send_response(sender, one.message())
            return


async def delete_tracker(agent: Any, sender: str) -> None:
    """Delete what Rasa keeps of a conversation, once the message at hand is answered, here or in another process.

    Rasa's own interface cannot; a store that cannot either raises AttributeError. Raises StoreError.
    """
    store = getattr(agent.tracker_store, "_tracker_store", agent.tracker_store)  # Rasa wraps the store to save elsewhere if saving fails
    delete = store.delete
    async with agent.lock_store.lock(sender):
        await delete(sender)
