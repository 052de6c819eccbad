"""Real servers for the time of a test run, on loopback, with nothing but what the tests put in: PostgreSQL, Redis, nginx."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bot.service.lock_store import problem_with
from bot.service.started import free_ports

PATIENCE = 60.0


class Server:
    """A process that can be restarted. is_there: whether it can be used."""

    def __init__(self, url: str, command: list[str | Path], is_there: Callable[[], bool], **options: Any) -> None:
        self.url = url
        self._command = command
        self._is_there = is_there
        self._options = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, **options}
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Return once it can be used."""
        process = self._process = subprocess.Popen(self._command, **self._options)
        deadline = time.monotonic() + PATIENCE
        while not self._is_there():
            assert time.monotonic() < deadline and process.poll() is None
            time.sleep(0.1)

    def kill(self) -> None:
        """As in a failure of the machine."""
        assert self._process is not None
        self._process.kill()
        self._process.wait(PATIENCE)

    def freeze(self) -> None:
        """Let it take what comes, and do nothing more."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End it by that signal."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(how)
            self._process.wait(PATIENCE)


def programs() -> Path | None:
    """The folder of PostgreSQL's programs; None where Debian's package postgresql is not installed."""
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else max(Path("/usr/lib/postgresql").glob("*/bin"), default=None, key=lambda folder: int(folder.parent.name))


@contextmanager
def postgres_server(folder: Path) -> Iterator[Server]:
    """A server whose programs are in *folder*."""
    user = "postgres" if os.getuid() == 0 else None  # it refuses to run as root
    (port,) = free_ports(1)
    with tempfile.TemporaryDirectory(prefix="postgres-", ignore_cleanup_errors=True) as data:
        if user:
            os.chown(data, pwd.getpwnam(user).pw_uid, -1)
        run: dict[str, Any] = {"user": user, "cwd": data, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        subprocess.run([folder / "initdb", "-D", f"{data}/db", "-U", "bot", "--auth=trust", "--no-sync", "-E", "UTF8"], check=True, **run)
        options = ["-c", f"unix_socket_directories={data}", "-c", "fsync=off", "-c", "listen_addresses=127.0.0.1", "-c", "max_connections=200"]
        ready = [folder / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port)]
        command = [folder / "postgres", "-D", f"{data}/db", "-p", str(port), *options]
        server = Server(
            f"postgresql://bot@127.0.0.1:{port}/postgres", command, lambda: subprocess.run(ready, check=False, **run).returncode == 0, user=user, cwd=data
        )
        try:
            server.start()
            yield server
        finally:
            server.stop(signal.SIGINT)  # without waiting for clients


@contextmanager
def redis_server() -> Iterator[Server]:
    """A server that keeps nothing on the disk."""
    (port,) = free_ports(1)
    url = f"redis://127.0.0.1:{port}/0"
    server = Server(url, ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"], lambda: problem_with(url) is None)
    try:
        server.start()
        yield server
    finally:
        server.stop()


def nginx_command(folder: Path, configuration: str) -> list[str | Path]:
    """What starts nginx with that text as its configuration; *folder* gets all that it writes."""
    temporary = "".join(f"{name}_temp_path {folder}/{name};\n" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    file = folder / "nginx.conf"
    file.write_text(f"pid {folder}/nginx.pid;\n" + configuration.replace("http {\n", f"http {{\n{temporary}", 1))
    return [shutil.which("nginx") or "/usr/sbin/nginx", "-p", folder, "-c", file, "-e", folder / "error.log"]


@contextmanager
def nginx_server(folder: Path, configuration: str, port: int) -> Iterator[Server]:
    """An nginx with that text as its configuration, which listens at *port*; see nginx_command."""

    def is_there() -> bool:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=PATIENCE).close()
        except ConnectionRefusedError:
            return False
        return True

    server = Server(f"http://127.0.0.1:{port}", [*nginx_command(folder, configuration), "-g", "daemon off;"], is_there)
    try:
        server.start()
        yield server
    finally:
        server.stop()
