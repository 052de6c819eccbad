"""The questions of a message: usually one, sometimes two, sometimes one inside a long story."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from bot.language.interrogatives import JOINING, asks_something
from bot.language.tokens import CLAUSE_MARKS, Token
from bot.nlu.classification import AskClassifier, Ranking
from bot.nlu.linking import SUBJECT_KINDS, Link
from bot.nlu.masking import mask

MAX_QUESTIONS = 3
MAX_JOINTS = 12
RANKING_LENGTH = 5
# A clause longer than this is a story; its question stands around the subject.
LONG_CLAUSE = 28
BEFORE_SUBJECT, AFTER_SUBJECT = 14, 16
SURE, FAIRLY_SURE = 0.6, 0.45
_BETWEEN_ASKS = JOINING | {"/"}
MIN_ASK = 2  # syllables of the shortest ask: «ai ký»

WITHOUT_SUBJECT_OF_THEIR_OWN = frozenset(("change_subject", "affirm", "deny", "greet", "more"))
SMALL_TALK = frozenset(("greet", "goodbye", "thank", "help", "bot_challenge", "affirm", "deny", "complaint"))
OUTSIDE = frozenset(("off_topic", "procedure", "budget", "office_holder_today"))
NEVER_SPLIT = frozenset(("compare", "verify_claim", "reverse_lookup"))
# What a subject has one of: two of them may be asked for in one breath, «chỉ tiêu bao nhiêu %, cơ quan chủ trì?».
OF_ONE_SUBJECT = frozenset(("target_value", "deadline", "scope", "lead", "coordinators", "task_detail", "purpose"))


@dataclass(frozen=True)
class Question:
    """A stretch of the message (characters, end exclusive) with its ranked asks.

    unknown: words that neither mentions nor training examples explain; words: all its words, folded, with their places in
    the message and whether they are part of a mention.
    """

    start: int
    end: int
    ranking: Ranking
    unknown: tuple[str, ...]
    words: tuple[tuple[str, int, bool], ...]


@dataclass(frozen=True)
class _Stretch:
    """Tokens start:end of the reading, classified. about: its subject, where that stands elsewhere in the message."""

    start: int
    end: int
    ranking: Ranking
    has_subject: bool
    unknown: tuple[str, ...]
    about: Link | None = None

    @property
    def ask(self) -> str:
        return self.ranking[0][0]

    @property
    def confidence(self) -> float:
        return self.ranking[0][1]


class _Splitter:
    def __init__(self, tokens: Sequence[Token], links: Sequence[Link], classifier: AskClassifier) -> None:
        self._tokens = tokens
        self._links = links
        self._classifier = classifier

    def stretch(self, start: int, end: int, *, about: Link | None = None) -> _Stretch:
        """Classify tokens start:end; of a long story only the part around its subjects. *about*: a subject from elsewhere, read before them."""
        subjects = self._subjects(start, end)
        read_from, read_to = start, end
        if subjects and end - start > LONG_CLAUSE:
            read_from = max(start, subjects[0].start - BEFORE_SUBJECT)
            read_to = min(end, subjects[-1].end + AFTER_SUBJECT)
        links = [link for link in self._links if read_from <= link.start and link.end <= read_to]
        masked = mask(self._tokens[read_from:read_to], links, offset=read_from)
        if about is not None:
            masked = [*mask(self._tokens[about.start : about.end], [about], offset=about.start), *masked]
        unknown = tuple(self._classifier.unknown_words(masked))
        return _Stretch(start, end, self._classifier.rank(masked), bool(subjects), unknown, about)

    def _subjects(self, start: int, end: int) -> list[Link]:
        return [
            link
            for link in self._links
            if start <= link.start and link.end <= end and any(claim.kind in (*SUBJECT_KINDS, "part", "unlisted") for claim in link.claims)
        ]

    def split(self, stretch: _Stretch) -> list[_Stretch]:
        """Two questions joined by «và», or the stretch itself."""
        asked_together = self._asked_together(stretch)
        if asked_together:
            return [part for half in asked_together for part in self.split(half)]
        claims = stretch.ask == "verify_claim"
        if stretch.ask in NEVER_SPLIT and not claims and stretch.confidence > FAIRLY_SURE:
            return [stretch]
        best: tuple[float, list[_Stretch]] = (0.0, [stretch])
        for position in self._joints(stretch.start + 2, stretch.end - 2):
            if any(link.start < position < link.end for link in self._links):
                continue
            if not (asks_something(self._tokens[stretch.start : position]) and asks_something(self._tokens[position + 1 : stretch.end])):
                continue
            left, right = self.stretch(stretch.start, position), self.stretch(position + 1, stretch.end)
            halves = (left, right)
            if any(half.confidence < SURE or half.ask in WITHOUT_SUBJECT_OF_THEIR_OWN | SMALL_TALK | OUTSIDE for half in halves):
                continue
            # «50% đúng không, mà ai được miễn»: a claim may go before a question, not after it nor on both sides of «và»
            if right.ask in NEVER_SPLIT or (left.ask in NEVER_SPLIT and not (claims and left.ask == "verify_claim")):
                continue
            if left.ask == right.ask and not (left.has_subject and right.has_subject):
                continue
            if not left.has_subject and right.has_subject:
                continue
            sureness = min(half.confidence for half in halves)
            if sureness > best[0]:
                best = (sureness, [left, right])
        if len(best[1]) == 1:
            return best[1]
        return [part for half in best[1] for part in self.split(half)]

    def _asked_together(self, stretch: _Stretch) -> list[_Stretch]:
        """Two asks of the same subject, each half read with it wherever it stands: «cơ quan chủ trì và chỉ tiêu của X»; [] if there are none."""
        best: tuple[float, list[_Stretch]] = (SURE, [])
        for position in self._joints(stretch.start + 2, stretch.end - 1, _BETWEEN_ASKS):
            if any(link.start < position < link.end for link in self._links):
                continue
            before, after = self._subjects(stretch.start, position), self._subjects(position + 1, stretch.end)
            about = stretch.about or next(iter(before[-1:] or after), None)
            if about is None or (before and after and not self._claims_both(stretch, position)):
                continue
            left = self.stretch(stretch.start, position, about=None if before else about)
            right = self.stretch(position + 1, stretch.end, about=None if after else about)
            sureness = min(left.confidence, right.confidence)
            if left.ask == right.ask == "verify_claim" and self._claims_both(stretch, position):
                return [left, right]
            if left.ask != right.ask and {left.ask, right.ask} <= OF_ONE_SUBJECT and sureness > best[0]:
                best = (sureness, [left, right])
        return best[1]

    def _claims_both(self, stretch: _Stretch, position: int) -> bool:
        """Whether a figure is claimed on one side of *position* and a body on the other, of the subject before it: «trên 90% dân, do Bộ Y tế chủ trì»."""
        before, after = (
            {claim.kind for link in self._links if start <= link.start < end for claim in link.claims}
            for start, end in ((stretch.start, position), (position + 1, stretch.end))
        )
        claimed = [side & {"figure", "organisation"} for side in (before - after, after - before)]
        return stretch.ask == "verify_claim" and all(len(side) == 1 for side in claimed) and claimed[0] != claimed[1] and "target" not in after

    def without_courtesy(self, stretch: _Stretch) -> _Stretch:
        """«cảm ơn nha, mà tổ đó làm gì» without the thanks: what follows a courtesy is what is asked."""
        for position in self._joints(stretch.start + 1, stretch.end - MIN_ASK):
            if any(link.start < position < link.end for link in self._links):
                continue
            left, right = self.stretch(stretch.start, position), self.stretch(position + 1, stretch.end)
            if (
                left.ask in SMALL_TALK
                and left.confidence >= FAIRLY_SURE
                and not left.has_subject
                and self.asks(right)
                and (right.ask not in SMALL_TALK | OUTSIDE or right.confidence < FAIRLY_SURE)
            ):
                return right
        return stretch

    def with_subjects_before(self, clauses: Sequence[_Stretch]) -> list[_Stretch]:
        """The clauses, those that name nothing read with the subject before them where they then surely ask for something of it: «… bao nhiêu %? ngoại lệ?»."""
        found: list[_Stretch] = []
        about: Link | None = None
        for clause in clauses:
            if not clause.has_subject and about is not None and clause.ask not in SMALL_TALK | OUTSIDE:
                read = self.stretch(clause.start, clause.end, about=about)
                clause = read if read.ask in OF_ONE_SUBJECT and read.confidence >= max(SURE, clause.confidence) else clause
            found.append(clause)
            about = next(iter(self._subjects(clause.start, clause.end)[-1:]), about)
        return found

    def _joints(self, start: int, end: int, joining: Collection[str] = JOINING) -> list[int]:
        """Where one question may end and the next begin; in a long text only the first, to bound the work."""
        return [position for position in range(start, end) if self._tokens[position].fold in joining][:MAX_JOINTS]

    def asks(self, stretch: _Stretch) -> bool:
        """Whether the stretch is a question: by its words, or because it reads like one of the asks."""
        return stretch.confidence >= FAIRLY_SURE or asks_something(self._tokens[stretch.start : stretch.end])

    def only_tells(self, stretch: _Stretch) -> bool:
        """Whether the stretch names something without asking."""
        return stretch.ask in WITHOUT_SUBJECT_OF_THEIR_OWN or not asks_something(self._tokens[stretch.start : stretch.end])

    def question(self, stretch: _Stretch) -> Question:
        words = words_of(self._tokens, self._links, stretch.start, stretch.end)
        # a subject named later is part of the question, one named before is remembered
        end = stretch.about.end if stretch.about is not None and stretch.about.start >= stretch.end else stretch.end
        first, last = self._tokens[stretch.start], self._tokens[end - 1]
        return Question(first.start, last.end, stretch.ranking, stretch.unknown, words)


def words_of(tokens: Sequence[Token], links: Sequence[Link], start: int, end: int) -> tuple[tuple[str, int, bool], ...]:
    """The words of tokens start:end, as in Question; of the marks only the dash of «nhiệm vụ 15-17», which says that 16 is meant too."""
    named = {at for link in links if any(claim.kind not in ("fact", "kind", "tense", "level_word") for claim in link.claims) for at in link.covered}
    inner = range(start + 1, end - 1)
    dashes = {at for at in inner if tokens[at].text == "-" and tokens[at - 1].text.isdigit() and tokens[at + 1].text.isdigit()}
    return tuple((tokens[at].fold, tokens[at].start, at in named | dashes) for at in range(start, end) if not tokens[at].is_mark or at in dashes)


def questions_in(tokens: Sequence[Token], links: Sequence[Link], classifier: AskClassifier) -> list[Question]:
    """The questions of a message in order, at least one.

    Clauses about nothing that the plans know are left out where another clause names a subject of theirs.
    """
    if not tokens:
        return [Question(0, 0, classifier.rank([]), (), ())]
    splitter = _Splitter(tokens, links, classifier)
    clauses = [splitter.stretch(start, end) for start, end in _clauses(tokens)]
    if not clauses:
        return [splitter.question(splitter.stretch(0, len(tokens)))]
    clauses = [splitter.without_courtesy(clause) for clause in clauses]
    clauses = splitter.with_subjects_before(clauses)
    clauses = _join_subject_to_its_ask(clauses, splitter)
    kept = _relevant(clauses)
    if not kept:
        kept = [splitter.stretch(clauses[0].start, clauses[-1].end)]
    stretches = [part for stretch in kept for part in splitter.split(stretch)]
    return [splitter.question(stretch) for stretch in stretches[:MAX_QUESTIONS]]


def _clauses(tokens: Sequence[Token]) -> list[tuple[int, int]]:
    spans, start = [], 0
    for position in range(len(tokens) + 1):
        if position == len(tokens) or tokens[position].text in CLAUSE_MARKS:
            if any(not token.is_mark for token in tokens[start:position]):
                spans.append((start, position))
            start = position + 1
    return spans


def _join_subject_to_its_ask(clauses: list[_Stretch], splitter: _Splitter) -> list[_Stretch]:
    """«Hóa đơn điện tử ấy. Ai chủ trì?» is one question."""
    joined: list[_Stretch] = []
    for clause in clauses:
        before = joined[-1] if joined else None
        if (
            before is not None
            and before.has_subject
            and not clause.has_subject
            and clause.ask not in SMALL_TALK | OUTSIDE
            and splitter.only_tells(before)
            and splitter.asks(clause)
            and not _ask_two_things(before, clause)
        ):
            # The ask is that of the asking clause alone; the story before it only names the subject.
            joined[-1] = _Stretch(before.start, clause.end, clause.ranking, True, clause.unknown)
        else:
            joined.append(clause)
    return joined


def _ask_two_things(one: _Stretch, other: _Stretch) -> bool:
    """«e-invoice target? who leads it?»: each surely asks for another thing of the one subject."""
    return one.ask != other.ask and {one.ask, other.ask} <= OF_ONE_SUBJECT and min(one.confidence, other.confidence) >= SURE


def _relevant(clauses: list[_Stretch]) -> list[_Stretch]:
    """The clauses that ask something of the plan; [] to take the message as a whole."""
    if len(clauses) == 1:
        return clauses
    with_subject = [clause for clause in clauses if clause.has_subject and clause.ask not in SMALL_TALK]
    if with_subject:
        first = with_subject[0].start
        asking = [
            clause
            for clause in clauses
            if clause in with_subject
            or (
                clause.start > first
                and clause.confidence >= SURE
                and not clause.unknown
                and clause.ask not in SMALL_TALK | OUTSIDE | NEVER_SPLIT | {"change_subject", "more", "repeat", "pick_option"}
            )
        ]
        return _without_mere_mentions(asking)
    sure = [clause for clause in clauses if clause.confidence >= SURE and not clause.unknown and clause.ask not in SMALL_TALK | OUTSIDE]
    return sure[-1:] if len(sure) == 1 else []


def _without_mere_mentions(clauses: list[_Stretch]) -> list[_Stretch]:
    """Drop clauses that name a subject but ask nothing, where another does ask."""
    asking = [clause for clause in clauses if clause.ask not in WITHOUT_SUBJECT_OF_THEIR_OWN | OUTSIDE and clause.confidence >= FAIRLY_SURE]
    return asking or clauses


def as_output(question: Question) -> dict[str, Any]:
    """A question as plain JSON, as it stands in Rasa's parse under «questions»."""
    return {
        "start": question.start,
        "end": question.end,
        "ranking": [[ask, round(confidence, 4)] for ask, confidence in question.ranking[:RANKING_LENGTH]],
        "unknown": list(question.unknown),
        "words": [list(word) for word in question.words],
    }
