"""The NLU pipeline without Rasa around it, from the same parts: for cross-validation and for quick looks at a sentence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from bot.language.reading import Reader
from bot.nlu.classification import AskClassifier, ClassifierSettings
from bot.nlu.describing import Describer
from bot.nlu.expansion import Example
from bot.nlu.fact_ranking import fact_examples
from bot.nlu.linking import Linker
from bot.nlu.links import end_of
from bot.nlu.masking import mask, mask_names, official_names
from bot.nlu.questions import as_output, questions_in
from bot.nlu.ranking import Ranker
from bot.paths import LEXICON
from bot.plan.model import Plan


class Understanding:
    """Reader, linker and classifier in a row; parse gives what Rasa's parse would."""

    def __init__(self, plans: Sequence[Plan], settings: ClassifierSettings = ClassifierSettings()) -> None:
        self.reader = Reader.from_folder(LEXICON)
        self.linker = Linker(plans, self.reader, LEXICON)
        self.classifier = AskClassifier(settings)
        self.facts = Ranker(settings)
        self.describer = Describer(plans, settings)
        self._plans = plans
        self._names = official_names(plans)

    def train(self, examples: Iterable[Example]) -> Understanding:
        """Learn spelling and asks from expanded examples."""
        examples = list(examples)
        self.reader.spelling.learn(self.reader.read_plain(text) for text in well_written(examples))
        self.reader.spelling.learn(self.linker.vocabulary())
        readings = [self.reader.read(example.text) for example in examples]
        links = [self.linker.link(reading) for reading in readings]
        self.describer.fit([(reading, found, example.about) for reading, found, example in zip(readings, links, examples, strict=True)], self.reader.read_plain)
        links = [self.describer.told(reading, found, example.about) for reading, found, example in zip(readings, links, examples, strict=True)]
        self.classifier.fit([mask(reading, found) for reading, found in zip(readings, links, strict=True)], [example.intent for example in examples])
        others = [
            (mask_names(reading, found, self._names), example.intent, frozenset(annotation.kind for annotation in example.annotations))
            for reading, found, example in zip(readings, links, examples, strict=True)
        ]
        self.facts.fit(fact_examples(self._plans, self.reader, self.linker, others, seed=self.classifier.settings.seed))
        return self

    def parse(self, text: str) -> dict[str, Any]:
        """entities, intent_ranking and questions of *text*."""
        reading = self.reader.read(text)
        links = self.describer.with_described(reading, self.linker.link(reading))
        questions = [as_output(question) for question in questions_in(reading, links, self.classifier)]
        named = mask_names(reading, links, self._names)
        for question in questions:
            question["facts"] = self.facts.likeliest([token for token in named if question["start"] <= token.start < question["end"]])
        return {
            "text": text,
            "entities": [
                {"entity": claim.kind, "value": claim.value, "start": reading[link.start].start, "end": end_of(link, reading)}
                for link in links
                for claim in link.claims
            ],
            "questions": questions,
        }


def well_written(examples: Sequence[Example]) -> list[str]:
    """The texts that spelling may learn from: examples as committed and with other subjects, no noisy variants."""
    committed = set()
    texts = []
    for example in examples:
        if example.family not in committed or example.annotations:
            committed.add(example.family)
            texts.append(example.text)
    return texts
