"""What can be a Vietnamese syllable, and what an unfinished Telex word meant."""

import pytest
from hypothesis import given

from bot.language.syllables import decode_telex, is_syllable
from tests.support import naughty_text, nfd, repeatable


@pytest.mark.parametrize("word", ["nghiêng", "NGHIÊNG", "quang", "khuỷu", "giếng", "y", "ươn", "Đỗ", "truong", "hoa", "thuế", "xoong"])
def test_vietnamese_syllables_are_known_with_and_without_diacritics(word: str) -> None:
    assert is_syllable(word)
    assert is_syllable(nfd(word))


@pytest.mark.parametrize("word", ["wifi", "facebook", "smart", "bnhieu", "capquang", "zalo", "nuwowcs", "4g", "", "qr"])
def test_other_words_are_no_syllables(word: str) -> None:
    assert not is_syllable(word)


@pytest.mark.parametrize(
    ("keys", "word"),
    [
        ("nuwowcs", "nước"),
        ("leej", "lệ"),
        ("ddieenj", "điện"),
        ("dieenj", "diện"),
        ("ddoois", "đối"),
        ("tuwr", "tử"),
        ("hoas", "hóa"),
        ("quangf", "quàng"),
        ("tyr", "tỷ"),
        ("thuees", "thuế"),
        ("nhieeuf", "nhiều"),
        ("dduwowngf", "đường"),
        ("suwcs", "sức"),
        ("caaps", "cấp"),
        ("treen", "trên"),
        ("trawm", "trăm"),
        ("ddawngs", "đắng"),
        ("soos", "số"),
        ("tieenf", "tiền"),
        ("mowis", "mới"),
    ],
)
def test_telex_keystrokes_are_read_as_the_word_they_spell(keys: str, word: str) -> None:
    assert decode_telex(keys) == word


@pytest.mark.parametrize("word", ["web", "bao", "quang", "xyz", "app", "điện", "85", ""])
def test_words_that_are_no_telex_stay_alone(word: str) -> None:
    assert decode_telex(word) is None


@repeatable
@given(naughty_text())
def test_no_word_stops_the_reading(word: str) -> None:
    decoded = decode_telex(word)
    assert decoded is None or is_syllable(decoded)
