"""A service for the time of one command or test run: the real one, in processes of its own, on ports that are free."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from bot.paths import PROJECT
from bot.service.children import STOP_SECONDS
from bot.service.client import WEBHOOK
from bot.service.run import StartError
from bot.service.settings import LOOPBACK


@contextmanager
def started_service(environment: Mapping[str, str] | None = None) -> Iterator[str]:
    """Start ``serve``, train if need be, give its address, and end it. Raises StartError; its log lines go to stderr."""
    port, action_port = free_ports(2)
    variables = {**os.environ, "HOST": LOOPBACK, "PORT": str(port), "ACTION_PORT": str(action_port), **(environment or {})}
    command = [sys.executable, "-m", "bot", "serve", "--end-with-parent"]
    process = subprocess.Popen(command, cwd=PROJECT, env=variables, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True)
    assert process.stdout is not None and process.stdin is not None
    try:
        address = process.stdout.readline().strip()
        if not address:
            raise StartError("the service did not start; see the lines above")
        yield address.removesuffix(WEBHOOK)
    finally:
        process.terminate()
        try:
            process.wait(2 * STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdin.close()
        process.stdout.close()


def free_ports(count: int) -> list[int]:
    """Ports on loopback that nobody uses now, each another one."""
    sockets = [socket.socket() for _ in range(count)]
    try:
        for each in sockets:
            each.bind((LOOPBACK, 0))
        return [int(each.getsockname()[1]) for each in sockets]
    finally:
        for each in sockets:
            each.close()
