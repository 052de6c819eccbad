"""Whole classifiers as bench.classifiers trains, stores, loads and asks them, each in processes of its own."""

from __future__ import annotations

import asyncio
import logging
import os
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from ruamel.yaml import YAML

from bench.common import NOISY_VARIANTS, SEED, SUBJECT_VARIANTS
from bench.stock import stock_config
from bot.paths import NLU_DATA, PLANS, PROJECT

if TYPE_CHECKING:
    from bot.nlu.understanding import Understanding
# What only one contender needs is imported by it: each row's time to load and memory are its own.

Predict = Callable[[str], str]


class Contender(Protocol):
    """train writes everything that load needs into the folder. tensorflow: whether they need it."""

    tensorflow: bool

    def train(self, folder: Path, fold: int) -> None:
        """Learn from the training part of *fold*."""

    def load(self, folder: Path) -> Predict:
        """What tells the ask of a text."""


class RasaPipeline:
    """A pipeline trained and loaded by Rasa; without TensorFlow if no component needs it, as the service does."""

    def __init__(self, pipeline: Callable[[], list[dict[str, Any]]], *, subject_variants: int, noisy_variants: int, tensorflow: bool = False) -> None:
        self.tensorflow = tensorflow
        self._pipeline = pipeline
        self._variants = {"subject_variants": subject_variants, "noisy_variants": noisy_variants}

    def train(self, folder: Path, fold: int) -> None:
        """Learn from the fold through bench.folds.FoldImporter."""
        importer = {"name": "bench.folds.FoldImporter", "fold": fold, **self._variants}
        config = {
            "recipe": "default.v1",
            "language": "vi",
            "assistant_id": "bench",
            "importers": [importer],
            "pipeline": self._pipeline(),
            "policies": [{"name": "RulePolicy"}],
        }
        YAML(typ="safe").dump(config, folder / "config.yml")
        modules = ["rasa.model_training", "rasa.graph_components.validators.default_recipe_validator", "rasa.graph_components.validators.finetuning_validator"]
        self._import(folder, modules, needed=["sqlalchemy", "sklearn"])
        from rasa.model_training import train_nlu

        train_nlu(str(folder / "config.yml"), str(NLU_DATA), str(folder), fixed_model_name="model", domain=str(PROJECT / "domain.yml"))

    def load(self, folder: Path) -> Predict:
        """Rasa's agent, asked as the REST channel asks it but for the dialogue."""
        self._import(folder, ["rasa.core.agent"], needed=[])
        from rasa.core.agent import Agent

        agent = Agent.load(str(folder / "model.tar.gz"))
        loop = asyncio.new_event_loop()
        return lambda text: str(loop.run_until_complete(agent.parse_message(text))["intent"]["name"])

    def _import(self, folder: Path, modules: list[str], needed: list[str]) -> None:
        from bot.service.lean import import_rasa
        from bot.service.logs import configure_libraries

        os.environ.update(RASA_TELEMETRY_ENABLED="false", TQDM_DISABLE="1", TF_CPP_MIN_LOG_LEVEL="3")
        configure_libraries(logging.WARNING)
        import_rasa(modules, project=folder, needed=needed)


class SpacyTextcat:
    """spaCy's text classifier over our masked readings; our reader and linker run before it, Rasa does not."""

    tensorflow = False

    def __init__(self, model: dict[str, Any], *, epochs: int, subject_variants: int, noisy_variants: int) -> None:
        self._model = model
        self._epochs = epochs
        self._variants = subject_variants, noisy_variants

    def train(self, folder: Path, fold: int) -> None:
        """Learn for a fixed number of epochs."""
        import random

        import spacy
        from spacy.training import Example
        from spacy.util import fix_random_seed, minibatch

        from bench.folds import training_part
        from bot.nlu.understanding import well_written

        fix_random_seed(SEED)
        examples = training_part(fold, *self._variants)
        understanding = _untrained_understanding()
        understanding.reader.spelling.learn(understanding.reader.read_plain(text) for text in well_written(examples))
        (folder / "spelling.pickle").write_bytes(pickle.dumps((understanding.reader.spelling.words, understanding.reader.spelling.pairs)))
        nlp = spacy.blank("vi", config={"nlp": {"tokenizer": {"use_pyvi": False}}})
        textcat = nlp.add_pipe("textcat", config={"model": self._model})
        asks = sorted({example.intent for example in examples})
        for ask in asks:
            textcat.add_label(ask)
        cats = {ask: {other: float(other == ask) for other in asks} for ask in asks}
        pairs = [Example.from_dict(nlp.make_doc(_masked(understanding, example.text)), {"cats": cats[example.intent]}) for example in examples]
        optimizer = nlp.initialize(lambda: pairs)
        shuffle = random.Random(SEED).shuffle
        for _ in range(self._epochs):
            shuffle(pairs)
            for batch in minibatch(pairs, 64):
                nlp.update(batch, sgd=optimizer, drop=0.2)
        nlp.to_disk(folder / "spacy")

    def load(self, folder: Path) -> Predict:
        """Reader, linker and spaCy's model."""
        import spacy

        understanding = _untrained_understanding()
        spelling = understanding.reader.spelling
        spelling.words, spelling.pairs = pickle.loads((folder / "spelling.pickle").read_bytes())
        nlp = spacy.load(folder / "spacy")

        def predict(text: str) -> str:
            cats = nlp(_masked(understanding, text)).cats
            return str(max(cats, key=lambda ask: cats[ask]))

        return predict


