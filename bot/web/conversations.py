"""The messages of each visitor: one answered after the other, and each once, however often it is sent."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field

from bot.store.database import StoreError
from bot.web.replies import CLAIM_MS, Claim, Replies, Told

MOST_WAITING = 5  # messages of one visitor that are not answered yet
RENEW_SECONDS = CLAIM_MS / 1000 / 4
POLL_SECONDS = 0.2  # while another process answers

# is_resumed: somebody began to answer the message before and died.
Answering = Callable[[bool], Awaitable[Told]]


class TooManyError(Exception):
    """The visitor has more messages waiting than are taken."""


@dataclass
class _Conversation:
    """What this process is doing for a visitor. The lock lets one message wait for the other; Rasa's own would let the second one
    wait for a whole second."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    waiting: dict[str, asyncio.Task[Told]] = field(default_factory=dict)
    users: int = 0


class Conversations:
    """Conversations by sender. Of those that are silent nothing is held here; their replies stand in *replies*."""

    def __init__(self, replies: Replies) -> None:
        self._replies = replies
        self._busy: dict[str, _Conversation] = {}

    async def reply(self, sender: str, message: str, answering: Answering) -> Told:
        """The reply to the message with the id *message*: the kept one, or what *answering* gives, which is run once.

        It runs to its end even if the visitor who waits for it goes away. On return the reply is kept. Raises TooManyError, StoreError,
        ClaimLostError and whatever *answering* raises; then the message may be sent again.
        """
        conversation = self._busy.get(sender, _Conversation())
        task = conversation.waiting.get(message)
        if task is None:
            if len(conversation.waiting) >= MOST_WAITING:
                raise TooManyError
            task = asyncio.ensure_future(self._answer(sender, message, answering))
            self._busy.setdefault(sender, conversation).waiting[message] = task
            task.add_done_callback(lambda done: done.cancelled() or done.exception())  # seen, even if nobody waits any more
        return await asyncio.shield(task)

    async def told(self, sender: str, answer: str) -> Told | None:
        """The reply with the id *answer* of this sender's conversation, if it is still kept. Raises StoreError."""
        return await self._replies.told(sender, answer)

    async def forget(self, sender: str, forgetting: Callable[[], Awaitable[None]]) -> None:
        """Run *forgetting* while none of the sender's messages is being answered, and drop his replies. Raises StoreError."""

        def drop() -> None:
            self._replies.forget(sender)
            self._replies.tidy()

        async with self._turn(sender):
            await forgetting()
            await asyncio.get_running_loop().run_in_executor(None, drop)

    @contextlib.asynccontextmanager
    async def _turn(self, sender: str) -> AsyncIterator[_Conversation]:
        """While it lasts no other message of the sender is answered here."""
        conversation = self._busy.setdefault(sender, _Conversation())
        conversation.users += 1
        try:
            async with conversation.lock:
                yield conversation
        finally:
            conversation.users -= 1
            if not conversation.users and not conversation.waiting:
                del self._busy[sender]

    async def _answer(self, sender: str, message: str, answering: Answering) -> Told:
        async with self._turn(sender) as conversation:
            try:
                claim = await self._replies.claim(sender, message)
                while claim is Claim.OTHERS:
                    await asyncio.sleep(POLL_SECONDS)
                    claim = await self._replies.claim(sender, message)
                return claim if isinstance(claim, Told) else await self._answer_now(sender, message, answering, is_resumed=claim is Claim.RESUMED)
            finally:
                del conversation.waiting[message]

    async def _answer_now(self, sender: str, message: str, answering: Answering, *, is_resumed: bool) -> Told:
        renewing = asyncio.ensure_future(self._renew(sender, message))
        try:
            told = await answering(is_resumed)
        except Exception:
            with contextlib.suppress(StoreError):  # then it lasts until the claim has run out
                await self._replies.release(sender, message)
            raise
        finally:
            renewing.cancel()
        await self._replies.keep(sender, message, told)
        return told

    async def _renew(self, sender: str, message: str) -> None:
        while True:
            await asyncio.sleep(RENEW_SECONDS)
            with contextlib.suppress(StoreError):
                await self._replies.renew(sender, message)
