"""Turns in a conversation, in Redis: one at a time, first come first served, and a process that is gone holds up nobody."""

from __future__ import annotations

import asyncio
import multiprocessing
import time
from multiprocessing.connection import Connection

import pytest
import redis.asyncio
from rasa.core.lock_store import LockError

from bot.service import lock_store
from bot.service.lock_store import LEASE_SECONDS, QueueLockStore
from tests.store.servers import Server

PATIENCE = 60.0


async def waiting(url: str) -> int:
    """How many places are taken, in all queues."""
    client = redis.asyncio.Redis.from_url(url)
    try:
        return sum([await client.zcard(key) async for key in client.scan_iter("turns:*:order")])
    finally:
        await client.close(close_connection_pool=True)


async def until_waiting(url: str, count: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while await waiting(url) != count:
        assert time.monotonic() < deadline
        await asyncio.sleep(0.01)


def take_turns(url: str, number: int, count: int, told: Connection) -> None:
    """A process: *count* messages of one conversation at once; tells when each begins and ends."""

    async def message(store: QueueLockStore) -> None:
        async with store.lock("person"):
            told.send("begins")
            await asyncio.sleep(0.005)
            told.send("ends")

    async def messages() -> None:
        store = QueueLockStore(url)
        await asyncio.gather(*(message(store) for _ in range(count)))
        await store.close()

    asyncio.run(messages())


def hold(url: str, told: Connection) -> None:
    """A process that takes its turn and does not end."""

    async def holding() -> None:
        async with QueueLockStore(url).lock("person"):
            told.send("begins")
            await asyncio.sleep(PATIENCE)

    asyncio.run(holding())


def test_of_several_processes_one_at_a_time_handles_a_conversation(redis: Server) -> None:
    spawn = multiprocessing.get_context("spawn")
    receiving, sending = spawn.Pipe(duplex=False)
    processes = [spawn.Process(target=take_turns, args=(redis.url, number, 20, sending)) for number in range(3)]
    for process in processes:
        process.start()
    said = [receiving.recv() if receiving.poll(PATIENCE) else "silence" for _ in range(120)]
    for process in processes:
        process.join(PATIENCE)
    assert said == ["begins", "ends"] * 60
    asyncio.run(until_waiting(redis.url, 0))


def test_who_came_first_is_first_whichever_process_took_the_message(redis: Server) -> None:
    async def check() -> list[int]:
        stores = [QueueLockStore(redis.url) for _ in range(3)]
        order: list[int] = []

        async def message(number: int) -> None:
            async with stores[number % 3].lock("person"):
                order.append(number)

        async with stores[0].lock("person"):
            tasks = []
            for number in range(9):
                tasks.append(asyncio.create_task(message(number)))
                await until_waiting(redis.url, number + 2)
        await asyncio.gather(*tasks)
        for store in stores:
            await store.close()
        return order

    assert asyncio.run(check()) == list(range(9))


def test_conversations_do_not_wait_for_each_other_and_redis_is_told_no_name(redis: Server) -> None:
    async def check() -> list[bytes]:
        store = QueueLockStore(redis.url)
        client = redis_client(redis.url)
        async with store.lock("nguyen-van-a"), store.lock("tran-thi-b"):
            keys: list[bytes] = await client.keys("*")
        await store.close()
        await client.close(close_connection_pool=True)
        return keys

    keys = asyncio.run(check())
    assert len(keys) == 4 and not [key for key in keys if b"nguyen" in key or b"tran" in key]


def redis_client(url: str) -> redis.asyncio.Redis:
    return redis.asyncio.Redis.from_url(url)


def test_a_killed_process_holds_up_a_conversation_for_seconds_only(redis: Server) -> None:
    spawn = multiprocessing.get_context("spawn")
    receiving, sending = spawn.Pipe(duplex=False)
    holder = spawn.Process(target=hold, args=(redis.url, sending))
    holder.start()
    assert receiving.poll(PATIENCE)
    holder.kill()
    holder.join()

    async def check() -> float:
        started = time.monotonic()
        store = QueueLockStore(redis.url)
        async with store.lock("person", lock_lifetime=PATIENCE):
            waited = time.monotonic() - started
        await store.close()
        return waited

    assert LEASE_SECONDS < PATIENCE and asyncio.run(check()) < PATIENCE


def test_a_turn_lasts_as_long_as_it_needs(redis: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lock_store, "LEASE_SECONDS", 1.0)
    monkeypatch.setattr(lock_store, "RENEW_SECONDS", 0.2)

    async def check() -> list[str]:
        store = QueueLockStore(redis.url)
        said = []

        async def second() -> None:
            async with store.lock("person"):
                said.append("second")

        async with store.lock("person"):
            waiter = asyncio.create_task(second())
            await asyncio.sleep(2.5)
            said.append("first")
        await waiter
        await store.close()
        return said

    assert asyncio.run(check()) == ["first", "second"]


def test_while_redis_is_restarted_messages_wait_and_while_it_is_away_they_count_as_not_answered(redis: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    async def check() -> None:
        store = QueueLockStore(redis.url)
        async with store.lock("person"):
            pass
        redis.kill()
        message = asyncio.create_task(turn(store))
        await asyncio.sleep(0.5)
        await asyncio.to_thread(redis.start)
        await message
        redis.kill()
        monkeypatch.setattr(lock_store, "FAILING_SECONDS", 0.2)
        with pytest.raises(LockError, match="Redis cannot be reached"):
            await turn(store)
        await asyncio.to_thread(redis.start)
        await turn(store)
        await store.close()

    asyncio.run(check())


async def turn(store: QueueLockStore) -> None:
    async with store.lock("person"):
        pass


def test_who_waits_too_long_gives_his_place_up(redis: Server) -> None:
    async def check() -> None:
        store = QueueLockStore(redis.url)
        async with store.lock("person"):
            with pytest.raises(LockError, match="too long"):
                async with store.lock("person", lock_lifetime=0.1):
                    pass
            assert await waiting(redis.url) == 1
        await store.close()

    asyncio.run(check())
