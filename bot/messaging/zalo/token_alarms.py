"""The alarms about an Official Account's tokens: sounded and ended in the store, which must never be what a token is lost by."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from bot.messaging.alarms import SAYINGS
from bot.messaging.database import StoreError
from bot.messaging.store import Store

logger = logging.getLogger("channels")

CODES = ("log_in_again", "refresh_token_ends", "token_unread", "token_folder", "token_file", "renewal")


class TokenAlarms:
    """now: seconds since 1970."""

    def __init__(self, store: Store, *, now: Callable[[], float] = time.time) -> None:
        self._store = store
        self._now = lambda: int(now() * 1000)

    async def sound(self, code: str) -> None:
        """A person is needed. The full disk that is told of may be the store's, too: then there is only the log."""
        now = self._now()
        try:
            await self._store.run(lambda tables: tables.alarms.sound(code, now=now))
        except StoreError as error:
            logger.error("%s: %s (%s)", self._store.channel, SAYINGS[code].format(channel=self._store.channel), error)

    async def end(self, *codes: str, before: int | None = None) -> None:
        """It is over: with these, or with all about tokens; only with those last heard *before* (milliseconds since 1970)."""
        try:
            await self._store.run(lambda tables: tables.alarms.clear(*(codes or CODES), before=before))
        except StoreError as error:
            logger.error("%s: %s", self._store.channel, error)
