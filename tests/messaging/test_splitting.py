"""Long texts in pieces."""

import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.messaging.splitting import cut, length, protected, split

FIGURES = (
    "75 %",
    "65-70%",
    "trên 90 %",
    "1.000 hộ",
    "8,5 triệu",
    "ngày 1/6/2022",
    "ngày 01 tháng 6 năm 2022",
    "34/2021/QĐ-TTg",
    "quyết định 27/QĐ-UBQGCĐS",
    "2,5%",
)
WORDS = ("mục tiêu", "kế hoạch", "hộ gia đình", "uỷ ban", "😀", "👨‍👩‍👧", "điện tử", unicodedata.normalize("NFD", "người dân"), "chuyển đổi số")
ENDS = (". ", "; ", ", ", "\n", " ", "? ", ": ")
texts = st.lists(st.tuples(st.sampled_from(FIGURES + WORDS), st.sampled_from(ENDS)), min_size=1, max_size=80).map(lambda parts: "".join(map("".join, parts)))


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


@settings(max_examples=300, deadline=None)
@given(text=texts, limit=st.integers(60, 400))
def test_nothing_is_lost_no_piece_is_too_long_and_no_figure_date_or_number_of_a_document_is_cut(text: str, limit: int) -> None:
    pieces = split(text, limit)
    assert squeezed("".join(pieces)) == squeezed(text)
    assert all(length(piece) <= limit for piece in pieces)
    rest = text.strip()
    for _ in pieces[:-1]:
        head, tail = cut(rest, limit)
        place = len(rest) - len(tail)
        assert not [rest[start:end] for start, end in protected(rest) if start < len(head) and place < end and len(head) < end and place > start]
        rest = tail


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=500), st.integers(20, 100))
def test_any_text_comes_whole(text: str, limit: int) -> None:
    pieces = split(text, limit)
    assert squeezed("".join(pieces)) == squeezed(text)
    assert all(length(piece) <= limit for piece in pieces)


@pytest.mark.parametrize(
    ("text", "limit", "head"),
    [
        ("Câu đầu tiên. Câu thứ hai dài hơn.", 30, "Câu đầu tiên."),
        ("Dòng một\nDòng hai. Dòng ba", 20, "Dòng một"),
        ("Phần một; phần hai nữa", 18, "Phần một;"),
        ("Mục tiêu là 75 % hộ gia đình", 13, "Mục tiêu là"),
        ("Hạn là ngày 1 tháng 6 năm 2022 nhé", 22, "Hạn là"),
        ("Theo quyết định 34/2021/QĐ-TTg thì", 24, "Theo"),
    ],
)
def test_a_text_is_cut_at_the_best_place(text: str, limit: int, head: str) -> None:
    assert cut(text, limit)[0] == head


def test_a_word_longer_than_a_message_is_cut_between_letters_not_between_a_letter_and_its_mark() -> None:
    word = unicodedata.normalize("NFD", "ệ" * 40)
    pieces = split(word, 50)
    assert "".join(pieces) == word
    assert not any(unicodedata.combining(piece[0]) for piece in pieces)
