"""Rasa intent classifier: ranks the asks of a message, and of each question in a message that holds several."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, INTENT_RANKING_KEY, PREDICTED_CONFIDENCE_KEY
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.classification import AskClassifier, Ranking
from bot.nlu.description_linker import DescriptionLinker
from bot.nlu.linear_component import LinearComponent
from bot.nlu.linker import LINKS
from bot.nlu.masking import mask
from bot.nlu.questions import RANKING_LENGTH, as_output, questions_in
from bot.nlu.tokenizer import READING

QUESTIONS = "questions"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class QuestionClassifier(LinearComponent, IntentClassifier):
    """Sets intent and intent_ranking as Rasa's classifiers do, and «questions»: the questions of the message in order,

    each with its character span, its ranking, and the words that neither a mention nor the training examples explain.
    """

    @classmethod
    def required_components(cls) -> list[type]:
        """Needs the links for its masks."""
        return [DescriptionLinker]

    def __init__(self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource) -> None:
        super().__init__(config, model_storage, resource)
        self._classifier = AskClassifier(self._settings)

    @classmethod
    def load(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext, **kwargs: Any
    ) -> QuestionClassifier:
        """The classifier that training saved."""
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            component._classifier = AskClassifier.load(folder, component._settings)
        return component

    def train(self, training_data: TrainingData) -> Resource:
        """Learn the asks of the examples."""
        examples = [example for example in training_data.intent_examples if example.get(READING)]
        readings = [mask(example.get(READING), example.get(LINKS)) for example in examples]
        self._classifier.fit(readings, [example.get(INTENT) for example in examples])
        with self._model_storage.write_to(self._resource) as folder:
            self._classifier.save(folder)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Rank the asks."""
        for message in messages:
            questions = questions_in(message.get(READING) or [], message.get(LINKS) or [], self._classifier)
            ranking = _as_rasa(questions[0].ranking)
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
            message.set(QUESTIONS, [as_output(question) for question in questions], add_to_output=True)
        return messages


def _as_rasa(ranking: Ranking) -> list[dict[str, Any]]:
    return [{INTENT_NAME_KEY: ask, PREDICTED_CONFIDENCE_KEY: confidence} for ask, confidence in ranking[:RANKING_LENGTH]]
