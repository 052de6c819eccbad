"""The components as Rasa runs them: created, trained, saved, loaded, asked."""

import unicodedata
from dataclasses import dataclass
from pathlib import Path

import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.classifier import QUESTIONS, QuestionClassifier
from bot.nlu.description_linker import DescriptionLinker
from bot.nlu.importer import to_examples, to_message, with_plans
from bot.nlu.linker import PlanLinker
from bot.nlu.tokenizer import VietnameseTokenizer
from tests.support import nfd, plans, training_data

ASKS = ("target_value", "lead", "deadline", "greet", "off_topic")
MESSAGES = [
    "Cáp quang bao nhiêu phần trăm?",
    "ho so suc khoe dien tu",
    nfd("Ai chủ trì dạy học trực tuyến\u200b ạ"),
    "😀😀 85 % ??",
    "hoá đơn,hợp đồng",
    "a",
    "",
]


@dataclass
class Pipeline:
    """The components in a row, as loaded from storage."""

    tokenizer: VietnameseTokenizer
    linker: PlanLinker
    descriptions: DescriptionLinker
    classifier: QuestionClassifier

    def ask(self, text: str) -> Message:
        messages = [Message({TEXT: text})]
        for component in (self.tokenizer, self.linker, self.descriptions, self.classifier):
            messages = component.process(messages)
        return messages[0]


@pytest.fixture(scope="module")
def pipeline(tmp_path_factory: pytest.TempPathFactory) -> Pipeline:
    storage = LocalModelStorage.create(tmp_path_factory.mktemp("model"))
    context = ExecutionContext(GraphSchema({}))
    tokenizer_at, descriptions_at, classifier_at = Resource("tokenizer"), Resource("descriptions"), Resource("classifier")
    tokenizer_config = {**VietnameseTokenizer.get_default_config(), "segmenter": "syllables"}
    classifier_config = QuestionClassifier.get_default_config()

    tokenizer = VietnameseTokenizer.create(tokenizer_config, storage, tokenizer_at, context)
    linker = PlanLinker.create({}, storage, Resource("linker"), context)
    descriptions = DescriptionLinker.create(DescriptionLinker.get_default_config(), storage, descriptions_at, context)
    classifier = QuestionClassifier.create(classifier_config, storage, classifier_at, context)
    chosen = [example for ask in ASKS for example in [known for known in to_examples(training_data()) if known.intent == ask][:60]]
    chosen += [example for example in with_plans([], plans()) if example.intent in ASKS]
    data = TrainingData([to_message(example) for example in chosen])
    tokenizer.train(data)
    data = linker.process_training_data(tokenizer.process_training_data(data))
    descriptions.train(data)
    data = descriptions.process_training_data(data)
    classifier.train(data)
    assert classifier.process_training_data(data) is data

    return Pipeline(
        VietnameseTokenizer.load(tokenizer_config, storage, tokenizer_at, context),
        PlanLinker.load({}, storage, Resource("linker"), context),
        DescriptionLinker.load(DescriptionLinker.get_default_config(), storage, descriptions_at, context),
        QuestionClassifier.load(classifier_config, storage, classifier_at, context),
    )


def test_a_trained_pipeline_understands_a_new_question_after_loading(pipeline: Pipeline) -> None:
    message = pipeline.ask("the con cap quang thi bao nhieu phan tram")
    assert message.get(INTENT)["name"] == "target_value"
    assert ("target", "2022/cap-quang") in [(entity["entity"], entity["value"]) for entity in message.get(ENTITIES)]
    assert pipeline.ask("ai chủ trì dạy học trực tuyến").get(INTENT)["name"] == "lead"


def test_a_subject_that_is_only_described_is_an_entity_without_length_before_the_question(pipeline: Pipeline) -> None:
    text = "Dạ thưa cô. Mấy công ty ký giấy tờ làm ăn trên máy khỏi đóng dấu mực đỏ thì đặt ra bao nhiêu?"
    message = pipeline.ask(text)
    found = [entity for entity in message.get(ENTITIES) if entity["entity"] == "target"]
    assert [(entity["value"], entity["start"], entity["end"]) for entity in found] == [("2022/hop-dong-dien-tu", text.index("Mấy"), text.index("Mấy"))]
    assert found[0]["extractor"] == "DescriptionLinker"
    assert message.get(INTENT)["name"] == "target_value"


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("cáp quang bao nhiêu phần trăm hộ\nai chủ trì dạy học trực tuyến", ["target_value", "lead"]),
        ("cho mình hỏi hộ gia đình có cáp quang\nthì mục tiêu là bao nhiêu", ["target_value"]),
        ("ai chủ trì\ndạy học trực tuyến", ["lead"]),
        ("hợp đồng\nđiện tử bao nhiêu phần trăm", ["target_value"]),
    ],
)
def test_two_questions_on_two_lines_are_two_and_one_on_two_lines_is_one(pipeline: Pipeline, text: str, asks: list[str]) -> None:
    questions = pipeline.ask(text).as_dict_nlu()[QUESTIONS]
    assert [question["ranking"][0][0] for question in questions] == asks


@pytest.mark.parametrize("text", MESSAGES)
def test_every_message_gets_an_intent_a_ranking_and_its_questions(pipeline: Pipeline, text: str) -> None:
    output = pipeline.ask(text).as_dict_nlu()
    ranking = output[INTENT_RANKING_KEY]
    assert output[INTENT] == ranking[0]
    assert [entry["confidence"] for entry in ranking] == sorted((entry["confidence"] for entry in ranking), reverse=True)
    assert output[QUESTIONS]
    for question in output[QUESTIONS]:
        assert 0 <= question["start"] <= question["end"] <= len(text)


@pytest.mark.parametrize("text", MESSAGES)
def test_entities_and_tokens_point_into_the_message(pipeline: Pipeline, text: str) -> None:
    message = pipeline.ask(text)
    for entity in message.get(ENTITIES):
        assert 0 <= entity["start"] <= entity["end"] <= len(text)
    for token in message.get("text_tokens"):
        assert text[token.start : token.end] == token.text


def test_words_of_the_segmenter_point_into_the_message(tmp_path: Path) -> None:
    storage = LocalModelStorage.create(tmp_path)
    tokenizer = VietnameseTokenizer.create(VietnameseTokenizer.get_default_config(), storage, Resource("tokenizer"), ExecutionContext(GraphSchema({})))
    text = nfd("Doanh nghiệp nhỏ và vừa dùng hoá đơn điện tử?")
    tokens = tokenizer.tokenize(Message({TEXT: text}), TEXT)
    assert all(text[token.start : token.end] == token.text for token in tokens)
    assert "doanh nghiệp" in [unicodedata.normalize("NFC", token.text).lower() for token in tokens]


def test_an_unknown_segmenter_is_refused_by_name(tmp_path: Path) -> None:
    config = {**VietnameseTokenizer.get_default_config(), "segmenter": "scissors"}
    with pytest.raises(ValueError, match="scissors.*underthesea or syllables"):
        VietnameseTokenizer.create(config, LocalModelStorage.create(tmp_path), Resource("tokenizer"), ExecutionContext(GraphSchema({})))


def test_a_very_long_message_is_read_to_its_limit(pipeline: Pipeline) -> None:
    message = pipeline.ask("cáp quang bao nhiêu? " * 5000)
    assert message.get(INTENT)["name"]
    assert len(message.as_dict_nlu()[QUESTIONS]) <= 3
