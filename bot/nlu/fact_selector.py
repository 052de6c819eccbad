"""Rasa component: for each question of a message, the facts of the plans that it may be after."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import ENTITIES, ENTITY_ATTRIBUTE_TYPE, INTENT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.language.reading import Reader
from bot.nlu.classifier import QUESTIONS
from bot.nlu.fact_ranking import fact_examples
from bot.nlu.linear_component import LinearComponent
from bot.nlu.linker import LINKS, PlanLinker
from bot.nlu.linking import Linker
from bot.nlu.masking import mask_names, official_names
from bot.nlu.ranking import Ranker
from bot.nlu.tokenizer import READING
from bot.paths import LEXICON, PLANS
from bot.plan.load import load_plans

FACTS = "facts"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class FactSelector(LinearComponent, IntentClassifier):
    """Adds «facts» to each of the message's questions: [fact, probability] pairs, likeliest first; "" stands for no fact.

    Like Rasa's ResponseSelector, but what it chooses from stands in the plan files, each fact with its example questions.
    """

    @classmethod
    def required_components(cls) -> list[type]:
        """Needs the reading; and the questions that QuestionClassifier finds, which Rasa's training graph does not know of."""
        return [PlanLinker]

    def __init__(self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource) -> None:
        super().__init__(config, model_storage, resource)
        self._ranker = Ranker(self._settings)
        self._names = official_names(load_plans(PLANS))

    @classmethod
    def load(cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext, **kwargs: Any) -> FactSelector:
        """The selector that training saved."""
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            component._ranker = Ranker.load(folder, component._settings)
        return component

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from the questions in the plan files; the examples that are after no fact show what is none."""
        others = [
            (
                mask_names(example.get(READING), example.get(LINKS) or [], self._names),
                example.get(INTENT),
                frozenset(entity[ENTITY_ATTRIBUTE_TYPE] for entity in example.get(ENTITIES, [])),
            )
            for example in training_data.intent_examples
            if example.get(READING)
        ]
        plans, reader = load_plans(PLANS), Reader.from_folder(LEXICON)
        self._ranker.fit(fact_examples(plans, reader, Linker(plans, reader, LEXICON), others, seed=self._settings.seed))
        with self._model_storage.write_to(self._resource) as folder:
            self._ranker.save(folder)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Rank the facts."""
        for message in messages:
            reading = mask_names(message.get(READING) or [], message.get(LINKS) or [], self._names)
            for question in message.get(QUESTIONS) or []:
                question[FACTS] = self._ranker.likeliest([token for token in reading if question["start"] <= token.start < question["end"]])
        return messages
