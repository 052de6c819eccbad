"""Whether a model still fits the files that it was trained on."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from bot.paths import CONTENT, PROJECT
from bot.service.content_files import files_below

PLAN_FOLDER = "data/plan"
# Of data/ only what trains: the other files there are wordings that are read when the service starts.
CONTENT_TRAINED_FROM = ("config.yml", "domain.yml", "data/lexicon", "data/nlu", PLAN_FOLDER, "data/responses", "data/rules")
# The code that reads the content, and the versions of the libraries that train.
CODE_TRAINED_FROM = ("bot/language", "bot/nlu", "bot/plan", "uv.lock")
TRAINED_FROM = (*CONTENT_TRAINED_FROM, *CODE_TRAINED_FROM)
CODE = ("bot", "actions", "uv.lock")  # all of it that runs


def fingerprint(content: Path = CONTENT, code: Path = PROJECT) -> str:
    """A hash over all that goes into a model: names and contents of files, and of plan files what training reads of them."""
    digest = hashlib.sha256()
    for folder, parts in ((content, CONTENT_TRAINED_FROM), (code, CODE_TRAINED_FROM)):
        for part in parts:
            trained = _plans_trained_from(folder / part) if part == PLAN_FOLDER else None
            if trained is not None:
                digest.update(f"{part}\0{trained}\0".encode("utf-8", "surrogatepass"))
                continue
            add_files(digest, folder, _files(folder / part))
    return digest.hexdigest()


def mark_of_code(code: Path = PROJECT) -> str:
    """A hash over all code: what was good for another version need not be good for this one."""
    digest = hashlib.sha256()
    for part in CODE:
        add_files(digest, code, _files(code / part))
    return digest.hexdigest()


def add_files(digest: Any, folder: Path, files: Iterable[Path]) -> None:
    """Add names, as seen from *folder*, and contents of the files to a hash."""
    for file in files:
        digest.update(f"{file.relative_to(folder).as_posix()}\0{file.stat().st_size}\0".encode())
        digest.update(file.read_bytes())


def fingerprint_file(model: Path) -> Path:
    """Where a model's fingerprint stands."""
    return model.with_name(model.name.split(".")[0] + ".sha256")


def reason_to_train(model: Path, content: Path = CONTENT, code: Path = PROJECT) -> str | None:
    """Why the model must be trained; None if it fits the files as they are."""
    if not model.is_file():
        return "there is no model"
    kept = fingerprint_file(model)
    if not kept.is_file() or kept.read_text("utf-8").strip() != fingerprint(content, code):
        return "the training files have changed"
    return None


def _files(path: Path) -> Iterable[Path]:
    return [file for file in (files_below(path) if path.is_dir() else [path]) if file.is_file() and file.suffix != ".pyc"]


def _plans_trained_from(folder: Path) -> str | None:
    from bot.service.trained_from import plans_trained_from  # what reads plans takes more memory than the service's first process should

    return plans_trained_from(folder)
