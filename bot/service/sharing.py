"""One port for several processes: each has a socket of its own there, and the kernel gives every new connection to one of them."""

from __future__ import annotations

import socket
from typing import Any


def shared_socket(host: str, port: int) -> socket.socket:
    """A socket at the port beside those of other processes of this user. Nobody is sent there before somebody listens. Raises OSError."""
    (family, kind, protocol, _, address), *_ = socket.getaddrinfo(host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    made = socket.socket(family, kind, protocol)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    made.bind(address)
    made.set_inheritable(True)
    return made


def share_port() -> None:
    """Let Sanic's servers of this process share their port.

    Sanic's own workers are copies of one process, made before the model is loaded, under one name and with one operations port:
    they could be neither watched nor started again one by one.
    """
    from sanic import Sanic

    run = Sanic.run

    def shared(app: Sanic, host: str, port: int, **options: Any) -> None:
        run(app, sock=shared_socket(host, port), **options)

    Sanic.run = shared
