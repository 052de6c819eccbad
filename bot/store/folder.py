"""The data folder: who uses it, and saving and restoring it as a whole."""

from __future__ import annotations

import fcntl
import hashlib
import io
import json
import os
import shutil
import sqlite3
import tarfile
import tempfile
import time
from contextlib import closing, suppress
from pathlib import Path

from bot.store.settings import FILE

LOCK = "in-use.lock"
MANIFEST = "manifest.json"
FORMAT = 1
_SQLITE = b"SQLite format 3\0"
# What belongs to running processes. SQLite's second files are in the copies already.
_NOT_KEPT = (".lock", "-wal", "-shm", "-journal")


class FolderError(Exception):
    """What was asked for cannot be done with the folder or the archive; the text says why."""


def hold(folder: Path) -> None:
    """Say that the folder is in use, for as long as this process lives. Raises FolderError while it is being restored, OSError."""
    _lock(folder, fcntl.LOCK_SH, "is being restored just now")


def _lock(folder: Path, how: int, otherwise: str) -> int:
    """The file whose closing ends the lock."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(file, how | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(file)
        raise FolderError(f"the folder {folder} {otherwise}") from None
    return file


def save(folder: Path, archive: Path) -> list[str]:
    """Put what the folder holds into a new *archive*, readable by its owner only; the names of the files.

    The service may run meanwhile: each database is saved as it was at one moment, that of the conversations last, so that whatever the
    others count as answered stands in it. Raises FolderError.
    """
    if archive.exists():
        raise FolderError(f"{archive} exists already")
    files = [file for file in folder.glob("*") if file.is_file() and not file.name.startswith(".") and not file.name.endswith(_NOT_KEPT)]
    if not files:
        raise FolderError(f"the folder {folder} holds nothing")
    try:
        with tempfile.TemporaryDirectory(dir=archive.absolute().parent, prefix=f".{archive.name}-") as made:
            copies = [_copy(file, Path(made) / file.name) for file in sorted(files, key=lambda file: file.name == FILE)]
            manifest = {"format": FORMAT, "made_at": round(time.time()), "files": {copy.name: _digest(copy) for copy in copies}}
            whole = Path(made) / "archive"
            whole.touch(mode=0o600)
            with tarfile.open(whole, "w:gz") as tar:
                _add(tar, MANIFEST, json.dumps(manifest).encode())
                for copy in copies:
                    tar.add(copy, copy.name)
            _on_disk(whole)
            os.link(whole, archive)  # never over another one
    except (OSError, sqlite3.Error) as error:
        raise FolderError(f"{archive} was not written ({error})") from error
    return [copy.name for copy in copies]


def restore(folder: Path, archive: Path) -> tuple[Path | None, list[str]]:
    """Put what *archive* holds in place of the folder; where the old one is now, if there was one, and the names of the files.

    The archive is checked first. Raises FolderError, and then nothing has changed.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    try:
        made = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}-"))
    except OSError as error:
        raise FolderError(f"the folder {folder.parent} cannot be written to ({error.strerror})") from error
    try:
        names = _unpack(archive, made)
        if not folder.exists():
            made.rename(folder)
            return None, names
        lock = _lock(folder, fcntl.LOCK_EX, "is in use: end the service first")
        try:
            old = folder.with_name(f"{folder.name}-before-{time.strftime('%Y%m%d-%H%M%S')}")
            folder.rename(old)
            made.rename(folder)
        finally:
            os.close(lock)
        return old, names
    except OSError as error:
        raise FolderError(f"the folder {folder} cannot be moved aside ({error.strerror}); it must not be a mount of its own") from error
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _unpack(archive: Path, to: Path) -> list[str]:
    """Every file of the archive, none of which can lie elsewhere or differ from what was saved."""
    try:
        with tarfile.open(archive, "r:gz") as tar:
            members = {member.name: member for member in tar if member.isfile()}
            manifest = json.loads(_read(tar, members[MANIFEST]))
            if manifest["format"] != FORMAT:
                raise FolderError(f"{archive} was written by another version of the bot")
            for name, digest in manifest["files"].items():
                if Path(name).name != name or name.startswith("."):
                    raise FolderError(f"{archive} is no backup of this bot")
                path = to / name
                path.touch(mode=0o600)
                path.write_bytes(_read(tar, members[name]))
                if _digest(path) != digest or not _is_sound(path):
                    raise FolderError(f"{archive} is damaged: {name} is not what was saved")
                _on_disk(path)
            return list(manifest["files"])
    except (OSError, EOFError, tarfile.TarError, ValueError, KeyError, TypeError, AttributeError) as error:
        why = getattr(error, "strerror", None) or type(error).__name__
        raise FolderError(f"{archive} cannot be read as a backup ({why})") from error


def _copy(file: Path, to: Path) -> Path:
    to.touch(mode=0o600)
    with file.open("rb") as opened:
        if opened.read(len(_SQLITE)) != _SQLITE:
            opened.seek(0)
            to.write_bytes(opened.read())
            return to
    with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(to)) as target:
        source.backup(target)  # in one step: nobody is kept from writing meanwhile
    if not _is_sound(to):
        raise FolderError(f"{file} is damaged")
    return to


def _is_sound(file: Path) -> bool:
    """Whether a database is whole; True for any other file."""
    with file.open("rb") as opened:
        if opened.read(len(_SQLITE)) != _SQLITE:
            return not file.name.endswith(".sqlite")
    with closing(sqlite3.connect(file)) as connection:
        found = connection.execute("PRAGMA quick_check").fetchone() == ("ok",)
    for left in (f"{file}-wal", f"{file}-shm"):
        with suppress(FileNotFoundError):
            os.unlink(left)
    return bool(found)


def _digest(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _read(tar: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    file = tar.extractfile(member)
    return file.read() if file is not None else b""


def _add(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size = len(content)
    tar.addfile(member, io.BytesIO(content))


def _on_disk(file: Path) -> None:
    opened = os.open(file, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
