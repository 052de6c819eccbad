"""Rasa training-data importer: the committed examples, expanded with the plans' own names and with the noise of typing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.constants import ENTITIES, ENTITY_ATTRIBUTE_END, ENTITY_ATTRIBUTE_START, ENTITY_ATTRIBUTE_TYPE, ENTITY_ATTRIBUTE_VALUE, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.describing import questions_of
from bot.nlu.expansion import Annotation, Example, Expander
from bot.paths import LEXICON, PLANS
from bot.plan.load import load_plans
from bot.plan.model import Plan

FAMILY, ABOUT = "family", "about"  # keys of a message's metadata; see Example


class PlanImporter(RasaFileImporter):
    """Rasa's file importer with expanded NLU data.

    Options in config.yml: subject_variants and noisy_variants (variants of each example), seed.
    """

    def __init__(
        self,
        config_file: str | None = None,
        domain_path: str | None = None,
        training_data_paths: Any = None,
        subject_variants: int = 1,
        noisy_variants: int = 2,
        seed: int = 27,
    ) -> None:
        super().__init__(config_file, domain_path, training_data_paths)
        # Rasa passes the options that the signature names, and no others.
        self._options = {"subject_variants": subject_variants, "noisy_variants": noisy_variants, "seed": seed}
        self._nlu_data: TrainingData | None = None

    def get_nlu_data(self, language: str | None = "vi") -> TrainingData:
        """The committed examples and their variants; each message's metadata tells the family it comes from."""
        if self._nlu_data is None:  # Rasa asks three times in one training
            data = super().get_nlu_data(language)
            plans = load_plans(PLANS)
            expander = Expander(plans, LEXICON / "chatter.tsv", **self._options)
            messages = [to_message(example) for example in expander.expand(with_plans(to_examples(data), plans))]
            self._nlu_data = TrainingData(messages, responses=data.responses)
        return self._nlu_data


def to_examples(data: TrainingData) -> list[Example]:
    """The intent examples of *data*, numbered."""
    return [
        Example(
            message.get(TEXT),
            message.get(INTENT),
            tuple(
                Annotation(entity[ENTITY_ATTRIBUTE_START], entity[ENTITY_ATTRIBUTE_END], entity[ENTITY_ATTRIBUTE_TYPE]) for entity in message.get(ENTITIES, [])
            ),
            family,
        )
        for family, message in enumerate(data.intent_examples)
    ]


def with_plans(examples: list[Example], plans: Sequence[Plan]) -> list[Example]:
    """*examples*, and after them the questions in which the plan files describe their subjects."""
    described = (Example(text, ask, (), number, about) for number, (text, ask, about) in enumerate(questions_of(plans), start=len(examples)))
    return [*examples, *described]


def to_message(example: Example) -> Message:
    """An example as Rasa's training message."""
    entities = [
        {
            ENTITY_ATTRIBUTE_START: annotation.start,
            ENTITY_ATTRIBUTE_END: annotation.end,
            ENTITY_ATTRIBUTE_TYPE: annotation.kind,
            ENTITY_ATTRIBUTE_VALUE: example.text[annotation.start : annotation.end],
        }
        for annotation in example.annotations
    ]
    return Message({TEXT: example.text, INTENT: example.intent, ENTITIES: entities, "metadata": {FAMILY: example.family, ABOUT: example.about}})
