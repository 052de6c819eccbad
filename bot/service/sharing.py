"""Listening sockets that the service's first process opens and its children inherit.

A connection waits at such a socket until a process accepts it, whichever that is: none is refused or cut off because a process ends,
is killed, or gives way to another one. Several processes that accept at one socket share its connections: whoever is free takes the next.
"""

from __future__ import annotations

import os
import socket
from typing import Any

BACKLOG = 1024  # connections that wait; Sanic's 100 turn away platforms that deliver a thousand messages at once
VARIABLE = "LISTENING_SOCKET"  # in a child's environment: the descriptor


def bound_socket(host: str, port: int) -> socket.socket:
    """A socket at the port, which nobody can connect to before listen. host: empty for all addresses. Raises OSError."""
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


def inherited_socket() -> socket.socket:
    """The socket that this process was given. Raises KeyError if it was given none."""
    return socket.socket(fileno=int(os.environ[VARIABLE]))


def serve_at(listening: socket.socket) -> None:
    """Let Sanic's server of this process accept at that socket.

    Sanic's own workers are copies of one process, made before the model is loaded, under one name and with one operations port:
    they could be neither watched nor started again one by one.
    """
    from sanic import Sanic

    run = Sanic.run

    def given(app: Sanic, host: str, port: int, **options: Any) -> None:
        run(app, sock=listening, **options)

    Sanic.run = given
