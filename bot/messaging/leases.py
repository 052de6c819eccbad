"""Which of several processes on one data folder are alive, told by locks that the kernel drops when a process dies."""

from __future__ import annotations

import fcntl
import os
import uuid
from pathlib import Path

FOLDER = "owners"


class Lease:
    """The name under which one channel of one process holds work, for as long as it lives."""

    def __init__(self, data_folder: Path) -> None:
        self._folder = data_folder / FOLDER
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.owner = uuid.uuid4().hex
        made = self._folder / f".{self.owner}"  # nobody looks at it before it is locked
        self._file = os.open(made, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(self._file, fcntl.LOCK_EX)
        made.rename(self._folder / self.owner)

    def living(self) -> list[str]:
        """The owners that live, this one among them. The names of the dead are dropped."""
        owners = [self.owner]
        for path in self._folder.iterdir():
            if path.name == self.owner or path.name.startswith("."):
                continue
            if _is_free(path):
                path.unlink(missing_ok=True)
            else:
                owners.append(path.name)
        return owners

    def end(self) -> None:
        """Let go of the work that is held."""
        os.close(self._file)


def _is_free(path: Path) -> bool:
    try:
        file = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(file)
    return True
