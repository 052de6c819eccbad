"""Rasa's own commands, as a Rasa user calls them, in the environment of this project."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

PATIENCE = 600.0  # seconds; nothing here is a measurement
CONFIG: dict[str, Any] = {
    "recipe": "default.v1",
    "language": "vi",
    "assistant_id": "small",
    "pipeline": [
        {"name": "bot.nlu.tokenizer.VietnameseTokenizer", "segmenter": "syllables"},
        {"name": "CountVectorsFeaturizer"},
        {"name": "LogisticRegressionClassifier"},
        {"name": "FallbackClassifier", "threshold": 0.1},
    ],
    "policies": [{"name": "MemoizationPolicy"}, {"name": "RulePolicy"}],
}
EXAMPLES = {"greet": ["xin chào", "chào bạn", "chào nhé", "alo"], "thank": ["cảm ơn", "cám ơn bạn", "cảm ơn nhiều", "thanks"]}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    write(tmp_path / "config.yml", CONFIG)
    write(tmp_path / "domain.yml", {"intents": list(EXAMPLES), "responses": {f"utter_{intent}": [{"text": intent}] for intent in EXAMPLES}})
    data = tmp_path / "data"
    data.mkdir()
    write(data / "nlu.yml", {"nlu": [{"intent": intent, "examples": "".join(f"- {text}\n" for text in texts)} for intent, texts in EXAMPLES.items()]})
    write(data / "rules.yml", {"rules": [{"rule": intent, "steps": [{"intent": intent}, {"action": f"utter_{intent}"}]} for intent in EXAMPLES]})
    turns = [step for intent in EXAMPLES for step in ({"intent": intent}, {"action": f"utter_{intent}"})]
    write(data / "stories.yml", {"stories": [{"story": "both", "steps": turns}]})
    return tmp_path


def write(path: Path, content: dict[str, Any]) -> None:
    YAML(typ="safe").dump({"version": "3.1", **content} if path.name != "config.yml" else content, path)


def rasa(project: Path, *arguments: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    """The command «rasa» beside this Python, in *project*. The bot's package is found as in its own folder."""
    environment = {**os.environ, "RASA_TELEMETRY_ENABLED": "false", "TQDM_DISABLE": "1", "PYTHONPATH": os.getcwd(), "PYTHONWARNINGS": "ignore"}
    command = [str(Path(sys.executable).with_name("rasa")), *arguments]
    return subprocess.run(command, cwd=project, env=environment, input=typed, capture_output=True, text=True, timeout=PATIENCE, check=False)


def test_train_shell_test_and_validate_work_as_rasa_documents_them(project: Path) -> None:
    trained = rasa(project, "train", "--fixed-model-name", "small")
    assert trained.returncode == 0, trained.stderr[-3000:]
    assert (project / "models" / "small.tar.gz").is_file()
    shell = rasa(project, "shell", "nlu", typed="chào bạn nhé\n")
    assert '"name": "greet"' in shell.stdout, shell.stderr[-3000:]
    tested = rasa(project, "test", "nlu", "--nlu", "data/nlu.yml")
    assert tested.returncode == 0, tested.stderr[-3000:]
    assert json.loads((project / "results" / "intent_report.json").read_text())["accuracy"] == 1.0
    assert (project / "results" / "intent_confusion_matrix.png").is_file()
    validated = rasa(project, "data", "validate")
    assert validated.returncode == 0, validated.stderr[-3000:]


@pytest.mark.parametrize(("section", "name"), [("pipeline", "DIETClassifier"), ("policies", "TEDPolicy")])
def test_a_component_of_tensorflow_trains_where_the_extra_is_installed_and_elsewhere_names_it(project: Path, section: str, name: str) -> None:
    write(project / "config.yml", {**CONFIG, section: [*CONFIG[section], {"name": name, "epochs": 2}]})
    trained = rasa(project, "train")
    if find_spec("tensorflow"):
        assert trained.returncode == 0, trained.stderr[-3000:]
    else:
        assert trained.returncode != 0
        assert "tensorflow is not installed here. To install it: make train EXTRA=tensorflow, or uv sync --extra tensorflow" in trained.stderr
