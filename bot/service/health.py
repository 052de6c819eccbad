"""Whether the service's processes still answer: one that runs and stays silent is killed, so that it is started again."""

from __future__ import annotations

import http
import http.client
import logging
import threading
import time
from collections.abc import Sequence
from urllib.parse import urlsplit

from bot.service.children import Child

logger = logging.getLogger(__name__)

LIVE = "/health/live"  # of the operations port: whether the event loop turns
READY_SECONDS = 180.0  # a start takes about 10 s; a slow disk, or Rasa with TensorFlow, a minute


class Health:
    """The signs of life of one child: any HTTP reply at one of *urls* but 503, by which a process says itself that it hangs.

    It is asked *interval* seconds after the last time, in a thread of its own, and has *timeout* seconds to reply. After *failures*
    times in a row without a reply it is killed; Child.keep_alive starts it again. Silence counts once the process has answered,
    or has had *ready_seconds* to start.
    """

    def __init__(self, child: Child, *urls: str, interval: float, timeout: float, failures: int, ready_seconds: float = READY_SECONDS) -> None:
        self._child = child
        self._urls = urls
        self._interval = interval
        self._timeout = timeout
        self._most_failures = failures
        self._ready_seconds = ready_seconds
        self._begin()

    def _begin(self) -> None:
        """Nothing is known yet of the process that runs now."""
        self._of = self._child.started
        self._heard = False
        self._failures = 0
        self._probe: _Probe | None = None
        self._next = time.monotonic() + self._interval

    def heard(self) -> None:
        """The process that runs now has answered."""
        if self._of != self._child.started:
            self._begin()
        self._heard, self._failures = True, 0

    def look(self) -> None:
        """Ask when it is time, and kill a child that is silent. To be called often; never waits."""
        if self._of != self._child.started:
            self._begin()
        if self._child.ended() is not None:
            return
        now = time.monotonic()
        if self._probe is None:
            if now >= self._next:
                self._probe = _Probe(self._urls, self._timeout)
                self._probe.start()
        elif not self._probe.is_alive():
            answered, self._probe, self._next = self._probe.answered, None, now + self._interval
            if answered:
                self.heard()
            elif self._heard or now - self._of > self._ready_seconds:
                self._missed()

    def _missed(self) -> None:
        self._failures += 1
        logger.warning("%s did not answer (%d of %d)", self._child.name, self._failures, self._most_failures)
        if self._failures >= self._most_failures:
            logger.error("%s runs but did not answer %d times in a row, with %g s for each; it is killed", self._child.name, self._failures, self._timeout)
            self._child.kill()


class _Probe(threading.Thread):
    """One question whether somebody is there."""

    def __init__(self, urls: Sequence[str], timeout: float) -> None:
        super().__init__(daemon=True)  # the service does not wait for it when it ends
        self._urls = urls
        self._timeout = timeout
        self.answered = False

    def run(self) -> None:
        self.answered = answers(*self._urls, timeout=self._timeout)


def answers(*urls: str, timeout: float) -> bool:
    """Whether a GET gets an HTTP reply other than 503; *timeout* in seconds. Where nobody listens at one of *urls* the next one is asked."""
    for url in urls:
        try:
            return _status(url, timeout) != http.HTTPStatus.SERVICE_UNAVAILABLE
        except ConnectionRefusedError:
            continue
        except (OSError, http.client.HTTPException):
            return False
    return False


def _status(url: str, timeout: float) -> int:
    """The status of the reply. Goes through no proxy."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=timeout)
    try:
        connection.request("GET", parts.path)
        return connection.getresponse().status
    finally:
        connection.close()
