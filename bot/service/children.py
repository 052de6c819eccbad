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
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from bot.paths import PROJECT
from bot.service.sharing import VARIABLE, described

logger = logging.getLogger(__name__)

STOP_SECONDS = 10.0  # a server may finish the message at hand
FIRST_DELAY, LONGEST_DELAY = 0.5, 30.0  # seconds before a restart; doubled at each failure in a row
STEADY_SECONDS = 60.0  # a child that lived as long has recovered
MOST_RESTARTS = 6  # in a row
# What a child is told on its standard input: to accept connections at the service's sockets; to give way, finish and end.
ACCEPT, RETIRE = b"a", b"r"
STANDBY = "STANDBY"  # in its environment: whether it waits for ACCEPT
LOW_PRIORITY = 15  # for work that nobody waits for


class Child:
    """A Python module run as a process of its own, in this project's folder.

    Its standard input is a pipe which closes when this process ends, however that happens (end_with_parent). It has a session of its
    own, so that Ctrl-C reaches only the parent, which then ends it. settings: variables that it gets besides the environment's, or in
    their place. sockets: those that it inherits (bot.service.sharing). standby: it serves, and waits to be told to accept
    at the shared ones; started again after that it waits no more. background: nobody waits for it, so others go first.
    """

    def __init__(
        self,
        name: str,
        module: str,
        arguments: Sequence[str] = (),
        *,
        first_delay: float = FIRST_DELAY,
        settings: Mapping[str, str] | None = None,
        sockets: Mapping[str, socket.socket] | None = None,
        standby: bool = False,
        background: bool = False,
    ) -> None:
        self.name = name
        self._first_delay = first_delay
        self._settings = {**(settings or {}), VARIABLE: described(sockets or {})}
        self._inherited = [each.fileno() for each in (sockets or {}).values()]
        self._standby = standby
        self._background = background
        self._command = [sys.executable, "-m", module, *arguments]
        self._process: subprocess.Popen[bytes] | None = None
        self._started = 0.0
        self._failures = 0
        self._restart_at: float | None = None

    def start(self) -> None:
        """Start the process."""
        # One message's arithmetic is too small to share out: a second thread of the library only spins, on the core that the other process needs.
        environment = {"OPENBLAS_NUM_THREADS": "1", **os.environ, "RASA_TELEMETRY_ENABLED": "false", "SETUPTOOLS_USE_DISTUTILS": "stdlib", **self._settings}
        self._process = subprocess.Popen(
            self._command,
            cwd=PROJECT,
            env={**environment, STANDBY: str(self._standby).lower()},
            stdin=subprocess.PIPE,
            start_new_session=True,
            pass_fds=self._inherited,
        )
        if self._background:
            with suppress(OSError):  # it has ended, or the system has no such file
                os.setpriority(os.PRIO_PROCESS, self._process.pid, LOW_PRIORITY)
                Path(f"/proc/{self._process.pid}/oom_score_adj").write_text("1000")  # where memory runs out it is the one to go
        self._started = time.monotonic()
        self._restart_at = None

    def accept(self) -> None:
        """Let the process accept connections at the shared sockets, now and whenever it is started again."""
        self._standby = False
        self._tell(ACCEPT)

    def retire(self) -> None:
        """Let the process give way: it accepts no more, finishes what it is doing, and ends."""
        self._tell(RETIRE)

    def _tell(self, order: bytes) -> None:
        if self._process is not None and self._process.stdin is not None:
            with suppress(OSError):  # it has ended
                os.write(self._process.stdin.fileno(), order)

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


class Orders:
    """What the parent has told this process so far."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._given: set[bytes] = set()
        self._waiting: list[tuple[bytes, Callable[[], object]]] = []

    def when(self, order: bytes, do: Callable[[], object]) -> None:
        """Call *do* once the order is given, from another thread; at once if it was given before."""
        with self._lock:
            if order not in self._given:
                self._waiting.append((order, do))
                return
        do()

    def give(self, order: bytes) -> None:
        """The parent tells it."""
        with self._lock:
            self._given.add(order)
            due = [do for waited_for, do in self._waiting if waited_for == order]
            self._waiting = [pair for pair in self._waiting if pair[0] != order]
        for do in due:
            do()


def end_with_parent() -> Orders:
    """In a child: end this process when standard input closes, that is, when the parent is gone; what the parent tells it there until then."""
    orders = Orders()
    if os.environ.get(STANDBY) != "true":
        orders.give(ACCEPT)

    def watch() -> None:
        while order := os.read(sys.stdin.fileno(), 1):
            orders.give(order)
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(STOP_SECONDS)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
    return orders
