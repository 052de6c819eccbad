"""Several things asked about one subject in one breath: each is heard, and each is answered."""

import pytest

from bot.answers.memory import Memory
from bot.nlu.classification import AskClassifier
from bot.nlu.importer import to_examples
from bot.nlu.masking import mask
from bot.nlu.questions import as_output, questions_in
from tests.answers.asking import Reply, entities_of, reply
from tests.support import linker, plain_reader, training_data

ASKS = ("target_value", "lead", "coordinators", "deadline", "scope", "task_detail", "verify_claim", "definition", "greet", "thank", "off_topic")
OF_EACH = 150


@pytest.fixture(scope="module")
def classifier() -> AskClassifier:
    examples = to_examples(training_data())
    chosen = [example for ask in ASKS for example in [known for known in examples if known.intent == ask][:OF_EACH]]
    readings = [plain_reader().read_plain(example.text) for example in chosen]
    return AskClassifier().fit([mask(reading, linker().link(reading)) for reading in readings], [example.intent for example in chosen])


def hear(text: str, classifier: AskClassifier, *, memory: Memory | None = None) -> tuple[list[str], Reply]:
    """The asks of the questions in *text*, and the reply to them."""
    tokens = plain_reader().read(text)
    links = linker().link(tokens)
    first, *others = map(as_output, questions_in(tokens, links, classifier))
    asks = [question["ranking"][0][0] for question in (first, *others)]
    return asks, reply((entities_of(tokens, links), first), *(([], question) for question in others), memory=memory)


@pytest.mark.parametrize(
    ("message", "asks", "told"),
    [
        ("cơ quan chủ trì và chỉ tiêu của hồ sơ sức khỏe điện tử", ["lead", "target_value"], ("Bộ Y tế", "90%")),
        ("hồ sơ sức khỏe điện tử chỉ tiêu bao nhiêu %, cơ quan chủ trì?", ["target_value", "lead"], ("90%", "Bộ Y tế")),
        ("cho mình hỏi luôn hai thứ cho tiện: hồ sơ sức khỏe điện tử bao nhiêu phần trăm và ai chủ trì", ["target_value", "lead"], ("90%", "Bộ Y tế")),
        ("hỏi hai điều một là hồ sơ sức khỏe điện tử bao nhiêu phần trăm hai là ai chủ trì", ["target_value", "lead"], ("90%", "Bộ Y tế")),
        ("mức phải đạt/cơ quan chủ trì của hồ sơ sức khỏe điện tử", ["target_value", "lead"], ("90%", "Bộ Y tế")),
        ("hạn chót và mức phải đạt của hóa đơn điện tử", ["deadline", "target_value"], ("31/12/2022", "100%")),
        ("ai chủ trì, ai phối hợp làm hồ sơ sức khỏe?", ["lead", "coordinators"], ("Bộ Y tế", "địa phương")),
    ],
)
def test_two_asks_of_one_subject_are_both_answered_wherever_it_stands(message: str, asks: list[str], told: tuple[str, ...], classifier: AskClassifier) -> None:
    heard, replied = hear(message, classifier)
    assert heard == asks
    assert replied.outcomes == ["answered"] * len(asks)
    assert all(part in text for part, text in zip(told, replied.texts, strict=False))


def test_three_asks_of_one_subject_are_all_answered(classifier: AskClassifier) -> None:
    heard, replied = hear("định danh điện tử bao nhiêu phần trăm, do ai đứng đầu, hạn tới khi nào", classifier)
    assert heard == ["target_value", "lead", "deadline"]
    assert [part in text for part, text in zip(("15-20%", "Bộ Công an", "31/12/2022"), replied.texts, strict=False)] == [True] * 3


@pytest.mark.parametrize("message", ["cáp quang và điện thoại thông minh bao nhiêu phần trăm", "ai chủ trì hồ sơ sức khỏe và dạy học trực tuyến"])
def test_one_ask_of_two_subjects_stays_one(message: str, classifier: AskClassifier) -> None:
    heard, replied = hear(message, classifier)
    assert len(heard) == 1
    assert replied.texts[0].count("•") == 2


@pytest.mark.parametrize("message", ["ai chủ trì và phụ trách hồ sơ sức khỏe", "ai chủ trì, ai đứng đầu vụ hồ sơ sức khỏe"])
def test_one_thing_asked_twice_is_answered_once(message: str, classifier: AskClassifier) -> None:
    assert hear(message, classifier)[0] == ["lead"]


@pytest.mark.parametrize(
    ("message", "openings"),
    [
        ("hồ sơ sức khỏe trên 90% dân, do Bộ Y tế chủ trì, đúng không?", ("Đúng", "Đúng")),
        ("hồ sơ sức khỏe 80% dân, do Bộ Y tế chủ trì, đúng không?", ("Không phải 80%", "Đúng")),
        ("cáp quang là 75% hộ, Bộ Công an chủ trì phải không", ("Đúng", "Không phải Bộ Công an")),
    ],
)
def test_a_figure_and_a_body_claimed_together_are_each_confirmed_or_corrected(message: str, openings: tuple[str, str], classifier: AskClassifier) -> None:
    heard, replied = hear(message, classifier)
    assert heard == ["verify_claim", "verify_claim"]
    assert [text.startswith(opening) for opening, text in zip(openings, replied.texts, strict=False)] == [True, True]


