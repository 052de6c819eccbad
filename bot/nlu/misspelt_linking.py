"""Subjects whose names are written with several slips at once: the last resort for a clause in which nothing else names a subject."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from rapidfuzz.distance import OSA

from bot.language.normalise import fold
from bot.language.tokens import Token
from bot.nlu.loose_linking import KINDS, LooseMatch
from bot.nlu.names import GAP, Claim

LEAST_WORDS = 6  # in a shorter name a slip is too easily another word: «bán toàn quốc» is no «an toàn …»
WORDS_FOR_A_SLIP = 3  # at most one word in so many may be a letter off


class MisspeltMatcher:
    """Finds aliases whose words stand one after the other, some of them a letter off: «thủ tụ hàn chính». Spelling mends only what its neighbours bear out."""

    def __init__(self, names: Iterable[tuple[Sequence[str], Sequence[Claim]]]) -> None:
        self._claims: dict[tuple[str, ...], set[Claim]] = defaultdict(set)
        self._places: dict[str, set[tuple[tuple[str, ...], int]]] = defaultdict(set)
        for words, claims in names:
            key = tuple(fold(word) for word in words)
            about = [claim for claim in claims if claim.kind in KINDS]
            if len(key) >= LEAST_WORDS and GAP not in key and about:
                self._claims[key].update(about)
                for offset, word in enumerate(key):
                    self._places[word].add((key, offset))

    def match(self, tokens: Sequence[Token], places: Sequence[int]) -> LooseMatch | None:
        """The subjects that the tokens at *places* name best; None if others are named as well."""
        folds = [tokens[place].fold for place in places]
        starts = {(key, position - offset) for position, word in enumerate(folds) for key, offset in self._places.get(word, ())}
        found: dict[tuple[int, int], list[tuple[tuple[str, ...], int]]] = defaultdict(list)
        for key, start in starts:
            span = folds[start : start + len(key)] if start >= 0 else []
            slips = _slips(key, span)
            if slips is not None:
                found[len(key) - slips, -slips].append((key, start))
        if not found:
            return None
        best = found[max(found)]
        claims = set.intersection(*(self._claims[key] for key, _ in best))
        if not claims:
            return None
        key, start = min(best)
        return LooseMatch(tuple(sorted(claims, key=lambda claim: claim.value)), frozenset(places[start : start + len(key)]))


def _slips(key: Sequence[str], span: Sequence[str]) -> int | None:
    """In how many words *span* is a letter off *key*; None if it is further off."""
    if len(span) != len(key):
        return None
    slips = [(word, other) for word, other in zip(key, span, strict=True) if word != other]
    if len(slips) > len(key) // WORDS_FOR_A_SLIP:
        return None
    return len(slips) if all(len(other) > 1 and OSA.distance(word, other, score_cutoff=1) == 1 for word, other in slips) else None
