"""Replies are kept so that a message is answered once, and not without bound."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from bot.web.conversations import MOST_KEPT, Conversations, Told


def answering(asked: list[str], text: str, *, size: int = 100) -> Callable[[], Awaitable[Told]]:
    """Makes a reply of *size* bytes, and notes that it did."""

    async def answer() -> Told:
        asked.append(text)
        await asyncio.sleep(0)
        return Told(f"answer {text} {len(asked)}", b"x" * size, text, (text,), (), None)

    return answer


async def ask(conversations: Conversations, sender: str, text: str, asked: list[str], *, size: int = 100) -> Told:
    return await conversations.reply(sender, text, answering(asked, text, size=size))


def test_a_long_conversation_keeps_its_last_replies() -> None:
    async def run() -> None:
        conversations, asked = Conversations(), []
        for number in range(MOST_KEPT + 5):
            await ask(conversations, "a", str(number), asked)
        await ask(conversations, "a", str(MOST_KEPT + 4), asked)
        assert len(asked) == MOST_KEPT + 5
        await ask(conversations, "a", "0", asked)
        assert asked[-1] == "0"

    asyncio.run(run())


@pytest.mark.parametrize("limits", [{"most_conversations": 3}, {"most_bytes": 350}])
def test_of_too_many_conversations_the_one_silent_longest_is_forgotten(limits: dict[str, int]) -> None:
    async def run() -> None:
        conversations, asked = Conversations(**limits), []
        kept = {sender: await ask(conversations, sender, "x", asked) for sender in "abc"}
        await ask(conversations, "a", "x", asked)  # speaks again, without a new reply
        await ask(conversations, "d", "x", asked)
        found = {sender: conversations.told(sender, kept[sender].answer) is not None for sender in "abc"}
        assert found == {"a": True, "b": False, "c": True}

    asyncio.run(run())


def test_a_reply_larger_than_all_room_is_given_all_the_same() -> None:
    async def run() -> None:
        conversations, asked = Conversations(most_bytes=10), []
        told = await ask(conversations, "a", "x", asked, size=1000)
        assert await ask(conversations, "a", "x", asked) == told

    asyncio.run(run())


def test_forgetting_waits_for_the_message_that_is_being_answered() -> None:
    async def run() -> None:
        conversations, asked, order = Conversations(), [], []
        begun, go = asyncio.Event(), asyncio.Event()

        async def slow() -> Told:
            begun.set()
            await go.wait()
            order.append("answered")
            return await answering(asked, "x")()

        async def forgetting() -> None:
            order.append("forgotten")

        reply = asyncio.ensure_future(conversations.reply("a", "x", slow))
        await begun.wait()
        forgotten = asyncio.ensure_future(conversations.forget("a", forgetting))
        await asyncio.sleep(0.01)
        go.set()
        told = await reply
        await forgotten
        assert order == ["answered", "forgotten"]
        assert conversations.told("a", told.answer) is None

    asyncio.run(run())


def test_room_is_counted_rightly_through_forgetting_and_failing() -> None:
    """Else after some time either everything or nothing would be kept."""

    async def run() -> None:
        conversations, asked = Conversations(most_bytes=350), []

        async def forgetting() -> None:
            pass

        async def failing() -> Told:
            raise ConnectionError

        for number in range(20):
            await ask(conversations, "a", str(number), asked)
            with pytest.raises(ConnectionError):
                await conversations.reply("a", "fails", failing)
            await conversations.forget("a", forgetting)
        kept = {sender: await ask(conversations, sender, "x", asked) for sender in "bcd"}
        assert all(conversations.told(sender, told.answer) for sender, told in kept.items())

    asyncio.run(run())
