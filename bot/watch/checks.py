"""What must be there so that citizens get answers, asked anew at most once a second and never waited for long."""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from concurrent.futures import TimeoutError as LateError
from urllib.parse import urlsplit

ASK_SECONDS = 3.0
FRESH_SECONDS = 1.0

Ask = Callable[[], str | None]  # what is missing; None if nothing is. What it raises is told by its kind


class Check:
    """One thing that must be there. It is asked by one thread at a time, so that one that hangs costs one thread."""

    def __init__(self, ask: Ask, *, patience: float = ASK_SECONDS, fresh: float = FRESH_SECONDS) -> None:
        self._ask = ask
        self._patience = patience
        self._fresh = fresh
        self._lock = threading.Lock()
        self._asked_at = 0.0
        self._answer: Future[str | None] | None = None

    def problem(self) -> str | None:
        """What is missing; None if nothing is."""
        with self._lock:
            is_old = self._answer is not None and self._answer.done() and time.monotonic() - self._asked_at > self._fresh
            if self._answer is None or is_old:
                self._asked_at, self._answer = time.monotonic(), Future()
                threading.Thread(target=self._run, args=(self._answer,), name="check", daemon=True).start()
            answer, left = self._answer, self._asked_at + self._patience - time.monotonic()
        try:
            return answer.result(max(0.0, left))
        except LateError:
            return f"no answer within {self._patience:g} s"

    def _run(self, answer: Future[str | None]) -> None:
        try:
            answer.set_result(self._ask())
        except Exception as error:  # its text may hold an address or a password
            answer.set_result(f"failed: {type(error).__name__}")


def problems(checks: Mapping[str, Check]) -> dict[str, str | None]:
    """What is missing, by the names of the *checks*, which are asked side by side."""
    found: dict[str, str | None] = {}

    def ask(name: str, check: Check) -> None:
        found[name] = check.problem()

    threads = [threading.Thread(target=ask, args=pair, name="checks", daemon=True) for pair in checks.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {name: found[name] for name in checks}


def served(url: str, *, timeout: float = ASK_SECONDS) -> Ask:
    """Asks whether a GET of *url* is answered with 200. Goes through no proxy; *timeout* in seconds."""
    parts = urlsplit(url)

    def ask() -> str | None:
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=timeout)
        try:
            connection.request("GET", parts.path)
            status = connection.getresponse().status
        except TimeoutError:
            return f"no answer within {timeout:g} s"
        except (OSError, http.client.HTTPException):
            return "not reached"
        finally:
            connection.close()
        return None if status == 200 else f"answers with {status}"

    return ask
