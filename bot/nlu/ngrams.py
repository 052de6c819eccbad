"""The features of the classifier: sequences of words, and of characters within words. The same as scikit-learn cuts them."""

from __future__ import annotations

from functools import lru_cache


def word_ngrams(text: str, *, lengths: tuple[int, int]) -> list[str]:
    """Every sequence of words whose length lies in *lengths*, both ends included; what is not white space is a word.

    >>> word_ngrams("bao nhieu phan", lengths=(1, 2))
    ['bao', 'nhieu', 'phan', 'bao nhieu', 'nhieu phan']
    """
    words = text.split()
    return [" ".join(words[start : start + length]) for length in range(lengths[0], lengths[1] + 1) for start in range(len(words) - length + 1)]


def character_ngrams(text: str, *, lengths: tuple[int, int]) -> list[str]:
    """Every sequence of characters inside a word with a space on either side; a word too short for a length counts once, whole.

    >>> character_ngrams("ai", lengths=(2, 3))
    [' a', 'ai', 'i ', ' ai', 'ai ']
    """
    return [gram for word in text.split() for gram in _within(word, lengths)]


@lru_cache(maxsize=20_000)  # the same few thousand words make up nearly all messages
def _within(word: str, lengths: tuple[int, int]) -> tuple[str, ...]:
    padded, grams = f" {word} ", []
    for length in range(lengths[0], lengths[1] + 1):
        if length >= len(padded):
            grams.append(padded)
            break
        grams += [padded[start : start + length] for start in range(len(padded) - length + 1)]
    return tuple(grams)
