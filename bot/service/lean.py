"""Start Rasa without the packages that are installed and that the project's configuration does not use.

Rasa 3.6 imports the client of every channel, broker and store it knows, scikit-learn, and TensorFlow where it is
installed, whatever config.yml, credentials.yml and endpoints.yml name: most of its start-up time and of its memory. While
Rasa's modules are imported in ``import_rasa`` the unused packages are represented by stand-ins, as packages are that are
not installed (rasa_stand_ins, which has the stand-ins). Only Rasa and spaCy get them; all other code gets the real packages.

Only ``python -m bot serve`` and ``train`` start this way; ``rasa train``, ``rasa shell`` and the like import what there is.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any

from rasa_stand_ins import OPTIONAL, KeptOutError, forget, importer, stand_in
from ruamel.yaml import YAML

# Rasa's components that work without TensorFlow, and where they are. One that is not listed here is taken to need it.
LIGHT_COMPONENTS: Mapping[str, str] = {
    "WhitespaceTokenizer": "rasa.nlu.tokenizers.whitespace_tokenizer",
    "CountVectorsFeaturizer": "rasa.nlu.featurizers.sparse_featurizer.count_vectors_featurizer",
    "LexicalSyntacticFeaturizer": "rasa.nlu.featurizers.sparse_featurizer.lexical_syntactic_featurizer",
    "RegexFeaturizer": "rasa.nlu.featurizers.sparse_featurizer.regex_featurizer",
    "EntitySynonymMapper": "rasa.nlu.extractors.entity_synonyms",
    "RegexEntityExtractor": "rasa.nlu.extractors.regex_entity_extractor",
    "FallbackClassifier": "rasa.nlu.classifiers.fallback_classifier",
    "KeywordIntentClassifier": "rasa.nlu.classifiers.keyword_intent_classifier",
    "LogisticRegressionClassifier": "rasa.nlu.classifiers.logistic_regression_classifier",
    "SklearnIntentClassifier": "rasa.nlu.classifiers.sklearn_intent_classifier",
    "MemoizationPolicy": "rasa.core.policies.memoization",
    "AugmentedMemoizationPolicy": "rasa.core.policies.memoization",
    "RulePolicy": "rasa.core.policies.rule_policy",
}
OWN_COMPONENTS = "bot."  # this project's components use no TensorFlow

# Packages → the names in the configuration that need them. None: only Rasa's other commands do.
TENSORFLOW = ("tensorflow", "tensorflow_addons", "tensorflow_hub", "tensorflow_text", "keras")
_TENSORFLOW_COMPONENTS = (  # imported where Rasa checks a pipeline against them
    "rasa.nlu.classifiers.diet_classifier",
    "rasa.nlu.selectors.response_selector",
    "rasa.nlu.featurizers.dense_featurizer.convert_featurizer",
    "rasa.nlu.featurizers.dense_featurizer.lm_featurizer",
    "rasa.core.policies.ted_policy",
    "rasa.core.policies.unexpected_intent_policy",
)
_SCIKIT_USERS = ("LogisticRegressionClassifier", "SklearnIntentClassifier", "CountVectorsFeaturizer")
UNUSED_UNLESS_NAMED: Mapping[str, Sequence[str]] = {
    "sklearn": _SCIKIT_USERS,
    "matplotlib": (),
    "questionary": ("cmdline",),
    "prompt_toolkit": ("cmdline",),
    "slack_sdk": ("slack",),
    "aiogram": ("telegram",),
    "twilio": ("twilio", "twilio_voice"),
    "socketio": ("socketio",),
    "webexteamssdk": ("webexteams",),
    "fbmessenger": ("facebook",),
    "google.auth": ("hangouts",),
    "google.oauth2": ("hangouts",),
    "boto3": ("dynamo",),
    "pymongo": ("mongod",),
    "sqlalchemy": ("sql",),
    "apscheduler": (),  # reminders and models fetched from a server
    "spacy.cli": (),
    "h5py": (),  # TensorFlow's models
}
# What is asked for by name in the configuration and needs TensorFlow for certain.
_NEED_TENSORFLOW = ("DIETClassifier", "ResponseSelector", "ConveRTFeaturizer", "LanguageModelFeaturizer", "TEDPolicy", "UnexpecTEDIntentPolicy")
# Imported with every model, since it holds the schema that it was trained by.
_WITH_EVERY_MODEL = ("rasa.graph_components.validators.default_recipe_validator", "rasa.graph_components.validators.finetuning_validator")
_IMPORTERS = ("rasa", "spacy", "thinc")
_DEFAULT_COMPONENTS = "rasa.engine.recipes.default_components"


class _LeftOut:
    """Finds stand-ins for *packages* when a module of one of _IMPORTERS imports them."""

    def __init__(self, packages: Iterable[str]) -> None:
        self._packages = frozenset(packages)
        self.importing = True
        self.made: list[str] = []

    def refusal(self, name: str) -> KeptOutError:
        """What is raised when a stand-in is called."""
        return KeptOutError(
            f"{name} is used, but its package was left out at the start: config.yml, credentials.yml and endpoints.yml name nothing "
            "that is known to need it. Set LEAN=false to start Rasa with everything, or mend the table in bot/service/lean.py"
        )

    def find_spec(self, fullname: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        """A stand-in's spec, or None to leave the import to the other finders. Raises KeptOutError for a late TensorFlow."""
        if not any(fullname == package or fullname.startswith(package + ".") for package in self._packages):
            return None
        if not self.importing:
            # Rasa's modules are bound to stand-ins by now: TensorFlow beside them would cost much and work by half.
            if fullname in TENSORFLOW:
                raise self.refusal(fullname)
            return None
        return stand_in(fullname, self) if importer().split(".")[0] in _IMPORTERS else None


