"""A real PostgreSQL server for the time of a test run, on loopback, with nothing but what the tests put in."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.service.started import free_ports

PATIENCE = 60.0


def programs() -> Path | None:
    """The folder of PostgreSQL's programs; None where Debian's package postgresql is not installed."""
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else max(Path("/usr/lib/postgresql").glob("*/bin"), default=None, key=lambda folder: int(folder.parent.name))


@contextmanager
def postgres_server(folder: Path) -> Iterator[str]:
    """The address of a server whose programs are in *folder*."""
    user = "postgres" if os.getuid() == 0 else None  # it refuses to run as root
    (port,) = free_ports(1)
    with tempfile.TemporaryDirectory(prefix="postgres-", ignore_cleanup_errors=True) as data:
        if user:
            os.chown(data, pwd.getpwnam(user).pw_uid, -1)
        run = {"user": user, "cwd": data, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        subprocess.run([folder / "initdb", "-D", f"{data}/db", "-U", "bot", "--auth=trust", "--no-sync", "-E", "UTF8"], check=True, **run)  # type: ignore[call-overload]
        options = ["-c", f"unix_socket_directories={data}", "-c", "fsync=off", "-c", "listen_addresses=127.0.0.1"]
        server = subprocess.Popen([folder / "postgres", "-D", f"{data}/db", "-p", str(port), *options], **run)  # type: ignore[call-overload]
        try:
            deadline = time.monotonic() + PATIENCE
            while subprocess.run([folder / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port)], check=False, **run).returncode:  # type: ignore[call-overload]
                assert time.monotonic() < deadline and server.poll() is None
                time.sleep(0.1)
            yield f"postgresql://bot@127.0.0.1:{port}/postgres"
        finally:
            server.terminate()
            server.wait(PATIENCE)
