"""Questions that got no answer, grouped by likeness, so that the hundredth way to ask one thing does not hide the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from bot.gathered.record import Question
from bot.language.normalise import fold
from bot.language.tokens import tokenise

# Cosine of character n-grams. On the project's own banks questions of one matter lie above it, and those of two seldom do.
LIKE: Final = 0.42
_BLOCK: Final = 256  # rows that are compared at once


@dataclass(frozen=True)
class Wording:
    """One way to ask, however it is typed (case, diacritics, marks); text is how it was typed most often."""

    text: str
    questions: tuple[Question, ...]

    @property
    def times(self) -> int:
        """How often it was asked."""
        return sum(question.times for question in self.questions)

    @property
    def subjects(self) -> frozenset[str]:
        """What it was taken to be about."""
        return frozenset(subject for question in self.questions for subject in question.subjects)


@dataclass(frozen=True)
class Group:
    """Wordings that are alike, the most frequent first; number counts from 1 in the order of the report."""

    number: int
    wordings: tuple[Wording, ...]

    @property
    def times(self) -> int:
        """How often one of them was asked."""
        return sum(wording.times for wording in self.wordings)

    def most(self, what: str) -> list[tuple[str, int]]:
        """How often each value of a field of Question («ask», «outcome», «channel») is among them, the most frequent first."""
        counted: Counter[str] = Counter()
        for wording in self.wordings:
            for question in wording.questions:
                counted[getattr(question, what)] += question.times
        return counted.most_common()


def grouped(questions: Iterable[Question]) -> list[Group]:
    """The groups, the largest first. The same questions always give the same groups."""
    wordings = _wordings(questions)
    groups: dict[int, list[Wording]] = {}
    for place, leader in enumerate(_leaders(wordings)):
        groups.setdefault(leader, []).append(wordings[place])
    largest = sorted(groups.values(), key=lambda group: -sum(wording.times for wording in group))
    return [Group(number, tuple(group)) for number, group in enumerate(largest, start=1)]


def _wordings(questions: Iterable[Question]) -> list[Wording]:
    """The most frequent first."""
    same: dict[str, list[Question]] = {}
    for question in questions:
        same.setdefault(_read(question.text), []).append(question)
    found = []
    for typed in same.values():
        forms: Counter[str] = Counter()
        for question in typed:
            forms[question.text] += question.times
        found.append(Wording(min(forms, key=lambda text: (-forms[text], text)), tuple(typed)))
    return sorted(found, key=lambda wording: (-wording.times, wording.text))


def _read(text: str) -> str:
    """The words alone, folded."""
    return " ".join(fold(token.text).lower() for token in tokenise(text) if not token.is_mark) or text


def _leaders(wordings: Sequence[Wording]) -> list[int]:
    """For each wording the place of the one that its group began with: itself, if it is like no earlier leader.

    Two that are about different subjects are not alike, whatever their words.
    """
    if not wordings:
        return []
    import numpy as np
    from sklearn.feature_extraction.text import TfidfVectorizer

    grams = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), sublinear_tf=True).fit_transform([f" {_read(one.text)} " for one in wordings])
    subjects = [wording.subjects for wording in wordings]
    leaders: list[int] = []
    found: list[int] = []
    for start in range(0, len(wordings), _BLOCK):
        likeness = (grams[start : start + _BLOCK] @ grams.T).toarray()
        for row, place in zip(likeness, range(start, start + len(likeness)), strict=True):
            near = np.asarray(leaders, dtype=int)[row[leaders] >= LIKE] if leaders else np.asarray([], dtype=int)
            alike = [int(leader) for leader in near if not subjects[place] or not subjects[leader] or subjects[place] & subjects[leader]]
            if not alike:
                leaders.append(place)
            found.append(max(alike, key=lambda leader: row[leader], default=place))
    return found
