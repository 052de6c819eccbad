"""Whether a message from a browser or a program is taken."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from bot.limits.addresses import Client, Proxies
from bot.limits.counting import PerMinute
from bot.limits.settings import LimitSettings

BUSY_SECONDS = 5
CHARACTERS = 400  # that count as one message more; questions are far shorter
MOST_CHARACTERS = 4000  # more are not read


class NotTakenError(Exception):
    """The message is not taken now. code: too_many (of this sender), busy (of his address, or of all together). seconds: after which it may be."""

    def __init__(self, code: str, seconds: int) -> None:
        super().__init__(code)
        self.code = code
        self.seconds = seconds


class Gate:
    """Counts in memory of one process; what is refused is not counted, so that patience is rewarded."""

    def __init__(self, settings: LimitSettings, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.proxies = Proxies(settings.trusted_proxies)
        self._senders = PerMinute(settings.messages_per_minute)
        self._addresses = PerMinute(settings.address_per_minute)
        self._most_at_work = settings.messages_at_work
        self._at_work = 0
        self._clock = clock

    def admit(self, client: Client, sender: str) -> None:
        """Count a message, unless a program on this machine sends it: those who run the service may try it out. Raises NotTakenError."""
        if client.is_local:
            return
        now = int(self._clock() * 1000)
        waits = {
            "too_many": self._senders.wait(sender, now=now),
            "busy": 0 if client.address is None else self._addresses.wait(client.address, now=now),
        }
        for code, wait in waits.items():
            if wait:
                raise NotTakenError(code, -(-wait // 1000))
        self._count(client, sender, 1)

    def weigh(self, client: Client, sender: str, text: str) -> None:
        """Count a long text of a message that was admitted as several: it takes as long to be read."""
        more = len(text[:MOST_CHARACTERS]) // CHARACTERS
        if more and not client.is_local:
            self._count(client, sender, more)

    def _count(self, client: Client, sender: str, weight: int) -> None:
        now = int(self._clock() * 1000)
        self._senders.count(sender, now=now, weight=weight)
        if client.address is not None:
            self._addresses.count(client.address, now=now, weight=weight)

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """While a message is being answered. Raises NotTakenError if so many are already that this one would wait too long."""
        if self._at_work >= self._most_at_work:
            raise NotTakenError("busy", BUSY_SECONDS)
        self._at_work += 1
        try:
            yield
        finally:
            self._at_work -= 1
