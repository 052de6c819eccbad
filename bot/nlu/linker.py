"""Rasa entity extractor: mentions of the plans' subjects, and figures, dates, years, places and levels."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, ENTITY_ATTRIBUTE_END, ENTITY_ATTRIBUTE_START, ENTITY_ATTRIBUTE_TYPE, ENTITY_ATTRIBUTE_VALUE
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.language.reading import Reader
from bot.nlu.linking import Linker
from bot.nlu.links import Link, end_of
from bot.nlu.tokenizer import READING, VietnameseTokenizer
from bot.paths import LEXICON, PLANS
from bot.plan.load import load_plans

LINKS = "links"


# Also a featurizer, since only those run over the training examples, which the classifier needs linked.
@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR], is_trainable=False)
class PlanLinker(GraphComponent, EntityExtractorMixin):
    """Sets one entity for each thing that a mention may stand for; entities with equal spans are readings of one mention.

    The value is the plan id («2022/cap-quang»), or the quantity («85», «65-70», «2022-06-01», «2025», «Nghệ An»).
    Aliases are read from the plan files when the model is loaded, so a new alias needs a restart and no training.
    """

    @classmethod
    def required_components(cls) -> list[type]:
        """Needs the reading that the tokenizer sets."""
        return [VietnameseTokenizer]

    @staticmethod
    def required_packages() -> list[str]:
        """Packages that Rasa checks for before it trains."""
        return ["spacy", "vietnam_provinces"]

    def __init__(self, config: dict[str, Any]) -> None:
        self._linker = Linker(load_plans(PLANS), Reader.from_folder(LEXICON), LEXICON)

    @classmethod
    def create(cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext) -> PlanLinker:
        """A linker over the plan files as they are now."""
        return cls(config)

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the mentions to each message's entities."""
        for message in messages:
            links = self._link(message)
            message.set(ENTITIES, message.get(ENTITIES, []) + self.add_extractor_name(entities(message, links)), add_to_output=True)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Link the examples too, for the classifier's masks; their annotations stay as they are."""
        for message in training_data.training_examples:
            self._link(message)
        return training_data

    def _link(self, message: Message) -> list[Link]:
        links = self._linker.link(message.get(READING) or [])
        message.set(LINKS, links)
        return links


def entities(message: Message, links: list[Link]) -> list[dict[str, Any]]:
    """The links as Rasa's entities, one for each thing that a mention may stand for."""
    reading = message.get(READING)
    return [
        {
            ENTITY_ATTRIBUTE_TYPE: claim.kind,
            ENTITY_ATTRIBUTE_VALUE: claim.value,
            ENTITY_ATTRIBUTE_START: reading[link.start].start,
            ENTITY_ATTRIBUTE_END: end_of(link, reading),
        }
        for link in links
        for claim in link.claims
    ]
