"""What make installs, and what it leaves alone. uv is a script that writes down how it was called."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from bot.paths import PROJECT

UV = """#!/bin/sh
echo "$@" >> calls
mkdir -p .venv/bin
printf '#!/bin/sh\\n' > .venv/bin/python
chmod +x .venv/bin/python
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("Makefile", "pyproject.toml", "uv.lock"):
        shutil.copy(PROJECT / name, tmp_path)
    (tmp_path / "uv").write_text(UV)
    (tmp_path / "uv").chmod(0o755)
    return tmp_path


def called(folder: Path, *arguments: str) -> list[str]:
    """How make calls uv."""
    (folder / "calls").write_text("")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}  # of a make that runs the tests
    subprocess.run(["make", "-C", str(folder), "UV=./uv", *arguments], env=environment, check=True, capture_output=True)
    return (folder / "calls").read_text().splitlines()


def change_lock_file(folder: Path) -> None:
    newest = max(path.stat().st_mtime for path in (folder / ".venv").iterdir())
    os.utime(folder / "uv.lock", (newest + 1, newest + 1))


def test_serving_installs_no_tools_of_developers_and_no_extra(folder: Path) -> None:
    (call,) = called(folder, "serve")
    assert "--no-default-groups" in call
    assert "dev" not in call.split()
    assert "--extra" not in call


def test_nothing_is_installed_twice(folder: Path) -> None:
    called(folder, "check", "EXTRA=tensorflow")
    assert called(folder, "check") == called(folder, "serve") == []


def test_serving_keeps_what_tests_have_installed(folder: Path) -> None:
    assert "--group dev" in called(folder, "check")[-1]
    change_lock_file(folder)
    (call,) = called(folder, "serve")
    assert "--group dev" in call


def test_tensorflow_is_installed_on_demand_and_kept_by_all_that_follows(folder: Path) -> None:
    assert "--extra tensorflow" in called(folder, "train", "EXTRA=tensorflow")[-1]
    change_lock_file(folder)
    assert all("--extra tensorflow" in call for call in called(folder, "check"))
