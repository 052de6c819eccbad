"""Clients of the REST channel that cost little themselves: one connection each, kept open."""

from __future__ import annotations

import json
import queue
import threading
import time
from collections.abc import Sequence
from http.client import HTTPConnection
from typing import Any

from bot.service.client import WEBHOOK, new_sender

TIMEOUT = 300.0  # seconds; a 400 kB message may hold up a server for long


class Client:
    """One person with a browser that keeps its connection."""

    def __init__(self, port: int) -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=TIMEOUT)

    def ask(self, sender: str, message: str) -> list[dict[str, Any]]:
        """The reply's parts. Raises OSError if the status is not 200 or nobody answers."""
        self._connection.request("POST", WEBHOOK, json.dumps({"sender": sender, "message": message}), {"Content-Type": "application/json"})
        reply = self._connection.getresponse()
        body = reply.read()
        if reply.status != 200:
            raise ConnectionError(f"status {reply.status}: {body[:200]!r}")
        parts: list[dict[str, Any]] = json.loads(body)
        return parts


def load(port: int, texts: Sequence[str], clients: int, *, may_be_silent: bool = False) -> tuple[float, list[float]]:
    """Ask *texts*, each in a conversation of its own, by *clients* at once; messages a second, and seconds of each reply.

    may_be_silent: an empty reply is one too.
    """
    waiting: queue.SimpleQueue[str] = queue.SimpleQueue()
    for text in texts:
        waiting.put(text)
    seconds: list[float] = []
    errors: list[Exception] = []

    def work() -> None:
        client = Client(port)
        while True:
            try:
                text = waiting.get_nowait()
            except queue.Empty:
                return
            started = time.perf_counter()
            try:
                if not client.ask(new_sender("bench"), text) and not may_be_silent:
                    raise ConnectionError("an empty reply")
            except OSError as error:
                errors.append(error)
                return
            seconds.append(time.perf_counter() - started)

    threads = [threading.Thread(target=work) for _ in range(clients)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
    return len(seconds) / (time.perf_counter() - started), seconds
