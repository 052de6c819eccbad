"""The linear models that bench.classifiers compares in process, without Rasa around them: ours, and ours with a part left out."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

from bench.common import NOISY_VARIANTS, SEED, SUBJECT_VARIANTS
from bench.folds import test_part, training_part
from bot.language.reading import Reader
from bot.language.segment import segment
from bot.language.tokens import Token
from bot.nlu.classification import ClassifierSettings, vectorizers
from bot.nlu.expansion import Example
from bot.nlu.linking import Linker
from bot.nlu.links import Link
from bot.nlu.masking import mask
from bot.nlu.understanding import well_written
from bot.paths import LEXICON, PLANS
from bot.plan.load import load_plans

Read = tuple[list[Token], list[Link]]
FOLDED_WORDS, FOLDED_CHARACTERS, WORDS = range(3)  # the views of bot.nlu.classification


@dataclass(frozen=True)
class Variant:
    """What differs from the classifier as it is. views: which of its views are kept; regularisation is scikit-learn's C."""

    views: tuple[int, ...] = (FOLDED_WORDS, FOLDED_CHARACTERS, WORDS)
    masked: bool = True
    segmented: bool = False
    subject_variants: int = SUBJECT_VARIANTS
    noisy_variants: int = NOISY_VARIANTS
    model: Callable[[], Any] = lambda: LinearSVC(C=ClassifierSettings().regularisation, class_weight="balanced", random_state=SEED)


def _logistic_regression() -> LogisticRegression:
    # one ask against the rest, as LinearSVC; one model of all asks at once took hours
    return LogisticRegression(C=30.0, class_weight="balanced", random_state=SEED, solver="liblinear")


VARIANTS: dict[str, Variant] = {
    "LinearSVC, as configured": Variant(),
    "scikit-learn LogisticRegression, same features": Variant(model=_logistic_regression),
    "without masks": Variant(masked=False),
    "without character n-grams": Variant(views=(FOLDED_WORDS, WORDS)),
    "without the view with diacritics": Variant(views=(FOLDED_WORDS, FOLDED_CHARACTERS)),
    "without the folded views": Variant(views=(WORDS,)),
    "underthesea's words in the view with diacritics": Variant(segmented=True),
    "without noisy variants": Variant(noisy_variants=0),
    "without subject variants": Variant(subject_variants=0),
    "without any variants": Variant(subject_variants=0, noisy_variants=0),
}


def score(variant: Variant, fold: int) -> tuple[float, float]:
    """Accuracy on the held-out part, and seconds to fit (features and model, readings not counted)."""
    examples, reads = _read(fold, variant.subject_variants, variant.noisy_variants)
    tests, test_reads = test_part(fold), _read_tests(fold, variant.subject_variants, variant.noisy_variants)
    started = time.perf_counter()
    kinds = [vectorizers(ClassifierSettings())[view] for view in variant.views]
    texts = _texts(examples, reads, variant)
    features = csr_matrix(hstack([kind.fit_transform(texts[view]) for kind, view in zip(kinds, variant.views, strict=True)]))
    model = variant.model().fit(features, [example.intent for example in examples])
    seconds = time.perf_counter() - started
    texts = _texts(tests, test_reads, variant)
    features = csr_matrix(hstack([kind.transform(texts[view]) for kind, view in zip(kinds, variant.views, strict=True)]))
    predicted = model.predict(features)
    return statistics.mean(ask == example.intent for ask, example in zip(predicted, tests, strict=True)), seconds


@lru_cache(maxsize=1)
def _parts(fold: int, subject_variants: int, noisy_variants: int) -> tuple[list[Example], Reader, Linker]:
    examples = training_part(fold, subject_variants, noisy_variants)
    reader = Reader.from_folder(LEXICON)
    linker = Linker(load_plans(PLANS), reader, LEXICON)
    reader.spelling.learn(reader.read_plain(text) for text in well_written(examples))
    return examples, reader, linker


@lru_cache(maxsize=6)
def _read(fold: int, subject_variants: int, noisy_variants: int) -> tuple[list[Example], list[Read]]:
    examples, reader, linker = _parts(fold, subject_variants, noisy_variants)
    return examples, _readings(examples, reader, linker)


@lru_cache(maxsize=6)
def _read_tests(fold: int, subject_variants: int, noisy_variants: int) -> list[Read]:
    _, reader, linker = _parts(fold, subject_variants, noisy_variants)
    return _readings(test_part(fold), reader, linker)


def _readings(examples: Sequence[Example], reader: Reader, linker: Linker) -> list[Read]:
    readings = [reader.read(example.text) for example in examples]
    return [(reading, linker.link(reading)) for reading in readings]


def _texts(examples: Sequence[Example], reads: Sequence[Read], variant: Variant) -> dict[int, list[str]]:
    shown = [mask(reading, links) if variant.masked else [token for token in reading if not token.is_mark] for reading, links in reads]
    folded = [" ".join(token.fold for token in tokens) for tokens in shown]
    if variant.segmented:
        words = [_segmented(example.text, tokens) for example, tokens in zip(examples, shown, strict=True)]
    else:
        words = [" ".join(token.text for token in tokens) for tokens in shown]
    return {FOLDED_WORDS: folded, FOLDED_CHARACTERS: folded, WORDS: words}


def _segmented(text: str, tokens: Sequence[Token]) -> str:
    """Tokens that stand in one word of underthesea's are joined."""
    words: list[str] = []
    spans = iter(segment(text))
    end = 0
    for token in tokens:
        if words and token.start < end:
            words[-1] += "_" + token.text
            continue
        words.append(token.text)
        while end <= token.start:
            span = next(spans, None)
            if span is None:
                break
            end = span[1]
    return " ".join(words)
