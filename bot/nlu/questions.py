"""The questions of a message: usually one, sometimes two, sometimes one inside a long story."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.language.interrogatives import announces_questions, numbered_questions
from bot.language.tokens import CLAUSE_MARKS, Token
from bot.nlu.classification import AskClassifier, Ranking
from bot.nlu.links import Link
from bot.nlu.names import Claim
from bot.nlu.stretches import FAIRLY_SURE, NEVER_SPLIT, OF_ONE_SUBJECT, OUTSIDE, SMALL_TALK, SURE, WITHOUT_SUBJECT_OF_THEIR_OWN, Splitter, Stretch

MAX_QUESTIONS = 3
RANKING_LENGTH = 5
_OF_NO_YEAR = frozenset(("lead", "coordinators", "definition", "purpose", "task_detail"))  # who leads a task is the same in every year
_ENDS_ANNOUNCEMENT = frozenset(",:-")


@dataclass(frozen=True)
class Question:
    """A stretch of the message (characters, end exclusive) with its ranked asks.

    unknown: words that neither mentions nor training examples explain; words: all its words, folded, with their places in
    the message, whether they are part of a mention, and as they are spelled; asks_from: where the question begins after what is told before
    it, whose places are no limits of the question; about: what each thing that it asks about may be, where that is named earlier in the message.
    """

    start: int
    end: int
    ranking: Ranking
    unknown: tuple[str, ...]
    words: tuple[tuple[str, int, bool, str], ...]
    asks_from: int = 0
    about: tuple[tuple[Claim, ...], ...] = ()


def _question(stretch: Stretch, tokens: Sequence[Token], links: Sequence[Link]) -> Question:
    # a subject named later is part of the question
    end = max([stretch.end, *(link.end for link in stretch.about if link.start >= stretch.end)])
    words = words_of(tokens, links, stretch.start, stretch.end)
    about = tuple(link.claims for link in stretch.about if link.end <= stretch.start)
    asks_from = tokens[stretch.start if stretch.asks_from is None else stretch.asks_from].start
    return Question(tokens[stretch.start].start, tokens[end - 1].end, stretch.ranking, stretch.unknown, words, asks_from, about)


def words_of(tokens: Sequence[Token], links: Sequence[Link], start: int, end: int) -> tuple[tuple[str, int, bool, str], ...]:
    """The words of tokens start:end, as in Question; of the marks only the dash of «nhiệm vụ 15-17», which says that 16 is meant too."""
    named = {at for link in links if any(claim.kind not in ("fact", "kind", "tense", "level_word") for claim in link.claims) for at in link.covered}
    inner = range(start + 1, end - 1)
    dashes = {at for at in inner if tokens[at].text == "-" and tokens[at - 1].text.isdigit() and tokens[at + 1].text.isdigit()}
    return tuple(
        (tokens[at].fold, tokens[at].start, at in named | dashes, tokens[at].text) for at in range(start, end) if not tokens[at].is_mark or at in dashes
    )


def questions_in(tokens: Sequence[Token], links: Sequence[Link], classifier: AskClassifier) -> list[Question]:
    """The questions of a message in order, at least one.

    Clauses about nothing that the plans know are left out where another clause names a subject of theirs.
    """
    if not tokens:
        return [Question(0, 0, classifier.rank([]), (), ())]
    splitter = Splitter(tokens, links, classifier)
    clauses = [splitter.stretch(start, end) for start, end in _clauses(tokens)]
    if not clauses:
        return [_question(splitter.stretch(0, len(tokens)), tokens, links)]
    clauses = [splitter.without_courtesy(clause) for clause in clauses]
    clauses = splitter.with_subjects_before(clauses)
    clauses = _join_subject_to_its_ask(_join_call_for_a_list(clauses, splitter), splitter)
    clauses = _join_limit_to_its_question(clauses, splitter)
    kept = _relevant(_without_stories(clauses, splitter), splitter)
    if not kept:
        kept = [splitter.stretch(clauses[0].start, clauses[-1].end)]
    stretches = [part for stretch in kept for part in splitter.split(stretch)]
    return [_question(stretch, tokens, links) for stretch in stretches[:MAX_QUESTIONS]]


def _clauses(tokens: Sequence[Token]) -> list[tuple[int, int]]:
    """The stretches between marks, or between «một là» and «hai là»; what only announces questions is left out."""
    numbered = numbered_questions([token.fold for token in tokens])
    ends = {position: position + 1 for position, token in enumerate(tokens) if token.text in CLAUSE_MARKS} | dict(numbered)
    spans, start = [], 0
    for position in range(len(tokens) + 1):
        if position == len(tokens) or (position >= start and (position in ends or _announced(tokens, start, position))):
            if any(not token.is_mark for token in tokens[start:position]):
                spans.append((start, position))
            start = ends.get(position, position + 1)
    asking = [(start, end) for start, end in spans if not announces_questions(_words(tokens, start, end))]
    return asking or spans


def _announced(tokens: Sequence[Token], start: int, position: int) -> bool:
    """Whether a comma or colon at *position* ends an announcement."""
    return tokens[position].text in _ENDS_ANNOUNCEMENT and announces_questions(_words(tokens, start, position))


def _words(tokens: Sequence[Token], start: int, end: int) -> list[str]:
    return [token.fold for token in tokens[start:end] if not token.is_mark]


def _join_subject_to_its_ask(clauses: list[Stretch], splitter: Splitter) -> list[Stretch]:
    """«Hóa đơn điện tử ấy. Ai chủ trì?» is one question."""
    joined: list[Stretch] = []
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
            asks_from = clause.start if splitter.tells_what_happened(before) else None
            joined[-1] = Stretch(before.start, clause.end, clause.ranking, True, clause.unknown, asks_from=asks_from)
        else:
            joined.append(clause)
    return joined


def _join_call_for_a_list(clauses: list[Stretch], splitter: Splitter) -> list[Stretch]:
    """«Nhiệm vụ nào xoay quanh dữ liệu? Liệt kê hộ.» is one question, read as a whole."""
    joined: list[Stretch] = []
    for clause in clauses:
        if joined and not clause.has_subject and splitter.only_calls_for_a_list(clause):
            before = joined.pop()
            clause = splitter.stretch(before.start, clause.end)
        joined.append(clause)
    return joined


def _join_limit_to_its_question(clauses: list[Stretch], splitter: Splitter) -> list[Stretch]:
    """«Em quan tâm năm 2025. Chỉ tiêu cáp quang là bao nhiêu?» asks about that year."""
    joined: list[Stretch] = []
    for clause in clauses:
        limited = clause.has_subject and clause.ask not in _OF_NO_YEAR and not splitter.names_year(clause)
        if joined and limited and splitter.limits_what_follows(joined[-1]):
            before = joined.pop()
            clause = Stretch(before.start, clause.end, clause.ranking, True, clause.unknown, asks_from=clause.asks_from)
        joined.append(clause)
    return joined


def _without_stories(clauses: list[Stretch], splitter: Splitter) -> list[Stretch]:
    """Drop clauses in which somebody only tells of himself, where another one asks about a subject."""
    asking = [clause for clause in clauses if splitter.names_subject(clause) and splitter.asks_outright(clause)]
    return [clause for clause in clauses if clause in asking or not splitter.tells_story(clause)] if asking else clauses


def _ask_two_things(one: Stretch, other: Stretch) -> bool:
    """«e-invoice target? who leads it?»: each surely asks for another thing of the one subject."""
    return one.ask != other.ask and {one.ask, other.ask} <= OF_ONE_SUBJECT and min(one.confidence, other.confidence) >= SURE


def _relevant(clauses: list[Stretch], splitter: Splitter) -> list[Stretch]:
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
        return _without_mere_mentions(asking, splitter)
    sure = [clause for clause in clauses if clause.confidence >= SURE and not clause.unknown and clause.ask not in SMALL_TALK | OUTSIDE]
    return sure[-1:] if len(sure) == 1 else []


def _without_mere_mentions(clauses: list[Stretch], splitter: Splitter) -> list[Stretch]:
    """Drop clauses that name a subject but ask nothing, where another does ask."""
    asking = [
        clause
        for clause in clauses
        if clause.confidence >= FAIRLY_SURE
        and clause.ask not in OUTSIDE
        and (
            clause.ask not in WITHOUT_SUBJECT_OF_THEIR_OWN
            or (clause.ask == "change_subject" and splitter.names_subject(clause) and splitter.asks_outright(clause))
        )
    ]
    refused = [clause for clause in clauses if clause.ask in OUTSIDE and clause.confidence >= SURE and clause.has_subject]
    if refused and not any(clause.has_subject for clause in asking):
        return refused  # «ngân sách cho kế hoạch là mấy tỷ? nói thẳng con số»
    return asking or clauses


def as_output(question: Question) -> dict[str, Any]:
    """A question as plain JSON, as it stands in Rasa's parse under «questions»."""
    return {
        "start": question.start,
        "end": question.end,
        "ranking": [[ask, round(confidence, 4)] for ask, confidence in question.ranking[:RANKING_LENGTH]],
        "unknown": list(question.unknown),
        "words": [list(word) for word in question.words],
        "asks_from": question.asks_from,
        "about": [[[claim.kind, claim.value] for claim in claims] for claims in question.about],
    }