@contextmanager
def left_out(packages: Iterable[str]) -> Iterator[None]:
    """Within the block, Rasa's modules that import one of *packages* get stand-ins; packages already imported stay real, with all their parts.

    Afterwards imports find the real packages again, apart from TensorFlow.
    """
    finder = _LeftOut(package for package in packages if package not in sys.modules)
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        finder.importing = False
        forget(finder)


def needing_tensorflow(config: Mapping[str, Any]) -> list[str]:
    """The components of a config.yml that may need TensorFlow; «pipeline» or «policies» where Rasa would choose them itself.

    >>> needing_tensorflow({"pipeline": [{"name": "WhitespaceTokenizer"}, {"name": "DIETClassifier"}], "policies": [{"name": "RulePolicy"}]})
    ['DIETClassifier']
    """
    found = [section for section in ("pipeline", "policies") if not config.get(section)]
    return found + [name for name in _component_names(config) if name not in LIGHT_COMPONENTS and not name.startswith(OWN_COMPONENTS)]


def unused_packages(config: Mapping[str, Any], credentials: Mapping[str, Any], endpoints: Mapping[str, Any]) -> list[str]:
    """The packages that nothing in the three files needs; none at all if a component may need TensorFlow."""
    if needing_tensorflow(config):
        return []
    named = _named(config, credentials, endpoints)
    unused = [package for package, users in UNUSED_UNLESS_NAMED.items() if not any(user.lower() in named for user in users)]
    return [*TENSORFLOW, *_TENSORFLOW_COMPONENTS, *unused]


def not_installed(config: Mapping[str, Any], credentials: Mapping[str, Any], endpoints: Mapping[str, Any]) -> dict[str, str]:
    """What the three files name → the package that it needs and that is not installed."""
    names = [name for name in _component_names(config) if name.rpartition(".")[2] in _NEED_TENSORFLOW]
    needs = dict.fromkeys(names, "tensorflow")
    for package, users in UNUSED_UNLESS_NAMED.items():
        needs |= {name: package for name in _named(config, credentials, endpoints) if name in [user.lower() for user in users]}
    return {name: package for name, package in needs.items() if find_spec(package.partition(".")[0]) is None}


def import_rasa(modules: Sequence[str], *, project: Path, lean: bool = True, needed: Iterable[str] = ()) -> list[str]:
    """Import Rasa's *modules* without what the files in *project* do not use; the packages that were left out.

    *needed*: packages that the modules use whatever the files say.

    With *lean* false, or if a component may need TensorFlow, this is a plain import. Raises KeptOutError if the files name
    something that needs a package that is not installed.
    """
    files = [_read(project / name) for name in ("config.yml", "credentials.yml", "endpoints.yml")]
    config = files[0]
    for name, package in not_installed(*files).items():
        raise KeptOutError(f"{name} needs {package}, which is not installed. To install it: {OPTIONAL[package.partition('.')[0]]}")
    packages = [package for package in unused_packages(*files) if package not in needed] if lean else []
    with left_out(packages):
        if packages:
            sys.modules[_DEFAULT_COMPONENTS] = _components(config)
        for module in (*modules, *_WITH_EVERY_MODEL):
            importlib.import_module(module)
    return packages


def _components(config: Mapping[str, Any]) -> ModuleType:
    """In place of Rasa's list of all its components, which imports each of them, a list of those that *config* names."""
    module = ModuleType(_DEFAULT_COMPONENTS)
    names = [name for name in _component_names(config) if name in LIGHT_COMPONENTS]
    components = [getattr(importlib.import_module(LIGHT_COMPONENTS[name]), name) for name in names]
    module.__dict__["DEFAULT_COMPONENTS"] = components
    return module


def _named(config: Mapping[str, Any], credentials: Mapping[str, Any], endpoints: Mapping[str, Any]) -> set[str]:
    types = [section.get("type", "") for section in endpoints.values() if isinstance(section, Mapping)]
    return {str(name).lower() for name in [*_component_names(config), *credentials, *types]}


def _component_names(config: Mapping[str, Any]) -> list[str]:
    return [str(component["name"]) for section in ("pipeline", "policies") for component in config.get(section) or []]


def _read(path: Path) -> Mapping[str, Any]:
    return YAML(typ="safe").load(path.read_text("utf-8")) or {} if path.exists() else {}
