"""Claims are confirmed only as far as they were checked: days by level, bodies, counts, plain numbers."""

import pytest

from bot.answers.memory import Memory
from tests.answers.asking import say
from tests.support import the_plan

RIGHT = "Đúng"


@pytest.mark.parametrize(
    ("message", "opening"),
    [
        ("số hóa hồ sơ ở cấp tỉnh từ ngày 1/6/2022 đúng không", RIGHT),
        ("số hóa hồ sơ ở cấp huyện từ ngày 1/6/2022 đúng không", "Không phải"),
        ("số hóa hồ sơ cấp tỉnh với cấp huyện đều từ ngày 1/6/2022 đúng không", "Không phải"),
        ("số hóa hồ sơ cấp tỉnh với cấp bộ đều từ ngày 1/6/2022 đúng không", RIGHT),
        ("số hóa hồ sơ cấp tỉnh làm từ ngày 1/6/2022 không giống cấp huyện phải không", RIGHT),
        ("số hóa hồ sơ từ ngày 5/5/2022 đúng không", "Không phải"),
    ],
)
def test_a_day_claimed_is_held_against_every_level_claimed(message: str, opening: str) -> None:
    assert say(message, "verify_claim").texts[0].startswith(opening)


def test_a_day_claimed_without_a_level_is_right_of_some_levels_only() -> None:
    told = say("số hóa hồ sơ từ ngày 1/12/2022 đúng không", "verify_claim").texts[0]
    assert not told.startswith((RIGHT, "Không phải"))
    assert "1/6/2022" in told
    assert "1/12/2022" in told


@pytest.mark.parametrize(("day", "opening"), [("1/12/2022", "Không phải"), ("1/6/2022", RIGHT)])
def test_a_right_figure_does_not_make_the_day_beside_it_right(day: str, opening: str) -> None:
    assert say(f"số hóa hồ sơ 100% ở cấp tỉnh từ ngày {day} đúng không", "verify_claim").texts[0].startswith(opening)


def test_the_day_itself_is_corrected_whatever_fact_the_ranking_sees() -> None:
    ended = ("2022/cap-huyen-va-tinh/cap-huyen", 0.95)
    told = say("số hóa hồ sơ cấp huyện từ ngày 1/6/2022 đúng không", "verify_claim", facts=[ended]).texts[0]
    assert "1/12/2022" in told


@pytest.mark.parametrize("message", ["Bộ Y tế chủ trì hồ sơ sức khỏe đúng không", "Bộ Y tế lo vụ hồ sơ sức khỏe hả"])
def test_a_body_claimed_to_be_in_charge_is_confirmed(message: str) -> None:
    assert say(message, "verify_claim", ("lead", 0.1), sure=0.8).texts[0].startswith(RIGHT)


def test_a_right_body_does_not_make_what_else_is_claimed_right() -> None:
    message = "hết dịch thì bỏ luôn phổ cập dạy học trực tuyến, Bộ Giáo dục và Đào tạo nói vậy đúng không"
    told = say(message, "verify_claim", ("lead", 0.1), sure=0.8).texts[0]
    assert RIGHT not in told
    assert "Bộ Giáo dục và Đào tạo" in told


def test_a_right_count_is_confirmed() -> None:
    assert say("kế hoạch có 18 nhiệm vụ phải không", "verify_claim").texts[0].startswith(RIGHT)


@pytest.mark.parametrize("message", ["kế hoạch có 18 nhiệm vụ, Bộ Y tế lo hết phải không", "kế hoạch có 18 nhiệm vụ, cấp huyện làm hết phải không"])
def test_a_right_count_does_not_make_what_is_claimed_beside_it_right(message: str) -> None:
    told = say(message, "verify_claim").texts[0]
    assert RIGHT not in told
    assert "18 nhiệm vụ" in told


@pytest.mark.parametrize(
    ("message", "target"),
    [("65-70 là của chỉ tiêu nào", "tài khoản giao dịch"), ("số 7 là của cái gì", "bán lẻ"), ("15 với 20 là của cái gì", "định danh điện tử")],
)
def test_a_number_without_percent_sign_is_looked_up_as_the_figure_of_a_target(message: str, target: str) -> None:
    told = say(message, "reverse_lookup")
    assert told.outcomes == ["answered"]
    assert target in told.texts[0]


def test_a_number_of_no_target_is_looked_up_where_it_stands() -> None:
    assert "Tổ công nghệ số cộng đồng" in say("con số 76.905 là của cái gì", "reverse_lookup").texts[0]


def test_another_figure_after_one_is_looked_up_too() -> None:
    memory = Memory()
    assert "cáp quang" in say("75% là của cái gì", "reverse_lookup", memory=memory).texts[0]
    assert "điện thoại thông minh" in say("à không, 85 cơ", "change_subject", memory=memory).texts[0]


def test_asking_for_the_percentage_claims_no_figure() -> None:
    told = say("tỷ lệ phần trăm hợp đồng điện tử", "target_value")
    assert next(target.figure.bounds[0] for target in the_plan().targets if target.id == "hop-dong-dien-tu") == 50
    assert "50%" in told.texts[0]
    assert not told.texts[0].startswith(("Không phải", RIGHT))


def test_two_figures_to_choose_from_claim_neither() -> None:
    told = say("cáp quang 75% hay 85%", "verify_claim").texts[0]
    assert not told.startswith(("Đúng", "Không phải"))
    assert "75%" in told and "85%" not in told


