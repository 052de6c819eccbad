"""Answers that are a statement of the plan file, and the honest answer where it states nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from math import fsum

from bot.answers.answer import Answer, Context, merged_sources, refs
from bot.answers.asks import DOCUMENT_ASKS
from bot.answers.compose.parts import next_for_target, next_for_task, opening_buttons, period_facts
from bot.answers.outcome import Outcome
from bot.answers.phrases import Button
from bot.answers.query import Query
from bot.language.tokens import tokenise
from bot.plan.find import Subject, concerns_document
from bot.plan.model import Fact, Named, Plan, Target, Task, Topic

# A statement that answers the very ask outweighs a cue for another one, unless the question's words point to the latter.
ASK_WEIGHT, CUE_WEIGHT, WORD_WEIGHT, RANK_WEIGHT = 1.0, 0.9, 0.25, 1.5
LEAST_CONFIDENCE, LEAST_FIT = 0.5, 0.3
VERY_SURE = 0.9  # a fact this likely is told, whichever its neighbours fit too
SURE_OF_ITS_ASK = 0.75  # the same for one that is there for the very ask
SURE_OF_DOCUMENT_ASK = 0.95
# Asks that one statement often answers together, nearest first.
_KINDRED = {
    "target_value": ("count",),
    "count": ("target_value", "composition"),
    "task_detail": ("purpose", "organisation_duties"),
    "purpose": ("task_detail", "definition"),
    "organisation_duties": ("task_detail", "purpose"),
    "lead": ("founding", "monitoring", "chair"),
    "coordinators": ("monitoring", "founding"),
    "document_title": ("definition",),
    "issue_date": ("deadline",),
    "deadline": ("issue_date",),
    "verify_claim": ("definition",),
    "compare": ("organisation_duties", "task_detail"),
    "scope": ("composition", "count"),
    "chair": ("composition",),
}


def stated(query: Query, context: Context, subject: Subject, asks: Sequence[str]) -> Answer | None:
    """The facts of *subject* that the question cues or that answer one of *asks*; None if it states none."""
    facts = facts_about(query, subject, asks)
    return statement(query, context, subject, facts) if facts else None


def the_fact(query: Query, context: Context) -> Answer:
    """The one fact that the question is after."""
    subject = query.subjects[0]
    own: Sequence[Fact] = getattr(subject.entry, "facts", ())
    ranked = next(fact for fact in own if fact.id == query.fact)
    # «phó chủ tịch là ai» is not after the chair
    is_sure = dict(query.frame.facts).get(f"{subject.ref}/{ranked.id}", 0.0) >= (SURE_OF_ITS_ASK if query.ask in ranked.asks else VERY_SURE)
    by_name = not ranked.asks and (subject.ref, ranked.id) in query.facts  # a document that only this fact tells of
    fact = ranked if is_sure or by_name or not isinstance(subject.entry, Topic) else next(iter(facts_about(query, subject, (query.ask,))), ranked)
    answer = statement(query, context, subject, [fact])
    if query.ask == "verify_claim":
        answer = replace(answer, response="utter_claim_statement")
    return replace(answer, ask=fact.asks[0] if fact.asks and query.ask not in fact.asks else query.ask)


def facts_about(query: Query, subject: Subject, asks: Sequence[str]) -> list[Fact]:
    """The statement of *subject* that fits the question best: by its ask, by cues, by words in common; [] if none fits.

    asks: those that the composer looks for, nearest first. Of a topic, which people ask about in many words, the other
    likely asks of the question count too, each as far as it is likely.
    """
    own: Sequence[Fact] = getattr(subject.entry, "facts", ())
    codes = query.frame.values("document")  # what is asked of a document that the plan only cites stands nowhere else
    own = [fact for fact in own if any(concerns_document(query.plan, fact, code) for code in codes)] or own
    cued = {fact for owner, fact in query.facts if owner == subject.ref}
    probability = dict(query.frame.facts)
    of_document = query.ask in DOCUMENT_ASKS and query.frame.confidence >= SURE_OF_DOCUMENT_ASK
    # «sau khi Ủy ban thôi việc thì nơi nào làm»
    of_today = query.ask == "current_status" and query.frame.confidence >= SURE_OF_ITS_ASK > max(probability.values(), default=0.0)
    if query.ask == query.frame.ask and (of_document or of_today):
        own = [fact for fact in own if query.ask in fact.asks or fact.id in cued] or own  # «tên gọi của Quyết định số 27» asks for no number
    sure = 1.0 if query.ask != query.frame.ask else max(query.frame.confidence, LEAST_CONFIDENCE)
    likely = {ask: ASK_WEIGHT * sure / (1 + position / 2) for position, ask in enumerate(asks)}
    if isinstance(subject.entry, Topic):
        for ask, confidence in query.frame.ranking:
            likely[ask] = max(likely.get(ask, 0.0), ASK_WEIGHT * confidence)
    if query.frame.ask == "change_subject" and max(probability.values(), default=0.0) < VERY_SURE:
        probability = {}  # «không, tôi hỏi tổ công tác» is after no fact of its own
    scored = []
    for position, fact in enumerate(own):
        fit = max((likely[ask] for ask in fact.asks if ask in likely), default=0.0)
        cue = CUE_WEIGHT * (fact.id in cued)
        ranked = RANK_WEIGHT * probability.get(f"{subject.ref}/{fact.id}", 0.0)
        if fit or cue or isinstance(subject.entry, Topic):
            scored.append((fit + cue + ranked + WORD_WEIGHT * _common(query, subject, fact, own), fit + cue, -position, fact))
    best = max(scored, key=lambda entry: entry[:3], default=None)
    return [best[3]] if best is not None and best[0] >= LEAST_FIT else []


def _common(query: Query, subject: Subject, fact: Fact, among: Sequence[Fact]) -> float:
    """Words of the question in *fact*, each counted less the more of the other facts have it; the subject's name is left out."""
    texts = {other.id: words_of(other) for other in among}
    asked = {word.text for word in query.frame.all_words} - _folded_words(subject.entry.name)
    asked |= set(query.frame.values("number")) | set(query.frame.values("year"))
    return fsum(1.0 / sum(word in text for text in texts.values()) for word in asked & texts[fact.id])


