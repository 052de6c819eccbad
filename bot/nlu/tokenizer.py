"""Rasa tokenizer for Vietnamese, and the reading that the linker and the classifier work on."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.tokenizers.tokenizer import Token as RasaToken
from rasa.nlu.tokenizers.tokenizer import Tokenizer
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.language.reading import MAX_CHARACTERS, Reader
from bot.language.segment import segment
from bot.language.tokens import tokenise
from bot.nlu.linking import Linker
from bot.paths import LEXICON, PLANS
from bot.plan.load import load_plans

READING = "reading"
_SPELLING_FILE = "spelling.json"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=True)
class VietnameseTokenizer(Tokenizer):
    """Tokens whose offsets point into the message as stored, and the message's reading (bot.language.reading).

    segmenter: «underthesea» makes words, «syllables» leaves the syllables that white space parts. Training learns the
    spelling of the project's own words. Text past MAX_CHARACTERS is not read.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Rasa's options for tokenizers, and the segmenter."""
        return {"intent_tokenization_flag": False, "intent_split_symbol": "_", "segmenter": "underthesea"}

    @staticmethod
    def required_packages() -> list[str]:
        """Packages that Rasa checks for before it trains."""
        return ["underthesea", "rapidfuzz"]

    def __init__(self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource) -> None:
        super().__init__(config)
        self._model_storage = model_storage
        self._resource = resource
        self._segmenter = config["segmenter"]
        if self._segmenter not in ("underthesea", "syllables"):
            raise ValueError(f"config.yml: VietnameseTokenizer: segmenter «{self._segmenter}» is not known; write underthesea or syllables")
        self.reader = Reader.from_folder(LEXICON)

    @classmethod
    def create(cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext) -> VietnameseTokenizer:
        """An untrained tokenizer."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext, **kwargs: Any
    ) -> VietnameseTokenizer:
        """A tokenizer with the spelling learnt in training."""
        tokenizer = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            learnt = json.loads((folder / _SPELLING_FILE).read_text("utf-8"))
        spelling = tokenizer.reader.spelling
        spelling.words = Counter(learnt["words"])
        spelling.pairs = Counter({tuple(pair.split(" ")): count for pair, count in learnt["pairs"].items()})
        spelling.forms = {word: Counter(forms) for word, forms in learnt["forms"].items()}
        spelling.contracted = learnt["contracted"]
        return tokenizer

    def train(self, training_data: TrainingData) -> Resource:
        """Learn which words and pairs of words the examples use; noisy variants are left out."""
        families: dict[str, list[str]] = {}
        for example in training_data.intent_examples:
            family = example.get("metadata", {}).get("family", example.get(TEXT))
            if family not in families or example.get("entities"):
                families.setdefault(family, []).append(example.get(TEXT))
        self.reader.spelling.learn(self.reader.read_plain(text) for texts in families.values() for text in texts)
        self.reader.spelling.learn(Linker(load_plans(PLANS), self.reader, LEXICON).vocabulary())
        with self._model_storage.write_to(self._resource) as folder:
            spelling = self.reader.spelling
            pairs = {" ".join(pair): count for pair, count in spelling.pairs.items()}
            learnt = {"words": spelling.words, "pairs": pairs, "forms": spelling.forms, "contracted": spelling.contracted}
            (folder / _SPELLING_FILE).write_text(json.dumps(learnt, ensure_ascii=False), "utf-8")
        return self._resource

    def tokenize(self, message: Message, attribute: str) -> list[RasaToken]:
        """Words or syllables of the message; sets the message's reading."""
        text = message.get(attribute)[:MAX_CHARACTERS]
        if attribute == TEXT:  # a longer text is refused whole, so reading it would only hold up the others
            message.set(READING, self.reader.read(text) if len(message.get(attribute)) <= MAX_CHARACTERS else [])
        spans = segment(text) if self._segmenter == "underthesea" else [(token.start, token.end) for token in tokenise(text)]
        return [RasaToken(text[start:end], start) for start, end in spans]
