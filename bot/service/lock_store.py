"""Turns in a conversation among several processes and machines: a queue for each conversation, in Redis."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import time
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import redis
import redis.asyncio
from rasa.core.lock import TicketLock
from rasa.core.lock_store import LOCK_LIFETIME, LockError, LockStore

logger = logging.getLogger(__name__)

LEASE_SECONDS = 5.0  # a process that is gone keeps its place for so long
RENEW_SECONDS = 1.0
POLL_SECONDS, LONGEST_POLL = 0.005, 0.05
FAILING_SECONDS = 10.0  # for which Redis may be away, as in a restart, before a message counts as not answered
CALL_SECONDS = 2.0  # for one call
# Take a place in the queue or keep it; 1 if it is the first. Places whose owner did not keep them are given up.
_ENTER = """
local now = redis.call('TIME')
local at = now[1] * 1000 + math.floor(now[2] / 1000)
for _, gone in ipairs(redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', at)) do
  redis.call('ZREM', KEYS[1], gone)
  redis.call('ZREM', KEYS[2], gone)
end
if not redis.call('ZSCORE', KEYS[1], ARGV[1]) then
  local last = redis.call('ZRANGE', KEYS[1], -1, -1, 'WITHSCORES')
  redis.call('ZADD', KEYS[1], (tonumber(last[2]) or 0) + 1, ARGV[1])
end
redis.call('ZADD', KEYS[2], at + ARGV[2], ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[2] * 2)
redis.call('PEXPIRE', KEYS[2], ARGV[2] * 2)
return redis.call('ZRANGE', KEYS[1], 0, 0)[1] == ARGV[1] and 1 or 0
"""
_LEAVE = "redis.call('ZREM', KEYS[1], ARGV[1]) redis.call('ZREM', KEYS[2], ARGV[1])"


class QueueLockStore(LockStore):
    """Lets the messages of a conversation be handled one after the other, in the order in which they came, whoever handles them.

    Rasa's RedisLockStore reads a lock and writes it back, so that two processes can draw the same ticket; it keeps the place of a
    process that was killed for a minute, asks once a second whose turn it is, and shows Redis the names of conversations. Here a
    place in the queue is taken in one step, under a hash of the name, and is kept only while its owner renews it. url: of the Redis
    server. Redis has to keep nothing on a disk: after its restart those who wait line up anew, and of two that were let in at
    once by that the tracker store lets one write; the other message counts as not answered and is sent again. Tickets are read and
    written by Rasa's own lock() alone; here they stay as the parent class leaves them, which raises NotImplementedError.
    """

    def __init__(self, url: str) -> None:
        self._redis = redis.asyncio.Redis.from_url(url, socket_timeout=CALL_SECONDS, socket_connect_timeout=CALL_SECONDS)
        self._enter = self._redis.register_script(_ENTER)
        self._leave = self._redis.register_script(_LEAVE)

    @asynccontextmanager
    async def lock(self, conversation_id: str, lock_lifetime: float = LOCK_LIFETIME, wait_time_in_seconds: float = 1) -> AsyncIterator[TicketLock]:
        """Wait for this message's turn, at most *lock_lifetime* seconds, and keep it within the block. Raises LockError."""
        name = hashlib.sha256(conversation_id.encode("utf-8", "replace")).hexdigest()[:32]
        keys, place = [f"turns:{{{name}}}:order", f"turns:{{{name}}}:until"], uuid.uuid4().hex
        renewing: asyncio.Task[None] | None = None
        try:
            await self._wait(keys, place, lock_lifetime)
            renewing = asyncio.create_task(self._renew(keys, place))
            yield TicketLock(conversation_id)
        finally:
            if renewing is not None:
                renewing.cancel()
                await asyncio.wait([renewing])
            with suppress(redis.RedisError):  # then the place is given up when its time is over
                await self._leave(keys=keys, args=[place])

    async def _wait(self, keys: list[str], place: str, most: float) -> None:
        started = reached = time.monotonic()
        pause = POLL_SECONDS
        while True:
            try:
                if await self._enter(keys=keys, args=[place, round(LEASE_SECONDS * 1000)]):
                    return
                reached = time.monotonic()
            except (redis.ConnectionError, redis.TimeoutError) as error:
                if time.monotonic() - reached > FAILING_SECONDS:
                    raise LockError(f"Redis cannot be reached ({type(error).__name__})") from None
            except redis.RedisError as error:
                raise LockError(f"Redis refuses ({error})") from None
            if time.monotonic() - started > most:
                raise LockError("the messages before this one took too long")
            await asyncio.sleep(pause)
            pause = min(pause * 1.5, LONGEST_POLL)

    async def _renew(self, keys: list[str], place: str) -> None:
        while True:
            await asyncio.sleep(RENEW_SECONDS)
            with suppress(redis.RedisError):
                await self._enter(keys=keys, args=[place, round(LEASE_SECONDS * 1000)])

    async def close(self) -> None:
        """Close the connections."""
        await self._redis.close(close_connection_pool=True)  # unasked, it leaves a pool open that from_url made


def problem_with(url: str, *, timeout: float = CALL_SECONDS) -> str | None:
    """Why the Redis server at *url* cannot be used, without the password; None if it can. Waits."""
    client = redis.Redis.from_url(url, socket_timeout=timeout, socket_connect_timeout=timeout)
    try:
        client.ping()
    except redis.RedisError as error:
        return str(error).strip().splitlines()[0] or type(error).__name__
    finally:
        client.connection_pool.disconnect()
    return None
