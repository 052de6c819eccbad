"""What people type by the VNI method while the keyboard does not convert it."""

import pytest

from bot.language.tokens import tokenise
from bot.language.vni import decode_vni, from_vni


def read(message: str) -> str:
    return " ".join(token.text for token in from_vni(tokenise(message)))


@pytest.mark.parametrize(
    ("keys", "word"),
    [
        ("d9o65ng", "động"),
        ("d9o6ng5", "động"),
        ("dong965", "động"),
        ("nuo7c1", "nước"),
        ("nuoc71", "nước"),
        ("ma61y", "mấy"),
        ("hoa1", "hóa"),
        ("quy1", "quý"),
        ("nghie65p", "nghiệp"),
        ("ba8ng", "băng"),
        ("ro65ng", "rộng"),
        ("uy3", "ủy"),
        ("thu73", "thử"),
    ],
)
def test_a_word_is_read_wherever_its_digits_stand(keys: str, word: str) -> None:
    assert decode_vni(keys) == word


@pytest.mark.parametrize("word", ["t12", "covid19", "2022", "d4", "nq57", "web2", "b9", "a11b", "", "điện", "ha12"])
def test_other_words_with_digits_stay(word: str) -> None:
    assert decode_vni(word) is None


def test_a_whole_question_is_read() -> None:
    assert read("phu3 so1ng ba8ng ro65ng di d9o65ng o73 tho6n ba3n na8m 2022 ma61y %") == "phủ sóng băng rộng di động ở thôn bản năm 2022 mấy %"


@pytest.mark.parametrize("message", ["quy1 2022 bao nhieu", "cap1 voi cap1 khac gi", "dich vu cong muc3 muc4", "to65 cong nghe so", "nhiem vu so6 va so7"])
def test_a_word_or_two_with_digits_are_no_vni(message: str) -> None:
    assert read(message) == message


def test_each_word_keeps_its_place_in_the_message() -> None:
    message = "ca1p quang o73 tho6n"
    assert [message[token.start : token.end] for token in from_vni(tokenise(message))] == message.split()
