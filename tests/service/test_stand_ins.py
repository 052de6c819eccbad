"""Packages that Rasa imports and that are not installed (packages/rasa-stand-ins)."""

from __future__ import annotations

import importlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from rasa_stand_ins import OPTIONAL, AbsentPackages, KeptOutError

NEEDY = """
import absent_package.layers as layers
from absent_package import function, Tensor
import somebody_elses
import absent_package.layers as again

class Layer(layers.Layer):
    @function(option=True)
    def call(self, value: Tensor | None) -> layers.Many[Tensor]:
        return value

default = layers.make(1, 2)

def count():
    return function(1)

def late():
    import absent_package.more

def by_name(name):
    import importlib
    return importlib.import_module(name)
"""


@pytest.fixture
def needy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """A package that imports an absent one, imported as Rasa is."""
    (tmp_path / "needy").mkdir()
    (tmp_path / "needy" / "__init__.py").write_text("")
    (tmp_path / "needy" / "module.py").write_text(NEEDY)
    (tmp_path / "other.py").write_text("import absent_package\n")
    (tmp_path / "somebody_elses.py").write_text("try:\n    import absent_package\nexcept ImportError:\n    absent_package = None\n")
    absent = AbsentPackages({"absent_package": "uv sync --extra absent"}, for_package="needy")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(sys, "meta_path", [absent.first(), *sys.meta_path, absent])
    yield importlib.import_module("needy.module")
    for name in ("needy", "needy.module", "somebody_elses"):
        sys.modules.pop(name, None)


def test_a_module_that_imports_an_absent_package_can_be_imported_and_refuses_to_use_it(needy: ModuleType) -> None:
    with pytest.raises(KeptOutError, match=r"needy uses absent_package\.layers\.Layer, and absent_package is not installed here. .* uv sync --extra absent"):
        needy.Layer()
    with pytest.raises(KeptOutError, match=r"absent_package\.function"):
        needy.count()


def test_nobody_else_sees_the_stand_ins(needy: ModuleType) -> None:
    assert needy.somebody_elses.absent_package is None  # it was imported in between
    assert not [name for name in sys.modules if name.startswith("absent_package")]
    with pytest.raises(ModuleNotFoundError) as caught:
        importlib.import_module("other")
    assert not isinstance(caught.value, KeptOutError)


def test_an_import_at_work_is_refused_and_told_in_the_log(needy: ModuleType, caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(KeptOutError, match="uv sync --extra absent"):
        needy.late()
    with pytest.raises(ImportError):  # as Rasa looks for the packages that a component says it needs
        needy.by_name("absent_package")
    assert "uv sync --extra absent" in caplog.text


def test_an_absent_package_that_is_not_listed_is_missing_as_ever(needy: ModuleType) -> None:
    with pytest.raises(ModuleNotFoundError) as caught:
        needy.by_name("another_absent_package")
    assert not isinstance(caught.value, KeptOutError)


def test_a_package_that_is_installed_is_never_replaced(tmp_path: Path) -> None:
    for package in OPTIONAL:
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").write_text("work = 5\n")
    (tmp_path / "rasa").mkdir()
    (tmp_path / "rasa" / "__init__.py").write_text(f"import {', '.join(OPTIONAL)}\nassert {' == '.join(f'{package}.work' for package in OPTIONAL)} == 5\n")
    done = run(tmp_path, "import sys; sys.path.insert(0, '.'); import rasa; print(rasa.twilio.work)")
    assert done.stdout == "5\n", done.stderr


def test_rasa_is_imported_whole_and_leaves_no_stand_in_behind(tmp_path: Path) -> None:
    modules = "rasa.engine.recipes.default_components, rasa.core.run, rasa.core.test, rasa.nlu.test, rasa.model_training"
    code = f"import {modules}, sys; from rasa_stand_ins import StandInModule; print([n for n, m in sys.modules.items() if isinstance(m, StandInModule)])"
    done = run(tmp_path, code)
    assert done.stdout == "[]\n", done.stderr


def test_every_name_that_is_stood_in_for_is_one_that_rasa_imports() -> None:
    root = Path(importlib.import_module("rasa").__file__ or "").parent
    code = "\n".join(path.read_text("utf-8") for path in root.rglob("*.py"))
    assert not [package for package in OPTIONAL if f"import {package}" not in code and f"from {package}" not in code]


def test_a_tracker_store_that_cannot_be_reached_is_told_as_ever(tmp_path: Path) -> None:
    """Rasa catches the errors of clients that are not installed, among others."""
    store = "from rasa.core.tracker_store import TrackerStore\nclass Store(TrackerStore):\n    def __init__(self, **options):\n        raise ConnectionError\n"
    (tmp_path / "far_away.py").write_text(store)
    code = """
import sys
from rasa.core.tracker_store import TrackerStore
from rasa.shared.exceptions import ConnectionException
from rasa.utils.endpoints import EndpointConfig
try:
    sys.path.insert(0, ".")
    TrackerStore.create(EndpointConfig(type="far_away.Store"))
except ConnectionException as error:
    print(error)
"""
    done = run(tmp_path, code)
    assert done.stdout.startswith("Cannot connect to tracker store."), done.stderr


def run(folder: Path, code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-W", "ignore", "-c", code], cwd=folder, capture_output=True, text=True, check=False)
