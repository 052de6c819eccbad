"""The service's processes: started, watched, ended. A child ends itself when its parent is gone."""

from __future__ import annotations

import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence

from bot.paths import PROJECT
from bot.service.sharing import VARIABLE

logger = logging.getLogger(__name__)

STOP_SECONDS = 10.0  # a server may finish the message at hand
FIRST_DELAY, LONGEST_DELAY = 0.5, 30.0  # seconds before a restart; doubled at each failure in a row
STEADY_SECONDS = 60.0  # a child that lived as long has recovered
MOST_RESTARTS = 6  # in a row


class Child:
    """A Python module run as a process of its own, in this project's folder.

    Its standard input is a pipe that nobody writes to: it closes when this process ends, however that happens
    (end_with_parent). It has a session of its own, so that Ctrl-C reaches only the parent, which then ends it. settings: variables
    that it gets besides the environment's, or in their place. listening: a socket that it inherits (bot.service.sharing).
    """

    def __init__(
        self,
        name: str,
        module: str,
        arguments: Sequence[str] = (),
        *,
        first_delay: float = FIRST_DELAY,
        settings: Mapping[str, str] | None = None,
        listening: socket.socket | None = None,
    ) -> None:
        self.name = name
        self._first_delay = first_delay
        self._settings = dict(settings or {})
        self._inherited = [] if listening is None else [listening.fileno()]
        if listening is not None:
            self._settings[VARIABLE] = str(listening.fileno())
        self._command = [sys.executable, "-m", module, *arguments]
        self._process: subprocess.Popen[bytes] | None = None
        self._started = 0.0
        self._failures = 0
        self._restart_at: float | None = None

    def start(self) -> None:
        """Start the process."""
        # One message's arithmetic is too small to share out: a second thread of the library only spins, on the core that the other process needs.
        environment = {"OPENBLAS_NUM_THREADS": "1", **os.environ, "RASA_TELEMETRY_ENABLED": "false", "SETUPTOOLS_USE_DISTUTILS": "stdlib", **self._settings}
        self._process = subprocess.Popen(self._command, cwd=PROJECT, env=environment, stdin=subprocess.PIPE, start_new_session=True, pass_fds=self._inherited)
        self._started = time.monotonic()
        self._restart_at = None

    @property
    def started(self) -> float:
        """When the process was last started, in seconds of time.monotonic(); 0 before."""
        return self._started

    def ended(self) -> str | None:
        """How the process ended; None while it runs."""
        code = self._process.poll() if self._process else None
        if code is None:
            return None
        return f"was ended by {signal.Signals(-code).name}" if code < 0 else f"ended with exit code {code}"

    def exit_code(self) -> int | None:
        """The exit code; None while it runs."""
        return self._process.poll() if self._process else None

    def stop(self) -> None:
        """Ask the process to end, and insist."""
        if self._process is None:
            return
        if self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                logger.warning("%s did not end in %.0f s and is killed", self.name, STOP_SECONDS)
                self._process.kill()
        self._process.wait()
        if self._process.stdin:
            self._process.stdin.close()

    def kill(self) -> None:
        """End the process at once: for one that no longer listens. keep_alive starts it again."""
        if self._process is not None:
            self._process.kill()

    def keep_alive(self) -> bool:
        """Start the process again if it has ended and its delay is over. False: it ended too often in a row."""
        how = self.ended()
        if how is None:
            return True
        now = time.monotonic()
        if self._restart_at is None:
            self._failures = 1 if now - self._started > STEADY_SECONDS else self._failures + 1
            if self._failures > MOST_RESTARTS:
                logger.error("%s %s, %d times in a row: giving up", self.name, how, self._failures)
                return False
            delay = min(self._first_delay * 2 ** (self._failures - 1), LONGEST_DELAY)
            logger.error("%s %s; starting it again in %.1f s", self.name, how, delay)
            self._restart_at = now + delay
        elif now >= self._restart_at:
            self.start()
        return True


def stop_all(children: Sequence[Child]) -> None:
    """End the children at the same time."""
    threads = [threading.Thread(target=child.stop) for child in children]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def end_with_parent() -> None:
    """In a child: end this process when standard input closes, that is, when the parent is gone."""

    def watch() -> None:
        while os.read(sys.stdin.fileno(), 1):
            pass
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(STOP_SECONDS)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
