"""Places below the provinces are found however they are written, and nothing is found where other words only look like one."""

import pytest

from bot.language.normalise import fold
from bot.language.tokens import tokenise
from tests.support import plain_reader


def names(text: str) -> list[str]:
    return [place.name for place in plain_reader().localities.find(tokenise(text))]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("huyện Đồng Văn cáp quang bao nhiêu", "huyện Đồng Văn"),
        ("cáp quang của xã tân lập", "xã Tân Lập"),
        ("dinh danh dien tu phuong ben nghe", "phường Bến Nghé"),
        ("thi xa son tay duoc may phan tram", "thị xã Sơn Tây"),
        ("ở quận 7 có bao nhiêu", "quận 7"),
        ("Q7 có bao nhiêu", "quận 7"),
        ("p12 co bao nhieu", "phường 12"),
        ("huyện Cư M'gar", "huyện Cư M'gar"),
        ("thôn Nà Lọm có sóng chưa", "thôn Nà Lọm"),
        ("đặc khu Lý Sơn", "đặc khu Lý Sơn"),
        ("Củ Chi thì sao", "Củ Chi"),
        ("cap quang o cu chi", "Củ Chi"),
        ("tại Pleiku", "Pleiku"),
    ],
)
def test_a_place_is_found(text: str, name: str) -> None:
    assert names(text) == [name]


@pytest.mark.parametrize(
    "text",
    [
        "xã hội số là gì",
        "cấp huyện từ ngày 1/12/2022",
        "huyện 80 phần trăm",
        "thành phố thông minh",
        "thành phố Hồ Chí Minh",
        "địa phương tân tiến",
        "bản Kế hoạch 2022",
        "cơ quan 7 ngày",
        "Q1/2022 đạt bao nhiêu",
        "MỤC TIÊU CỦA XÃ HỘI SỐ LÀ BAO NHIÊU",
        "ở Hà Nội",
        "tỉnh Thái Bình",
        "làng tôi",
        "xã mình",
    ],
)
@pytest.mark.parametrize("typing", [str, fold], ids=["as written", "without diacritics"])
def test_other_words_are_no_place(text: str, typing: type) -> None:
    assert names(typing(text)) == []


def test_a_name_is_not_taken_for_a_slip() -> None:
    read = plain_reader().read("báo cáo trực tuyến ở Thường Tín")
    assert [token.text for token in read][-2:] == ["thường", "tín"]
