"""Figures in digits and in words, ranges, ordinals; and never a failure."""

from decimal import Decimal

import pytest
from hypothesis import given

from bot.language.numbers import find_figures, read_number, read_ordinal
from bot.language.tokens import tokenise
from tests.support import naughty_text, number_like_text, repeatable


def found(message: str) -> list[tuple[str, str]]:
    return [(mention.kind, mention.value) for mention in find_figures(tokenise(message))]


@pytest.mark.parametrize(
    ("message", "figure"),
    [
        ("85%", "85"),
        ("85 %", "85"),
        ("85 phần trăm", "85"),
        ("85 phan tram", "85"),
        ("85 percent", "85"),
        ("8,5%", "8.5"),
        ("8.5%", "8.5"),
        ("0,5%", "0.5"),
        ("1.234,5%", "1234.5"),
        ("1,234.5%", "1234.5"),
        ("007%", "7"),
        ("tám lăm phần trăm", "85"),
        ("tám mươi lăm phần trăm", "85"),
        ("tam muoi lam phan tram", "85"),
        ("năm mươi %", "50"),
        ("bảy phần trăm", "7"),
        ("một trăm phần trăm", "100"),
        ("trăm phần trăm", "100"),
        ("hai mươi mốt %", "21"),
        ("５０％", "50"),
        ("65-70%", "65-70"),
        ("65–70%", "65-70"),
        ("65 - 70 %", "65-70"),
        ("65% - 70%", "65-70"),
        ("65 đến 70 phần trăm", "65-70"),
        ("từ 65 tới 70%", "65-70"),
        ("sáu lăm đến bảy mươi phần trăm", "65-70"),
        ("mười lăm đến hai mươi phần trăm", "15-20"),
    ],
)
def test_a_percent_is_read_in_digits_and_in_words(message: str, figure: str) -> None:
    assert found(message) == [("figure", figure)]


def test_a_number_in_words_ends_where_it_is_complete() -> None:
    assert found("hai mươi hai năm phần trăm")[-1] == ("figure", "5")


@pytest.mark.parametrize("message", ["phải được mấy chục phần trăm", "tỷ lệ phần trăm của hợp đồng điện tử", "ty le phan tram la may"])
def test_asking_for_tens_or_for_the_percentage_claims_no_figure(message: str) -> None:
    assert found(message) == []


@pytest.mark.parametrize(
    ("message", "number"),
    [("150.000 doanh nghiệp", "150000"), ("150,000 doanh nghiệp", "150000"), ("18 nhiệm vụ", "18"), ("nhiệm vụ số 05", "5"), ("76.905 tổ", "76905")],
)
def test_a_number_without_percent_sign_is_a_plain_number(message: str, number: str) -> None:
    assert found(message) == [("number", number)]


@pytest.mark.parametrize("message", ["bao nhiêu phần trăm", "mấy %", "ba con bò", "năm nay", "bốn bề", "phiên bản 1.2.3", "sđt 090123456789012345"])
def test_words_that_only_look_like_numbers_are_no_figures(message: str) -> None:
    assert all(kind != "figure" for kind, _ in found(message))
    assert ("number", "1.2.3") not in found(message)


def test_several_figures_are_found_in_order() -> None:
    assert found("85% hay 75 phần trăm, hay 100") == [("figure", "85"), ("figure", "75"), ("number", "100")]


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("hai không hai hai", "2022"),
        ("hai nghìn không trăm hai mươi lăm", "2025"),
        ("mười", "10"),
        ("mười lăm", "15"),
        ("hai mươi", "20"),
        ("một trăm", "100"),
        ("một trăm linh năm", "105"),
    ],
)
def test_numbers_in_words_are_read_whole(words: str, value: str) -> None:
    tokens = tokenise(words)
    assert read_number(tokens, 0) == (value, len(tokens))


@pytest.mark.parametrize(
    ("words", "which"),
    [
        ("cái thứ hai", 2),
        ("cái đầu tiên", 1),
        ("số 3", 3),
        ("cái cuối", -1),
        ("the second one", 2),
        ("mục 4", 4),
        ("chọn cái nào", None),
        ("thứ ٣", 3),
        ("số ፩", None),
    ],
)
def test_which_of_a_list_is_chosen(words: str, which: int | None) -> None:
    assert read_ordinal([token.fold for token in tokenise(words)]) == which


@repeatable
@given(number_like_text())
def test_every_figure_found_is_a_number(message: str) -> None:
    tokens = tokenise(message)
    for mention in find_figures(tokens):
        assert 0 <= mention.start < mention.end <= len(tokens)
        assert all(Decimal(part) >= 0 for part in mention.value.split("-"))
    read_ordinal([token.fold for token in tokens])


@repeatable
@given(naughty_text(max_size=80))
def test_no_text_stops_the_reading(message: str) -> None:
    tokens = tokenise(message)
    find_figures(tokens)
    read_ordinal([token.fold for token in tokens])


def test_asking_how_many_tens_claims_no_figure() -> None:
    assert found("phủ mấy mươi phần trăm") == []
    assert found("phủ sáu mươi phần trăm") == [("figure", "60")]


@pytest.mark.parametrize("message", ["một nửa doanh nghiệp", "mot nua doanh nghiep", "chỉ đòi một nửa thôi", "phân nửa báo cáo", "chỉ nhắm có nửa dân số"])
def test_a_half_is_a_figure(message: str) -> None:
    assert found(message) == [("figure", "50")]


@pytest.mark.parametrize(
    "message",
    [
        "một nửa còn lại",
        "còn cái nào một nửa",
        "thêm một nữa",
        "một nửa năm",
        "chừng nửa số nhà",
        "quá nửa dân số",
        "cho em hỏi thêm một nữa",
        "cho em hoi them 1 nua, cap quang",
        "mot phan nua cap quang",
        "gần một nửa doanh nghiệp",
        "một nửa chặng đường",
        "một nửa tiền mua máy",
    ],
)
def test_what_only_reads_like_a_half_is_none(message: str) -> None:
    assert [value for kind, value in found(message) if kind == "figure"] == []
