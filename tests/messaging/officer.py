"""One process with the tokens of a simulated Official Account, as tests use it: its store, its alarms, its clock."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from bot.messaging.settings import MessagingSettings
from bot.messaging.store import Store
from bot.messaging.zalo.oauth import OAuth
from bot.messaging.zalo.token_alarms import TokenAlarms
from bot.messaging.zalo.tokens import Tokens
from tests.messaging.saying import run
from tests.simulators.zalo import ZaloSimulator

T = TypeVar("T")


def settings_for(zalo: ZaloSimulator, folder: Path, *, tokens: bool = True, **settings: Any) -> MessagingSettings:
    environment = {name.lower(): value for name, value in zalo.environment(tokens=tokens).items()}
    return MessagingSettings(**{"data_folder": folder, **environment, **settings})


class Officer:
    """Runs work with the tokens of one process. later: seconds by which its clock is ahead of the simulator's."""

    def __init__(self, zalo: ZaloSimulator, folder: Path, *, tokens: bool = True, **settings: Any) -> None:
        self.settings = settings_for(zalo, folder, tokens=tokens, **settings)
        self.later = 0.0
        self._zalo = zalo

    @property
    def alarms(self) -> list[str]:
        """Those that stand."""
        with self._store() as store:
            return store.do(lambda tables: [alarm.code for alarm in tables.alarms.all()])

    def sound(self, code: str) -> None:
        with self._store() as store:
            store.do(lambda tables: tables.alarms.sound(code, now=int(self.now() * 1000)))

    def now(self) -> float:
        return self._zalo.now() + self.later

    def with_tokens(self, work: Callable[[Tokens], Awaitable[T]], *, seconds: float = 10.0) -> T:
        with self._store() as store:

            async def all_of_it() -> T:
                oauth = OAuth(self.settings, seconds=seconds)
                tokens = Tokens(self.settings, oauth, TokenAlarms(store, now=self.now), now=self.now)
                try:
                    await tokens._adopt()
                    return await work(tokens)
                finally:
                    await tokens.stop()
                    await oauth.close()

            return run(all_of_it())

    def renew(self, dead: str, **options: float) -> str:
        return self.with_tokens(lambda tokens: tokens.renew(dead), **options)

    def access(self) -> str:
        return self.with_tokens(lambda tokens: tokens.access())

    def look(self) -> None:
        """What the process does by itself every few minutes."""
        self.with_tokens(lambda tokens: tokens._look())

    @contextmanager
    def _store(self) -> Iterator[Store]:
        store = Store(self.settings.data_folder, "zalo")
        try:
            yield store
        finally:
            store.close()
