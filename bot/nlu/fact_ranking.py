"""Which fact of the plans a question is after: a linear model over the questions that stand beside each fact in the plan file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from bot.language.reading import Reader
from bot.language.tokens import Token
from bot.nlu.classification import MODEL_FILE, AskClassifier, ClassifierSettings, Ranking
from bot.nlu.expansion import Example, Expander
from bot.nlu.linking import Linker
from bot.nlu.masking import mask_names, official_names
from bot.paths import LEXICON
from bot.plan.find import facts_of
from bot.plan.model import Plan

LISTED = 6
NO_FACT = ""  # the label of questions about figures, leaders and all else that is no fact


class FactRanker:
    """Ranks facts («plan/owner/fact») for a reading; NO_FACT is ranked among them.

    The model is that of the asks. Unlike there, each subject has a mask of its own: which one is named tells most about the fact.
    """

    def __init__(self, settings: ClassifierSettings = ClassifierSettings()) -> None:
        self._classifier = AskClassifier(settings)

    def fit(self, examples: Iterable[tuple[Sequence[Token], str]]) -> FactRanker:
        """Learn from readings and their facts; without an example of any fact every reading is ranked NO_FACT."""
        examples = list(examples)
        labels = {label for _, label in examples}
        if len(labels) > 1:
            self._classifier.fit([reading for reading, _ in examples], [label for _, label in examples])
        return self

    def rank(self, reading: Sequence[Token]) -> Ranking:
        """Every fact with its probability, likeliest first."""
        return self._classifier.rank(reading) if self._classifier.asks else [(NO_FACT, 1.0)]

    def likeliest(self, reading: Sequence[Token]) -> list[tuple[str, float]]:
        """The first LISTED of rank, rounded, as they stand in Rasa's parse."""
        return [(fact, round(probability, 4)) for fact, probability in self.rank(reading)[:LISTED]]

    def save(self, folder: Path) -> None:
        """Write the model into *folder*; nothing if no fact has questions."""
        if self._classifier.asks:
            self._classifier.save(folder)

    @classmethod
    def load(cls, folder: Path, settings: ClassifierSettings = ClassifierSettings()) -> FactRanker:
        """Read what save wrote."""
        ranker = cls(settings)
        if (folder / MODEL_FILE).is_file():
            ranker._classifier = AskClassifier.load(folder, settings)
        return ranker


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
            examples.append((reading, NO_FACT))
    return examples


_OTHER_SUBJECTS = frozenset(("target", "organisation", "pillar", "figure"))


def _questions(plans: Iterable[Plan]) -> Iterator[tuple[str, str]]:
    for plan in plans:
        for owner, fact in facts_of(plan):
            for question in fact.questions:
                yield question, f"{plan.id}/{owner.id}/{fact.id}"
