"""What tells who somebody is goes out of a message, and nothing that people ask does."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from bot.language.numbers import NUMBER_WORDS
from bot.language.tokens import tokenise
from bot.paths import PROJECT
from bot.privacy.masking import MASK, beginning, has_mask, masked
from tests.support import BANKS, WAYS, naughty_text, number_like_text, plans, repeatable, training_data, vietnamese_text

PHONES = [
    "0912345678", "0912.345.678", "0912 345 678", "091-234-5678", "0912 34 56 78", "09 12 34 56 78", "09.12.34.56.78", "0 9 1 2 3 4 5 6 7 8",
    "0912 345678", "0912345 678", "0912–345–678", "0912 . 345 . 678", "0912/345/678", "0912,345,678", "0912_345_678", "+84912345678",
    "+84 912 345 678", "+84 (0) 912 345 678", "(+84)912345678", "84912345678", "84 912 345 678", "0084 912 345 678", "8.4.9.1.2.3.4.5.6.7.8",
    "0168 123 4567", "(024) 3825 1234", "024.38251234", "024.3825.1234", "0236 3 822 123", "04 3825 1234", "+1 415 555 2671", "０９１２３４５６７８",
    "٠٩١٢٣٤٥٦٧٨", "0912\u200b345\u200b678", "0912\u00a0345\u00a0678", "091234567", "09123456789",
]  # fmt: skip
IDENTITY = [
    "001099012345", "001 099 012 345", "0010 9901 2345", "001.099.012.345", "123456789", "123 456 789", "012345678", "C1234567", "P01234567",
    "GD4797912345678", "dn4010123456789", "29A-123.45", "59X3-12345", "30E 123.45",
]  # fmt: skip
ACCOUNTS = [
    "19034567890123", "1903 4567 8901 23", "9704 0000 1234 5678", "9704-0000-1234-5678", "0071001234567", "1234 5678 9012 3456",
]  # fmt: skip
ADDRESSES = [
    "ten.toi+1@xa.example", "a@b.vn", "TEN_TOI@GMAIL.COM", "ten@gmail", "ten @ gmail.com", "ten(at)gmail.com", "ten [at] yahoo.com.vn",
    "ten a còng gmail chấm com", "nguyen-van.a@mail.xa.gov.vn",
]  # fmt: skip
DICTATED = [
    "không chín một hai ba bốn năm sáu bảy tám", "khong chin mot hai ba bon nam sau bay tam", "Không chín một hai, ba bốn năm, sáu bảy tám",
    "không không một không chín chín không một hai ba bốn năm", "zero nine one two three four five six seven eight",
    "không chín 1 2 ba bốn năm sáu bảy tám",
]  # fmt: skip
AFTER_A_WORD = [
    "STK 12345678", "stk: 123456", "số tài khoản của tôi là 1234567", "sđt 38251234", "gọi 3825 1234 567", "cmnd 123.456.789", "sdt 912.345.678",
    "sđt 912 345 678", "hộ chiếu 1234567", "mã số thuế 01012345", "Zalo 912345678", "số thẻ 12 34 56 78",
]  # fmt: skip
HARMLESS = [
    "75%", "65-70%", "85,5 %", "15/3/2022", "1.12.2022", "01-12-2022 đến 31-12-2022", "01.12.2022 05.03.2023", "31 12 2022", "15032022", "20220315",
    "2022-03-15 10:30:00", "tháng 03/2022 và 05/2023", "08 2022 2023", "05 12 2022 10", "2021 2022 2023 2025", "2021, 2022, 2023, 2025",
    "2021-2025, 2026-2030", "2022 85 90 95 100", "27/QĐ-UBQGCĐS", "505/QĐ-TTg", "1982/QĐ-TTg", "27/QĐ-UBQGCĐS, 505/QĐ-TTg, 1982/QĐ-TTg",
    "34/2021/QĐ-TTg ngày 08/11/2021", "57-NQ/TW 22/12/2024", "91/2025/QH15 148/2025/QH15", "118/2025/NĐ-CP", "quyết định 749 942 505",
    "0912345678/QĐ-TTg", "123456789/CV-UBND", "1234567890-NQ/TW", "100.000 tổ", "100.000.000 đồng", "100 000 000", "100000000", "1.234.567.890 đồng",
    "98.765.432 người", "350 500 000", "1,234,567,890", "12.345.678,9", "85 90 95 100 75 80", "84 85 90 95 100", "nhiệm vụ 05 06 07 08 09",
    "nhiệm vụ 1 2 3 4 5 6 7 8 9 10", "nhiệm vụ 10, 11, 12, 13, 14, 15", "0,5 1,2 3,4 5,6 7,8", "0.5 1.2 3.4 5.6 7.8", "10 20 30 40 50 60",
    "0 5 10 15 20 25 30", "192.168.1.1", "1900 1234", "19001234", "1900123456", "1800 1091", "18001091", "113",
    "một hai ba bốn năm sáu bảy tám chín mười", "hai không hai hai hai không hai ba", "không một hai ba", "không năm nào đạt", "điện thoại 85%",
    "điện thoại thông minh 100.000 tổ", "điện thoại 2021 2022", "gọi 100000000 người", "cccd 50.000.000", "cccd 12.345.678 người", "@ad ơi cáp quang",
    "c@p quang", "a@",
]  # fmt: skip


def committed() -> Iterator[str]:
    """Every question of the banks and of the training examples, and every text of the plan files."""
    for path in sorted(BANKS.glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            yield from json.loads(line)["turns"]
    yield from (example.get("text") for example in training_data().intent_examples)
    for path in sorted((PROJECT / "data").rglob("*.yml")):
        yield from texts_in(YAML(typ="safe").load(path.read_text("utf-8")))


def texts_in(content: object) -> Iterator[str]:
    if isinstance(content, str):
        yield content
    elif isinstance(content, dict):
        for key, value in content.items():
            yield from texts_in(key)
            yield from texts_in(value)
    elif isinstance(content, list):
        for value in content:
            yield from texts_in(value)


def digits_of(text: str) -> str:
    return "".join(char for char in text if char.isdecimal())


@pytest.mark.parametrize("personal", [*PHONES, *IDENTITY, *ACCOUNTS, *ADDRESSES, *DICTATED])
def test_what_tells_who_somebody_is_goes_and_the_question_stays(personal: str) -> None:
    for written in (personal, personal.upper()):
        assert masked(written) == MASK
        assert masked(f"cáp quang 75% {written} bao nhiêu") == f"cáp quang 75% {MASK} bao nhiêu"
        assert masked(f"Năm 2022. Tôi là A ({written}), hỏi 5G?") == f"Năm 2022. Tôi là A ({MASK}), hỏi 5G?"


@pytest.mark.parametrize("written", AFTER_A_WORD)
def test_shorter_numbers_go_where_a_word_says_what_they_are(written: str) -> None:
    for text in (written, f"dạ em {written} ạ", f"cáp quang 75% nhé, {written}, bao nhiêu"):
        kept = masked(text)
        assert has_mask(kept)
        assert digits_of(kept) == digits_of(text.replace(written, ""))


@pytest.mark.parametrize("written", HARMLESS)
def test_figures_dates_documents_lists_and_hotlines_stay(written: str) -> None:
    for text in (written, f"cho hỏi {written} là gì", f"{written}?", f"đến {written} thì sao, năm 2022 hay 2023"):
        assert masked(text) == text


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("0912345678-0987654321", f"{MASK}-{MASK}"),
        ("0912 345 678 hoặc 0987 654 321", f"{MASK} hoặc {MASK}"),
        ("sđt0912345678ạ", f"sđt{MASK}ạ"),
        ("zalo.me/0912345678", f"zalo.me/{MASK}"),
        ("27/QĐ-TTg 0912345678 75%", f"27/QĐ-TTg {MASK} 75%"),
        ("75 0912345678 2022", f"75 {MASK} 2022"),
        ("0912345678 - anh Nam, a@b.vn", f"{MASK} - anh Nam, {MASK}"),
        ("912345678%", f"{MASK}%"),
        ("15/3/2022 0912 345 678 1.12.2022", f"15/3/2022 {MASK} 1.12.2022"),
    ],
)
def test_what_stands_beside_a_number_stays(text: str, kept: str) -> None:
    assert masked(text) == kept


def test_nothing_that_is_asked_or_stated_here_is_taken_for_a_number_of_a_person() -> None:
    asked = set(committed())
    assert len(asked) > 10_000
    assert [text for text in asked if masked(text) != text] == []
    for plan in plans():
        assert [entry.id for entry in plan.subjects() if masked(f"{plan.id}/{entry.id}") != f"{plan.id}/{entry.id}"] == []


def test_the_mask_is_passed_over_in_reading() -> None:
    assert [token.text for token in tokenise(f"cáp quang {MASK} bao nhiêu")] == ["cáp", "quang", "bao", "nhiêu"]
    assert tokenise(MASK) == []


@repeatable
@given(st.integers(0, 10**9 - 1), st.sampled_from("35789"), st.data())
def test_a_mobile_number_goes_however_it_is_grouped(rest: int, network: str, data: st.DataObject) -> None:
    digits = f"0{network}{rest:09d}"[:10]
    mark = data.draw(st.sampled_from([" ", ".", "-", " - ", "–", "\u00a0", "_"]))
    cuts = sorted(data.draw(st.sets(st.integers(3, 8), max_size=3)))
    groups = [digits[start:end] for start, end in zip([0, *cuts], [*cuts, 10], strict=True)]
    assert masked(f"cáp quang {mark.join(groups)} bao nhiêu") == f"cáp quang {MASK} bao nhiêu"


@repeatable
@given(st.text("0123456789", min_size=9, max_size=24), vietnamese_text(max_size=20).filter(lambda text: not any(char.isdigit() for char in text)))
def test_a_long_number_never_stays(digits: str, around: str) -> None:
    kept = masked(f"{around} {digits} {around}")
    if not (re.fullmatch(r"[1-9]\d{0,2}0{6,}", digits) or re.fullmatch(r"1[89]00\d{6}", digits) or has_unit_or_code(around)):
        assert digits not in kept


def has_unit_or_code(text: str) -> bool:
    return text.lstrip().startswith(("/", "-"))


@repeatable
@given(
    st.one_of(
        vietnamese_text(), naughty_text(), number_like_text(), st.lists(st.sampled_from([*PHONES, *ADDRESSES, *HARMLESS, "sđt", "stk", "75%"])).map(" ".join)
    )
)
def test_masking_again_changes_nothing_and_nothing_grows(text: str) -> None:
    once = masked(text)
    assert masked(once) == once
    assert len(once) <= len(text)
    assert all(part in text for part in once.split(MASK))


@repeatable
@given(st.one_of(vietnamese_text(), naughty_text(), number_like_text()), st.integers(1, 20))
def test_the_beginning_tells_whether_there_was_more(text: str, most: int) -> None:
    kept = beginning(text, most)
    assert len(kept) <= most + 1
    assert (len(kept) > most) >= (len(text) > most)


def test_no_part_of_a_number_is_left_where_a_text_is_cut() -> None:
    for length in range(3, 30):
        assert not re.search(r"\d{3}", beginning("a " * 10 + "0912 345 678 0987654321", length))


@pytest.mark.parametrize("way", WAYS)
def test_a_number_goes_however_the_words_around_are_typed(way: str) -> None:
    typed = WAYS[way]("Số điện thoại của tôi là 0912 345 678, tài khoản 19034567890123")
    assert digits_of(masked(typed)) == ""


def test_long_texts_of_numbers_are_read_in_time() -> None:
    """Measured by work done, not by the clock: a text of four thousand characters of any kind goes through."""
    rng = random.Random(27)
    pieces = ["1", "0", " ", ".", "84", "09", ",", "+", "(", "a@", "@", "không ", "stk ", "2022 ", "999"]
    for piece in pieces:
        masked((piece + " ") * 1300)
    for _ in range(20):
        masked("".join(rng.choice(pieces) for _ in range(1500)))


def test_digit_words_are_known_to_reading_too() -> None:
    assert {"khong", "mot", "hai", "ba", "bon", "tu", "nam", "lam", "sau", "bay", "tam", "chin"} <= NUMBER_WORDS