def test_wishing_health_at_parting_asks_nothing_of_its_record() -> None:
    assert say("cảm ơn nhiều, chúc sức khỏe", "thank").answers[0].outcome == "small_talk"


@pytest.mark.parametrize(
    ("message", "opening", "told"),
    [
        ("hợp đồng điện tử 30% thôi, bằng nền tảng số, đúng không", "Không phải 30%", "50%"),
        ("nền tảng số thì 30%, hợp đồng điện tử cũng thế, phải không", RIGHT, "30%"),
        ("hóa đơn điện tử và hợp đồng điện tử đều 100% đúng không", "Chưa khớp", "50%"),
    ],
)
def test_one_figure_beside_two_targets_is_claimed_of_the_one_before_it_or_of_both(message: str, opening: str, told: str) -> None:
    text = say(message, "verify_claim").texts[0]
    assert text.startswith(opening)
    assert told in text


@pytest.mark.parametrize(
    "message",
    [
        "vậy là đã có 75% hộ dùng cáp quang rồi nhỉ",
        "thế là 75% cáp quang rồi à",
        "cáp quang 75% rồi",
        "cáp quang đã lên 75% phải không",
        "75% of households have reached cáp quang",
        "cán bộ thôn bảo 75% hộ có cáp quang rồi nhỉ",
        "nghe đài nói 75% cáp quang rồi",
        "theo chị em ở xã thì hộ đã dùng cáp quang 75%",
    ],
)
def test_a_figure_taken_for_a_result_is_told_as_a_goal(message: str) -> None:
    told = say(message, "verify_claim").texts[0]
    assert "không nắm kết quả" in told
    assert "75%" in told


@pytest.mark.parametrize(
    "message",
    [
        "cáp quang phải đạt 75% rồi mới xong đúng không",
        "bạn nói rồi, cáp quang 75% đúng không",
        "Thủ tướng duyệt cáp quang 75% rồi à",
        "mục tiêu đã có là cáp quang 75% à",
    ],
)
def test_a_figure_said_to_be_laid_down_is_confirmed(message: str) -> None:
    assert say(message, "verify_claim").texts[0].startswith(RIGHT)


def test_what_a_figure_is_counted_by_is_told_of_the_one_target_that_has_it() -> None:
    assert "hộ gia đình" in say("75% là tính theo đầu người phải không", "verify_claim").texts[0]
    assert say("50% là tính theo đầu người phải không", "verify_claim").outcomes == ["ask_back"], "several have it"


def test_a_pillars_claimed_number_of_targets_is_answered_with_its_targets() -> None:
    told = say("phần chính phủ số có 5 chỉ tiêu đúng không, là những gì", "verify_claim", ("list_targets", 0.3), sure=0.65).texts[0]
    assert "80% dịch vụ công trực tuyến" in told


@pytest.mark.parametrize(
    "message",
    [
        "ngoài cáp quang thì 85% dân có điện thoại thông minh đúng không",
        "so với cáp quang thì 85% là của điện thoại thông minh đúng không",
    ],
)
def test_a_figure_is_claimed_of_what_is_not_set_aside(message: str) -> None:
    assert say(message, "verify_claim").texts[0].startswith(RIGHT)


@pytest.mark.parametrize("message", ["tài khoản ngân hàng là chỉ tiêu thứ 13 đúng không", "tài khoản ngân hàng áp dụng cho cả 63 tỉnh thành phải không"])
def test_a_number_that_is_no_age_is_not_held_against_who_is_counted(message: str) -> None:
    assert "Không phải" not in say(message, "verify_claim").texts[0]


@pytest.mark.parametrize("message", ["ở thị trấn cũng 85% dân có điện thoại thông minh phải không", "người dưới quê có điện thoại thông minh 85% đúng không"])
def test_where_people_live_is_no_upper_limit(message: str) -> None:
    assert say(message, "verify_claim").texts[0].startswith(RIGHT)


@pytest.mark.parametrize(
    "message",
    ["mọi cơ quan đều phải mở hết dữ liệu mở đúng không", "nhà nào cũng phải có cáp quang đúng không", "moi co quan deu phai co du lieu mo dung khong"],
)
def test_what_is_claimed_of_all_is_corrected_by_the_share(message: str) -> None:
    assert say(message, "verify_claim").texts[0].startswith("Không phải 100%")


def test_a_figure_claimed_of_several_targets_is_looked_up() -> None:
    told = say("có hai ba chỉ tiêu để 100% phải không, là những cái nào", "verify_claim")
    assert told.texts[0].count("•") == 3


def test_the_body_behind_by_is_claimed_to_lead() -> None:
    assert say("hồ sơ sức khỏe điện tử là do Bộ Công an quản phải không", "verify_claim").texts[0].startswith("Không phải Bộ Công an")


@pytest.mark.parametrize(
    "message",
    [
        "không phải hộ nào cũng phải có cáp quang đúng không",
        "cáp quang phải xong toàn bộ trong năm 2022 đúng không",
        "tất cả doanh nghiệp dùng nền tảng số được miễn phí đúng không",
    ],
)
def test_what_is_not_claimed_of_all_is_not_denied(message: str) -> None:
    assert not say(message, "verify_claim").text.startswith("Không phải")
