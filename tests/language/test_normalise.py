"""One text has one spelling, whatever keyboard and phone it came from."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.normalise import fold, normalise
from tests.support import naughty_text, nfc, nfd, repeatable, vietnamese_text


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("hoà bình", "hòa bình"),
        ("Uỷ ban", "ủy ban"),
        ("sức khoẻ", "sức khỏe"),
        ("thuỵ", "thụy"),
        ("số hoá hồ sơ", "số hóa hồ sơ"),
        ("hoàn toàn", "hoàn toàn"),  # a rime with an end has one place for the tone
        ("ngoái", "ngoái"),
        ("quý", "quý"),  # qu is the onset
        ("TOÀ ÁN", "tòa án"),
    ],
)
def test_old_and_new_tone_placement_are_one_word(typed: str, read: str) -> None:
    assert normalise(typed).text == read
    assert normalise(nfd(typed)).text == read


@pytest.mark.parametrize("invisible", ["\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u00ad", "\ufe0f"])
def test_characters_without_width_do_not_split_a_word(invisible: str) -> None:
    assert normalise(f"cáp{invisible} qu{invisible}ang").text == "cáp quang"


def test_typeset_dashes_and_odd_spaces_read_as_the_plain_ones() -> None:
    assert normalise("65–70\u00a0%").text == "65-70 %"
    assert normalise("15—20%").text == normalise("15−20%").text == "15-20%"


def test_full_width_letters_and_digits_read_as_the_plain_ones() -> None:
    assert normalise("８５％ ＦＴＴＨ").text == "85% ftth"


def test_the_eth_of_old_fonts_reads_as_d_with_a_bar() -> None:
    assert normalise("QÐ-TTg").text == "qđ-ttg"


def test_an_ellipsis_stays_one_mark() -> None:
    assert normalise("à… ờ").text == "à… ờ"


@repeatable
@given(vietnamese_text())
def test_nfc_and_nfd_are_read_alike(text: str) -> None:
    assert normalise(nfd(text)).text == normalise(nfc(text)).text


@repeatable
@given(naughty_text())
def test_reading_twice_changes_nothing(text: str) -> None:
    once = normalise(text).text
    assert normalise(once).text == once


@repeatable
@given(naughty_text())
def test_result_is_lower_case_without_invisible_characters(text: str) -> None:
    read = normalise(text).text
    assert read == read.lower()
    assert not any(unicodedata.category(char) == "Cf" for char in read)


@repeatable
@given(naughty_text())
def test_offsets_run_through_the_original(text: str) -> None:
    read = normalise(text)
    assert len(read.offsets) == len(read.text) + 1
    assert list(read.offsets) == sorted(read.offsets)
    assert read.offsets[-1] == len(text)
    assert all(0 <= offset <= len(text) for offset in read.offsets)


@repeatable
@given(vietnamese_text(max_size=20), vietnamese_text(max_size=20).filter(str.strip), st.sampled_from([nfc, nfd]))
def test_a_span_maps_back_to_the_words_that_it_was_read_from(before: str, words: str, form: object) -> None:
    original = form(before) + "\u200b " + form(words)  # type: ignore[operator]
    read = normalise(original)
    start = len(read.text) - len(normalise(words).text)
    first, last = read.original_span(start, len(read.text))
    assert nfc(original[first:last]) == nfc(words)


@repeatable
@given(vietnamese_text())
def test_folding_leaves_ascii_letters_and_the_same_words(text: str) -> None:
    folded = fold(text)
    assert folded.isascii()
    assert len(folded.split()) == len(text.split())
    assert fold(folded) == folded
    assert fold(nfd(text)) == fold(nfc(text)) == folded


def test_folding_keeps_case_and_what_is_no_diacritic() -> None:
    assert fold("Đường TRUYỀN 85% – «ổn»") == "Duong TRUYEN 85% – «on»"
