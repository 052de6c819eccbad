"""Rasa as ``rasa init`` sets it up, on this project's data: what bench.service and bench.classifiers compare with.

It needs TensorFlow, which only the extra «tensorflow» installs.
"""

from __future__ import annotations

import shutil
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from bot.paths import NLU_DATA, PROJECT

EPOCHS = 100  # what rasa init writes
_CREDENTIALS: dict[str, Any] = {"rest": {}}


def check_tensorflow(what: str) -> None:
    """End with a line that says what to do if *what* cannot be measured."""
    if find_spec("tensorflow") is None:
        raise SystemExit(f"error: {what} needs TensorFlow: start with make bench, which installs it, or install it by uv sync --extra tensorflow")


def stock_config(*, epochs: int = EPOCHS, policy_epochs: int = EPOCHS) -> dict[str, Any]:
    """The pipeline and the policies that Rasa 3.6 writes where config.yml names none; only the language differs."""
    text = (files("rasa.engine.recipes") / "config_files" / "default_config.yml").read_text("utf-8")
    config: dict[str, Any] = YAML(typ="safe").load(text)
    config["language"] = "vi"
    for section, number in (("pipeline", epochs), ("policies", policy_epochs)):
        for component in config[section]:
            if "epochs" in component:
                component["epochs"] = number
    return config


def write_project(folder: Path, *, action_port: int, epochs: int = EPOCHS, policy_epochs: int = EPOCHS) -> None:
    """A Rasa project in *folder*: stock configuration, this project's domain, examples (unexpanded), rules and responses.

    Each rule is a story too: rasa init writes stories, and without any Rasa skips the training of TEDPolicy and UnexpecTEDIntentPolicy.
    """
    for part in (NLU_DATA, PROJECT / "data" / "rules", PROJECT / "data" / "responses"):
        shutil.copytree(part, folder / "data" / part.name)
    shutil.copy(PROJECT / "domain.yml", folder)
    rules = [rule for file in sorted((folder / "data" / "rules").glob("*.yml")) for rule in YAML(typ="safe").load(file.read_text("utf-8"))["rules"]]
    _write(folder / "data" / "stories.yml", {"version": "3.1", "stories": [{"story": rule["rule"], "steps": rule["steps"]} for rule in rules]})
    _write(folder / "config.yml", stock_config(epochs=epochs, policy_epochs=policy_epochs))
    _write(folder / "credentials.yml", _CREDENTIALS)
    _write(folder / "endpoints.yml", {"action_endpoint": {"url": f"http://127.0.0.1:{action_port}/webhook"}})


def _write(path: Path, content: Any) -> None:
    with path.open("w", encoding="utf-8") as file:
        YAML(typ="safe").dump(content, file)
