"""Channels in a server that is set up as Rasa sets up its own, without a model, and requests to it as a browser makes them."""

from __future__ import annotations

import asyncio
import gzip
import http.client
import itertools
import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from rasa.core.channels.channel import InputChannel, register
from rasa.server import add_root_route, configure_cors
from sanic import Sanic

from bot.channels.guard import guard
from bot.limits.settings import LimitSettings
from bot.service.started import free_ports

_numbers = itertools.count()


@dataclass(frozen=True)
class Got:
    """A reply as it came over the wire; header names in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The body as people read it."""
        return (gzip.decompress(self.body) if self.headers.get("content-encoding") == "gzip" else self.body).decode()

    @property
    def json(self) -> Any:
        return json.loads(self.text)


def get(server: str, path: str, *, method: str = "GET", body: bytes | None = None, **headers: str) -> Got:
    """What the server replies; header names with _ for -."""
    connection = http.client.HTTPConnection(server.removeprefix("http://"), timeout=60)
    try:
        connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
        reply = connection.getresponse()
        return Got(reply.status, {name.lower(): value for name, value in reply.getheaders()}, reply.read())
    finally:
        connection.close()


@contextmanager
def serving(*channels: InputChannel, agent: Any = None, limits: LimitSettings | None = None) -> Iterator[str]:
    """The address of a server with *channels*, mounted beside Rasa's own page and opened to other sites as Rasa does it; guarded by *limits*.

    agent: takes the messages in place of Rasa's. Listeners of the server's start and end are run as Rasa runs them.
    """
    Sanic.test_mode = True  # else there can be one server only in a process
    app = Sanic(f"channels_test_{next(_numbers)}", configure_logging=False)
    app.ctx.agent = agent
    add_root_route(app)
    configure_cors(app, None)
    register(list(channels), app, "/webhooks/")
    guard(app, limits or LimitSettings())
    loop = asyncio.new_event_loop()
    (port,) = free_ports(1)

    async def start() -> Any:
        listening = await app.create_server("127.0.0.1", port, return_asyncio_server=True, access_log=False)
        await listening.startup()
        await listening.start_serving()
        await listening.after_start()
        return listening

    async def end(listening: Any) -> None:
        await listening.before_stop()
        listening.close()
        for connection in list(listening.connections):  # those that are kept open for further requests
            connection.abort()
        while listening.connections:
            await asyncio.sleep(0.01)
        await listening.wait_closed()
        await listening.after_stop()

    listening = loop.run_until_complete(start())
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.run_until_complete(end(listening))
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.close()
