"""The intent classifier: a linear model over masked words and characters, with and without diacritics (docs/nlu.md)."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import chain
from operator import itemgetter
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
_WORDS_REMEMBERED = 10_000  # the same few thousand make up nearly all messages
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


class _View:
    """One way of cutting a reading into features. vocabulary: the known ones, by their rows in the classifier's arrays.

    word_by_word: no feature reaches over the end of a word, so that each word's are remembered: looking them up in hundreds of
    thousands takes longer than all that is reckoned with them.
    """

    def __init__(self, analyse: Callable[[str], list[str]], vocabulary: dict[str, int], *, word_by_word: bool) -> None:
        self.vocabulary = vocabulary
        self._analyse = analyse
        self._rows_of_word = lru_cache(maxsize=_WORDS_REMEMBERED)(self._look_up) if word_by_word else None

    def rows(self, text: str) -> Iterable[int]:
        """The rows of the known features of *text*, each as often as it stands there."""
        return self._look_up(text) if self._rows_of_word is None else chain.from_iterable(map(self._rows_of_word, text.split()))

    def _look_up(self, text: str) -> tuple[int, ...]:
        return tuple([row for row in map(self.vocabulary.get, self._analyse(text)) if row is not None])


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
        # Of every feature of all views, one below the other: how telling it is, and its weight for each ask. The weights are whole
        # numbers, to be multiplied by their view's scale: as small as half floats, finer, and quicker to unpack.
        self._idf = numpy.zeros(0, dtype=numpy.float32)
        self._weights = numpy.zeros((0, 0), dtype=numpy.int16)
        self._scales = numpy.zeros(0, dtype=numpy.float32)
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
        vocabularies, scaled, scales, first = [], [], [], 0
        for vectorizer in cutters:
            vocabulary = {term: first + int(index) for term, index in vectorizer.vocabulary_.items()}
            vocabularies.append(vocabulary)
            weights = model.coef_[:, first : first + len(vocabulary)].T
            first += len(vocabulary)
            scales.append(float(numpy.abs(weights).max(initial=0.0)) / _LARGEST_WEIGHT or 1.0)
            scaled.append(numpy.rint(weights / scales[-1]).astype(numpy.int16))
        self._views = _views(self.settings, vocabularies)
        self._idf = numpy.concatenate([vectorizer.idf_ for vectorizer in cutters]).astype(numpy.float32)
        self._weights, self._scales = numpy.concatenate(scaled), numpy.array(scales, dtype=numpy.float32)
        counts = Counter(word for reading in readings for word in {token.fold for token in reading if not is_mask(token)})
        self.known_words = frozenset(word for word, count in counts.items() if count >= self.settings.min_ask_count)
        return self

    def rank(self, reading: Sequence[Token]) -> Ranking:
        """Every ask with its probability, likeliest first."""
        margins = self._margins(reading)
        odds = numpy.exp(self.settings.sharpness * (margins - margins.max()))
        return sorted(zip(self.asks, (odds / odds.sum()).tolist(), strict=True), key=itemgetter(1), reverse=True)

    def _margins(self, reading: Sequence[Token]) -> numpy.ndarray:
        """What *reading* speaks for each ask: the weights of its features, each view's of length one together (scikit-learn's tf–idf)."""
        counts: Counter[int] = Counter()
        ends = []
        for view, (text,) in zip(self._views, _texts([reading]), strict=True):
            counts.update(view.rows(text))
            ends.append(len(counts))
        if not counts:
            return self._intercept
        rows = numpy.fromiter(counts, numpy.intp, len(counts))
        values = (1.0 + numpy.log(numpy.fromiter(counts.values(), numpy.float64, len(counts)))) * self._idf[rows]
        for first, end, scale in zip([0, *ends], ends, self._scales.tolist(), strict=False):
            part = values[first:end]
            part *= scale / (math.sqrt(part @ part) or 1.0)  # a view may have no feature of the reading
        return self._intercept + values.astype(numpy.float32) @ self._weights[rows].astype(numpy.float32)

    def unknown_words(self, reading: Sequence[Token]) -> list[str]:
        """Folded words of *reading* that stand in no mention and in (nearly) no training example."""
        return [token.fold for token in reading if not is_mask(token) and token.fold not in self.known_words and not token.text.isdigit()]

    def save(self, folder: Path) -> None:
        """Write the model into *folder* as JSON and plain arrays, without pickles."""
        numpy.savez(folder / "classifier.npz", intercept=self._intercept, idf=self._idf, weights=self._weights, scales=self._scales)
        words = {"asks": self.asks, "known_words": sorted(self.known_words), "vocabularies": [view.vocabulary for view in self._views]}
        (folder / MODEL_FILE).write_text(json.dumps(words, ensure_ascii=False), "utf-8")

    @classmethod
    def load(cls, folder: Path, settings: ClassifierSettings = ClassifierSettings()) -> AskClassifier:
        """Read what save wrote."""
        classifier = cls(settings)
        words = json.loads((folder / MODEL_FILE).read_text("utf-8"))
        classifier.asks, classifier.known_words = words["asks"], frozenset(words["known_words"])
        classifier._views = _views(settings, words["vocabularies"])
        with numpy.load(folder / "classifier.npz", allow_pickle=False) as arrays:
            classifier._intercept, classifier._idf = arrays["intercept"], arrays["idf"]
            classifier._weights, classifier._scales = arrays["weights"], arrays["scales"]
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


def _views(settings: ClassifierSettings, vocabularies: Sequence[dict[str, int]]) -> list[_View]:
    kinds = zip(_analysers(settings), vocabularies, (False, True, False), strict=True)
    return [_View(analyse, vocabulary, word_by_word=word_by_word) for analyse, vocabulary, word_by_word in kinds]


def _texts(readings: Sequence[Sequence[Token]]) -> tuple[list[str], list[str], list[str]]:
    folded = [" ".join(token.fold for token in reading) for reading in readings]
    plain = [" ".join(token.text for token in reading) for reading in readings]
    return folded, folded, plain
