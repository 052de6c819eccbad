"""The operations port: health and metrics, in threads of its own, so that it answers while the event loop is busy or hangs."""

from __future__ import annotations

import hmac
import json
import logging
import socket
import threading
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

logger = logging.getLogger(__name__)

REQUEST_SECONDS = 5.0  # so long may a caller take to say what he wants
AGAIN_SECONDS = 1.0  # between tries to open a port that is taken
JSON = "application/json"


@dataclass(frozen=True)
class Page:
    """A reply. content_type: with the character set."""

    status: int
    content_type: str
    body: bytes

    @classmethod
    def json(cls, status: int, content: Mapping[str, Any]) -> Page:
        """*content* as JSON."""
        return cls(status, JSON, json.dumps(content, ensure_ascii=False).encode() + b"\n")


Show = Callable[[str], Page]  # from the header Accept to a page


class OperationsPort:
    """Serves *pages* by their paths to whoever may ask: everybody, or with a *token* those who send it. Those of *public* are for everybody.

    listening: a socket that listens there already, which another process may accept at besides.
    """

    def __init__(
        self, host: str, port: int, pages: Mapping[str, Show], *, token: str = "", public: Collection[str] = (), listening: socket.socket | None = None
    ) -> None:
        self._address = (host, port)
        self._listening = listening
        self._handler = type("Handler", (_Handler,), {"pages": pages, "token": token.encode(), "public": public})
        self._server: _Server | None = None
        self._stopped = threading.Event()

    def start(self) -> None:
        """Begin to serve, or to try: answers for citizens do not wait until the port is free."""
        threading.Thread(target=self._run, name="operations port", daemon=True).start()

    def stop(self) -> None:
        """End."""
        self._stopped.set()
        if self._server is not None:
            self._server.shutdown()

    def _run(self) -> None:
        told = False
        while not self._stopped.is_set():
            try:
                server = self._server = _Server(self._address, self._handler, self._listening)
            except OSError as error:
                if not told:
                    logger.error("the operations port %d cannot be opened (%s); it is tried again", self._address[1], error.strerror)
                told = True
                time.sleep(AGAIN_SECONDS)
                continue
            with server:
                server.serve_forever(poll_interval=0.2)
            return


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, address: tuple[str, int], handler: type[BaseHTTPRequestHandler], listening: socket.socket | None) -> None:
        self.address_family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
        super().__init__(address, handler, bind_and_activate=listening is None)
        if listening is not None:
            self.socket.close()
            self.socket = listening

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Who hangs up in between is no news."""


class _Handler(BaseHTTPRequestHandler):
    """One connection, one request."""

    pages: Mapping[str, Show]
    token: bytes
    public: Collection[str]
    timeout = REQUEST_SECONDS

    def do_GET(self) -> None:
        """Serve a page."""
        self._reply(self._page())

    do_HEAD = do_GET

    def _page(self) -> Page:
        path = self.path.partition("?")[0]
        if self.token and path not in self.public:
            kind, _, given = self.headers.get("Authorization", "").partition(" ")
            if not hmac.compare_digest(given.strip().encode("utf-8", "replace"), self.token) or kind.lower() != "bearer":
                return Page.json(401, {"error": "unauthorised"})
        show = self.pages.get(path)
        if show is None:
            return Page.json(404, {"error": "not found"})
        try:
            return show(self.headers.get("Accept", ""))
        except Exception as error:
            logger.error("the operations port could not answer", exc_info=error)
            return Page.json(500, {"error": "failed"})

    def _reply(self, page: Page) -> None:
        self.send_response(page.status)
        headers = {"Content-Type": page.content_type, "Content-Length": str(len(page.body)), "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
        if page.status == 401:
            headers["WWW-Authenticate"] = "Bearer"
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(page.body)

    def version_string(self) -> str:
        """Which versions run here is nobody's business."""
        return "ops"

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: requests come every few seconds."""
