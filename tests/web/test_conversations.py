"""Replies are kept so that a message is answered once: through restarts, by several processes, and not without bound."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest

from bot.store.settings import StoreSettings
from bot.web import conversations as module
from bot.web.cards import Frame
from bot.web.conversations import Conversations
from bot.web.replies import CLAIM_MS, MOST_KEPT, Claim, ClaimLostError, Replies, Told

FRAME = Frame("target_value", ("2022/cap-quang",), {"year": ("2022",)}, "answered")


class Clock:
    """Seconds since 1970, as the test has it."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=["SQLite", "PostgreSQL"])
def process(request: pytest.FixtureRequest, tmp_path: Path, clock: Clock) -> Iterator[Callable[[], Replies]]:
    """process() is the table as a process has it that begins."""
    opened: list[Replies] = []
    url = request.getfixturevalue("postgres") if request.param == "PostgreSQL" else ""

    def begin() -> Replies:
        opened.append(Replies(StoreSettings(data_folder=tmp_path, database_url=url).database, now=clock))
        return opened[-1]

    yield begin
    for replies in opened:
        replies.close()


Process = Callable[[], Replies]


def answering(asked: list[str], text: str) -> Callable[[bool], Awaitable[Told]]:
    """Makes a reply, and notes that it did, and whether it was resumed."""

    async def answer(is_resumed: bool) -> Told:
        asked.append(f"{text} resumed" if is_resumed else text)
        await asyncio.sleep(0)
        return Told(f"answer {len(asked)} {id(asked)}", text.encode(), text, (text,), (FRAME,), None)

    return answer


async def ask(conversations: Conversations, sender: str, text: str, asked: list[str]) -> Told:
    return await conversations.reply(sender, text, answering(asked, text))


async def nothing() -> None:
    """Is done besides."""


def test_a_reply_is_there_after_a_restart_with_all_that_a_vote_needs(process: Process) -> None:
    async def run() -> None:
        asked: list[str] = []
        told = await Conversations(process()).reply("a", "id", answering(asked, "cáp quang\0?"))
        later = Conversations(process())
        again = await later.reply("a", "id", answering(asked, "cáp quang\0?"))
        assert len(asked) == 1
        assert (again.answer, again.body, again.question, again.texts, again.frames) == (told.answer, told.body, "cáp quang\ufffd?", told.texts, (FRAME,))
        assert await later.told("a", told.answer) == again
        assert await later.told("b", told.answer) is None

    asyncio.run(run())


def test_a_long_conversation_keeps_its_last_replies(process: Process, clock: Clock) -> None:
    async def run() -> None:
        conversations, asked = Conversations(process()), []
        for number in range(MOST_KEPT + 5):
            clock.now += 1
            await ask(conversations, "a", str(number), asked)
            await ask(conversations, "b", str(number), asked)
        await ask(conversations, "a", str(MOST_KEPT + 4), asked)
        await ask(conversations, "a", "5", asked)
        assert len(asked) == 2 * (MOST_KEPT + 5)
        await ask(conversations, "a", "4", asked)
        assert asked[-1] == "4"

    asyncio.run(run())


def test_a_message_that_is_sent_to_two_processes_at_once_is_answered_by_one(process: Process, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "POLL_SECONDS", 0.01)

    async def run() -> None:
        asked: list[str] = []
        processes = [Conversations(process()) for _ in range(3)]
        told = await asyncio.gather(*(ask(one, "a", "x", asked) for one in processes for _ in range(4)))
        assert asked == ["x"] and len({one.body for one in told}) == 1

    asyncio.run(run())


def test_the_message_of_a_process_that_died_is_answered_by_another_soon_and_not_before(process: Process, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "POLL_SECONDS", 0.01)

    async def run() -> None:
        asked: list[str] = []
        assert await process().claim("a", "x") is Claim.NEW  # and it dies
        later = asyncio.ensure_future(ask(Conversations(process()), "a", "x", asked))
        await asyncio.sleep(0.1)
        assert asked == []
        clock.now += CLAIM_MS / 1000 + 1
        await later
        assert asked == ["x resumed"]

    asyncio.run(run())


def test_a_process_that_takes_long_keeps_its_message_and_one_that_lost_it_does_not_overwrite(process: Process, clock: Clock) -> None:
    async def run() -> None:
        one, other = process(), process()
        await one.claim("a", "x")
        for _ in range(3):
            clock.now += CLAIM_MS / 1000 - 1
            await one.renew("a", "x")
            assert await other.claim("a", "x") is Claim.OTHERS
        clock.now += CLAIM_MS / 1000 + 1  # it hangs
        assert await other.claim("a", "x") is Claim.RESUMED
        await one.renew("a", "x")
        with pytest.raises(ClaimLostError):
            await one.keep("a", "x", await answering([], "one")(False))
        await other.keep("a", "x", await answering([], "other")(False))
        told = await one.claim("a", "x")
        assert isinstance(told, Told) and told.question == "other"

    asyncio.run(run())


def test_a_message_that_failed_may_be_sent_again_as_if_it_were_new(process: Process) -> None:
    async def run() -> None:
        conversations, asked = Conversations(process()), []

        async def failing(_: bool) -> Told:
            raise ConnectionError

        with pytest.raises(ConnectionError):
            await conversations.reply("a", "x", failing)
        await ask(Conversations(process()), "a", "x", asked)
        assert asked == ["x"]

    asyncio.run(run())


def test_forgetting_waits_for_the_message_that_is_being_answered_and_leaves_nothing_in_any_file(process: Process, tmp_path: Path) -> None:
    async def run() -> None:
        conversations, asked, order = Conversations(process()), [], []
        begun, go = asyncio.Event(), asyncio.Event()

        async def slow(_: bool) -> Told:
            begun.set()
            await go.wait()
            order.append("answered")
            return await answering(asked, "a secret")(False)

        async def forgetting() -> None:
            order.append("forgotten")

        await ask(conversations, "b", "an open question", asked)
        reply = asyncio.ensure_future(conversations.reply("web-somebody", "x", slow))
        await begun.wait()
        forgotten = asyncio.ensure_future(conversations.forget("web-somebody", forgetting))
        await asyncio.sleep(0.01)
        go.set()
        told = await reply
        await forgotten
        assert order == ["answered", "forgotten"]
        assert await conversations.told("web-somebody", told.answer) is None

    asyncio.run(run())
    bytes_ = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    if not bytes_:
        return  # PostgreSQL's files are its own
    assert b"an open question" in bytes_
    assert b"a secret" not in bytes_ and b"web-somebody" not in bytes_


def test_nothing_is_held_of_silent_conversations(process: Process) -> None:
    async def run() -> None:
        conversations, asked = Conversations(process()), []
        await asyncio.gather(*(ask(conversations, sender, text, asked) for sender in "ab" for text in "123"))
        await conversations.forget("a", nothing)
        assert conversations._busy == {}

    asyncio.run(run())


def test_old_replies_go(process: Process, clock: Clock) -> None:
    async def run() -> None:
        replies, asked = process(), []
        told = await ask(Conversations(replies), "a", "x", asked)
        now = round(clock.now * 1000)
        assert (replies.prune(now), replies.prune(now + 1)) == (0, 1)
        assert await replies.told("a", told.answer) is None

    asyncio.run(run())
