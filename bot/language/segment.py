"""Word segmentation by underthesea."""

from __future__ import annotations

from bot.language.normalise import normalise


def segment(text: str) -> list[tuple[int, int]]:
    """Half-open spans of the words of *text*; a word may be several syllables. Spans point into *text* as given."""
    from underthesea import word_tokenize  # loads its model at import: only when a word is asked for

    normalised = normalise(text)
    spans: list[tuple[int, int]] = []
    position = 0
    for word in word_tokenize(normalised.text):
        start = normalised.text.find(word, position)
        if start < 0:  # the segmenter rewrote the word (quotes, dots): leave its place to the neighbours
            continue
        position = start + len(word)
        spans.append(normalised.original_span(start, position))
    return spans
