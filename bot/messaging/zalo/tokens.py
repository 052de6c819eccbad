"""Zalo's access token, kept fresh; a refresh token is spent once, by one process.

The access token is said to live 25 hours («expires_in»), the refresh token three months, and each refresh gives a new pair and makes
the old refresh token worthless. So the folder is proved writable, and the file says that the token may be spent, before it is sent;
and a new pair that cannot be written lives in memory until it can.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import logging
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import replace

from bot.messaging.retrying import delay
from bot.messaging.settings import MessagingSettings
from bot.messaging.zalo.oauth import ACCESS_SECONDS, Grant, OAuth, TokenError, TokenFaultError, TokenRefusedError, TokenSilenceError, TokenUnreadError
from bot.messaging.zalo.token_alarms import TokenAlarms
from bot.messaging.zalo.token_file import Pair, TokenFileError, TokenState
from bot.messaging.zalo.token_keeping import TokenKeeping

logger = logging.getLogger("channels")

HOUR = 3600 * 1000
DAY = 24 * HOUR
REFRESH_MS = 90 * DAY
RENEW_AT = 0.8  # of the access token's life
WARN_MS = 14 * DAY  # before the refresh token ends
LOOK_SECONDS = 600.0
AGAIN_SECONDS = 30.0  # after a renewal that came to nothing; doubled each time, until a look's time
FAILURES_TO_TELL = 3  # renewals in a row without any answer


class NoTokenError(TokenError):
    """There is no access token that could work; a person must see to it. alarm: as which it was told."""

    def __init__(self, alarm: str = "log_in_again") -> None:
        super().__init__(alarm)
        self.alarm = alarm


class Tokens:
    """The tokens of one Official Account, in one process. now: seconds since 1970."""

    def __init__(self, settings: MessagingSettings, oauth: OAuth, alarms: TokenAlarms, *, now: Callable[[], float] = time.time) -> None:
        self._settings = settings
        self._oauth = oauth
        self._alarms = alarms
        self._now = lambda: int(now() * 1000)
        self._kept = TokenKeeping(settings.data_folder, alarms)
        self._renewing: set[asyncio.Task[str]] = set()
        self._loop: asyncio.Task[None] | None = None
        self._ends = asyncio.Event()
        self._failures = 0  # renewals in a row that came to nothing
        self._not_before = 0  # no renewal is tried sooner

    async def start(self) -> None:
        """Adopt the settings' pair if it is new, and begin to keep the tokens fresh."""
        with contextlib.suppress(TokenError):  # told as an alarm, and tried again
            await self._adopt()
        self._loop = asyncio.get_running_loop().create_task(self._keep_fresh())

    async def stop(self) -> None:
        """End; a renewal that is under way is waited for, since its answer comes only once."""
        self._ends.set()
        if self._loop is not None:
            await self._loop
        if self._renewing:
            await asyncio.wait(self._renewing)
        await self._kept.stop()

    async def access(self) -> str:
        """The access token. Raises NoTokenError."""
        state = await self._read()
        if state.current is None or (state.refused and state.current.expires_at <= self._now()):
            await self._alarms.sound("log_in_again")
            raise NoTokenError
        return state.current.access

    async def renew(self, dead: str) -> str:
        """Another access token than *dead*. Raises TokenError.

        It runs to its end even if who waits for it goes away.
        """
        task = asyncio.get_running_loop().create_task(self._renew(dead))
        self._renewing.add(task)
        task.add_done_callback(self._renewing.discard)
        task.add_done_callback(lambda done: done.cancelled() or done.exception())
        return await asyncio.shield(task)

    async def log_in(self, *, code: str, verifier: str) -> Pair:
        """The pair for the *code* that a person's consent gave, saved. Raises TokenError, OSError."""
        async with self._kept.lock():
            await self._kept.make_room()
            try:
                state = await self._kept.read()
            except TokenFileError:  # this is how a person mends it
                await self._kept.set_aside()
                state = TokenState()
            mark = self._mark()
            if mark is not None and mark not in state.seen:  # the settings' pair would take this one's place at the next start
                state = replace(state, seen=(*state.seen, mark))
            try:
                pair = self._pair_of(await self._oauth.exchange(code, verifier))
            except TokenUnreadError as error:
                await self._kept.write(state.with_unread(error.text))
                raise
            await self._kept.write(replace(state, current=pair, previous=state.current, refused=False, asked_at=0))
            return pair

    # -- one renewal

    async def _renew(self, dead: str) -> str:
        other = await self._other_than(dead)
        if other is not None:
            return other
        async with self._trouble_told(), self._kept.lock():  # held until the new pair is on the disk
            other = await self._other_than(dead)  # another process may have been faster
            return other if other is not None else await self._spend(await self._read())

    async def _other_than(self, dead: str) -> str | None:
        """An access token that is known and not *dead*. Raises NoTokenError if there will be none."""
        state = await self._read()
        if state.current is None or (state.refused and state.current.access == dead):
            await self._alarms.sound("log_in_again")
            raise NoTokenError
        if state.current.access == dead:
            return None
        self._failures = self._not_before = 0
        return state.current.access

    async def _spend(self, state: TokenState) -> str:
        """The access token that the refresh token gives. It may be worth nothing once it was sent, whatever is heard of it."""
        pair = state.current
        if pair is None or self._now() < self._not_before:
            raise TokenSilenceError
        asked_before = state.asked_at
        if not asked_before:
            state = replace(state, asked_at=self._now())
            await self._kept.write(state)
        await self._kept.make_room()
        try:
            new = self._pair_of(await self._oauth.refresh(pair.refresh))
        except TokenError as error:
            await self._note(error, state, asked_before)
            raise
        self._failures = self._not_before = 0
        await self._kept.keep(replace(state, current=new, previous=pair, refused=False, asked_at=0))
        logger.info("zalo: the tokens were renewed")
        return new.access

    async def _note(self, error: TokenError, state: TokenState, asked_before: int) -> None:
        """What a renewal without success says about the refresh token."""
        is_dead = isinstance(error, TokenRefusedError)
        if isinstance(error, TokenSilenceError) and error.empty and asked_before:
            is_dead = True  # Zalo's answer to a token that it has taken already
        if is_dead:
            # The old access token may live on for hours; it is used until it ends.
            logger.error("zalo: the refresh token was refused (%s)%s", error, "; it was sent before, and no answer came" if asked_before else "")
            await self._kept.write(replace(state, refused=True))
            await self._alarms.sound("log_in_again")
            return
        self._back_off()
        logger.warning("zalo: the tokens could not be renewed (%s); again in %.0f s", error, (self._not_before - self._now()) / 1000)
        if isinstance(error, TokenUnreadError):
            await self._kept.write(state.with_unread(error.text))
            await self._alarms.sound("token_unread")
            return
        is_fault = isinstance(error, TokenFaultError)
        if (is_fault or (isinstance(error, TokenSilenceError) and not error.sent)) and not asked_before:
            await self._kept.write(replace(state, asked_at=0))  # it is as good as it was
        if is_fault or self._failures >= FAILURES_TO_TELL:
            await self._alarms.sound("renewal")

    def _back_off(self) -> None:
        self._not_before = self._now() + int(1000 * delay(self._failures, first=AGAIN_SECONDS, most=LOOK_SECONDS))
        self._failures += 1

    def _pair_of(self, grant: Grant) -> Pair:
        now = self._now()
        return Pair(grant.access, grant.refresh, now, now + grant.seconds * 1000, now + REFRESH_MS)

    # -- what is kept

    async def _read(self) -> TokenState:
        async with self._trouble_told():
            return await self._kept.read()

    @contextlib.asynccontextmanager
    async def _trouble_told(self) -> AsyncIterator[None]:
        """What the file or its folder does wrong calls a person. Raises NoTokenError, TokenSilenceError in place of it."""
        try:
            yield
        except TokenFileError as error:
            logger.error("zalo: %s", error)
            await self._alarms.sound("token_file")
            raise NoTokenError("token_file") from None
        except OSError as error:
            logger.error("zalo: tokens cannot be written (%s)", error.strerror)
            self._back_off()
            await self._alarms.sound("token_folder")
            raise TokenSilenceError from None

    def _mark(self) -> str | None:
        """By which the settings' pair is known."""
        settings = self._settings
        if not settings.zalo_refresh_token:
            return None
        return hashlib.sha256(f"{settings.zalo_access_token}\0{settings.zalo_refresh_token}".encode()).hexdigest()

    async def _adopt(self) -> None:
        """Take the settings' pair, at the first start or if a person has pasted a new one."""
        mark = self._mark()
        if mark is None or mark in (await self._read()).seen:
            return
        async with self._trouble_told(), self._kept.lock():
            state = await self._read()
            if mark not in state.seen:
                grant = Grant(self._settings.zalo_access_token, self._settings.zalo_refresh_token, ACCESS_SECONDS)
                await self._kept.write(TokenState(self._pair_of(grant), state.current, seen=(*state.seen, mark), unread=state.unread))
                await self._alarms.end()

    # -- all the time

    async def _keep_fresh(self) -> None:
        while not self._ends.is_set():
            try:
                await self._look()
            except TokenError:
                pass  # told where it was raised
            except Exception as error:
                logger.error("zalo: the tokens could not be looked after", exc_info=error)
            wait = (self._not_before - self._now()) / 1000
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(wait if wait > 0 else LOOK_SECONDS):
                    await self._ends.wait()

    async def _look(self) -> None:
        await self._adopt()
        state = await self._read()
        await self._alarms.end("token_file")
        pair, now = state.current, self._now()
        if pair is None:
            await self._alarms.sound("log_in_again")
            return
        if not state.refused:  # of a pair that there is no more: another process has renewed it, or a person has logged in
            await self._alarms.end(before=pair.made_at)
        if now >= pair.made_at + RENEW_AT * (pair.expires_at - pair.made_at):
            try:
                await self.renew(pair.access)
            except (TokenSilenceError, TokenFaultError):
                if now >= pair.refresh_expires_at - WARN_MS:
                    await self._alarms.sound("refresh_token_ends")
                raise
