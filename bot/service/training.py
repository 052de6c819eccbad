"""Train the model."""

from __future__ import annotations

import copy
import logging
import os
import tempfile
import time
from pathlib import Path
from typing import Any

from bot.paths import CONTENT
from bot.plan.load import PlanError
from bot.service.fingerprint import fingerprint, fingerprint_file
from bot.service.lean import KeptOutError, import_rasa
from bot.service.logs import configure_libraries, configure_logging
from bot.service.settings import Settings

logger = logging.getLogger("training")
_GZIP_LEVEL = 6


class TrainingError(RuntimeError):
    """Rasa made no model; what it says about it stands in the log."""


def train(settings: Settings) -> None:
    """Train, and put model and fingerprint in place when all has gone well. Raises TrainingError."""
    os.environ.update(RASA_TELEMETRY_ENABLED="false", LOG_LEVEL="WARNING")  # the latter takes away Rasa's progress bars
    configure_logging(settings.level)
    configure_libraries(settings.level)
    started = time.monotonic()
    mark = fingerprint()  # taken first: a file that is changed meanwhile leads to a new training
    try:
        import_rasa(["rasa.model_training", "spacy"], project=CONTENT, lean=settings.lean, needed=["sqlalchemy"])
    except KeptOutError as error:
        raise TrainingError(str(error)) from error
    from rasa.engine.exceptions import GraphComponentException
    from rasa.shared.exceptions import RasaException

    settings.model.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=settings.model.parent, prefix=".training-") as folder:
        try:
            model = _train_graph(Path(folder))
        except (RasaException, GraphComponentException, PlanError) as error:
            raise TrainingError(f"{error}\n{error.__cause__ or ''}".strip()) from error
        fingerprint_file(settings.model).unlink(missing_ok=True)
        model.replace(settings.model)
    fingerprint_file(settings.model).write_text(mark + "\n", "utf-8")
    logger.info("trained %s in %.0f s", settings.model.name, time.monotonic() - started)


def _train_graph(folder: Path) -> Path:
    """Rasa's training without its cache: for this project fingerprinting every step's output takes longer than the steps."""
    from rasa.engine.constants import PLACEHOLDER_IMPORTER
    from rasa.engine.graph import ExecutionContext
    from rasa.engine.recipes.recipe import Recipe
    from rasa.engine.runner.dask import DaskGraphRunner
    from rasa.engine.storage.local_model_storage import LocalModelStorage
    from rasa.engine.validation import validate
    from rasa.shared.data import TrainingType
    from rasa.shared.importers.importer import E2EImporter, TrainingDataImporter
    from rasa.shared.nlu.training_data.training_data import TrainingData

    class OneLanguage(E2EImporter):
        """Rasa asks for the examples with and without a language and keeps both answers; making them takes 12 s each time."""

        def get_nlu_data(self, language: str | None = None) -> TrainingData:
            return super().get_nlu_data()

    loaded = TrainingDataImporter.load_from_config(str(CONTENT / "config.yml"), str(CONTENT / "domain.yml"), [str(CONTENT / "data")])
    importer = OneLanguage(loaded.importer)  # the outermost of the importers that Rasa puts around the project's
    config = importer.get_config()
    if importer.get_nlu_data().contains_no_pure_nlu_data() or importer.get_stories().is_empty() or importer.get_domain().is_empty():
        raise TrainingError("examples, rules and domain are needed; one of them is empty")
    recipe = Recipe.recipe_for_name(config.get("recipe"))
    config, _, _ = recipe.auto_configure(importer.get_config_file_for_auto_config(), config, TrainingType.BOTH)
    configuration = recipe.graph_config_for_recipe(config, {}, training_type=TrainingType.BOTH)
    validate(configuration)
    schema = configuration.train_schema
    domain = copy.deepcopy(importer.get_domain())
    parts = folder / "parts"
    parts.mkdir()
    storage = LocalModelStorage.create(parts)
    runner = DaskGraphRunner.create(graph_schema=schema, model_storage=storage, execution_context=ExecutionContext(graph_schema=schema))
    runner.run(inputs={PLACEHOLDER_IMPORTER: importer})
    model = folder / "model.tar.gz"
    _pack_quickly()
    storage.create_model_package(model, configuration, domain)
    return model


def _pack_quickly() -> None:
    """Let Rasa pack the model as gzip itself does by default. At the highest level, which Python's tarfile takes, packing takes a
    seventh of the whole training and saves three parts in a hundred."""
    from rasa.engine.storage import local_model_storage

    class Quick(local_model_storage.TarSafe):
        @classmethod
        def gzopen(cls, *arguments: Any, **options: Any) -> Any:
            return super().gzopen(*arguments, **{"compresslevel": _GZIP_LEVEL, **options})

    local_model_storage.TarSafe = Quick
