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

from bot.service.content_files import files_below
from bot.service.fingerprint import add_files, fingerprint_file, mark_of_code

FILES = ("config.yml", "credentials.yml", "domain.yml", "endpoints.yml")
FOLDER = "data"
_TRIES, _PAUSE_SECONDS = 20, 0.05
_LAST_GOOD, _LOCK, _MODEL = "last-good", ".lock", "model/bot.tar.gz"
_NEW, _OLD = ".new-", ".old-"  # being made; being deleted
_ABANDONED_SECONDS = 3600.0  # nobody takes as long to make a copy


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
    """Those in *folder*, which services may share, of *content* and *model*."""

    def __init__(self, folder: Path, content: Path, model: Path) -> None:
        self._folder = folder
        self._content = content
        self._model = model
        self._code = mark_of_code()  # as this process runs it
        owner = hashlib.sha256(f"{content.resolve()}\0{model.resolve()}".encode("utf-8", "surrogateescape")).hexdigest()[:16]
        self._last_good = folder / f"{_LAST_GOOD}-{owner}"  # a draft that another service tries out is not this one's
        self._locks: dict[Path, int] = {}

    def take(self) -> Snapshot:
        """A copy of content and model as they are now. Raises OSError."""
        return self._copy(self._content, self._model)

    def with_its_model(self, snapshot: Snapshot) -> Snapshot:
        """The copy that *take* makes of the same content once the model that was trained into *snapshot* is the model. Raises OSError."""
        return self._copy(snapshot.folder, snapshot.model)

    def _copy(self, content: Path, model: Path) -> Snapshot:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(dir=self._folder, prefix=_NEW))
        try:
            for source, name in _copied(content, model):
                (made / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(source, made / name)
            digest = hashlib.sha256(self._code.encode())  # other code may find something else wrong with the same files
            add_files(digest, made, files_below(made))
            (made / _LOCK).touch()
            folder = self._folder / digest.hexdigest()[:16]
            self._put(made, folder)
        finally:
            shutil.rmtree(made, ignore_errors=True)
        return Snapshot(folder)

    def _put(self, made: Path, folder: Path) -> None:
        if self._hold(folder):
            return
        _write_through(made)
        self._hold(made)  # before another service can see it, which deletes what nobody holds
        try:
            for _ in range(_TRIES):
                with suppress(OSError):  # another service has made the same copy, or is just deleting it
                    _put_aside_remains(folder)
                    made.rename(folder)
                    self._locks[folder] = self._locks.pop(made)
                    _sync(self._folder)
                if self._hold(folder):
                    return
                time.sleep(_PAUSE_SECONDS)
        finally:
            if made in self._locks:
                os.close(self._locks.pop(made))
        raise OSError(errno.EBUSY, "cannot be put in place", str(folder))

    def last_good(self) -> Snapshot | None:
        """The copy that was last in service, if it is still there and was in service with this version of the code."""
        try:
            name, code = self._last_good.read_text("utf-8").split()
        except (OSError, ValueError):
            return None
        folder = self._folder / name
        return Snapshot(folder) if code == self._code and self._hold(folder) else None

    def is_good(self, snapshot: Snapshot) -> None:
        """The copy is in service now, and the one to start from if there is no better one. Raises OSError."""
        made = self._folder / f".{self._last_good.name}-{os.getpid()}"
        made.write_text(f"{snapshot.folder.name}\n{self._code}\n", "utf-8")
        os.replace(made, self._last_good)

    def release(self, kept: Snapshot) -> None:
        """This process reads from no copy but *kept*; what no process reads from is deleted, apart from every service's last good one. Raises OSError."""
        for folder in [folder for folder in self._locks if folder != kept.folder]:
            os.close(self._locks.pop(folder))
        last = {file.read_text("utf-8").partition("\n")[0] for file in self._folder.glob(f"{_LAST_GOOD}-*")}
        for folder in [path for path in self._folder.iterdir() if path.is_dir()]:
            if folder.name.startswith(_OLD) or (folder.name.startswith(_NEW) and _age(folder) > _ABANDONED_SECONDS):
                shutil.rmtree(folder, ignore_errors=True)
            elif folder not in self._locks and folder.name not in last and not folder.name.startswith("."):
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
        try:
            is_there = os.path.samestat(os.fstat(lock), (folder / _LOCK).stat())
        except OSError:
            is_there = False
        if not is_there:  # deleted, or made anew, while this process waited
            os.close(lock)
            return False
        self._locks[folder] = lock
        return True


def files_of(content: Path, model: Path | None) -> Iterator[Path]:
    """All files that a copy is made of. Raises OSError."""
    return (source for source, _ in _copied(content, model))


def _copied(content: Path, model: Path | None) -> Iterator[tuple[Path, str]]:
    for name in FILES:
        yield content / name, name
    for path in files_below(content / FOLDER):
        yield path, path.relative_to(content).as_posix()
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
        with suppress(OSError):
            _delete(folder)
    finally:
        os.close(lock)


def _delete(folder: Path) -> None:
    """Out of the way in one step, so that half a copy is never found under a copy's name."""
    aside = Path(tempfile.mkdtemp(dir=folder.parent, prefix=_OLD))
    folder.rename(aside)
    shutil.rmtree(aside, ignore_errors=True)


def _put_aside_remains(folder: Path) -> None:
    """What is left of a copy, its lock already gone, must not keep a whole one from its place."""
    if folder.is_dir() and not (folder / _LOCK).exists():
        _delete(folder)


def _age(folder: Path) -> float:
    try:
        return time.time() - folder.stat().st_mtime
    except OSError:
        return 0.0


def _write_through(folder: Path) -> None:
    """A copy that a power failure leaves under its name is whole."""
    for path in folder.rglob("*"):
        if path.is_file():
            _sync(path)
    for path in (*(path for path in folder.rglob("*") if path.is_dir()), folder):
        with suppress(OSError):  # not every file system can do that with a folder
            _sync(path)


def _sync(path: Path) -> None:
    opened = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
