"""No goal of the plan is told for one place, for another year, or as a result, however the question is put; and claims are judged rightly.

Every target is asked about in each way. As the NLU would hand it over, with the ask that the words have; what is tested is
what the words beside the subject do.
"""

import re

import pytest

from bot.answers.memory import Memory
from bot.language.normalise import fold
from tests.answers.asking import say
from tests.support import the_plan

TARGETS = the_plan().targets
BOTH = pytest.mark.parametrize("typing", [str, fold], ids=["as written", "without diacritics"])
PLACES = ("Hà Nội", "Hải Dương", "Bình Dương", "Huế", "Thành phố Hồ Chí Minh", "Cần Thơ", "An Giang")


@BOTH
@pytest.mark.parametrize(
    "question",
    [
        "{name} {place} bao nhiêu phần trăm",
        "{place} {name} mấy phần trăm",
        "ở {place} {name} là mấy",
        "{name} tới {place} bao nhiêu",
        "riêng {place} thì {name} bao nhiêu phần trăm",
        "em hỏi {name} ở {place} được mấy phần trăm ạ",
        "cho tôi biết {name} {place} bao nhiêu",
        "anh chị cho hỏi {place} có {name} bao nhiêu phần trăm",
        "bác ơi {name} trong {place} là bao nhiêu",
        "Minh ơi {name} {place} mấy phần trăm",
    ],
)
def test_a_places_own_figure_is_refused(question: str, typing: type) -> None:
    for target in TARGETS:
        for place in PLACES:
            asked = typing(question.format(name=target.short, place=place))
            assert "của một địa phương" in say(asked, "target_value").texts[0], asked


@BOTH
@pytest.mark.parametrize("place", ["huyện Đồng Văn", "xã Tân Lập", "phường Bến Nghé", "quận 7", "thị xã Sơn Tây", "thành phố Thủ Đức", "thị trấn Tam Sơn"])
@pytest.mark.parametrize("question", ["{place} {name} mấy phần trăm", "{name} ở {place} được bao nhiêu", "cho hỏi {name} của {place} là bao nhiêu"])
def test_a_districts_or_communes_own_figure_is_refused(question: str, place: str, typing: type) -> None:
    for target in TARGETS:
        asked = typing(question.format(name=target.short, place=place))
        assert f"của một địa phương ({place})" in say(asked, "target_value").texts[0], asked


@pytest.mark.parametrize(
    "question",
    [
        "em ở xã Tân Lập, cho hỏi cáp quang bao nhiêu phần trăm",
        "em là tổ trưởng tổ công nghệ số xã Tân Lập, cho hỏi cáp quang bao nhiêu phần trăm",
        "tôi là điều dưỡng bệnh viện thị xã Sơn Tây, mục tiêu cáp quang bao nhiêu phần trăm",
    ],
)
def test_where_somebody_works_is_no_limit(question: str) -> None:
    assert "75%" in say(question, "target_value").texts[0] and "địa phương" not in say(question, "target_value").texts[0]


@pytest.mark.parametrize(
    "opening",
    [
        "tui ở {place}, cho hỏi",
        "em là giáo viên {place}, cho hỏi",
        "nhà tôi ở tận {place}, vậy",
        "tôi làm nông ở {place}, muốn biết",
        "dạ em người {place}, cho hỏi",
    ],
)
def test_where_somebody_lives_is_no_limit(opening: str) -> None:
    for place in PLACES:
        asked = f"{opening.format(place=place)} cáp quang bao nhiêu phần trăm"
        assert "75%" in say(asked, "target_value").texts[0] and "địa phương" not in say(asked, "target_value").texts[0], asked


@BOTH
@pytest.mark.parametrize("year", ["năm nay", "năm ngoái", "năm sau", "sang năm", "năm tới", "năm hai ba", "năm 2023", "2025", "tháng 6/2023", "cuối năm 2030"])
def test_another_years_figure_is_refused(year: str, typing: type) -> None:
    for target in TARGETS:
        for question in (f"{target.short} {year} bao nhiêu phần trăm", f"{year} {target.short} mấy phần trăm"):
            assert "không có số liệu cho năm" in say(typing(question), "target_value").texts[0], question


@BOTH
@pytest.mark.parametrize("place", ["xã tôi", "tỉnh cháu", "ở chỗ em", "quê tui", "phường mình"])
def test_the_askers_own_place_is_a_place(place: str, typing: type) -> None:
    for target in TARGETS:
        asked = typing(f"{place} {target.short} bao nhiêu phần trăm")
        assert "của một địa phương" in say(asked, "target_value").texts[0], asked


@pytest.mark.parametrize("year", ["năm sau", "sang năm", "năm ngoái", "2025"])
def test_going_on_to_another_year_is_refused(year: str) -> None:
    memory = Memory()
    say("cáp quang bao nhiêu phần trăm", "target_value", memory=memory)
    assert "không có số liệu cho năm" in say(f"vậy {year}?", "change_subject", memory=memory).texts[0]


