"""Zalo's access token, kept fresh; a refresh token is spent once, by one process.

Zalo's SDKs (OAuth2Client) have the requests. The access token is said to live 25 hours («expires_in»), the refresh token three
months, and each refresh gives a new pair and makes the old refresh token worthless. The endpoint reports errors with a body of
«error_name» and the like, sometimes with status 200, so that only two tokens count as success.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from bot.messaging.http import ApiClient, ApiReply, ApiSilenceError
from bot.messaging.settings import MessagingSettings
from bot.messaging.zalo.token_file import Pair, TokenFile, TokenState

logger = logging.getLogger("channels")

PATH = "/v4/oa/access_token"
HOUR = 3600 * 1000
DAY = 24 * HOUR
ACCESS_MS, REFRESH_MS = 25 * HOUR, 90 * DAY
RENEW_AT = 0.8  # of the access token's life
WARN_MS = 14 * DAY  # before the refresh token ends
LOOK_SECONDS = 600.0
AGAIN_SECONDS = 60.0  # after a renewal that got no answer

Sound = Callable[[str], Awaitable[None]]


class NoTokenError(Exception):
    """There is no access token that could work; a person must log in."""


class TokenRefusedError(Exception):
    """The platform takes the refresh token or the code no more; a person must log in. The text is the platform's word for it."""


class TokenSilenceError(Exception):
    """No answer that says whether there is a new pair; to be tried again."""