def _untrained_understanding() -> Understanding:
    from bot.nlu.understanding import Understanding
    from bot.plan.load import load_plans

    return Understanding(load_plans(PLANS))


def _masked(understanding: Understanding, text: str) -> str:
    from bot.nlu.masking import mask

    reading = understanding.reader.read(text)
    # spaCy counts pairs of words, and breaks on a text without any.
    return " ".join(token.text for token in mask(reading, understanding.linker.link(reading))) or "."


def _own_pipeline() -> list[dict[str, Any]]:
    pipeline: list[dict[str, Any]] = YAML(typ="safe").load((PROJECT / "config.yml").read_text("utf-8"))["pipeline"]
    return pipeline


def _rasa_logistic_regression() -> list[dict[str, Any]]:
    return [
        {"name": "bot.nlu.tokenizer.VietnameseTokenizer", "segmenter": "syllables"},
        {"name": "CountVectorsFeaturizer"},
        {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
        {"name": "LogisticRegressionClassifier", "random_state": SEED},
    ]


def _stock_pipeline() -> list[dict[str, Any]]:
    pipeline: list[dict[str, Any]] = stock_config(epochs=DIET_EPOCHS)["pipeline"]
    return [component for component in pipeline if component["name"] not in ("ResponseSelector", "FallbackClassifier")]


_BAG = {"@architectures": "spacy.TextCatBOW.v3", "exclusive_classes": True, "ngram_size": 2, "length": 65536, "no_output_layer": False}
_TOK2VEC = {
    "@architectures": "spacy.Tok2Vec.v2",
    "embed": {
        "@architectures": "spacy.MultiHashEmbed.v2",
        "width": 64,
        "rows": [2000, 500, 1000],
        "attrs": ["NORM", "PREFIX", "SUFFIX"],
        "include_static_vectors": False,
    },
    "encode": {"@architectures": "spacy.MaxoutWindowEncoder.v2", "width": 64, "window_size": 1, "maxout_pieces": 3, "depth": 2},
}
_ENSEMBLE = {"@architectures": "spacy.TextCatEnsemble.v2", "tok2vec": _TOK2VEC, "linear_model": _BAG}

DIET_EPOCHS = 10  # rasa init writes 100: hours on these examples
_EXPANDED = {"subject_variants": SUBJECT_VARIANTS, "noisy_variants": NOISY_VARIANTS}
_COMMITTED = {"subject_variants": 0, "noisy_variants": 0}

# Row of the table → how it is made, and how many folds it gets by default. All but the first learn from the committed
# examples alone: with their variants the slower ones take hours.
CONTENDERS: dict[str, tuple[Contender, int]] = {
    "ours: LinearSVC over masked words and characters, examples with variants": (RasaPipeline(_own_pipeline, **_EXPANDED), 3),
    "ours, examples alone": (RasaPipeline(_own_pipeline, **_COMMITTED), 3),
    "Rasa LogisticRegressionClassifier, 2 × CountVectorsFeaturizer, our tokenizer": (RasaPipeline(_rasa_logistic_regression, **_COMMITTED), 1),
    "spaCy TextCatBOW over our masked readings": (SpacyTextcat(_BAG, epochs=10, **_COMMITTED), 3),
    "spaCy TextCatEnsemble over our masked readings": (SpacyTextcat(_ENSEMBLE, epochs=10, **_COMMITTED), 1),
    f"Rasa DIETClassifier, stock pipeline, {DIET_EPOCHS} epochs": (RasaPipeline(_stock_pipeline, **_COMMITTED, tensorflow=True), 1),
}