@pytest.mark.parametrize(
    ("question", "ask", "told"),
    [("thôn tôi được lập mấy tổ công nghệ số", "count", "một tổ"), ("một cửa huyện tôi số hóa từ ngày nào", "deadline", "1/12/2022")],
)
def test_a_rule_for_all_holds_at_the_askers_own_place_too(question: str, ask: str, told: str) -> None:
    assert told in say(question, ask).texts[0]


def test_what_is_asked_to_be_counted_in_is_not_what_is_asked_about() -> None:
    assert "số doanh nghiệp." in say("công ty nhỏ có nằm trong con số hóa đơn điện tử không", "scope").texts[0]


def test_a_word_after_a_name_makes_no_place_of_its_end() -> None:
    for question in ("cap quang nam 2022 bao nhieu", "cap quang nam 2022 muc tieu bao nhieu phan tram"):
        assert "75%" in say(question, "target_value").texts[0] and "địa phương" not in say(question, "target_value").texts[0]
    assert "(Quảng Nam)" in say("cap quang quang nam bao nhieu", "target_value").texts[0]


@pytest.mark.parametrize(
    "question",
    [
        "năm nay tôi bảy mươi tuổi rồi, cho hỏi cáp quang bao nhiêu phần trăm",
        "mấy năm nay nghe hoài mà cáp quang mục tiêu là bao nhiêu",
        "Việt Nam sau này thì cáp quang bao nhiêu phần trăm năm 2022",
    ],
)
def test_a_year_that_is_only_told_is_no_limit(question: str) -> None:
    assert say(question, "target_value").texts[0].endswith("băng rộng.")
    assert "không có số liệu" not in say(question, "target_value").texts[0]


@BOTH
@pytest.mark.parametrize(
    "claim",
    ["{name} {figure}% đúng không", "nghe nói {name} tới {figure}% lận hả", "{name} là {figure} phần trăm phải không bạn", "chỉ tiêu {name} có phải {figure}%"],
)
def test_a_claimed_figure_is_confirmed_if_and_only_if_it_is_right(claim: str, typing: type) -> None:
    for target in TARGETS:
        bounds = {f"{bound:f}" for bound in target.figure.bounds}
        for figure in ("7", "30", "50", "60", "75", "85", "100"):
            asked = typing(claim.format(name=target.short, figure=figure))
            told = say(asked, "verify_claim").texts[0]
            confirmed = told.startswith("Đúng")
            assert confirmed <= (figure in bounds), (asked, told)
            assert confirmed or len(bounds) > 1 or figure not in bounds, (asked, told)
            assert re.search(rf"\b({'|'.join(bounds)})\b", told), (asked, told)


def test_where_somebody_who_writes_english_lives_is_no_limit() -> None:
    assert say("I teach in Nghệ An, fibre for what share of households", "target_value").outcomes == ["answered"]
    assert say("fibre for what share of households in Nghệ An", "target_value").outcomes == ["out_of_plan"]


@pytest.mark.parametrize("message", ["cáp quang năm ngoái bao nhiêu phần trăm", "Biết 2022 là mấy rồi, năm nay cáp quang bao nhiêu phần trăm"])
def test_another_year_is_refused_also_beside_that_of_the_plan(message: str) -> None:
    assert say(message, "target_value").outcomes == ["out_of_plan"]


@pytest.mark.parametrize(
    "message", ["xã em có rồi, mà kế hoạch đặt 75% số xã có cáp quang phải không", "ở chỗ em phổ biến là 85% hộ có cáp quang, có đúng với kế hoạch không"]
)
def test_what_the_plan_says_is_put_to_the_test_whatever_place_is_told_of(message: str) -> None:
    told = say(message, "verify_claim")
    assert told.outcomes == ["answered"] and "75% hộ gia đình" in told.text


def test_what_was_reached_at_the_askers_own_place_is_not_known() -> None:
    assert say("xã em đã đạt 75% cáp quang phải không", "verify_claim").outcomes == ["out_of_plan"]


def test_whether_something_is_a_task_of_the_plan_is_told_whatever_place_is_told_of() -> None:
    told = say("quê mình đang làm đô thị thông minh, cái này có trong 18 nhiệm vụ không", "list_tasks")
    assert "Quy hoạch đô thị thông minh" in told.texts[0]


@pytest.mark.parametrize("message", ["huyện tôi đạt 75% cáp quang theo kế hoạch năm 2022 đúng không", "tỉnh tôi làm xong đô thị thông minh rồi đúng không"])
def test_what_was_reached_is_not_known_although_the_plan_is_named(message: str) -> None:
    assert "Đúng" not in say(message, "verify_claim").texts[0] and say(message, "verify_claim").outcomes == ["out_of_plan"]


@pytest.mark.parametrize(
    "message", ["ở Lào Cai mà kế hoạch đặt cáp quang bao nhiêu phần trăm", "hộ có cáp quang ở Nghệ An cụ thể kế hoạch đặt bao nhiêu phần trăm"]
)
def test_a_place_before_the_word_for_the_plan_limits_the_question(message: str) -> None:
    assert say(message, "target_value").outcomes == ["out_of_plan"]
