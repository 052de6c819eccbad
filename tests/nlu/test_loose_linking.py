"""Subjects named in other word order."""

from __future__ import annotations

import pytest

from tests.support import linker, reader


def subjects(message: str) -> set[str]:
    links = linker().link(reader().read(message))
    return {claim.value.partition("/")[2] for link in links for claim in link.claims if claim.kind in ("target", "task")}


@pytest.mark.parametrize(
    ("message", "subject"),
    [
        ("còn thôn bản thì sóng phủ tới đâu?", "bang-rong-di-dong"),
        ("con thon ban thi song phu toi dau", "bang-rong-di-dong"),
        ("báo cáo của các cơ quan hành chính nữa?", "bao-cao-truc-tuyen"),
    ],
)
def test_a_subject_is_found_in_other_word_order(message: str, subject: str) -> None:
    assert subject in subjects(message)


def test_a_long_name_with_several_slips_is_still_found() -> None:
    assert subjects("hồ sơ thủ tụ hành chính sử lý trực tuyến mấy %") == {"ho-so-xu-ly-truc-tuyen"}


@pytest.mark.parametrize("message", ["shop tui bán toàn online", "nhiệm vụ nào có chữ dữ liệu", "nhà tôi làm lúa"])
def test_a_short_name_is_not_seen_in_words_a_letter_off(message: str) -> None:
    assert subjects(message) == set()


@pytest.mark.parametrize(
    "message",
    [
        "tôi sáu mươi ba tuổi làm ruộng",  # «mươi» and «làm» are not «mười lăm»
        "làm hộ chiếu trực tuyến cần giấy tờ gì",
        "trời hôm nay có mưa không",
    ],
)
def test_common_words_name_nothing(message: str) -> None:
    assert subjects(message) == set()