@lru_cache(maxsize=4096)
def _folded_words(text: str) -> frozenset[str]:
    return frozenset(token.fold for token in tokenise(text) if not token.is_mark)


def words_of(fact: Fact) -> frozenset[str]:
    """Folded words of a fact and of its cues."""
    return _folded_words(" ".join((fact.text, *fact.aliases)))


def statement(query: Query, context: Context, subject: Subject, facts: Sequence[Fact]) -> Answer:
    """One or two facts told as they stand."""
    text = " ".join(fact.text for fact in facts)
    sources = merged_sources(fact.sources for fact in facts)
    return Answer(
        Outcome.ANSWERED, "utter_statement", query.plan, {"text": text}, sources, (), next_buttons(subject, context, told=query.ask),
        ask=query.ask, subjects=(subject.ref,), told=tuple(f"{subject.ref}/{fact.id}" for fact in facts),
    )  # fmt: skip


def first_statements(query: Query, context: Context, topics: Sequence[Subject]) -> Answer:
    """What each of several topics is, one below the other."""
    facts = [(subject, subject.entry.facts[0]) for subject in topics if isinstance(subject.entry, Topic)]
    return Answer(
        Outcome.ANSWERED, "utter_statements", query.plan, {"items": context.phrases.items(fact.text for _, fact in facts)},
        merged_sources(fact.sources for _, fact in facts), (), next_buttons(topics[0], context, told="definition"),
        ask=query.ask, subjects=refs(topics), options=refs(topics), told=tuple(f"{subject.ref}/{fact.id}" for subject, fact in facts),
    )  # fmt: skip


def facts_of_topics(plan: Plan) -> Iterator[tuple[Subject, Fact]]:
    """Every statement about a topic, with the topic."""
    for entry in plan.topics:
        for fact in entry.facts:
            yield Subject(plan, entry), fact


def first_statement(query: Query, context: Context, fits: Callable[[Fact], bool]) -> Answer | None:
    """The first statement about a topic that *fits*."""
    found = next(((subject, fact) for subject, fact in facts_of_topics(query.plan) if fits(fact)), None)
    return statement(query, context, found[0], [found[1]]) if found is not None else None


def topic(query: Query, context: Context) -> Answer:
    """What a topic states about the ask, or that it states nothing of the kind."""
    subject = query.subjects[0]
    answer = stated(query, context, subject, (query.ask, *_KINDRED.get(query.ask, ())))
    return answer if answer is not None else not_stated(query, context)


def not_stated(query: Query, context: Context, *, known: str | None = None, sources: Sequence[str] = ()) -> Answer:
    """That the sources do not state what was asked about the subject, and what is known of it instead."""
    subject = query.subjects[0]
    facts = {**period_facts(query.plan), "name": subject.entry.name}
    response = "utter_not_stated"
    if known is None and isinstance(subject.entry, Topic):
        first = subject.entry.facts[0]
        known, sources = first.text, first.sources
    if known is not None:
        facts["known"] = known
        response = "utter_not_stated_but"
    return Answer(
        Outcome.NOT_STATED, response, query.plan, facts, tuple(sources), (), next_buttons(subject, context, told=query.ask),
        ask=query.ask, subjects=refs(query.subjects),
    )  # fmt: skip


def next_buttons(subject: Subject, context: Context, *, told: str) -> tuple[Button, ...]:
    """Natural next questions about any subject."""
    entry: Named = subject.entry
    if isinstance(entry, Target):
        return next_for_target(subject, context, told=told)
    if isinstance(entry, Task):
        return next_for_task(subject, context, told=told)
    if isinstance(entry, Topic):
        asks = [ask for fact in entry.facts for ask in fact.asks[:1] if ask != told and f"topic_{ask}" in context.phrases.buttons]
        buttons = tuple(context.phrases.button(f"topic_{ask}", name=entry.name, short=entry.label) for ask in dict.fromkeys(asks))
        return buttons[:3] or opening_buttons(subject.plan, context)
    return opening_buttons(subject.plan, context)
