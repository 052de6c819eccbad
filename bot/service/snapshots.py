"""Copies of content and model: a service's processes read from one, so that whatever is being edited they start with what was checked."""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from bot.service.fingerprint import add_files, fingerprint_file, mark_of_code

FILES = ("config.yml", "credentials.yml", "domain.yml", "endpoints.yml")
FOLDER = "data"
_TRIES, _PAUSE_SECONDS = 20, 0.05
_LAST_GOOD, _LOCK, _MODEL = "last-good", ".lock", "model/bot.tar.gz"


@dataclass(frozen=True)
class Snapshot:
    """A copy in a folder of its own, named after what was copied; nobody deletes it while this object's process lives."""

    folder: Path

    @property
    def model(self) -> Path:
        """The model's copy; it may be missing, or not fit."""
        return self.folder / _MODEL

    def settings(self) -> Mapping[str, str]:
        """The variables by which a process reads from here."""
        return {"CONTENT_FOLDER": str(self.folder), "MODEL": str(self.model)}


class Snapshots:
    """Those in *folder*, which services may share."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._locks: dict[Path, int] = {}

    def take(self, content: Path, model: Path) -> Snapshot:
        """A copy of content and model as they are now. Raises OSError."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(dir=self._folder, prefix=".new-"))
        try:
            for source, name in _copied(content, model):
                (made / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(source, made / name)
            digest = hashlib.sha256(mark_of_code().encode())  # other code may find something else wrong with the same files
            add_files(digest, made, sorted(path for path in made.rglob("*") if path.is_file()))
            (made / _LOCK).touch()
            folder = self._folder / digest.hexdigest()[:16]
            for _ in range(_TRIES):
                if self._hold(folder):
                    break
                with suppress(OSError):  # another service has made the same copy, or is just deleting it
                    made.rename(folder)
                    continue
                time.sleep(_PAUSE_SECONDS)
            else:
                raise OSError(errno.EBUSY, "cannot be put in place", str(folder))
        finally:
            shutil.rmtree(made, ignore_errors=True)
        return Snapshot(folder)

    def last_good(self) -> Snapshot | None:
        """The copy that was last in service, if it is still there."""
        try:
            folder = self._folder / (self._folder / _LAST_GOOD).read_text("utf-8").strip()
        except OSError:
            return None
        return Snapshot(folder) if self._hold(folder) else None

    def is_good(self, snapshot: Snapshot) -> None:
        """The copy is in service now, and the one to start from if there is no better one. Raises OSError."""
        made = self._folder / f".{_LAST_GOOD}-{os.getpid()}"
        made.write_text(snapshot.folder.name + "\n", "utf-8")
        os.replace(made, self._folder / _LAST_GOOD)

    def release(self, kept: Snapshot) -> None:
        """This process reads from no copy but *kept*; what no process reads from is deleted, apart from the last good one. Raises OSError."""
        for folder in [folder for folder in self._locks if folder != kept.folder]:
            os.close(self._locks.pop(folder))
        try:
            last = (self._folder / _LAST_GOOD).read_text("utf-8").strip()
        except OSError:
            last = ""
        for folder in self._folder.iterdir():
            if folder.is_dir() and folder not in self._locks and folder.name != last and not folder.name.startswith("."):
                _delete_unheld(folder)

    def _hold(self, folder: Path) -> bool:
        """Keep others from deleting the copy; False if it is not there."""
        if folder in self._locks:
            return folder.is_dir()
        try:
            lock = os.open(folder / _LOCK, os.O_RDWR | os.O_CLOEXEC)
        except OSError:
            return False
        fcntl.flock(lock, fcntl.LOCK_SH)
        if not (folder / _LOCK).is_file():  # deleted while this process waited
            os.close(lock)
            return False
        self._locks[folder] = lock
        return True


def files_of(content: Path, model: Path | None) -> list[Path]:
    """All files that a copy is made of."""
    return [source for source, _ in _copied(content, model)]


def _copied(content: Path, model: Path | None) -> Iterator[tuple[Path, str]]:
    for name in FILES:
        yield content / name, name
    for path in sorted((content / FOLDER).rglob("*")):
        parts = path.relative_to(content).parts
        if path.is_file() and not any(part.startswith(".") or part.endswith("~") for part in parts):  # what editors leave beside a file
            yield path, "/".join(parts)
    if model is not None and model.is_file():
        yield model, _MODEL
        if fingerprint_file(model).is_file():
            yield fingerprint_file(model), fingerprint_file(Path(_MODEL)).as_posix()


def _delete_unheld(folder: Path) -> None:
    try:
        lock = os.open(folder / _LOCK, os.O_RDWR | os.O_CLOEXEC)
    except OSError:
        return
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return
    else:
        shutil.rmtree(folder, ignore_errors=True)
    finally:
        os.close(lock)
