"""The classifier's features are cut as scikit-learn cuts them."""

from __future__ import annotations

from hypothesis import given
from sklearn.feature_extraction.text import TfidfVectorizer

from bot.nlu.ngrams import character_ngrams, word_ngrams
from tests.support import repeatable, vietnamese_text


@repeatable
@given(vietnamese_text())
def test_features_are_those_of_scikit_learn(text: str) -> None:
    for lengths in ((1, 2), (1, 3), (2, 4)):
        words = TfidfVectorizer(analyzer="word", token_pattern=r"\S+", ngram_range=lengths, lowercase=False).build_analyzer()
        characters = TfidfVectorizer(analyzer="char_wb", ngram_range=lengths, lowercase=False).build_analyzer()
        assert sorted(word_ngrams(text, lengths=lengths)) == sorted(words(text))
        assert sorted(character_ngrams(text, lengths=lengths)) == sorted(characters(text))
