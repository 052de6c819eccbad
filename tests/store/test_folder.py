"""Saving and restoring the data folder: whole, while it is written to, and never over what is in use."""

from __future__ import annotations

import io
import json
import multiprocessing
import sqlite3
import stat
import tarfile
import threading
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from bot.store.folder import LOCK, MANIFEST, FolderError, hold, restore, save


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder with a database that is in use, a secret and what belongs to running processes."""
    folder = tmp_path / "var"
    (folder / "owners").mkdir(parents=True)
    (folder / "session-secret").write_text("s3cret")
    (folder / "owners" / "abc").write_text("")
    (folder / "zalo-tokens.lock").write_text("")
    connection = sqlite3.connect(folder / "bot.sqlite", isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("CREATE TABLE numbers (number INTEGER, twice INTEGER)")
    connection.execute("INSERT INTO numbers VALUES (1, 2)")
    return folder


def numbers(folder: Path) -> list[tuple[int, int]]:
    return sqlite3.connect(folder / "bot.sqlite").execute("SELECT number, twice FROM numbers").fetchall()


def test_a_backup_made_while_the_database_is_written_to_holds_one_moment_of_it(folder: Path, tmp_path: Path) -> None:
    end = threading.Event()

    def write() -> None:
        connection = sqlite3.connect(folder / "bot.sqlite", timeout=10, isolation_level=None)
        number = 2
        while not end.is_set():
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("INSERT INTO numbers VALUES (?, 0)", (number,))
            connection.execute("UPDATE numbers SET twice = 2 * number WHERE number = ?", (number,))
            connection.execute("COMMIT")
            number += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for turn in range(5):
            save(folder, tmp_path / f"{turn}.tar.gz")
    finally:
        end.set()
        writer.join()
    for turn in range(5):
        restore(tmp_path / f"restored-{turn}", tmp_path / f"{turn}.tar.gz")
        found = numbers(tmp_path / f"restored-{turn}")
        assert found == [(number, 2 * number) for number in range(1, len(found) + 1)]


def test_a_restored_folder_holds_what_was_saved_for_the_owner_only_and_the_old_one_stands_beside_it(folder: Path, tmp_path: Path) -> None:
    archive = tmp_path / "backup.tar.gz"
    assert sorted(save(folder, archive)) == ["bot.sqlite", "session-secret"]
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600
    (folder / "session-secret").write_text("another")
    old, names = restore(folder, archive)
    assert old is not None and old.parent == tmp_path and (old / "session-secret").read_text() == "another"
    assert sorted(file.name for file in folder.iterdir()) == sorted(names) == ["bot.sqlite", "session-secret"]
    assert (folder / "session-secret").read_text() == "s3cret" and numbers(folder) == [(1, 2)]
    assert {stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()} == {0o600}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert sorted(file.name for file in tmp_path.iterdir()) == sorted(["backup.tar.gz", "var", old.name])


def test_a_backup_is_not_written_over_another_one(folder: Path, tmp_path: Path) -> None:
    archive = tmp_path / "backup.tar.gz"
    archive.write_text("precious")
    with pytest.raises(FolderError, match="exists already"):
        save(folder, archive)
    assert archive.read_text() == "precious"
    with pytest.raises(FolderError, match="holds nothing"):
        save(tmp_path / "none", tmp_path / "other.tar.gz")


def test_a_damaged_database_is_not_saved_in_silence(folder: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(folder / "bot.sqlite")) as connection:
        connection.executemany("INSERT INTO numbers VALUES (?, ?)", [(number, number) for number in range(5000)])
        connection.commit()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # all of it stands in the file that is damaged next
    file = folder / "bot.sqlite"
    content = bytearray(file.read_bytes())
    content[8192:12288] = b"\xff" * 4096
    file.write_bytes(content)
    with pytest.raises(FolderError):
        save(folder, tmp_path / "backup.tar.gz")
    assert not (tmp_path / "backup.tar.gz").exists()


def use(folder: Path, held: Any) -> None:
    hold(folder)
    held.set()
    time.sleep(600)


def test_nothing_is_restored_over_a_folder_in_use_and_two_processes_may_use_it(folder: Path, tmp_path: Path) -> None:
    archive = tmp_path / "backup.tar.gz"
    save(folder, archive)
    context = multiprocessing.get_context("spawn")
    held = [context.Event(), context.Event()]
    processes = [context.Process(target=use, args=(folder, each), daemon=True) for each in held]
    for process in processes:
        process.start()
    assert all(each.wait(60) for each in held)
    with pytest.raises(FolderError, match="in use: end the service first"):
        restore(folder, archive)
    assert (folder / LOCK).exists() and not list(tmp_path.glob("var-before-*")) and not list(tmp_path.glob(".var-*"))
    processes[0].kill()
    processes[0].join()
    with pytest.raises(FolderError, match="in use"):
        restore(folder, archive)
    processes[1].kill()  # the lock of a killed process is gone
    processes[1].join()
    assert restore(folder, archive)[0] is not None


def test_what_is_no_whole_backup_changes_nothing(folder: Path, tmp_path: Path) -> None:
    archive = tmp_path / "backup.tar.gz"
    save(folder, archive)
    whole = archive.read_bytes()

    def remade(name: str, content: bytes, **manifest: object) -> bytes:
        made = io.BytesIO()
        with tarfile.open(fileobj=made, mode="w:gz") as tar:
            for member, body in ((MANIFEST, json.dumps(manifest).encode()), (name, content)):
                info = tarfile.TarInfo(member)
                info.size = len(body)
                tar.addfile(info, io.BytesIO(body))
        return made.getvalue()

    outside = "../outside"
    wrong = {
        "nothing": b"",
        "text": b"hello",
        "cut": whole[: len(whole) // 2],
        "other format": remade("a", b"", format=2, files={}),
        "no list": remade("a", b"", format=1),
        "missing": remade("a", b"", format=1, files={"b": "0"}),
        "altered": remade("a", b"x", format=1, files={"a": "0"}),
        "outside": remade(outside, b"x", format=1, files={outside: "0"}),
    }
    for name, content in wrong.items():
        archive.write_bytes(content)
        with pytest.raises(FolderError):
            restore(folder, archive)
        assert (folder / "session-secret").read_text() == "s3cret", name
        assert sorted(file.name for file in tmp_path.iterdir()) == ["backup.tar.gz", "var"], name
