"""A child's HTTP server: at an address of its own from the start, at the service's when it is told so, until it gives way without dropping anybody."""

from __future__ import annotations

import asyncio
import gc
import signal
import socket
from collections.abc import Iterable, Sequence
from contextlib import suppress
from functools import partial

from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse
from sanic.server.async_server import AsyncioServer
from sanic.server.loop import try_use_uvloop

from bot.service.children import ACCEPT, RETIRE, STOP_SECONDS, Orders
from bot.service.sharing import BACKLOG

LINGER_SECONDS = 2.0  # an idle connection may bring one more request for so long
DRAIN_SECONDS = 30.0  # for which answers may take while another process serves already
_POLL_SECONDS = 0.05


def run(app: Sanic, own: socket.socket, shared: Sequence[socket.socket], orders: Orders) -> None:
    """Serve until RETIRE is ordered or a signal comes. Sanic's own way knows one socket, and closes idle connections at once."""
    try_use_uvloop()
    asyncio.run(_serve(app, own, shared, orders))


async def _serve(app: Sanic, own: socket.socket, shared: Sequence[socket.socket], orders: Orders) -> None:
    loop = asyncio.get_running_loop()
    accepts, retires, ends = asyncio.Event(), asyncio.Event(), asyncio.Event()
    closes = _close_after_replies(app)
    first: AsyncioServer = await _server(app, own, start_serving=False)
    await first.startup()
    await first.before_start()
    await first.start_serving()
    await first.after_start()
    for number in (signal.SIGINT, signal.SIGTERM):  # until now they end the process at once
        loop.add_signal_handler(number, ends.set)
    for order, event in ((ACCEPT, accepts), (RETIRE, retires)):
        orders.when(order, partial(loop.call_soon_threadsafe, event.set))
    servers = [first]
    await _any_of(accepts, retires, ends)
    gc.collect()
    gc.freeze()  # model and plans stay as long as the process: no need to go through them for garbage, a tenth of a second each time
    if accepts.is_set():
        servers += [await _server(app, each) for each in shared]
        await _any_of(retires, ends)
    for server in servers:
        server.server.close()  # of this process; whoever waits at a shared socket is accepted by another one
    closes.set()
    await _drain(servers, ends)
    await first.before_stop()
    for connection in _connections(servers):
        connection.abort()
    await first.after_stop()


async def _server(app: Sanic, at: socket.socket, *, start_serving: bool = True) -> AsyncioServer:
    return await app.create_server(sock=at, return_asyncio_server=True, backlog=BACKLOG, asyncio_server_kwargs={"start_serving": start_serving})


def _close_after_replies(app: Sanic) -> asyncio.Event:
    """Once the event is set each reply is the last on its connection, and says so."""
    closes = asyncio.Event()

    async def on_reply(request: Request, reply: HTTPResponse) -> None:
        if closes.is_set() and request.stream is not None:
            request.stream.keep_alive = False

    app.register_middleware(on_reply, "response")
    return closes


async def _drain(servers: Sequence[AsyncioServer], ends: asyncio.Event) -> None:
    """Wait until everybody who is connected has his reply."""
    loop = asyncio.get_running_loop()
    began = loop.time()
    ended_at: float | None = None
    while _connections(servers):
        now = loop.time()
        if ends.is_set() and ended_at is None:
            ended_at = now
        if ended_at is not None or now > began + LINGER_SECONDS:
            for connection in _connections(servers):
                connection.close_if_idle()
        if now > min(began + DRAIN_SECONDS, (ended_at or now) + STOP_SECONDS / 2):
            return
        await asyncio.sleep(_POLL_SECONDS)


def _connections(servers: Iterable[AsyncioServer]) -> list:
    return [connection for server in servers for connection in server.connections]


async def _any_of(*events: asyncio.Event) -> None:
    waiting = [asyncio.ensure_future(event.wait()) for event in events]
    await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    for each in waiting:
        each.cancel()
        with suppress(asyncio.CancelledError):
            await each
