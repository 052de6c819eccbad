"""A chat platform in a thread of its own: what every simulator shares. None of them knows anything of the bot's code."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

import aiohttp
from aiohttp import web

PATIENCE = 60.0  # seconds; nothing here is a measurement
Failure = int | Literal["time-out", "cut", "garbage"]
T = TypeVar("T")
S = TypeVar("S", bound="Simulator")


@dataclass(frozen=True)
class Got:
    """What a webhook replied; header names in lower case. status 0: nobody answered."""

    status: int
    headers: Mapping[str, str]
    text: str


@dataclass(frozen=True)
class Call:
    """One request that arrived at the platform."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body; None if it is no JSON."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None


@dataclass(frozen=True)
class Sent:
    """A message that the platform took. raw: the request's own object; at: the simulator's clock, seconds."""

    user: str
    text: str
    buttons: tuple[Any, ...]
    message_id: str
    at: float
    raw: Any = None


@dataclass
class Faults:
    """What goes wrong next. with_: an HTTP status (from 200), an error code of the platform (all other numbers), no answer until
    release(), a connection that is cut, or a body that is no JSON. acted: the request was obeyed all the same."""

    waiting: list[tuple[Failure, bool]] = field(default_factory=list)

    def add(self, times: int, with_: Failure, *, acted: bool = False) -> None:
        self.waiting += [(with_, acted)] * times

    def next(self) -> tuple[Failure, bool] | None:
        return self.waiting.pop(0) if self.waiting else None


def is_status(failure: Failure) -> bool:
    """Whether the number is meant as an HTTP status: platforms' own codes are never 400 to 599, except Messenger's 551."""
    return isinstance(failure, int) and 400 <= failure < 600 and failure != 551


