"""Train the model, and tell whether the one at hand still fits the files that it was trained on."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path

from bot.paths import PROJECT
from bot.service.lean import import_rasa
from bot.service.logs import configure_logging, configure_structlog
from bot.service.settings import Settings

# What goes into a model: the project's files, the code that reads them, and the versions of the libraries that train.
TRAINED_FROM = ("config.yml", "domain.yml", "data", "bot/language", "bot/nlu", "bot/plan", "uv.lock")

# Rasa imports the last two in the midst of training, and with them components that need TensorFlow. Its cache is an SQL database.
_MODULES = ("rasa.model_training", "rasa.graph_components.validators.default_recipe_validator", "rasa.graph_components.validators.finetuning_validator")


class TrainingError(RuntimeError):
    """Rasa made no model; what it says about it stands in the log."""


def fingerprint(project: Path, parts: Iterable[str] = TRAINED_FROM) -> str:
    """A hash over names and contents of all files that go into a model."""
    digest = hashlib.sha256()
    for part in parts:
        path = project / part
        for file in sorted(path.rglob("*") if path.is_dir() else [path]):
            if file.is_file() and file.suffix != ".pyc":
                digest.update(f"{file.relative_to(project).as_posix()}\0{file.stat().st_size}\0".encode())
                digest.update(file.read_bytes())
    return digest.hexdigest()


def fingerprint_file(model: Path) -> Path:
    """Where a model's fingerprint stands."""
    return model.with_name(model.name.split(".")[0] + ".sha256")


def reason_to_train(model: Path, project: Path = PROJECT) -> str | None:
    """Why the model must be trained; None if it fits the files as they are."""
    if not model.is_file():
        return "there is no model"
    kept = fingerprint_file(model)
    if not kept.is_file() or kept.read_text("utf-8").strip() != fingerprint(project):
        return "the training files have changed"
    return None


def train(settings: Settings) -> None:
    """Train, and put model and fingerprint in place when all has gone well. Raises TrainingError."""
    os.environ.update(RASA_TELEMETRY_ENABLED="false", TQDM_DISABLE="1")
    configure_logging(settings.level)
    configure_structlog(settings.level)
    mark = fingerprint(PROJECT)  # taken first: a file that is changed meanwhile leads to a new training
    import_rasa(_MODULES, project=PROJECT, lean=settings.lean, needed=["sqlalchemy"])
    from rasa.model_training import train as rasa_train
    from rasa.shared.exceptions import RasaException

    settings.model.parent.mkdir(parents=True, exist_ok=True)
    folder = tempfile.mkdtemp(dir=settings.model.parent, prefix=".training-")
    try:
        try:
            result = rasa_train("domain.yml", "config.yml", ["data"], output=folder, fixed_model_name="model")
        except RasaException as error:
            raise TrainingError(str(error)) from error
        if result.code or not result.model:
            raise TrainingError("Rasa made no model")
        fingerprint_file(settings.model).unlink(missing_ok=True)
        Path(result.model).replace(settings.model)
        fingerprint_file(settings.model).write_text(mark + "\n", "utf-8")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