class Tokens:
    """The tokens of one Official Account, in one process.

    sound: tells an alarm (bot.messaging.alarms). now: seconds since 1970.
    """

    def __init__(self, settings: MessagingSettings, oauth: ApiClient, *, sound: Sound, now: Callable[[], float] = time.time) -> None:
        self._settings = settings
        self._oauth = oauth
        self._sound = sound
        self._now = lambda: int(now() * 1000)
        self._file = TokenFile(settings.data_folder)
        self._renewing: set[asyncio.Task[str]] = set()
        self._loop: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Adopt the settings' pair if it is new, and begin to keep the tokens fresh."""
        await self._adopt()
        self._loop = asyncio.get_running_loop().create_task(self._keep_fresh())

    async def stop(self) -> None:
        """End; a renewal that is under way is waited for, since its answer comes only once."""
        if self._loop is not None:
            self._loop.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._loop
        if self._renewing:
            await asyncio.wait(self._renewing)

    async def access(self) -> str:
        """The access token. Raises NoTokenError."""
        state = self._file.read()
        if state.current is None or (state.refused and state.current.expires_at <= self._now()):
            await self._sound("log_in_again")
            raise NoTokenError
        return state.current.access

    async def renew(self, dead: str) -> str:
        """Another access token than *dead*. Raises NoTokenError, TokenRefusedError, TokenSilenceError.

        It runs to its end even if who waits for it goes away.
        """
        task = asyncio.get_running_loop().create_task(self._renew(dead))
        self._renewing.add(task)
        task.add_done_callback(self._renewing.discard)
        task.add_done_callback(lambda done: done.cancelled() or done.exception())
        return await asyncio.shield(task)

    async def _renew(self, dead: str) -> str:
        async with self._file.lock():  # held until the new pair is on the disk
            state = self._file.read()
            pair = state.current
            if pair is None or (state.refused and pair.access == dead):
                await self._sound("log_in_again")
                raise NoTokenError
            if pair.access != dead:  # another process was faster
                return pair.access
            try:
                reply = await self._ask({"refresh_token": pair.refresh, "grant_type": "refresh_token"})
                new = self._pair_of(reply)
            except TokenRefusedError as error:
                # The old access token may live on for hours; it is used until it ends.
                self._file.write(replace(state, refused=True))
                logger.error("zalo: the refresh token was refused (%s)", error)
                await self._sound("log_in_again")
                raise
            except _UnreadError as error:
                self._file.write(replace(state, unread=(*state.unread, error.text)))
                await self._sound("token_unread")
                raise TokenSilenceError from None
            self._file.write(replace(state, current=new, previous=pair, refused=False))
            logger.info("zalo: the tokens were renewed")
            return new.access

    async def _adopt(self) -> None:
        settings = self._settings
        if not settings.zalo_refresh_token:
            return
        mark = hashlib.sha256(f"{settings.zalo_access_token}\0{settings.zalo_refresh_token}".encode()).hexdigest()
        async with self._file.lock():
            state = self._file.read()
            if mark not in state.seen:  # the first start, or a person has pasted a new pair
                now = self._now()
                pair = Pair(settings.zalo_access_token, settings.zalo_refresh_token, now, now + ACCESS_MS, now + REFRESH_MS)
                self._file.write(TokenState(pair, state.current, seen=(*state.seen, mark), unread=state.unread))

    async def log_in(self, *, code: str, verifier: str) -> Pair:
        """The pair for the *code* that a person's consent gave, saved. Raises TokenRefusedError, TokenSilenceError."""
        async with self._file.lock():
            state = self._file.read()
            try:
                pair = self._pair_of(await self._ask({"code": code, "grant_type": "authorization_code", "code_verifier": verifier}))
            except _UnreadError as error:
                self._file.write(replace(state, unread=(*state.unread, error.text)))
                raise TokenSilenceError from None
            self._file.write(replace(state, current=pair, previous=state.current, refused=False))
            return pair

    async def _ask(self, form: dict[str, str]) -> ApiReply:
        settings = self._settings
        try:
            return await self._oauth.post(PATH, form={"app_id": settings.zalo_app_id, **form}, headers={"secret_key": settings.zalo_app_secret})
        except ApiSilenceError:
            raise TokenSilenceError from None

    def _pair_of(self, reply: ApiReply) -> Pair:
        body: Any = reply.body if isinstance(reply.body, dict) else {}
        access, refresh = body.get("access_token"), body.get("refresh_token")
        if isinstance(access, str) and access and isinstance(refresh, str) and refresh:
            now = self._now()
            return Pair(access, refresh, now, now + _life(body.get("expires_in")), now + REFRESH_MS)
        if "refresh_token" in reply.text and not body.get("error"):
            raise _UnreadError(reply.text)
        if reply.status < 500 and any(key in body for key in ("error", "error_name", "error_reason")):
            raise TokenRefusedError(str(body.get("error_name") or body.get("error"))[:100])
        raise TokenSilenceError

    # -- all the time

    async def _keep_fresh(self) -> None:
        while True:
            wait = LOOK_SECONDS
            try:
                await self._look()
            except TokenSilenceError:
                wait = AGAIN_SECONDS
                logger.warning("zalo: the tokens could not be renewed; trying again in %.0f s", wait)
            except (NoTokenError, TokenRefusedError):
                pass
            except Exception as error:
                logger.error("zalo: the tokens could not be looked after", exc_info=error)
            await asyncio.sleep(wait)

    async def _look(self) -> None:
        pair = (await asyncio.get_running_loop().run_in_executor(None, self._file.read)).current
        if pair is None:
            await self._sound("log_in_again")
            return
        now = self._now()
        if now >= pair.made_at + RENEW_AT * (pair.expires_at - pair.made_at):
            try:
                await self.renew(pair.access)
            except TokenSilenceError:
                if now >= pair.refresh_expires_at - WARN_MS:
                    await self._sound("refresh_token_ends")
                raise


class _UnreadError(Exception):
    """An answer that seems to hold tokens and cannot be read."""

    def __init__(self, text: str) -> None:
        super().__init__("an answer could not be read")
        self.text = text


def _life(told: Any) -> int:
    """expires_in, which is seconds, as text or a number; milliseconds."""
    try:
        return max(60, int(told)) * 1000
    except (TypeError, ValueError):
        return ACCESS_MS
