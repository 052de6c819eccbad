"""Mend what fingers and keyboards do to words: Telex leftovers, stretched letters, joined words, one-letter slips.

A word is mended only towards words that the project itself uses (plan names, aliases, training sentences), and a word that is
a possible Vietnamese syllable only where its neighbours say that another was meant: a stranger's word stays as typed, so
that a question about something else is not bent into a question about the plan.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from operator import itemgetter

from rapidfuzz import process
from rapidfuzz.distance import OSA
from spacy.lang.en.stop_words import STOP_WORDS

from bot.language.normalise import fold
from bot.language.syllables import TONE_KEYS, decode_telex, is_consonants, is_syllable
from bot.language.tokens import Token

_STRETCHED = re.compile(r"(.)\1{2,}")
_DOUBLED = re.compile(r"([a-zđăâêôơư])\1")
# How teencode spells sounds; tried only where the word as typed is none.
_SOUNDS = (
    ("dz", "v"),
    ("dz", "d"),
    ("f", "ph"),
    ("w", "qu"),
    ("z", "d"),
    ("z", "gi"),
    ("z", "v"),
    ("j", "gi"),
    ("j", "ch"),
    ("k", "c"),
    ("c", "k"),
    ("q", "qu"),
)
_FINAL_NG = re.compile(r"(?<=[aeiouy])g$")
_EDGE = ""
FITTING, LEAST_PAIRS = 0.3, 5
FAR_MORE = 5  # times
MOST_LETTERS_KEPT = 3  # «nghnghiệp»
MOSTLY = 0.8  # of the pairs that a contraction may stand for
CLOSE = 0.15  # how much of what stands before the second word, and behind the first, the pair must be, to be one word in meaning
LEAST_WITHOUT_MARKS = 5  # letters of a contraction without diacritics: «tdo» may be «tự do»
LEAST_CONTRACTED = 20  # how often the project's texts must have the pair


# Common English words that no Vietnamese syllable looks like; two of them make a sentence English.
_ENGLISH = frozenset(word for word in STOP_WORDS if word.isalpha() and len(word) > 1 and not is_syllable(word))


def _is_english(tokens: list[Token]) -> bool:
    return sum(token.text in _ENGLISH for token in tokens) >= 2


def _of_its_sound(word: str) -> list[str]:
    """Other ways to write the folded *word*: «hàng» for «hàg», «quang» for «qag»."""
    heard = _FINAL_NG.sub("ng", word)
    return [other for other in (heard, *(heard.replace(sound, letters) for sound, letters in _SOUNDS)) if other != word]


def _contractions(pairs: Counter[tuple[str, str]]) -> dict[str, str]:
    """What people write of a pair in chat, with and without diacritics, where it stands for one pair only: its first letters and the second word."""
    meant: dict[str, Counter[str]] = defaultdict(Counter)
    firsts: Counter[str] = Counter()
    seconds: Counter[str] = Counter()
    for (first, second), count in pairs.items():
        firsts[first] += count
        seconds[second] += count
    for (first, second), count in pairs.items():
        if count < max(LEAST_CONTRACTED, CLOSE * seconds[second], CLOSE * firsts[first]) or not (is_syllable(first) and is_syllable(second)):
            continue
        for kept in range(1, MOST_LETTERS_KEPT + 1):
            if kept < len(first) and is_consonants(first[:kept]):
                written = first[:kept] + second
                ways = {written, fold(first[:kept]) + second, fold(written)}
                for contraction in ways if len(written) >= LEAST_WITHOUT_MARKS else ways - {fold(written)}:
                    meant[contraction][f"{first} {second}"] += count
    best = {contraction: max(told, key=lambda pair: (told[pair], pair)) for contraction, told in meant.items() if not is_syllable(contraction)}
    return {contraction: pair for contraction, pair in best.items() if meant[contraction][pair] >= MOSTLY * meant[contraction].total()}


@dataclass
class Spelling:
    """Words and word pairs of the project's own texts, folded, with how often they occur."""

    words: Counter[str] = field(default_factory=Counter)
    pairs: Counter[tuple[str, str]] = field(default_factory=Counter)
    forms: dict[str, Counter[str]] = field(default_factory=dict)  # how each folded word is spelled with diacritics
    contracted: dict[str, str] = field(default_factory=dict)  # «ttoán», «ttoan»: «thanh toán»
    _written: Counter[tuple[str, str]] = field(default_factory=Counter, repr=False)  # pairs with diacritics; only while learning

    def __post_init__(self) -> None:
        self._near = lru_cache(maxsize=8192)(self._find_near)

    def learn(self, sentences: Iterable[list[Token]]) -> None:
        """Count the words and pairs of *sentences*."""
        for sentence in sentences:
            written = [token.text for token in sentence if not token.is_mark]
            self._written.update(zip(written, written[1:], strict=False))
            folds = [token.fold for token in sentence if not token.is_mark]
            self.words.update(folds)
            for token in sentence:
                self.forms.setdefault(token.fold, Counter())[token.text] += 1
            self.pairs.update(zip(folds, folds[1:], strict=False))
        self.contracted = _contractions(self._written)
        self._near.cache_clear()

    def mend(self, tokens: list[Token], *, besides: Collection[int] = ()) -> list[Token]:
        """The message with slips mended, but for the tokens at the positions *besides*; a joined word becomes two tokens with the place of the one."""
        if _is_english(tokens):
            return tokens
        mended: list[Token] = []
        for position, token in enumerate(tokens):
            before = mended[-1].fold if mended else _EDGE
            after = tokens[position + 1].fold if position + 1 < len(tokens) else _EDGE
            mended.extend([token] if position in besides else self._mend_one(token, before, after))
        return mended

    def without_dots(self, tokens: list[Token]) -> list[Token]:
        """«đ.danh», in which the dot ends nothing, as one word for mend to write out."""
        joined: list[Token] = []
        for token in tokens:
            if len(joined) >= 2 and joined[-1].text == "." and joined[-2].end == joined[-1].start and joined[-1].end == token.start:
                contraction = joined[-2].text + token.text
                if contraction in self.contracted:
                    joined[-2:] = [Token(contraction, joined[-2].start, token.end, typed=False)]
                    continue
            joined.append(token)
        return joined

    def _mend_one(self, token: Token, before: str, after: str) -> list[Token]:
        word = token.text
        if token.is_mark or not word.isalpha() or len(word) < 2:
            return [token]
        whole = self._write_out(token, before)
        if whole:
            return whole
        if token.fold in self.words:
            if len(word) < 3:
                return [token]
            usual = self._usual_beside(token, before, after) if not is_syllable(word) else None
            if usual is not None:
                return [token.with_text(usual)]
            return [self._as_telex(token, before, after) or self._mend_marks(token, before, after) or self._mend_by_neighbours(token, before, after)]
        telex = decode_telex(word)
        if telex is not None and fold(telex) in self.words:
            return [token.with_text(telex)]
        short = _STRETCHED.sub(r"\1", word)
        for candidate in (short, _DOUBLED.sub(r"\1", short)):
            if candidate != word and len(candidate) > 1 and (fold(candidate) in self.words or is_syllable(candidate)):
                return [token.with_text(candidate)]
        if not is_syllable(word):
            for candidate in _of_its_sound(token.fold):
                if candidate in self.words and is_syllable(candidate):
                    return [token.with_text(candidate)]
            parts = self._part(token)
            near = [other for other in self._near(token.fold) if is_syllable(other)]
            if not near and token.fold[-1] in TONE_KEYS:
                near = [other for other in self._near(token.fold[:-1]) if is_syllable(other)]
            best = max(near, key=lambda other: (self.pairs[before, other] + self.pairs[other, after], self.words[other]), default=None)
            beside = self.pairs[before, best] + self.pairs[best, after] if best is not None else 0
            if parts and beside < LEAST_PAIRS:  # «dein» is no «để in» in «thương mại dein tử»
                return parts
            if best is not None and len(word) >= 3 and (len(word) >= 4 or beside >= LEAST_PAIRS):
                return [token.with_text(best)]
            return parts or [token]
        return [self._mend_by_neighbours(token, before, after)]

    def _usual_beside(self, token: Token, before: str, after: str) -> str | None:
        """What is meant by a slip that the examples have too: a syllable of the same sound that stands beside the neighbours far more often."""
        near = [candidate for candidate in _of_its_sound(token.fold) if candidate in self.words and is_syllable(candidate)]
        beside = {other: self.pairs[before, other] + self.pairs[other, after] for other in near}
        best = max(near, key=beside.__getitem__, default=None)
        typed = self.pairs[before, token.fold] + self.pairs[token.fold, after]
        return best if best is not None and beside[best] >= LEAST_PAIRS and beside[best] > FAR_MORE * typed else None

    def _as_telex(self, token: Token, before: str, after: str) -> Token | None:
        """A word that the examples have as keystrokes («ddieenj»), as what it spells, if that stands better beside its neighbours."""
        if is_syllable(token.text) or token.text.endswith(("aw", "ow")):  # «law», «how»: hardly a Vietnamese word ends so
            return None
        telex = decode_telex(token.text)
        if telex is None:
            return None
        following = {after, fold(decode_telex(after) or after)}
        typed, spelled = (self.pairs[before, word] + max(self.pairs[word, other] for other in following) for word in (token.fold, fold(telex)))
        return token.with_text(telex) if spelled >= LEAST_PAIRS and spelled > typed else None

    def _mend_marks(self, token: Token, before: str, after: str) -> Token | None:
        """A word with marks that it never has, as it is usually spelled, beside a neighbour that it often has: «nhiêm vụ»."""
        forms = self.forms.get(token.fold, Counter())
        if token.text == token.fold or token.text in forms or self.pairs[before, token.fold] + self.pairs[token.fold, after] < LEAST_PAIRS:
            return None
        return token.with_text(max(forms, key=lambda form: (form != token.fold, forms[form]), default=token.text))

    def _mend_by_neighbours(self, token: Token, before: str, after: str) -> Token:
        """Replace a real word only if it stands beside neither neighbour and one slip away is the usual word there.

        Usual: it makes up FITTING of what follows the word before, or of what precedes the word after.
        """
        if len(token.fold) < 3 or self.pairs[before, token.fold] or self.pairs[token.fold, after]:
            return token
        shares = {
            other: max(self.pairs[before, other] / max(self.words[before], 1), self.pairs[other, after] / max(self.words[after], 1))
            for other in self._near(token.fold)
            if len(other) >= 3 and self.pairs[before, other] + self.pairs[other, after] >= LEAST_PAIRS and self._is_one_slip(token, other)
        }
        best = max(shares, key=lambda other: shares[other], default=None)
        return token.with_text(best) if best is not None and shares[best] >= FITTING else token

    def _is_one_slip(self, token: Token, other: str) -> bool:
        """Whether a word typed with diacritics is one slip from a spelling of *other*: «hàng» from «hành», not «tới» from «trì»."""
        if token.text == token.fold:
            return True
        return any(OSA.distance(token.text, form, score_cutoff=1) <= 1 for form in self.forms.get(other, ()))

    def _write_out(self, token: Token, before: str) -> list[Token]:
        """A pair of words of which only the first letters of the first were typed: «ttoán», «đtử»; [] if there is no such pair."""
        pair = self.contracted.get(token.text)
        if pair is None or is_syllable(token.text):
            return []
        first, second = pair.split(" ")
        return [token.with_text(first), token.with_text(second)] if fold(first) != before else [token.with_text(second)]

    def _part(self, token: Token) -> list[Token]:
        """Two known neighbours typed as one word: «capquang»."""
        word = token.fold
        for cut in range(2, len(word) - 1):
            left, right = word[:cut], word[cut:]
            if self.pairs[left, right] >= 2:
                return [token.with_text(left), token.with_text(right)]
        return []

    def _find_near(self, word: str) -> tuple[str, ...]:
        found = process.extract(word, list(self.words), scorer=OSA.distance, score_cutoff=1, limit=None)
        return tuple(other for other, distance, _ in sorted(found, key=itemgetter(2)) if distance and other.isalpha())
