"""Rasa entity extractor: subjects that a message describes without naming them."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.language.reading import Reader
from bot.nlu.describing import Describer
from bot.nlu.importer import ABOUT
from bot.nlu.linear_component import LinearComponent
from bot.nlu.linker import LINKS, PlanLinker, entities
from bot.nlu.tokenizer import READING
from bot.paths import LEXICON, PLANS
from bot.plan.load import load_plans


# Also a featurizer, since only those run over the training examples, which the classifier needs linked.
@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR], is_trainable=True)
class DescriptionLinker(LinearComponent, EntityExtractorMixin):
    """Adds an entity without length, where the clause begins, for a subject that a clause surely describes («plan/id»).

    Learns from the questions beside the subjects in the plan files.
    """

    @classmethod
    def required_components(cls) -> list[type]:
        """Needs the links, since what is named is not described."""
        return [PlanLinker]

    def __init__(self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource) -> None:
        super().__init__(config, model_storage, resource)
        self._describer = Describer(load_plans(PLANS), self._settings)

    @classmethod
    def load(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext, **kwargs: Any
    ) -> DescriptionLinker:
        """The linker that training saved."""
        linker = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            linker._describer = Describer.load(folder, load_plans(PLANS), linker._settings)
        return linker

    def train(self, training_data: TrainingData) -> Resource:
        """Learn what is described, and how people speak of no subject."""
        examples = [example for example in training_data.intent_examples if example.get(READING)]
        self._describer.fit(((example.get(READING), example.get(LINKS), _about(example)) for example in examples), Reader.from_folder(LEXICON).read_plain)
        with self._model_storage.write_to(self._resource) as folder:
            self._describer.save(folder)
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Link the examples to what they are known to describe, for the classifier's masks."""
        for example in training_data.intent_examples:
            example.set(LINKS, self._describer.told(example.get(READING) or [], example.get(LINKS) or [], _about(example)))
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Add what is described to each message's links and entities."""
        for message in messages:
            named = message.get(LINKS) or []
            links = self._describer.with_described(message.get(READING) or [], named)
            described = [link for link in links if link not in named]
            message.set(LINKS, links)
            message.set(ENTITIES, message.get(ENTITIES, []) + self.add_extractor_name(entities(message, described)), add_to_output=True)
        return messages


def _about(example: Message) -> str:
    about: str = example.get("metadata", {}).get(ABOUT, "")
    return about
