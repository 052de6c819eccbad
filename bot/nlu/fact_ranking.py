"""What the ranking of facts learns from: the questions that stand beside each fact in the plan file (bot.nlu.ranking).

Unlike for the asks, each subject has a mask of its own: which one is named tells most about the fact.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from bot.language.reading import Reader
from bot.language.tokens import Token
from bot.nlu.expansion import Example, Expander
from bot.nlu.linking import Linker
from bot.nlu.masking import mask_names, official_names
from bot.nlu.ranking import NONE
from bot.paths import LEXICON
from bot.plan.find import facts_of
from bot.plan.model import Plan


def fact_examples(
    plans: Sequence[Plan], reader: Reader, linker: Linker, others: Iterable[tuple[Sequence[Token], str, frozenset[str]]], *, seed: int
) -> list[tuple[Sequence[Token], str]]:
    """What a ranker learns from: the questions beside each fact, typed in several ways, and questions after no fact.

    others: readings of the asks' examples with names masked, with ask and kinds of mentions. Those count as after no fact that name another
    subject than a topic, or whose ask no fact answers.
    """
    questions = [Example(question, fact, (), number) for number, (question, fact) in enumerate(_questions(plans))]
    examples: list[tuple[Sequence[Token], str]] = []
    names = official_names(plans)
    for example in Expander(plans, LEXICON / "chatter.tsv", seed=seed).expand(questions):
        tokens = reader.read_plain(example.text)
        examples.append((mask_names(tokens, linker.link(tokens), names), example.intent))
    answered = {ask for plan in plans for _, fact in facts_of(plan) for ask in fact.asks}
    for reading, ask, kinds in others:
        if ("topic" not in kinds and kinds & _OTHER_SUBJECTS) or ask not in answered:
            examples.append((reading, NONE))
    return examples


_OTHER_SUBJECTS = frozenset(("target", "organisation", "pillar", "figure"))


def _questions(plans: Iterable[Plan]) -> Iterator[tuple[str, str]]:
    for plan in plans:
        for owner, fact in facts_of(plan):
            for question in fact.questions:
                yield question, f"{plan.id}/{owner.id}/{fact.id}"
