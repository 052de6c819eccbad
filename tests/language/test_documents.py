"""Numbers of documents in every form that people type them; none where there is none."""

from itertools import pairwise

import pytest
from hypothesis import given

from bot.language.documents import Document, find_documents, join_codes, parse_document
from bot.language.tokens import tokenise
from tests.support import WAYS, naughty_text, number_like_text, plain_reader, repeatable


def found(message: str) -> list[Document]:
    return [mention.document for mention in find_documents(plain_reader().read(message))]


@pytest.mark.parametrize(
    ("code", "typed"),
    [
        (
            "749/qd-ttg",
            ["749/QĐ-TTg", "749/QĐ-TTG", "749 / QĐ - TTg", "749 qd ttg", "749/QĐTTg", "qd749 ttg", "QĐ 749/TTg", "QĐ-TTg số 749", "Quyết định số: 749/QĐ-TTg"],
        ),
        ("27/qd-ubqgcds", ["27/QĐ-UBQGCĐS", "27/QD-UBQGCDS", "27-qđ-ubqgcđs", "27 qđ ubqgcđs", "qd27 ubqgcds", "QĐ 27/QĐ-UBQGCĐS", "27/QÐ-UBQGCÐS"]),
        (
            "749/qd",
            [
                "quyết định 749",
                "quyet dinh so 749",
                "QĐ 749",
                "qđ749",
                "decision no. 749",
                "quyết định bảy trăm bốn mươi chín",
                "quyet dinh so bay tram bon chin",
            ],
        ),
        ("34/2021/qd-ttg", ["34/2021/QĐ-TTg", "34 2021 qd ttg"]),
        ("118/2025/nd-cp", ["118/2025/NĐ-CP", "nghị định 118/2025/NĐ-CP", "nđ 118/2025/nđ-cp"]),
        ("118/2025/nd", ["nghị định 118/2025", "nd 118/2025"]),
        ("17/nq-cp", ["17/NQ-CP", "nq 17 cp", "Nghị quyết 17/NQ-CP"]),
        ("202/2025/qh15", ["202/2025/QH15", "202 2025 qh15", "Nghị quyết 202/2025/QH15"]),
        ("26/2023/luat", ["luật 26/2023"]),
        ("793/btttt-thh", ["793/BTTTT-THH"]),
        ("57/nq-tw", ["57-NQ/TW"]),
    ],
)
def test_a_document_is_read_alike_however_it_is_typed(code: str, typed: list[str]) -> None:
    assert {way: [str(document) for document in found(f"{way} nói gì")] for way in typed} == {way: [code] for way in typed}


@pytest.mark.parametrize("way", sorted(WAYS))
def test_the_way_of_typing_does_not_change_a_code(way: str) -> None:
    assert [str(document) for document in found(WAYS[way]("quyết định 27/QĐ-UBQGCĐS"))] == ["27/qd-ubqgcds"]


@pytest.mark.parametrize(
    "message",
    [
        "1/6/2022",
        "15/3/2022",
        "50%/năm",
        "1/tháng",
        "1/DN",
        "24/7",
        "65-70%",
        "QĐ số mấy",
        "có 2 qđ",
        "quyết định 15/3/2022",
        "quyết định 50%",
        "quyết định năm 2022",
    ],
)
def test_other_numbers_are_no_documents(message: str) -> None:
    assert found(message) == []


def test_letters_of_a_code_are_not_written_out_as_words() -> None:
    read = {token.fold for token in plain_reader().read("749/QĐ-TTg và 17/NQ-CP")}
    assert read.isdisjoint({"quyet", "thu", "tuong", "chinh", "phu"})


def test_the_same_letters_outside_a_code_are_written_out() -> None:
    assert " ".join(token.text for token in plain_reader().read("QĐ của TTg")) == "quyết định của thủ tướng"


@pytest.mark.parametrize(
    ("one", "other", "fits"),
    [
        ("749/qd", "749/qd-ttg", True),
        ("749", "749/qd-ttg", True),
        ("749/2020/qd-ttg", "749/qd-ttg", True),
        ("27/qd-ttg", "27/qd-ubqgcds", False),
        ("17/nq", "17/qd-ubqgcds", False),
        ("26/2023/luat", "26/2023/qh15", True),
        ("148/qd", "148/2025/qh15", False),
        ("34/2021/qd-ttg", "34/2022/qd-ttg", False),
    ],
)
def test_a_number_said_in_part_fits_the_whole_one(one: str, other: str, fits: bool) -> None:
    assert parse_document(one).fits(parse_document(other)) is fits
    assert parse_document(other).fits(parse_document(one)) is fits


def test_places_of_a_code_are_those_of_the_whole_code() -> None:
    message = "theo QĐ 749/TTg ạ"
    assert {message[token.start : token.end] for token in join_codes(tokenise(message)) if "/" in token.text} == {"QĐ 749/TTg"}


@repeatable
@given(naughty_text(max_size=80))
def test_no_text_stops_the_reading_and_places_stay_in_order(message: str) -> None:
    tokens = join_codes(tokenise(message))
    assert all(0 <= token.start <= token.end <= len(message) for token in tokens)
    assert all(one.start <= other.start and one.end <= other.end for one, other in pairwise(tokens))


@repeatable
@given(number_like_text())
def test_every_document_found_is_well_formed(message: str) -> None:
    tokens = join_codes(tokenise(message))
    for mention in find_documents(tokens):
        assert 0 <= mention.start < mention.end <= len(tokens)
        assert str(parse_document(str(mention.document))) == str(mention.document)
