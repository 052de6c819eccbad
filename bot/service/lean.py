"""Start Rasa without the packages that the project's configuration does not use.

Rasa 3.6 imports TensorFlow, and the client of every channel, broker and store it knows, whatever config.yml,
credentials.yml and endpoints.yml name: most of its start-up time and of its memory. While Rasa's modules are imported in
``import_rasa`` the unused packages are represented by stand-ins. They let classes be defined and names be bound; whoever
calls one later gets an error that names the package. Only Rasa and spaCy get stand-ins; all other code gets the real
packages.

Only ``python -m bot serve`` and ``train`` start this way; ``rasa train``, ``rasa shell`` and the like stay plain Rasa.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import FrameType, ModuleType
from typing import Any

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
    "mattermostwrapper": ("mattermost",),
    "rocketchat_API": ("rocketchat",),
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
# Imported with every model, since it holds the schema that it was trained by.
_WITH_EVERY_MODEL = ("rasa.graph_components.validators.default_recipe_validator", "rasa.graph_components.validators.finetuning_validator")
_IMPORTERS = ("rasa", "spacy", "thinc")
_DEFAULT_COMPONENTS = "rasa.engine.recipes.default_components"


class KeptOutError(ImportError):
    """Something called a package that the lean start left out."""


class StandIn:
    """A name of a package that was left out: may be bound, inherited from and, while Rasa is being imported, called."""

    def __init__(self, name: str, finder: _Finder) -> None:
        self._name = name
        self._finder = finder
        self.__name__ = name.rpartition(".")[2]

    def __getattr__(self, name: str) -> StandIn:
        if name.startswith("__"):
            raise AttributeError(name)
        return StandIn(f"{self._name}.{name}", self._finder)

    def __instancecheck__(self, instance: Any) -> bool:
        return False

    def __subclasscheck__(self, subclass: type) -> bool:
        return False

    def __getitem__(self, key: Any) -> StandIn:
        return self

    def __or__(self, other: Any) -> StandIn:
        return self

    __ror__ = __or__

    def __mro_entries__(self, bases: tuple[Any, ...]) -> tuple[type, ...]:
        def refuse(*arguments: Any, **options: Any) -> None:
            raise _kept_out(self._name)

        return (type(self.__name__, (), {"__init__": refuse}),)

    def __call__(self, *arguments: Any, **options: Any) -> Any:
        """While modules are imported, calls are decorators or make constants and base classes; later ones are refused."""
        if not self._finder.importing:
            raise _kept_out(self._name)
        return arguments[0] if len(arguments) == 1 and callable(arguments[0]) and not options else StandIn(f"{self._name}()", self._finder)


def _kept_out(name: str) -> KeptOutError:
    return KeptOutError(
        f"{name} is used, but its package was left out at the start: config.yml, credentials.yml and endpoints.yml name nothing "
        "that is known to need it. Set LEAN=false to start Rasa with everything, or mend the table in bot/service/lean.py"
    )


class _StandInModule(ModuleType):
    """A module that has every name."""

    def __init__(self, name: str, finder: _Finder) -> None:
        super().__init__(name)
        self._finder = finder

    def __getattr__(self, name: str) -> StandIn:
        if name.startswith("__"):
            raise AttributeError(name)
        return StandIn(f"{self.__name__}.{name}", self._finder)


class _Finder(MetaPathFinder, Loader):
    """Finds stand-ins for *packages* when a module of one of _IMPORTERS imports them."""

    def __init__(self, packages: Iterable[str]) -> None:
        self._packages = frozenset(packages)
        self.importing = True

    def find_spec(self, fullname: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        """A stand-in's spec, or None to leave the import to the other finders. Raises KeptOutError for a late TensorFlow."""
        if not any(fullname == package or fullname.startswith(package + ".") for package in self._packages):
            return None
        if not self.importing:
            # Rasa's modules are bound to stand-ins by now: TensorFlow beside them would cost much and work by half.
            if fullname in TENSORFLOW:
                raise _kept_out(fullname)
            return None
        return ModuleSpec(fullname, self, is_package=True) if _importer().split(".")[0] in _IMPORTERS else None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """An empty stand-in."""
        return _StandInModule(spec.name, self)

    def exec_module(self, module: ModuleType) -> None:
        """Nothing to run."""


def _importer() -> str:
    """The module whose import statement is being run."""
    frame: FrameType | None = sys._getframe(2)
    while frame is not None and frame.f_globals.get("__name__", "").split(".")[0] in ("importlib", "_frozen_importlib"):
        frame = frame.f_back
    return "" if frame is None else str(frame.f_globals.get("__name__", ""))


@contextmanager
def left_out(packages: Iterable[str]) -> Iterator[None]:
    """Within the block, Rasa's modules that import one of *packages* get stand-ins; packages already imported stay real.

    Afterwards imports find the real packages again, apart from TensorFlow.
    """
    finder = _Finder(packages)
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        finder.importing = False
        for name in [name for name, module in sys.modules.items() if isinstance(module, _StandInModule)]:
            del sys.modules[name]


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
    types = [section.get("type", "") for section in endpoints.values() if isinstance(section, Mapping)]
    named = {str(name).lower() for name in [*_component_names(config), *credentials, *types]}
    unused = [package for package, users in UNUSED_UNLESS_NAMED.items() if not any(user.lower() in named for user in users)]
    return [*TENSORFLOW, *_TENSORFLOW_COMPONENTS, *unused]


def import_rasa(modules: Sequence[str], *, project: Path, lean: bool = True, needed: Iterable[str] = ()) -> list[str]:
    """Import Rasa's *modules* without what the files in *project* do not use; the packages that were left out.

    *needed*: packages that the modules use whatever the files say.

    With *lean* false, or if a component may need TensorFlow, this is a plain import.
    """
    config, credentials, endpoints = (_read(project / name) for name in ("config.yml", "credentials.yml", "endpoints.yml"))
    packages = [package for package in unused_packages(config, credentials, endpoints) if package not in needed] if lean else []
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
    module.DEFAULT_COMPONENTS = [getattr(importlib.import_module(LIGHT_COMPONENTS[name]), name) for name in names]  # type: ignore[attr-defined]
    return module


def _component_names(config: Mapping[str, Any]) -> list[str]:
    return [str(component["name"]) for section in ("pipeline", "policies") for component in config.get(section) or []]


def _read(path: Path) -> Mapping[str, Any]:
    return YAML(typ="safe").load(path.read_text("utf-8")) or {} if path.exists() else {}
