"""Listening sockets that the service's first process opens and its children inherit.

A connection waits at such a socket until a process accepts it, whichever that is: none is refused or cut off because a process ends,
is killed, or gives way to another one. Several processes that accept at one socket share its connections: whoever is free takes the next.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Mapping

BACKLOG = 1024  # connections that wait; Sanic's 100 turn away platforms that deliver a thousand messages at once
VARIABLE = "LISTENING_SOCKETS"  # in a child's environment: «own=5 shared=6 ops=7», names and descriptors
OWN, SHARED, OPS = "own", "shared", "ops"


def bound_socket(host: str, port: int) -> socket.socket:
    """A socket at the port (0: any that is free), which nobody can connect to before listen. host: empty for all addresses. Raises OSError."""
    found = socket.getaddrinfo(host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    family, kind, protocol, _, address = min(found, key=lambda info: info[0] != socket.AF_INET)
    made = socket.socket(family, kind, protocol)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind(address)
    except OSError:
        made.close()
        raise
    return made


def listen(bound: socket.socket) -> None:
    """Let connections come: they wait there until a process accepts them. Raises OSError."""
    bound.listen(BACKLOG)
    bound.setblocking(False)  # of two processes that are woken by one connection, the second must not wait for the next


def port_of(bound: socket.socket) -> int:
    """The number of its port."""
    return int(bound.getsockname()[1])


def described(sockets: Mapping[str, socket.socket]) -> str:
    """As VARIABLE has it."""
    return " ".join(f"{name}={each.fileno()}" for name, each in sockets.items())


def inherited() -> dict[str, socket.socket]:
    """The sockets that this process was given, by their names."""
    pairs = (pair.partition("=") for pair in os.environ.get(VARIABLE, "").split())
    return {name: socket.socket(fileno=int(number)) for name, _, number in pairs}
