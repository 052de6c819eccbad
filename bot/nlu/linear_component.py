"""What the Rasa components around a linear model share: its options, and how Rasa makes them."""

from __future__ import annotations

from typing import Any, TypeVar

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.classification import ClassifierSettings

_Component = TypeVar("_Component", bound="LinearComponent")


class LinearComponent(GraphComponent):
    """Options: regularisation, seed (bot.nlu.classification)."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The settings of the model."""
        settings = ClassifierSettings()
        return {"regularisation": settings.regularisation, "seed": settings.seed}

    @staticmethod
    def required_packages() -> list[str]:
        """Packages that Rasa checks for before it trains."""
        return ["sklearn"]

    def __init__(self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource) -> None:
        self._settings = ClassifierSettings(regularisation=config["regularisation"], seed=config["seed"])
        self._model_storage = model_storage
        self._resource = resource

    @classmethod
    def create(
        cls: type[_Component], config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> _Component:
        """An untrained component."""
        return cls(config, model_storage, resource)

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Nothing later in the pipeline needs predictions on the examples."""
        return training_data
