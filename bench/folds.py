"""Cross-validation by family: a committed example and its variants are never parted; judged are the committed examples only."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.training_data.loading import load_data
from rasa.shared.nlu.training_data.training_data import TrainingData
from sklearn.model_selection import StratifiedKFold

from bench.common import NOISY_VARIANTS, SEED, SUBJECT_VARIANTS
from bot.nlu.expansion import Example, Expander
from bot.nlu.importer import to_examples, to_message, with_plans
from bot.paths import LEXICON, NLU_DATA, PLANS
from bot.plan.load import load_plans

FOLDS = 5


@lru_cache(maxsize=1)
def committed() -> tuple[Example, ...]:
    """The examples of data/nlu, and the questions that describe the plans' subjects."""
    return tuple(with_plans(to_examples(load_data(str(NLU_DATA))), load_plans(PLANS)))


@lru_cache(maxsize=4)
def expanded(subject_variants: int = SUBJECT_VARIANTS, noisy_variants: int = NOISY_VARIANTS) -> tuple[Example, ...]:
    """The committed examples with their variants."""
    expander = Expander(load_plans(PLANS), LEXICON / "chatter.tsv", subject_variants=subject_variants, noisy_variants=noisy_variants, seed=SEED)
    return tuple(expander.expand(committed()))


@lru_cache(maxsize=1)
def held_out() -> tuple[frozenset[int], ...]:
    """The families of each fold's held-out part; each part has every intent."""
    examples = committed()
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=SEED)
    return tuple(frozenset(int(index) for index in part) for _, part in folds.split(examples, [example.intent for example in examples]))


def training_part(fold: int, subject_variants: int = SUBJECT_VARIANTS, noisy_variants: int = NOISY_VARIANTS) -> list[Example]:
    """The expanded examples of the other folds' families."""
    return [example for example in expanded(subject_variants, noisy_variants) if example.family not in held_out()[fold]]


def test_part(fold: int) -> list[Example]:
    """The committed examples of the fold."""
    return [example for example in committed() if example.family in held_out()[fold]]


class FoldImporter(RasaFileImporter):
    """Gives Rasa the training part of a fold. Options: fold, subject_variants, noisy_variants."""

    # Rasa passes only the options that are named here.
    def __init__(
        self,
        config_file: str | None = None,
        domain_path: str | None = None,
        training_data_paths: Any = None,
        fold: int = 0,
        subject_variants: int = SUBJECT_VARIANTS,
        noisy_variants: int = NOISY_VARIANTS,
    ) -> None:
        super().__init__(config_file, domain_path, [])
        self._part = (fold, subject_variants, noisy_variants)

    def get_nlu_data(self, language: str | None = "vi") -> TrainingData:
        """The messages to train on."""
        return TrainingData([to_message(example) for example in training_part(*self._part)])
