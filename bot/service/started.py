"""A service for the time of one command or test run: the real one, in processes of its own, on ports that are free."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.paths import PROJECT
from bot.service.children import STOP_SECONDS
from bot.service.client import WEBHOOK
from bot.service.ports import StartError
from bot.service.settings import LOOPBACK


@dataclass(frozen=True)
class Started:
    """A running service: its address, that of its operations port, and its first process, the parent of the others."""

    url: str
    ops_url: str
    process: subprocess.Popen[str]


@contextmanager
def started_service(*, log: Path | None = None) -> Iterator[Started]:
    """Start ``serve``, train if need be, and end it. Log lines go to the file *log*, or to stderr. Raises StartError.

    It serves the content as it is now and looks for no changes, unless the environment has RELOAD_SECONDS.
    """
    port, action_port = free_ports(2)
    ops_port = free_run(int(os.environ.get("WORKERS") or 1))
    variables = {"RELOAD_SECONDS": "0", **os.environ, "HOST": LOOPBACK, "PORT": str(port), "ACTION_PORT": str(action_port), "OPS_PORT": str(ops_port)}
    command = [sys.executable, "-m", "bot", "serve", "--end-with-parent"]
    with ExitStack() as stack:
        lines = stack.enter_context(log.open("w")) if log else None
        process = subprocess.Popen(
            command, cwd=PROJECT, env=variables, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=lines, text=True, start_new_session=True
        )
        stack.enter_context(process)  # closes the pipes
        assert process.stdout is not None
        try:
            address = process.stdout.readline().strip()
            if not address:
                raise StartError(f"the service did not start; see {log or 'the lines above'}")
            yield Started(address.removesuffix(WEBHOOK), f"http://{LOOPBACK}:{ops_port}", process)
        finally:
            process.terminate()
            try:
                process.wait(2 * STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()


def free_ports(count: int) -> list[int]:
    """Ports on loopback that nobody uses now, each another one."""
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind((LOOPBACK, 0))
        return [int(each.getsockname()[1]) for each in sockets]


def free_run(count: int) -> int:
    """The first of *count* ports on loopback, one after the other, that nobody uses now."""
    while True:
        (first,) = free_ports(1)
        with ExitStack() as stack:
            try:
                for port in range(first, first + count):
                    stack.enter_context(socket.socket()).bind((LOOPBACK, port))
            except (OSError, OverflowError):
                continue
            return first
