"""The intent classifier: a linear model over masked words and characters, with and without diacritics (docs/nlu.md)."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy

from bot.language.tokens import Token
from bot.nlu.masking import is_mask
from bot.nlu.ngrams import character_ngrams, word_ngrams

if TYPE_CHECKING:  # a server that only ranks does not wait for scikit-learn (two seconds, 45 MB)
    from sklearn.feature_extraction.text import TfidfVectorizer

Ranking = list[tuple[str, float]]
_LARGEST_WEIGHT = numpy.iinfo(numpy.int16).max
MODEL_FILE = "classifier.json"


@dataclass(frozen=True)
class ClassifierSettings:
    """regularisation is scikit-learn's C; sharpness turns margins into probabilities (both chosen by cross-validation).

    min_ask_count: in how many examples a word must stand to count as known; min_feature_counts: in how many a feature of each view must.
    """

    regularisation: float = 0.3
    sharpness: float = 5.0
    word_ngrams: tuple[int, int] = (1, 3)
    character_ngrams: tuple[int, int] = (2, 4)
    min_ask_count: int = 2
    min_feature_counts: tuple[int, int, int] = (1, 2, 1)
    seed: int = 27


@dataclass(frozen=True)
class _View:
    """One way of cutting a reading into features, and the learnt weight of each feature for each ask (features × asks).

    weights are whole numbers, to be multiplied by *scale*: as small as half floats, finer, and quicker to unpack.
    """

    analyse: Callable[[str], list[str]]
    vocabulary: dict[str, int]
    idf: numpy.ndarray
    weights: numpy.ndarray
    scale: float

    @classmethod
    def of(cls, analyse: Callable[[str], list[str]], vocabulary: dict[str, int], idf: numpy.ndarray, weights: numpy.ndarray) -> _View:
        """A view with *weights* given as floats."""
        scale = float(numpy.abs(weights).max(initial=0.0)) / _LARGEST_WEIGHT or 1.0
        return cls(analyse, vocabulary, idf.astype(numpy.float32), numpy.ascontiguousarray(numpy.rint(weights / scale).astype(numpy.int16)), scale)

    def margins(self, text: str) -> numpy.ndarray | float:
        """What this view of *text* speaks for each ask; 0.0 if it has no known feature."""
        counts = Counter([index for term in self.analyse(text) if (index := self.vocabulary.get(term)) is not None])
        if not counts:
            return 0.0
        indices = numpy.fromiter(counts.keys(), dtype=numpy.int64, count=len(counts))
        values = (1.0 + numpy.log(numpy.fromiter(counts.values(), dtype=numpy.float32, count=len(counts)))) * self.idf[indices]
        return (values * (self.scale / numpy.sqrt(values @ values))) @ self.weights[indices].astype(numpy.float32)


class AskClassifier:
    """Ranks asks for a masked reading, and tells which of its words no training example has.

    Trained with scikit-learn's LinearSVC; scored here, since for one short text building scikit-learn's matrices costs
    thirty times the arithmetic.
    """

    def __init__(self, settings: ClassifierSettings = ClassifierSettings()) -> None:
        self.settings = settings
        self.asks: list[str] = []
        self.known_words: frozenset[str] = frozenset()
        self._views: list[_View] = []
        self._intercept = numpy.zeros(0, dtype=numpy.float32)

    def fit(self, readings: Sequence[Sequence[Token]], asks: Sequence[str]) -> AskClassifier:
        """Learn from masked readings and their asks."""
        from scipy.sparse import csr_matrix, hstack
        from sklearn.svm import LinearSVC

        texts = _texts(readings)
        cutters = vectorizers(self.settings)
        features = hstack([vectorizer.fit_transform(view) for vectorizer, view in zip(cutters, texts, strict=True)])
        model = LinearSVC(C=self.settings.regularisation, class_weight="balanced", random_state=self.settings.seed)
        model.fit(csr_matrix(features), list(asks))
        self.asks = [str(ask) for ask in model.classes_]
        self._intercept = model.intercept_.astype(numpy.float32)
        self._views, first = [], 0
        for vectorizer in cutters:
            size = len(vectorizer.vocabulary_)
            vocabulary = {term: int(index) for term, index in vectorizer.vocabulary_.items()}
            self._views.append(_View.of(vectorizer.analyzer, vocabulary, vectorizer.idf_, model.coef_[:, first : first + size].T))
            first += size
        counts = Counter(word for reading in readings for word in {token.fold for token in reading if not is_mask(token)})
        self.known_words = frozenset(word for word, count in counts.items() if count >= self.settings.min_ask_count)
        return self

    def rank(self, reading: Sequence[Token]) -> Ranking:
        """Every ask with its probability, likeliest first."""
        margins = self._intercept.copy()
        for view, text in zip(self._views, _texts([reading]), strict=True):
            margins += view.margins(text[0])
        scaled = self.settings.sharpness * (margins - margins.max())
        probabilities = numpy.exp(scaled) / numpy.exp(scaled).sum()
        order = numpy.argsort(-probabilities)
        return [(self.asks[index], probability) for index, probability in zip(order.tolist(), probabilities[order].tolist(), strict=True)]

    def unknown_words(self, reading: Sequence[Token]) -> list[str]:
        """Folded words of *reading* that stand in no mention and in (nearly) no training example."""
        return [token.fold for token in reading if not is_mask(token) and token.fold not in self.known_words and not token.text.isdigit()]

    def save(self, folder: Path) -> None:
        """Write the model into *folder* as JSON and plain arrays, without pickles."""
        arrays = {"intercept": self._intercept}
        for number, view in enumerate(self._views):
            arrays[f"idf{number}"], arrays[f"weights{number}"], arrays[f"scale{number}"] = view.idf, view.weights, numpy.array(view.scale)
        numpy.savez(folder / "classifier.npz", **arrays)
        words = {"asks": self.asks, "known_words": sorted(self.known_words), "vocabularies": [view.vocabulary for view in self._views]}
        (folder / MODEL_FILE).write_text(json.dumps(words, ensure_ascii=False), "utf-8")

    @classmethod
    def load(cls, folder: Path, settings: ClassifierSettings = ClassifierSettings()) -> AskClassifier:
        """Read what save wrote."""
        classifier = cls(settings)
        words = json.loads((folder / MODEL_FILE).read_text("utf-8"))
        classifier.asks, classifier.known_words = words["asks"], frozenset(words["known_words"])
        with numpy.load(folder / "classifier.npz", allow_pickle=False) as arrays:
            classifier._intercept = arrays["intercept"]
            classifier._views = [
                _View(analyse, vocabulary, arrays[f"idf{number}"], arrays[f"weights{number}"], float(arrays[f"scale{number}"]))
                for number, (analyse, vocabulary) in enumerate(zip(_analysers(settings), words["vocabularies"], strict=True))
            ]
        return classifier


def vectorizers(settings: ClassifierSettings) -> list[TfidfVectorizer]:
    """How a reading is cut into features: folded words, folded characters, words with diacritics."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    pairs = zip(_analysers(settings), settings.min_feature_counts, strict=True)
    return [TfidfVectorizer(analyzer=analyse, sublinear_tf=True, min_df=count) for analyse, count in pairs]


def _analysers(settings: ClassifierSettings) -> list[Callable[[str], list[str]]]:
    return [
        partial(word_ngrams, lengths=settings.word_ngrams),
        partial(character_ngrams, lengths=settings.character_ngrams),
        partial(word_ngrams, lengths=(1, 2)),
    ]


def _texts(readings: Sequence[Sequence[Token]]) -> tuple[list[str], list[str], list[str]]:
    folded = [" ".join(token.fold for token in reading) for reading in readings]
    plain = [" ".join(token.text for token in reading) for reading in readings]
    return folded, folded, plain
