"""The service's ports, opened by its first process for as long as it runs."""

from __future__ import annotations

import errno
import socket
from dataclasses import dataclass

from bot.service.settings import HIGHEST_PORT, LOOPBACK, Settings
from bot.service.sharing import bound_socket, listen, port_of


class StartError(RuntimeError):
    """The service could not be started; the text says what to do."""


@dataclass(frozen=True)
class Ports:
    """shared: PORT. ops: the operations port of each worker. actions: ACTION_PORT, or None if the action server stands elsewhere."""

    settings: Settings
    shared: socket.socket
    ops: tuple[socket.socket, ...]
    actions: socket.socket | None

    def listen(self) -> None:
        """Let connections come. Raises StartError."""
        actions = [(self.actions, "ACTION_PORT")] if self.actions is not None else []
        for each, variable in ((self.shared, "PORT"), *actions, *((each, "OPS_PORT") for each in self.ops)):
            try:
                listen(each)
            except OSError as error:  # another service was started at the same moment
                raise _taken(port_of(each), variable) from error

    def close(self) -> None:
        """From now on nobody waits there in vain."""
        for each in (self.shared, *self.ops, *([self.actions] if self.actions else [])):
            each.close()


def open_ports(settings: Settings) -> Ports:
    """The ports, which nobody can connect to yet. Raises StartError if one is taken or the address is not this machine's."""
    if settings.ops_ports[-1] > HIGHEST_PORT or {settings.port, settings.action_port} & set(settings.ops_ports):
        raise StartError(f"{settings.workers} workers need as many ports from OPS_PORT on, apart from PORT and ACTION_PORT; choose another OPS_PORT=…")
    shared = _bind(settings.host, settings.port, "PORT")
    actions = None if settings.action_url else _bind(LOOPBACK, settings.action_port, "ACTION_PORT")
    return Ports(settings, shared, tuple(_bind(settings.ops_host, port, "OPS_PORT") for port in settings.ops_ports), actions)


def _bind(host: str, port: int, variable: str) -> socket.socket:
    try:
        return bound_socket(host, port)
    except PermissionError as error:
        raise StartError(f"port {port} needs more rights; choose another one with {variable}=…") from error
    except OSError as error:
        if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
            raise StartError(f"{host} is no address of this machine; set HOST, for instance HOST={LOOPBACK}") from error
        raise _taken(port, variable) from error


def _taken(port: int, variable: str) -> StartError:
    return StartError(f"port {port} is taken; choose another one with {variable}=…")
