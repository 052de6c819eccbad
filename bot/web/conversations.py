"""The replies of each conversation, kept in memory so that a message that is sent again is not answered twice."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from bot.web.cards import Frame

MOST_WAITING = 5  # messages of one visitor that are not answered yet
MOST_KEPT = 30  # replies of one conversation
MOST_CONVERSATIONS = 10_000
MOST_BYTES = 32_000_000  # of all replies together


class TooManyError(Exception):
    """The visitor has more messages waiting than are taken."""


@dataclass(frozen=True)
class Told:
    """A reply as it was sent, with what a vote on it is about. answer: its id, told to this visitor only."""

    answer: str
    body: bytes
    question: str
    texts: tuple[str, ...]
    frames: tuple[Frame, ...]
    plan: str | None


Answering = Callable[[], Awaitable[Told]]


@dataclass
class _Conversation:
    """The lock lets one message wait for the other; Rasa's own would let the second one wait for a whole second."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    kept: OrderedDict[str, Told] = field(default_factory=OrderedDict)
    waiting: dict[str, asyncio.Task[Told]] = field(default_factory=dict)

    @property
    def is_idle(self) -> bool:
        return not self.waiting and not self.lock.locked()

    @property
    def bytes(self) -> int:
        return sum(len(told.body) for told in self.kept.values())


class Conversations:
    """Conversations by sender; of those that are too many, the ones that have been silent longest are forgotten."""

    def __init__(self, *, most_conversations: int = MOST_CONVERSATIONS, most_bytes: int = MOST_BYTES) -> None:
        self._held: OrderedDict[str, _Conversation] = OrderedDict()
        self._most_conversations = most_conversations
        self._most_bytes = most_bytes
        self._bytes = 0

    async def reply(self, sender: str, message: str, answering: Answering) -> Told:
        """The reply to the message with the id *message*: the kept one, or what *answering* gives, which is run once.

        It runs to its end even if the visitor who waits for it goes away. Raises TooManyError, and whatever *answering*
        raises; then the message may be sent again.
        """
        conversation = self._conversation(sender)
        if message in conversation.kept:
            return conversation.kept[message]
        task = conversation.waiting.get(message)
        if task is None:
            if len(conversation.waiting) >= MOST_WAITING:
                raise TooManyError
            task = asyncio.ensure_future(self._answer(conversation, message, answering))
            conversation.waiting[message] = task
            task.add_done_callback(lambda done: done.cancelled() or done.exception())  # seen, even if nobody waits any more
        return await asyncio.shield(task)

    def told(self, sender: str, answer: str) -> Told | None:
        """The reply with the id *answer* of this sender's conversation, if it is still kept."""
        conversation = self._held.get(sender)
        return next((told for told in conversation.kept.values() if told.answer == answer), None) if conversation is not None else None

    async def forget(self, sender: str, forgetting: Callable[[], Awaitable[None]]) -> None:
        """Drop the sender's replies, and run *forgetting* while none of his messages is being answered."""
        conversation = self._conversation(sender)
        async with conversation.lock:
            await forgetting()
            self._bytes -= conversation.bytes
            conversation.kept.clear()

    async def _answer(self, conversation: _Conversation, message: str, answering: Answering) -> Told:
        try:
            async with conversation.lock:
                told = await answering()
                conversation.kept[message] = told
                self._bytes += len(told.body)
        finally:
            del conversation.waiting[message]
        while len(conversation.kept) > MOST_KEPT:
            self._bytes -= len(conversation.kept.popitem(last=False)[1].body)
        self._make_room()
        return told

    def _conversation(self, sender: str) -> _Conversation:
        if sender not in self._held:
            self._held[sender] = _Conversation()
            self._make_room()
        self._held.move_to_end(sender)
        return self._held[sender]

    def _make_room(self) -> None:
        """Forget silent conversations, but never the one that spoke last."""
        if self._has_room():
            return
        for sender in list(self._held)[:-1]:
            if self._held[sender].is_idle:
                self._bytes -= self._held.pop(sender).bytes
            if self._has_room():
                return

    def _has_room(self) -> bool:
        return len(self._held) <= self._most_conversations and self._bytes <= self._most_bytes
