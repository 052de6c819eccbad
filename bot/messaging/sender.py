"""Sends what the outbox holds, and decides by each outcome what becomes of a message."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import logging
import random
from collections.abc import Callable
from functools import partial

from bot.messaging.database import StoreError
from bot.messaging.outbox import UNSURE, UNSURE_MS, Row
from bot.messaging.platform import Outcome, Platform, Verdict
from bot.messaging.retrying import delay
from bot.messaging.store import Store, Tables

logger = logging.getLogger("channels")

AT_ONCE = 32
POLL_SECONDS = 0.5  # what another process or a command puts in is seen so late
STOP_SECONDS = 5.0  # so long is waited for requests that are under way
FAILURES_TO_PROBE = 5  # after so many in a row one message at a time is tried, not all against a platform that is down
WRITE_SECONDS = 30.0  # at most between tries to write down what has become of a message
RENEW_MS = 30 * 1000  # between tries while there is no access token
ACCOUNT_MS = 5 * 60 * 1000  # between tries while a person has to see to the account
PLAIN_MS = 3600 * 1000  # so long no buttons are sent after the platform refused some and took the same message without them
_OF_THE_ACCOUNT = ("account", "quota", "page_token", "bot_token")  # alarms that end when a message goes out


class Sender:
    """The loop of one channel. now: milliseconds since 1970."""

    def __init__(self, platform: Platform, store: Store, *, now: Callable[[], int]) -> None:
        self._platform = platform
        self._store = store
        self._now = now
        self._woken = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self._loop: asyncio.Task[None] | None = None
        self._failures = 0
        self._next_start = 0.0

    def start(self) -> None:
        """Begin to send."""
        self._loop = asyncio.get_running_loop().create_task(self._run())

    def wake(self) -> None:
        """There is something new."""
        self._woken.set()

    async def stop(self) -> None:
        """End, once what is under way has been answered."""
        if self._loop is not None:
            self._loop.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._loop
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=STOP_SECONDS)
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _run(self) -> None:
        while True:
            self._woken.clear()
            rows: list[Row] = []
            try:
                rows = await self._store.run(self._claim)
            except StoreError as error:
                logger.error("%s: %s", self._platform.name, error)
            except Exception as error:  # whatever it is, it must not end the sending
                logger.error("%s: no messages could be taken up", self._platform.name, exc_info=error)
            for number, row in enumerate(rows):
                try:
                    await self._pace()
                except asyncio.CancelledError:
                    self._give_back(rows[number:])
                    raise
                task = asyncio.get_running_loop().create_task(self._send(row))
                self._tasks.add(task)
                task.add_done_callback(self._done)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(POLL_SECONDS):  # Python 3.11's wait_for loses a cancellation that comes at the same moment
                    await self._woken.wait()

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self.wake()

    def _claim(self, tables: Tables) -> list[Row]:
        """The messages that are sent next: as many as half a second takes, so that few are claimed when the process dies."""
        now = self._now()
        tables.outbox.expire(now)
        if tables.notes.get("paused_until") > now:
            return []
        limits = self._platform.limits
        most = 1 if self._failures >= FAILURES_TO_PROBE else max(1, int(limits.sends_per_second * POLL_SECONDS))
        rows = tables.outbox.claim(self._store.owner, now=now, most=min(most, AT_ONCE - len(self._tasks)))
        # What a person has sent again goes out all the same: whether it costs something or is refused the platform says.
        spent = [row for row in rows if not row.is_resent and tables.people.get(row.person).replies >= limits.replies]
        for row in spent:
            tables.outbox.fail(row.id, reason="replies", code="", state="expired")
        return [row for row in rows if row not in spent]

    async def _pace(self) -> None:
        clock = asyncio.get_running_loop().time
        wait = self._next_start - clock()
        self._next_start = max(self._next_start, clock()) + 1 / self._platform.limits.sends_per_second
        if wait > 0:
            await asyncio.sleep(wait)

    def _give_back(self, rows: list[Row]) -> None:
        """Messages that were claimed and not begun."""

        def work(tables: Tables) -> None:
            for row in rows:
                tables.outbox.again(row.id, due_at=self._now(), code="", reason=None, counted=False)

        self._store.do(work)

    async def _send(self, row: Row) -> None:
        try:
            outcome = await self._attempt(row)
        except Exception as error:  # whatever it was, the message must not stay «being sent» as long as this process lives
            logger.error("%s: a message could not be sent", self._platform.name, exc_info=error)
            outcome = Outcome(Verdict.RETRY, code=type(error).__name__, maybe=True)
        self._failures = self._failures + 1 if outcome.verdict is Verdict.RETRY else 0
        await self._write_down(row, outcome)
        if outcome.verdict is not Verdict.SENT:
            logger.warning("%s: not sent: %s, code %s, attempt %d", self._platform.name, outcome.verdict.value, outcome.code or "none", row.attempts + 1)

    async def _write_down(self, row: Row, outcome: Outcome) -> None:
        """Keep what has become of a message, however long the store fails: what has gone out must not go out again."""
        for attempt in itertools.count():
            try:
                await self._store.run(partial(self._settle, row=row, outcome=outcome))
                return
            except StoreError as error:
                logger.error("%s: %s", self._platform.name, error)
            except Exception as error:
                logger.error("%s: what became of a message could not be judged", self._platform.name, exc_info=error)
                outcome = Outcome(Verdict.REFUSED, code=type(error).__name__)
            await asyncio.sleep(min(delay(attempt), WRITE_SECONDS))

    async def _attempt(self, row: Row) -> Outcome:
        if row.user is None:
            return Outcome(Verdict.REFUSED)
        outcome = await self._platform.send(row.user, row.message, mark=row.id)
        if outcome.verdict is Verdict.RENEW and await self._platform.renew():
            outcome = await self._platform.send(row.user, row.message, mark=row.id)
            if outcome.verdict is Verdict.RENEW:  # a new token, refused as well
                return Outcome(Verdict.ACCOUNT, code=outcome.code)
        return outcome

    def _settle(self, tables: Tables, row: Row, outcome: Outcome) -> None:
        """Write down what has become of a message."""
        now = self._now()
        verdict, code = outcome.verdict, outcome.code
        if outcome.maybe and tables.outbox.has_arrived(row.id):
            verdict = Verdict.SENT
        again = tables.outbox.again
        alarm = outcome.alarm or verdict.value
        if verdict is Verdict.SENT:
            tables.outbox.sent(row.id, outcome.message_id)
            tables.people.was_sent(row.person)
            tables.alarms.clear(*_OF_THE_ACCOUNT)
            if row.reason == Verdict.WITHOUT_BUTTONS.value:  # it was the buttons, then, and no other fault of that message
                tables.notes.set("plain_until", now + PLAIN_MS)
            if outcome.wait:
                self._pause(tables, now + int(outcome.wait * 1000))
        elif verdict is Verdict.RETRY and now < row.give_up_at:
            wait = max(int(1000 * (outcome.wait or delay(row.attempts))), UNSURE_MS if outcome.maybe else 0)
            again(row.id, due_at=now + wait, code=code, reason=UNSURE if outcome.maybe else verdict.value)
        elif verdict is Verdict.RETRY:
            tables.outbox.fail(row.id, reason="unreachable", code=code)
        elif verdict is Verdict.RATE:
            self._pause(tables, now + int(1000 * (outcome.wait or 60 - now / 1000 % 60 + random.uniform(0.5, 5.0))))
            again(row.id, due_at=now, code=code, reason=verdict.value, counted=False)
        elif verdict is Verdict.RENEW:
            self._pause(tables, now + RENEW_MS)
            again(row.id, due_at=now, code=code, reason=verdict.value, counted=False)
        elif verdict is Verdict.ACCOUNT and code and row.reason == verdict.value and not tables.alarms.stands(alarm):
            # Others have gone out since it was refused as now: it is the message or the person, not the account.
            tables.outbox.fail(row.id, reason=verdict.value, code=code)
        elif verdict in (Verdict.ACCOUNT, Verdict.QUOTA):
            tables.alarms.sound(alarm, now=now)
            self._pause(tables, now + ACCOUNT_MS)
            again(row.id, due_at=now, code=code, reason=verdict.value, counted=False)
        elif verdict is Verdict.WITHOUT_BUTTONS and row.message.has_buttons:
            again(row.id, due_at=now, code=code, reason=verdict.value, content=row.message.without_buttons())
        elif verdict is Verdict.GONE:
            tables.outbox.fail(row.id, reason=verdict.value, code=code)
            tables.outbox.fail_others(row.person, reason=verdict.value, code=code)
        elif verdict is Verdict.WINDOW:
            tables.outbox.fail(row.id, reason=verdict.value, code=code, state="expired")
        else:
            tables.outbox.fail(row.id, reason="refused", code=code)

    def _pause(self, tables: Tables, until: int) -> None:
        """The whole platform waits, in all processes."""
        tables.notes.set("paused_until", max(until, tables.notes.get("paused_until")))