@pytest.mark.parametrize(
    ("message", "asks", "told"),
    [
        ("dữ liệu mở bao nhiêu phần trăm? ai được miễn?", ["target_value", "scope"], "quân sự"),
        ("cáp quang bao nhiêu phần trăm? hạn chót?", ["target_value", "deadline"], "31/12/2022"),
        ("hồ sơ sức khỏe điện tử: ai chủ trì? thời hạn?", ["lead", "deadline"], "31/12/2022"),
        ("hồ sơ sức khỏe điện tử ai chủ trì? tới đâu?", ["lead", "target_value"], "90%"),
    ],
)
def test_a_sentence_that_names_nothing_asks_about_the_subject_before_it(message: str, asks: list[str], told: str, classifier: AskClassifier) -> None:
    heard, replied = hear(message, classifier)
    assert heard == asks
    assert told in replied.texts[1]


def test_thanks_after_a_question_ask_nothing_more(classifier: AskClassifier) -> None:
    heard, replied = hear("hồ sơ sức khỏe bao nhiêu phần trăm? cảm ơn nhé", classifier)
    assert heard == ["target_value"]
    assert "90%" in replied.texts[0]


def test_a_story_of_the_writers_own_does_not_stand_beside_the_question(classifier: AskClassifier) -> None:
    asks, told = hear("Nhà em mới lắp cáp quang tuần trước. Hóa đơn điện tử thì mục tiêu bao nhiêu phần trăm?", classifier)
    assert asks == ["target_value"]
    assert "100%" in told.text and "cáp quang" not in told.text


def test_a_figure_in_a_story_is_a_claim_and_is_answered(classifier: AskClassifier) -> None:
    _, told = hear("Tôi định nói với bà con là hóa đơn điện tử chỉ 80% thôi. Hóa đơn điện tử như vậy đúng không?", classifier)
    assert "100%" in told.text


def test_a_place_in_a_story_is_no_limit_and_one_in_the_question_is(classifier: AskClassifier) -> None:
    _, told = hear("Bà ngoại em ở Bến Tre mới lắp cáp quang. Mục tiêu là bao nhiêu phần trăm vậy?", classifier)
    assert told.outcomes == ["answered"] and "75%" in told.text
    _, told = hear("Cáp quang ở Bến Tre. Mục tiêu là bao nhiêu phần trăm vậy?", classifier)
    assert told.outcomes == ["out_of_plan"]


@pytest.mark.parametrize(
    "message",
    [
        "Em đang tìm cáp quang năm 2025. Mục tiêu là bao nhiêu phần trăm?",
        "Tôi quan tâm cáp quang ở Đà Nẵng. Mục tiêu là bao nhiêu phần trăm?",
        "Em làm bài về hóa đơn điện tử năm 2025. Mục tiêu là bao nhiêu phần trăm?",
        "Tôi muốn hỏi hợp đồng điện tử của tỉnh Bến Tre. Mục tiêu là bao nhiêu?",
        "Ở Cần Thơ mình cáp quang năm 2024. Mục tiêu là bao nhiêu phần trăm?",
    ],
)
def test_a_year_or_place_that_is_asked_for_politely_still_limits_the_question(message: str, classifier: AskClassifier) -> None:
    _, told = hear(message, classifier)
    assert told.outcomes == ["out_of_plan"]


def test_two_things_asked_of_two_subjects_are_asked_of_both(classifier: AskClassifier) -> None:
    asks, told = hear("hồ sơ sức khỏe điện tử với định danh điện tử: ai chủ trì và bao nhiêu phần trăm", classifier)
    assert asks == ["lead", "target_value"]
    assert ("Bộ Y tế" in told.texts[0], "Bộ Công an" in told.texts[0]) == (True, True)
    assert ("90%" in told.texts[1], "15-20%" in told.texts[1]) == (True, True)


@pytest.mark.parametrize("message", ["Em quan tâm năm 2025. Cáp quang bao nhiêu phần trăm?", "Năm 2025 nhé. Cáp quang bao nhiêu phần trăm?"])
def test_a_year_named_first_limits_the_question_behind_it(message: str, classifier: AskClassifier) -> None:
    assert hear(message, classifier)[1].outcomes == ["out_of_plan"]


def test_a_year_of_the_writers_life_is_no_limit(classifier: AskClassifier) -> None:
    asks, told = hear("Năm 2019 nhà em mới dọn về quê ngoại ở. Cáp quang bao nhiêu phần trăm?", classifier)
    assert told.outcomes == ["answered"] and asks == ["target_value"]


@pytest.mark.parametrize("message", ["hồ sơ sức khỏe bao nhiêu phần trăm? ghi ra giùm", "hồ sơ sức khỏe bao nhiêu phần trăm, nêu giúp em với"])
def test_a_mere_call_to_tell_belongs_to_the_question_before(message: str, classifier: AskClassifier) -> None:
    asks, told = hear(message, classifier)
    assert len(asks) == 1 and "90%" in told.texts[0]


def test_the_plan_named_in_passing_does_not_hide_the_subject_before(classifier: AskClassifier) -> None:
    asks, told = hear("Hồ sơ sức khỏe điện tử ai chủ trì? Kế hoạch đặt bao nhiêu phần trăm?", classifier)
    assert asks == ["lead", "target_value"] and "90%" in told.texts[1]


@pytest.mark.parametrize(
    "message",
    [
        "Tôi không hỏi năm 2025. Cáp quang bao nhiêu phần trăm?",
        "Tôi sinh năm 1990. Cáp quang bao nhiêu phần trăm?",
        "Em quan tâm năm 2025. Năm 2022 cáp quang bao nhiêu phần trăm?",
    ],
)
def test_a_year_put_aside_or_of_a_life_limits_nothing(message: str, classifier: AskClassifier) -> None:
    assert hear(message, classifier)[1].outcomes == ["answered"]
