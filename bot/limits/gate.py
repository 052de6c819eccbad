"""Whether a message from a browser or a program is taken."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from bot.limits.addresses import Client, Proxies
from bot.limits.counting import Quota
from bot.limits.settings import LimitSettings

BUSY_SECONDS = 5
CHARACTERS = 400  # that count as one message more; questions are far shorter
MOST_CHARACTERS = 4000  # more are not read
LOOKS_PER_MINUTE = 60  # of one sender: a page asks every few seconds, and may be open in several windows
ADDRESS_LOOKS = 10  # times as many looks as messages may come from one address: who listens writes little
ADDRESS_SHARE = 4  # one address may have one part in so many of the places at work


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
        self._senders = Quota(settings.messages_per_minute)
        self._addresses = Quota(settings.address_per_minute)
        self._looks = Quota(LOOKS_PER_MINUTE)
        self._address_looks = Quota(settings.address_per_minute * ADDRESS_LOOKS)
        self._most_at_work = settings.messages_at_work
        self._most_of_address = max(1, settings.messages_at_work // ADDRESS_SHARE)
        self._at_work = 0
        self._at_work_of: Counter[str] = Counter()
        self._clock = clock

    def admit(self, client: Client, sender: str) -> None:
        """Count a message, unless a program on this machine sends it: those who run the service may try it out. Raises NotTakenError."""
        self._admit(client, sender, self._senders, self._addresses)

    def look(self, client: Client, sender: str) -> None:
        """Count a request that only asks whether there is news; it uses up no message of anybody. Raises NotTakenError."""
        self._admit(client, sender, self._looks, self._address_looks)

    def weigh(self, client: Client, sender: str, text: str) -> None:
        """Count a long text of a message that was admitted as several: it takes as long to be read."""
        more = len(text[:MOST_CHARACTERS]) // CHARACTERS
        if more and not client.is_local:
            self._count(client, sender, more, self._senders, self._addresses)

    def _admit(self, client: Client, sender: str, senders: Quota, addresses: Quota) -> None:
        if client.is_local:
            return
        now = int(self._clock() * 1000)
        waits = {
            "too_many": senders.wait(sender, now=now),
            "busy": 0 if client.address is None else addresses.wait(client.address, now=now),
        }
        for code, wait in waits.items():
            if wait:
                raise NotTakenError(code, -(-wait // 1000))
        self._count(client, sender, 1, senders, addresses)

    def _count(self, client: Client, sender: str, weight: int, senders: Quota, addresses: Quota) -> None:
        now = int(self._clock() * 1000)
        senders.count(sender, now=now, weight=weight)
        if client.address is not None:
            addresses.count(client.address, now=now, weight=weight)

    @contextmanager
    def at_work(self, client: Client) -> Iterator[None]:
        """While a message of *client* is being answered.

        Raises NotTakenError if so many are already that this one would wait too long, or too many from the same address.
        """
        address = client.address
        if self._at_work >= self._most_at_work or (address is not None and self._at_work_of[address] >= self._most_of_address):
            raise NotTakenError("busy", BUSY_SECONDS)
        self._at_work += 1
        if address is not None:
            self._at_work_of[address] += 1
        try:
            yield
        finally:
            self._at_work -= 1
            if address is not None:
                self._at_work_of[address] -= 1
                if not self._at_work_of[address]:
                    del self._at_work_of[address]
