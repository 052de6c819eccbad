"""Requests as they are, bytes over connections that are kept; and what must be true of every reply."""

from __future__ import annotations

import contextlib
import http.client
import queue
import re
import socket
import time
from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from bot.paths import PROJECT
from tests.fuzz.inputs import AT_ONCE

HANG_SECONDS = 2.0
PATIENCE = 90.0
# Names of modules, files, functions, errors, machines: nothing that a citizen should read.
INTERNAL = re.compile(
    rb"Traceback|File \"|\.py\b|site-packages|"
    + re.escape(str(PROJECT)).encode()
    + rb"|/(?:tmp|home|usr|root)/|\b(?:bot|actions)\.[a-z_]+\b(?!\.)|\brasa\b|\bsanic\b"
    rb"|sqlite|pydantic|aiohttp|ujson|hypothesis|\b[A-Z]\w*[a-z](?:Error|Exception)\b|action_\w+|utter_\w+|object at 0x|127\.0\.0\.1:\d",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Sent:
    """A request; address and header values are latin-1, as they go over the wire."""

    method: str
    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    is_chunked: bool = False

    def raw(self, host: str) -> bytes:
        framed = self.body
        headers = {"Host": host, **self.headers}
        if self.body is not None:
            headers |= {"Transfer-Encoding": "chunked"} if self.is_chunked else {"Content-Length": str(len(self.body))}
        if self.body is not None and self.is_chunked:
            parts = [self.body[place : place + 1000] for place in range(0, len(self.body), 1000)]
            framed = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"
        lines = [f"{self.method} {self.path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
        return "\r\n".join(lines).encode("latin-1", "replace") + b"\r\n\r\n" + (framed or b"")


@dataclass(frozen=True)
class Received:
    """A reply; status 0: the connection was closed without one, as may be done to what is no HTTP."""

    status: int
    headers: str
    body: bytes
    seconds: float


class Wire:
    """Connections to one server. busy: the seconds of processor time that the server has used, to tell a hang from a machine that has other work."""

    def __init__(self, server: str, busy: Callable[[], float]) -> None:
        self.host = server.removeprefix("http://")
        self.statuses: Counter[int] = Counter()
        self.slowest = 0.0
        self.busiest = 0.0
        self._busy = busy
        self._free: queue.LifoQueue[socket.socket | None] = queue.LifoQueue()
        for _ in range(AT_ONCE):
            self._free.put(None)
        self._pool = ThreadPoolExecutor(AT_ONCE)

    def close(self) -> None:
        self._pool.shutdown()
        while not self._free.empty():
            connection = self._free.get()
            if connection is not None:
                connection.close()

    def send(self, *requests: Sent) -> list[Received]:
        """Send *requests* at once; every reply is judged."""
        raw = [request.raw(self.host) for request in requests]
        methods = [request.method for request in requests]
        got = list(self._pool.map(self._exchange, raw, methods))
        for request, reply in zip(raw, got, strict=True):
            self.judge(request, reply)
        for request, method, reply in zip(raw, methods, got, strict=True):
            if reply.seconds > HANG_SECONDS:
                self._again(request, method)
        return got

    def send_raw(self, request: bytes) -> Received:
        """Send bytes and give up the connection's other direction, so that nothing is waited for; the reply is judged."""
        host, port = self.host.split(":")
        with socket.create_connection((host, int(port)), timeout=PATIENCE) as connection:
            with contextlib.suppress(OSError):
                connection.sendall(request)
                connection.shutdown(socket.SHUT_WR)
            reply = _read(connection, "GET", time.monotonic())
        self.judge(request, reply)
        return reply

    def judge(self, request: bytes, reply: Received) -> None:
        """No failure of the server's, and nothing internal told that the request did not say itself."""
        self.statuses[reply.status] += 1
        self.slowest = max(self.slowest, reply.seconds)
        assert reply.status < 500, (reply.status, reply.body[:300], request[:2000])
        for text in (reply.headers.encode(), reply.body):
            for found in INTERNAL.finditer(text):
                assert found[0].lower() in request.lower(), (found[0], text[max(0, found.start() - 80) : found.end() + 80], request[:1000])

    def _again(self, request: bytes, method: str) -> None:
        """A reply that came late is asked for again, alone: what the server itself needs for it counts, not what else the machine does."""
        before = self._busy()
        self.judge(request, self._exchange(request, method))
        used = self._busy() - before
        self.busiest = max(self.busiest, used)
        assert used < HANG_SECONDS, (used, request[:2000])

    def _exchange(self, request: bytes, method: str) -> Received:
        connection = self._free.get()
        started = time.monotonic()
        try:
            for attempt in (1, 2):
                if connection is None:
                    host, port = self.host.split(":")
                    connection = socket.create_connection((host, int(port)), timeout=PATIENCE)
                    attempt = 2
                reply = Received(0, "", b"", 0.0)
                with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                    with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # a refusal may have come before all was sent
                        connection.sendall(request)
                    reply = _read(connection, method, started)
                if reply.status == 0 or "connection: close" in reply.headers.lower():
                    connection.close()
                    connection = None
                if reply.status or attempt == 2:
                    return reply
            raise AssertionError
        finally:
            self._free.put(connection)


def _read(connection: socket.socket, method: str, started: float) -> Received:
    response = http.client.HTTPResponse(connection, method=method)
    try:
        response.begin()
        body = response.read()
    except (http.client.HTTPException, ConnectionResetError):
        return Received(0, "", b"", time.monotonic() - started)
    headers = "".join(f"{name}: {value}\n" for name, value in response.getheaders())
    return Received(response.status, headers, body, time.monotonic() - started)
