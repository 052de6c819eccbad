"""A linear model that ranks labels taken from the plan files, with «none of them» among them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from bot.language.tokens import Token
from bot.nlu.classification import MODEL_FILE, AskClassifier, ClassifierSettings, Ranking

LISTED = 6
MIN_FEATURE_COUNTS = (2, 2, 2)  # what one example alone has tells little of a label, and is most of the model
NONE = ""  # the label of readings that none of the labels is for


class Ranker:
    """Ranks labels for a reading; NONE is ranked among them. The model is that of the asks."""

    def __init__(self, settings: ClassifierSettings = ClassifierSettings()) -> None:
        self._classifier = AskClassifier(replace(settings, min_feature_counts=MIN_FEATURE_COUNTS))

    def fit(self, examples: Iterable[tuple[Sequence[Token], str]]) -> Ranker:
        """Learn from readings and their labels; without an example of any label every reading is ranked NONE."""
        examples = list(examples)
        labels = {label for _, label in examples}
        if len(labels) > 1:
            self._classifier.fit([reading for reading, _ in examples], [label for _, label in examples])
        return self

    def rank(self, reading: Sequence[Token]) -> Ranking:
        """Every label with its probability, likeliest first."""
        return self._classifier.rank(reading) if self._classifier.asks else [(NONE, 1.0)]

    def likeliest(self, reading: Sequence[Token]) -> list[tuple[str, float]]:
        """The first LISTED of rank, rounded, as they stand in Rasa's parse."""
        return [(label, round(probability, 4)) for label, probability in self.rank(reading)[:LISTED]]

    def save(self, folder: Path) -> None:
        """Write the model into *folder*; nothing if there are no labels."""
        if self._classifier.asks:
            self._classifier.save(folder)

    @classmethod
    def load(cls, folder: Path, settings: ClassifierSettings = ClassifierSettings()) -> Ranker:
        """Read what save wrote."""
        ranker = cls(settings)
        if (folder / MODEL_FILE).is_file():
            ranker._classifier = AskClassifier.load(folder, settings)
        return ranker
