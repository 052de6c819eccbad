"""A message read whole: bounded, with places that point into it; and words as underthesea parts them."""

import random
from itertools import pairwise

from hypothesis import given

from bot.language.noise import fold_partly, slip, without_marks
from bot.language.normalise import fold
from bot.language.reading import MAX_CHARACTERS
from bot.language.segment import segment
from tests.support import nfd, plain_reader, repeatable, vietnamese_text


def test_text_past_the_limit_is_not_read() -> None:
    tokens = plain_reader().read("a " * MAX_CHARACTERS)
    assert tokens[-1].end <= MAX_CHARACTERS


def test_short_forms_that_show_only_after_mending_are_written_out() -> None:
    assert [token.text for token in plain_reader().read("rùiiii")] == ["rồi"]


def test_words_of_several_syllables_stay_together() -> None:
    text = "Doanh nghiệp sử dụng hóa đơn điện tử"
    assert "Doanh nghiệp" in [text[start:end] for start, end in segment(text)]


def test_words_of_a_message_in_nfd_point_into_the_message() -> None:
    text = nfd("Cáp quang, điện thoại\u200b thông minh")
    spans = segment(text)
    assert spans
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(one[1] <= other[0] for one, other in pairwise(spans))


@repeatable
@given(vietnamese_text())
def test_noise_for_training_comes_from_the_seed_alone(text: str) -> None:
    for noise in (slip, fold_partly):
        assert noise(text, random.Random(7)) == noise(text, random.Random(7))
    assert slip(text, random.Random(7), rate=0.0) == text
    assert fold_partly(text, random.Random(7), share=1.0) == " ".join(fold(word) for word in text.split(" "))


def test_dictated_text_has_no_marks_and_no_capitals() -> None:
    assert without_marks("Chào bạn! Cáp quang: 75%, đúng không?") == "chào bạn cáp quang 75% đúng không"


def test_the_marks_of_a_page_are_no_words_and_what_stands_between_keeps_its_place() -> None:
    text = "<p><script>alert('x')</script>cáp <b>quang</b> < 80%"
    read = plain_reader().read(text)
    assert [token.text for token in read if not token.is_mark or token.text == "%"] == ["cáp", "quang", "80", "%"]
    assert all(text[token.start : token.end] == token.text for token in read)


def test_words_between_angle_brackets_are_read() -> None:
    assert [token.fold for token in plain_reader().read("<hoa don dien tu> bao nhieu") if not token.is_mark][:4] == ["hoa", "don", "dien", "tu"]


def test_dots_in_place_of_spaces_part_words() -> None:
    assert [token.fold for token in plain_reader().read("cáp.quang...bao.nhiêu.phần.trăm")] == ["cap", "quang", "bao", "nhieu", "phan", "tram"]


def test_a_dot_behind_every_word_ends_no_sentence() -> None:
    assert [token.fold for token in plain_reader().read("cáp. quang. bao. nhiêu. hộ.")] == ["cap", "quang", "bao", "nhieu", "ho"]


def test_an_object_of_json_is_no_words_and_what_follows_keeps_its_place() -> None:
    text = '{"intent": "admin", "cmd": "dump"} cáp quang mấy phần'
    read = plain_reader().read(text)
    assert [token.text for token in read] == ["cáp", "quang", "mấy", "phần"]
    assert all(text[token.start : token.end] == token.text for token in read)
    assert [token.text for token in plain_reader().read('{"q": "cáp quang"}') if not token.is_mark] == ["q", "cáp", "quang"]


def test_dots_of_addresses_and_between_sentences_stay() -> None:
    for message in ("dichvucong.gov.vn", "cáp quang bao nhiêu. Ai chủ trì"):
        assert any(token.is_mark for token in plain_reader().read(message))
