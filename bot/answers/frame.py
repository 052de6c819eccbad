"""The question frame: what one question asks, of which subjects, within which limits (docs/architecture.md)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby
from typing import Any

from bot.language.interrogatives import question_opens
from bot.language.normalise import fold

_TOLD_BEFORE = ("place",)  # where something happened before the question is no limit to it
_CLAUSE_ENDS = re.compile(r"[,;.!?:…](?=\s|$)|\n|\s[-–—]\s")
SUBJECT_KINDS = frozenset(("target", "task", "organisation", "pillar", "topic"))


@dataclass(frozen=True)
class Mention:
    """A stretch of the message and everything that it may stand for, as (entity kind, value)."""

    readings: tuple[tuple[str, str], ...]
    start: int
    end: int

    @property
    def described(self) -> bool:
        """Whether the clause that begins here describes the subject without naming it."""
        return self.start == self.end

    def values(self, *kinds: str) -> tuple[str, ...]:
        """The values of the readings of *kinds*."""
        return tuple(value for kind, value in self.readings if kind in kinds)


@dataclass(frozen=True)
class Word:
    """A word of the reading, folded, with its place in the message. named: it is part of a subject or a quantity; spelled: as read, with diacritics."""

    text: str
    start: int
    named: bool = False
    spelled: str = ""

    @property
    def typed(self) -> str:
        """The word as read, with diacritics if they are known."""
        return self.spelled or self.text

    def may_be(self, spelled: str) -> bool:
        """Whether the word may be *spelled*: as that stands, or typed without any diacritics."""
        return self.spelled == spelled or (self.text == fold(spelled) and self.spelled in ("", self.text))


@dataclass(frozen=True)
class Frame:
    """One question as understood. ask is the likeliest Rasa intent; ranking holds the next ones too.

    all_words: every word of the question; unknown: those that neither a mention nor the training examples explain;
    facts: («plan/owner/fact», probability) of the facts that the question may be after, "" standing for no fact;
    breaks: where in the message a comma or another mark ends a clause.
    """

    ask: str
    confidence: float
    ranking: tuple[tuple[str, float], ...]
    mentions: tuple[Mention, ...]
    all_words: tuple[Word, ...]
    unknown: tuple[str, ...]
    start: int = 0
    facts: tuple[tuple[str, float], ...] = ()
    breaks: tuple[int, ...] = ()

    @property
    def words(self) -> tuple[Word, ...]:
        """The words that are part of no mention of a subject or a quantity."""
        return tuple(word for word in self.all_words if not word.named)

    def words_before(self, mention: Mention) -> list[str]:
        """The folded words before *mention*; "" for each that is part of another («thông minh» has no «mình»)."""
        return ["" if word.named else word.text for word in self.all_words if word.start < mention.start]

    def clause_of(self, mention: Mention) -> list[Word]:
        """The words between the marks before and behind *mention*."""
        begin = max((place for place in self.breaks if place <= mention.start), default=0)
        end = min((place for place in self.breaks if place >= mention.end), default=None)
        return [word for word in self.all_words if word.start >= begin and (end is None or word.start < end)]

    def question_begins(self) -> int:
        """Where in the message the words stand that say that a question follows, if a subject is named behind them; else 0."""
        opening = question_opens([word.text for word in self.all_words])
        begin = self.all_words[opening].start if opening is not None else 0
        return begin if any(mention.start > begin for mention in self.of(*SUBJECT_KINDS, "part", "unlisted")) else 0

    def of(self, *kinds: str) -> list[Mention]:
        """Mentions with a reading of one of *kinds*, in order."""
        return [mention for mention in self.mentions if mention.values(*kinds)]

    def values(self, kind: str) -> list[str]:
        """The values of *kind*, in order."""
        return [value for mention in self.mentions for value in mention.values(kind)]

    def likeliest(self, *, besides: Collection[str], least: float = 0.0) -> str | None:
        """The likeliest ask, at least as likely as *least*, that is none of *besides*; None if the ranking has no such ask."""
        return next((ask for ask, confidence in self.ranking if ask not in besides and confidence >= least), None)

    def asking(self, ask: str) -> Frame:
        """The same question taken as *ask*."""
        return replace(self, ask=ask)

    def has_words(self, *phrases: str) -> bool:
        """Whether one of the folded *phrases* stands in the words outside mentions."""
        text = f" {' '.join(word.text for word in self.words)} "
        return any(f" {phrase} " in text for phrase in phrases)


def says(words: Sequence[Word], *phrases: str, exactly: bool = False) -> bool:
    """Whether one of *phrases*, spelled with diacritics, stands in *words*: «phụ cấp» is not «chính phủ cấp». exactly: not without its diacritics."""
    begun_by = _by_first_word(phrases)
    return any(
        place + len(parts) <= len(words)
        and all(word.spelled == part if exactly else word.may_be(part) for word, part in zip(words[place:], parts, strict=False))
        for place, first in enumerate(words)
        for parts in begun_by.get(first.text, ())
    )


@lru_cache(maxsize=64)  # the word lists that says is asked for
def _by_first_word(phrases: tuple[str, ...]) -> dict[str, list[list[str]]]:
    """The words of *phrases* by the first one, folded."""
    begun_by: dict[str, list[list[str]]] = {}
    for parts in map(str.split, phrases):
        begun_by.setdefault(fold(parts[0]), []).append(parts)
    return begun_by


def frames_of(parse: Mapping[str, Any]) -> list[Frame]:
    """The frames of a message from Rasa's parse (latest_message of the tracker), one for each question."""
    mentions = list(_mentions(parse.get("entities") or []))
    breaks = tuple(found.start() for found in _CLAUSE_ENDS.finditer(parse.get("text") or ""))
    questions: Sequence[Mapping[str, Any]] = parse.get("questions") or [_whole(parse)]
    frames = []
    for question in questions:
        ranking = tuple((ask, confidence) for ask, confidence in question["ranking"])
        asks_from = question.get("asks_from", 0)
        inside = tuple(
            mention
            for mention in mentions
            if question["start"] <= mention.start and mention.end <= question["end"] and (mention.start >= asks_from or not mention.values(*_TOLD_BEFORE))
        )
        about = (tuple((kind, value) for kind, value in readings) for readings in question.get("about", ()))
        inside = (*(Mention(readings, question["start"], question["start"] + 1) for readings in about), *inside)
        words = tuple(Word(*word) for word in question["words"])
        facts = tuple((fact, probability) for fact, probability in question.get("facts", ()))
        frames.append(Frame(ranking[0][0], ranking[0][1], ranking, inside, words, tuple(question["unknown"]), question["start"], facts, breaks))
    return frames


def _whole(parse: Mapping[str, Any]) -> dict[str, Any]:
    """A parse by components that part no questions."""
    text = parse.get("text") or ""
    ranking = parse.get("intent_ranking") or [parse["intent"]]
    return {"start": 0, "end": len(text), "ranking": [(entry["name"], entry["confidence"]) for entry in ranking], "words": [], "unknown": []}


def _mentions(entities: Sequence[Mapping[str, Any]]) -> Iterator[Mention]:
    ordered = sorted(entities, key=lambda entity: (entity["start"], entity["end"]))
    for (start, end), group in groupby(ordered, key=lambda entity: (entity["start"], entity["end"])):
        yield Mention(tuple(dict.fromkeys((entity["entity"], str(entity["value"])) for entity in group)), start, end)
