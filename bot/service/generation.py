"""An action server and the Rasa workers that use it, all over the same copy of content and model; a later generation takes an earlier one's place."""

from __future__ import annotations

import logging
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress

from bot.service.children import Child, stop_all
from bot.service.client import NoServiceError, ask, new_sender
from bot.service.content import service_texts
from bot.service.health import LIVE, READY_SECONDS, Health, answers
from bot.service.ports import Ports
from bot.service.settings import LOOPBACK, Settings
from bot.service.sharing import OPS, OWN, SHARED, bound_socket, port_of
from bot.service.snapshots import Snapshot
from bot.service.waiting import Waiting

logger = logging.getLogger("service")

RETIRE_SECONDS = 45.0  # for which a generation may finish what it is answering: longer than a child itself takes for it


class NotReadyError(RuntimeError):
    """A generation does not answer; the text says why in one line."""


class Generation:
    """Its processes, watched. standby: another generation is in service, and this one waits to be told to accept at the service's ports.

    Each Rasa process has an address of its own besides, at which it can be asked before citizens reach it.
    """

    def __init__(self, settings: Settings, ports: Ports, snapshot: Snapshot, *, standby: bool) -> None:
        self.snapshot = snapshot
        self._settings = settings
        self._own: list[socket.socket] = []
        self._actions_url = settings.action_url
        self._action_server: Child | None = None
        self._watched: list[tuple[Child, Health]] = []
        self._rasas: dict[str, Child] = {}
        try:
            self._prepare(ports, standby=standby)
        except BaseException:
            self._close_own()
            raise

    def _prepare(self, ports: Ports, *, standby: bool) -> None:
        given = dict(self.snapshot.settings())
        if ports.actions is not None:
            self._own.append(bound_socket(LOOPBACK, 0))  # kept, so that no other program gets the port while the server is started again
            given["ACTION_PORT"] = str(port_of(self._own[-1]))
            self._actions_url = f"http://{LOOPBACK}:{given['ACTION_PORT']}"
            self._action_server = Child(
                "action server",
                "bot.service.action_server",
                settings={**given, "ACTION_HOST": LOOPBACK},
                sockets={SHARED: ports.actions},
                standby=standby,
            )
            self._watch(self._action_server, f"{self._actions_url}/health")
        for number, (port, ops) in enumerate(zip(self._settings.ops_ports, ports.ops, strict=True), 1):
            own = bound_socket(LOOPBACK, 0)  # which refuses until Rasa serves there
            self._own.append(own)
            rasa = Child(
                "Rasa" if self._settings.workers == 1 else f"Rasa {number}",
                "bot.service.rasa_server",
                settings={**given, "OPS_PORT": str(port)},
                sockets={OWN: own, SHARED: ports.shared, OPS: ops},
                standby=standby,
            )
            self._rasas[f"http://{LOOPBACK}:{port_of(own)}"] = rasa
            self._watch(rasa, self._settings.ops_url_of(port) + LIVE)

    def _watch(self, child: Child, url: str) -> None:
        settings = self._settings
        health = Health(child, url, interval=settings.health_interval, timeout=settings.health_timeout, failures=settings.health_failures)
        self._watched.append((child, health))

    @property
    def children(self) -> list[Child]:
        """Its processes."""
        return [child for child, _ in self._watched]

    def start(self) -> None:
        """Start the processes."""
        for child in self.children:
            child.start()

    def until_ready(self) -> Waiting:
        """Wait until each Rasa process has answered a question. Raises NotReadyError."""
        question = str(service_texts(self.snapshot.folder / "data" / "service.yml")["probe"])
        deadline = time.monotonic() + READY_SECONDS
        probe = _Probe(self._actions_url, list(self._rasas), question)
        try:
            while not probe.answered:
                for child in self.children:
                    how = child.ended()
                    if how is not None:
                        raise NotReadyError(f"{child.name} {how} before it answered; see the lines above")
                if time.monotonic() > deadline:
                    raise NotReadyError(f"no answer within {READY_SECONDS:.0f} s; see the lines above")
                yield
        finally:
            probe.end()
        for _, health in self._watched:
            health.heard()

    def accept(self) -> None:
        """Be in service."""
        for child in self.children:
            child.accept()

    def keep_alive(self) -> bool:
        """Start again what has ended, kill what hangs. False: a process ended too often in a row."""
        if not all([child.keep_alive() for child in self.children]):
            return False
        for _, health in self._watched:
            health.look()
        return True

    def give_way(self) -> None:
        """Accept no more; another generation does."""
        for rasa in self._rasas.values():
            rasa.retire()

    def until_ended(self) -> Waiting:
        """After give_way: wait until what is being answered is finished, and end the processes."""
        deadline = time.monotonic() + RETIRE_SECONDS
        while time.monotonic() < deadline and any(rasa.ended() is None for rasa in self._rasas.values()):
            yield
        yield from self.end()

    def end(self) -> Waiting:
        """End the processes."""
        ending = threading.Thread(target=self.stop)
        ending.start()
        while ending.is_alive():
            yield

    def stop(self) -> None:
        """End the processes; returns when they have."""
        stop_all(self.children)
        self._close_own()

    def _close_own(self) -> None:
        for own in self._own:
            own.close()


class _Probe:
    """Asks each Rasa process in turn, in a thread, until all have answered. It asks when the action server is there, or the log would fill with errors."""

    def __init__(self, actions: str, rasas: list[str], question: str) -> None:
        self.answered = False
        self._ended = threading.Event()
        self._actions, self._rasas, self._question = actions, rasas, question
        threading.Thread(target=self._run, daemon=True).start()

    def end(self) -> None:
        """Ask no more."""
        self._ended.set()

    def _run(self) -> None:
        for done in (lambda: answers(f"{self._actions}/health", timeout=2.0), *(self._asks(rasa) for rasa in self._rasas)):
            while not done():
                if self._ended.wait(0.1):
                    return
        self.answered = True

    def _asks(self, rasa: str) -> Callable[[], bool]:
        def ask_it() -> bool:
            with suppress(NoServiceError):
                return any(bubble.text for bubble in ask(rasa, self._question, sender=new_sender("probe")))
            return False

        return ask_it