class Simulator:
    """A platform: counts requests (calls), keeps what breaks its rules (violations: a test of ours asserts that there are none)
    and delivers events to the *webhook* address. now: its clock in seconds, moved by adding to *shift*."""

    def __init__(self, *, webhook: str = "") -> None:
        self.webhook = webhook
        self.base = ""
        self.calls: list[Call] = []
        self.violations: list[str] = []
        self.sent: list[Sent] = []
        self.shift = 0.0
        self.echoes: Literal["off", "after", "before"] = "off"  # of what it takes: when the webhook is told, beside the reply
        self._loop = asyncio.new_event_loop()
        self._session: aiohttp.ClientSession | None = None
        self._released = threading.Event()
        self._background: set[asyncio.Task[Any]] = set()

    def add_routes(self, app: web.Application) -> None:
        """The platform's addresses."""
        raise NotImplementedError

    def now(self) -> float:
        """The platform's clock."""
        return time.time() + self.shift

    # -- for tests

    def wait_for(self, predicate: Callable[[], Any]) -> Any:
        """What *predicate* gives once it gives anything; fails after a minute."""
        end = time.monotonic() + PATIENCE
        while not (found := predicate()):
            assert time.monotonic() < end, "it did not happen"
            time.sleep(0.02)
        return found

    def texts_to(self, user: str) -> list[str]:
        """What *user* got, in order."""
        return [sent.text for sent in list(self.sent) if sent.user == user]

    def environment(self) -> dict[str, str]:
        """The settings of a bot that is to use this platform."""
        raise NotImplementedError

    def release(self) -> None:
        """Let go of the requests that hang."""
        self._released.set()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """What *work* gives, done in the simulator's thread."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(PATIENCE * 2)

    def request(self, method: str, url: str, *, body: bytes = b"", headers: Mapping[str, str] | Sequence[tuple[str, str]] = ()) -> Got:
        """What *url* replies."""
        return self.run(self._request(method, url, body, headers))

    def request_many(self, requests: Sequence[tuple[str, str, bytes, Mapping[str, str]]], *, at_once: int = 200) -> list[Got]:
        """The replies to *requests* (method, address, body, headers), in their order, through *at_once* connections."""

        async def all_of_them() -> list[Got]:
            places = asyncio.Semaphore(at_once)

            async def one(request: tuple[str, str, bytes, Mapping[str, str]]) -> Got:
                async with places:
                    return await self._request(*request)

            return await asyncio.gather(*(one(request) for request in requests))

        return self.run(all_of_them())

    # -- for the platforms

    def signed(self, body: bytes) -> dict[str, str]:
        """The headers of a delivery, which is known from now on to have been made."""
        raise NotImplementedError

    def deliver_many(self, bodies: Sequence[bytes], *, at_once: int = 200) -> list[Got]:
        """All of *bodies*, so many at a time; a body without answer is delivered again, as the platforms do."""
        requests = [("POST", self.webhook, body, self.signed(body)) for body in bodies]
        got = self.request_many(requests, at_once=at_once)
        again = [number for number, reply in enumerate(got) if reply.status != 200]
        for number, reply in zip(again, self.request_many([requests[number] for number in again], at_once=at_once), strict=True):
            got[number] = reply
        return got

    async def _request(self, method: str, url: str, body: bytes, headers: Any) -> Got:
        assert self._session is not None
        try:
            async with self._session.request(method, url, data=body or None, headers=headers, allow_redirects=False) as reply:
                return Got(reply.status, {name.lower(): value for name, value in reply.headers.items()}, await reply.text("utf-8", "replace"))
        except (TimeoutError, aiohttp.ClientConnectionError):
            return Got(0, {}, "")

    async def _tell_back(self, echo: bytes) -> None:
        """Deliver the echo of a message that was taken, as *echoes* says; again and again until there is a 200, without the platforms' long pauses."""
        if self.echoes == "before" and (await self._request("POST", self.webhook, echo, self.signed(echo))).status == 200:
            return
        if self.echoes != "off":
            self._later(self._deliver_until_taken(echo))

    async def _deliver_until_taken(self, body: bytes) -> None:
        while (await self._request("POST", self.webhook, body, self.signed(body))).status != 200:
            await asyncio.sleep(0.2)

    def _later(self, work: Coroutine[Any, Any, Any]) -> None:
        task = self._loop.create_task(work)
        self._background.add(task)
        task.add_done_callback(self._background.discard)

    async def _noted(self, request: web.Request) -> Call:
        call = Call(request.method, request.path, dict(request.query), {k.lower(): v for k, v in request.headers.items()}, await request.read())
        self.calls.append(call)
        return call

    async def _broken(self, request: web.Request, failure: Failure) -> web.Response:
        """The reply of a platform on which something is broken."""
        if failure == "time-out":
            await asyncio.get_running_loop().run_in_executor(None, self._released.wait)
        if failure in ("time-out", "cut"):
            if request.transport is not None:
                request.transport.abort()
            return web.Response(status=500)
        if failure == "garbage":
            return web.Response(text="<html>Bad gateway</html>", content_type="text/html")
        return web.Response(status=int(failure), text="")

    def _start(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_forever()

    async def _open(self) -> web.AppRunner:
        self._session = aiohttp.ClientSession(
            timeout=aiohttp.ClientTimeout(PATIENCE), connector=aiohttp.TCPConnector(limit=0, force_close=True), auto_decompress=False
        )
        app = web.Application(client_max_size=10**7)
        self.add_routes(app)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0, backlog=1024, shutdown_timeout=0.1)
        await site.start()
        self.base = f"http://127.0.0.1:{runner.addresses[0][1]}"
        return runner

    async def _close(self, runner: web.AppRunner) -> None:
        for task in list(self._background):
            task.cancel()
        await asyncio.gather(*self._background, return_exceptions=True)
        assert self._session is not None
        await self._session.close()
        await runner.cleanup()


@contextmanager
def simulated(simulator: S) -> Iterator[S]:
    """*simulator*, listening on a free port of this machine (its *base*), in a thread of its own."""
    thread = threading.Thread(target=simulator._start, daemon=True)
    thread.start()
    runner = simulator.run(simulator._open())
    try:
        yield simulator
    finally:
        simulator.release()
        simulator.run(simulator._close(runner))
        simulator.run(simulator._loop.shutdown_default_executor())
        simulator._loop.call_soon_threadsafe(simulator._loop.stop)
        thread.join()
        simulator._loop.close()
