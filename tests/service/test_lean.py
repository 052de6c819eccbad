"""The start without the packages that the configuration does not use."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from rasa_stand_ins import OPTIONAL, KeptOutError
from ruamel.yaml import YAML

from bot.paths import PROJECT
from bot.service.lean import TENSORFLOW, UNUSED_UNLESS_NAMED, import_rasa, left_out, needing_tensorflow, not_installed, unused_packages
from tests.conftest import Ask, Service


def configuration(name: str) -> dict[str, Any]:
    content: dict[str, Any] = YAML(typ="safe").load((PROJECT / name).read_text("utf-8"))
    return content


def test_a_question_is_answered_by_a_process_without_tensorflow(running: Service, say: Ask) -> None:
    assert "75%" in say("Cáp quang bao nhiêu phần trăm?")[0].text
    loaded = {Path(part.path).name.lower() + part.path for part in running.child("bot.service.rasa_server").memory_maps()}
    assert any("numpy" in path for path in loaded)
    assert not [path for path in loaded if any(package in path for package in ("tensorflow", "jaxlib", "matplotlib", "h5py"))]


def test_the_projects_own_configuration_needs_no_tensorflow() -> None:
    unused = unused_packages(configuration("config.yml"), configuration("credentials.yml"), configuration("endpoints.yml"))
    assert set(TENSORFLOW) <= set(unused)


@pytest.mark.parametrize(
    ("section", "name"),
    [
        ("pipeline", "DIETClassifier"),
        ("pipeline", "ResponseSelector"),
        ("pipeline", "LanguageModelFeaturizer"),
        ("pipeline", "rasa.nlu.classifiers.diet_classifier.DIETClassifier"),
        ("pipeline", "somebody.elses.Component"),
        ("policies", "TEDPolicy"),
        ("policies", "UnexpecTEDIntentPolicy"),
    ],
)
def test_a_configuration_with_a_component_that_may_need_tensorflow_starts_in_full(section: str, name: str) -> None:
    config = configuration("config.yml")
    config[section].append({"name": name})
    assert needing_tensorflow(config) == [name]
    assert unused_packages(config, {}, {}) == []


@pytest.mark.parametrize("section", ["pipeline", "policies"])
def test_a_configuration_that_leaves_the_choice_to_rasa_starts_in_full(section: str) -> None:
    config = configuration("config.yml")
    config[section] = None
    assert unused_packages(config, {}, {}) == []


@pytest.mark.parametrize(
    ("credentials", "endpoints", "package"),
    [
        ({"slack": {}}, {}, "slack_sdk"),
        ({"facebook": {}}, {}, "fbmessenger"),
        ({}, {"tracker_store": {"type": "SQL"}}, "sqlalchemy"),
        ({}, {"event_broker": {"type": "sql"}}, "sqlalchemy"),
        ({}, {"tracker_store": {"type": "mongod"}}, "pymongo"),
    ],
)
def test_the_client_of_a_channel_or_store_that_is_configured_is_there(credentials: dict[str, Any], endpoints: dict[str, Any], package: str) -> None:
    config = configuration("config.yml")
    assert package in unused_packages(config, {}, {})
    assert package not in unused_packages(config, credentials, endpoints)


def test_a_channel_whose_client_is_not_installed_is_told_at_the_start_with_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.service.lean.find_spec", lambda package: None)  # whoever runs this may have installed it
    (tmp_path / "credentials.yml").write_text("twilio:\n  account_sid: one\n")
    with pytest.raises(KeptOutError, match=r"twilio needs twilio, which is not installed. To install it: uv add"):
        import_rasa([], project=tmp_path)


@pytest.mark.parametrize("name", ["DIETClassifier", "rasa.core.policies.ted_policy.TEDPolicy"])
def test_a_component_of_tensorflow_is_told_at_the_start_unless_the_extra_is_installed(name: str) -> None:
    found = not_installed({"policies": [{"name": "RulePolicy"}, {"name": name}]}, {}, {})
    assert found == ({} if find_spec("tensorflow") else {name: "tensorflow"})


def test_the_projects_own_configuration_names_nothing_that_is_not_installed() -> None:
    assert not not_installed(configuration("config.yml"), configuration("credentials.yml"), configuration("endpoints.yml"))


def test_for_every_client_that_may_not_be_installed_there_is_advice() -> None:
    clients = {package.partition(".")[0] for package, users in UNUSED_UNLESS_NAMED.items() if users}
    assert {package for package in clients if find_spec(package) is None} <= set(OPTIONAL)


def in_module(name: str, code: str) -> dict[str, Any]:
    """The names that *code* leaves when it runs in a module called *name*."""
    names: dict[str, Any] = {"__name__": name}
    exec(code, names)
    return names


def test_classes_may_inherit_from_what_was_left_out_and_refuse_to_work() -> None:
    with left_out(["absent_package"]):
        names = in_module(
            "rasa.some.module",
            "import absent_package.deep.inside as inside\n"
            "from absent_package import function, Tensor\n"
            "class Layer(inside.Layer):\n"
            "    @function(option=True)\n"
            "    def call(self, value: Tensor | None) -> inside.Many[Tensor]:\n"
            "        return value\n"
            "    @function\n"
            "    def other(self): return 1\n"
            "constant = inside.make(1, 2)\n",
        )
    with pytest.raises(KeptOutError, match=r"absent_package\.deep\.inside\.Layer"):
        names["Layer"]()
    with pytest.raises(KeptOutError, match=r"absent_package\.function"):
        names["function"](1)
    assert not isinstance(5, names["Tensor"])
    assert "absent_package" not in sys.modules


def test_code_outside_rasa_gets_no_stand_in() -> None:
    with left_out(["absent_package"]), pytest.raises(ModuleNotFoundError):
        in_module("bot.some.module", "import absent_package")


def test_packages_are_real_again_once_rasa_is_imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "real_package.py").write_text("def work(): return 5\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    with left_out(["real_package"]):
        early = in_module("rasa.some.module", "import real_package")
    with pytest.raises(KeptOutError):
        early["real_package"].work()
    assert in_module("rasa.other.module", "import real_package")["real_package"].work() == 5


def test_a_package_that_is_in_use_already_stays_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The settings import a part of a database's library, Rasa then another one."""
    (tmp_path / "used_package").mkdir()
    for name in ("__init__", "first", "second"):
        (tmp_path / "used_package" / f"{name}.py").write_text("def work(): return 5\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    in_module("bot.some.module", "import used_package.first")
    with left_out(["used_package"]):
        names = in_module("rasa.some.module", "import used_package.second as second\nfound = second.work()\n")
    assert names["found"] == 5
