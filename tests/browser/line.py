"""A line between a browser and the service that can be made to stand still: a slow network as a phone meets it.

Chromium's own slow networks do not hold for what a service worker asks.
"""

from __future__ import annotations

import socket
import socketserver
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread
from urllib.parse import urlsplit

CHUNK = 65_536  # bytes


class Line(socketserver.ThreadingTCPServer):
    """Carries all bytes to the server of *service* and back, at once or, while it is held, not at all."""

    daemon_threads = True
    block_on_close = False  # browsers keep their connections

    def __init__(self, service: str) -> None:
        super().__init__(("127.0.0.1", 0), _Carrier)
        parts = urlsplit(service)
        self.far_end = (parts.hostname, parts.port)
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        self.carries = Event()
        self.carries.set()

    def hold(self) -> None:
        """From now on what is sent does not arrive."""
        self.carries.clear()

    def release(self) -> None:
        """What was held arrives, and all that follows."""
        self.carries.set()


class _Carrier(socketserver.BaseRequestHandler):
    server: Line

    def handle(self) -> None:
        with socket.create_connection(self.server.far_end) as far:
            back = Thread(target=self._carry, args=(far, self.request), daemon=True)
            back.start()
            self._carry(self.request, far)
            back.join()

    def _carry(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):  # either end may close at any time
            while content := source.recv(CHUNK):
                self.server.carries.wait()
                target.sendall(content)
        with suppress(OSError):
            target.shutdown(socket.SHUT_WR)


@contextmanager
def line_to(service: str) -> Iterator[Line]:
    """A line of its own, open while it is used."""
    with Line(service) as line:
        Thread(target=line.serve_forever, daemon=True).start()
        try:
            yield line
        finally:
            line.release()
            line.shutdown()
