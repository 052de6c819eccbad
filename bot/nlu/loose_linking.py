"""Subjects named in other word order: the last resort for a clause in which no alias stands as written."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.language.normalise import fold
from bot.language.tokens import Token
from bot.nlu.names import GAP, Claim

KINDS = frozenset(("target", "task"))
WINDOW = 8  # tokens on either side of its rarest word within which the words of an alias must stand
LEAST_WORDS = 3
LEAST_WEIGHT = 8.0  # what the words of an alias must tell together: four that a seventh of the subjects share
MARGIN = 1.15  # how much more the words found must tell than those of any other subject


@dataclass(frozen=True)
class LooseMatch:
    """The subjects that the words at *positions* may stand for."""

    claims: tuple[Claim, ...]
    positions: frozenset[int]


class LooseMatcher:
    """Finds aliases all of whose words stand in a clause, in any order and near each other. A word tells more the fewer subjects it names."""

    def __init__(self, names: Iterable[tuple[Sequence[str], Sequence[Claim]]]) -> None:
        self._aliases: dict[frozenset[str], set[Claim]] = defaultdict(set)
        subjects_of: dict[str, set[str]] = defaultdict(set)
        self._spellings: dict[frozenset[str], set[str]] = defaultdict(set)
        for words, claims in names:
            key = frozenset(fold(word) for word in words if word != GAP)
            self._spellings[key].update(words)
            for claim in claims:
                if claim.kind in KINDS:
                    self._aliases[key].add(claim)
                    for word in key:
                        subjects_of[word].add(claim.value)
        count = len(set().union(*subjects_of.values())) if subjects_of else 1
        self._weights = {word: math.log(1 + count / len(subjects)) for word, subjects in subjects_of.items()}
        self._by_word: dict[str, list[frozenset[str]]] = defaultdict(list)
        for key in self._aliases:
            if len(key) >= LEAST_WORDS and sum(map(self._weights.__getitem__, key)) >= LEAST_WEIGHT:
                self._by_word[max(key, key=self._weights.__getitem__)].append(key)

    def match(self, tokens: Sequence[Token], places: Sequence[int]) -> LooseMatch | None:
        """The subjects that the tokens at *places* name best; None if several subjects are named about as well."""
        at: dict[str, list[int]] = defaultdict(list)
        for place in places:
            at[tokens[place].fold].append(place)
        found: list[tuple[float, frozenset[str]]] = []
        for word in at:
            for key in self._by_word.get(word, ()):
                if all(other in at for other in key) and _near(at, key, word) and self._agrees(key, at, tokens):
                    found.append((sum(self._weights[other] for other in key), key))
        if not found:
            return None
        best, key = max(found, key=lambda entry: (entry[0], sorted(entry[1])))
        claims = self._aliases[key]
        if any(weight * MARGIN > best and not claims & self._aliases[other] for weight, other in found):
            return None
        return LooseMatch(tuple(sorted(claims, key=lambda claim: claim.value)), frozenset(place for word in key for place in at[word]))

    def _agrees(self, key: frozenset[str], at: Mapping[str, Sequence[int]], tokens: Sequence[Token]) -> bool:
        """Whether the diacritics that were typed are those of the alias: «mươi» is no «mười»."""
        typed = [tokens[place] for word in key for place in at[word]]
        return all(not token.typed or token.text == token.fold or token.text in self._spellings[key] for token in typed)


def _near(at: Mapping[str, Sequence[int]], key: frozenset[str], word: str) -> bool:
    centre = at[word][0]
    return all(any(abs(place - centre) <= WINDOW for place in at[other]) for other in key)
