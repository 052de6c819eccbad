"""Money asked for, one ministry for two tasks, counts, and statements that stand in the words, where the classifier takes them for something else."""

import pytest

from bot.answers.memory import Memory
from bot.plan.find import facts_of
from tests.answers.asking import say
from tests.support import the_plan


def fact_ref(name: str) -> str:
    """The ref of the statement with that id."""
    return next(f"{the_plan().id}/{owner.id}/{fact.id}" for owner, fact in facts_of(the_plan()) if fact.id == name)


@pytest.mark.parametrize(
    "message", ["bán hàng trên mạng năm 2022 mỗi sàn thu bao nhiêu tỷ", "thuong mai dien tu may ty dong", "hóa đơn điện tử tốn mấy triệu đồng"]
)
def test_sums_of_money_are_not_known_whatever_share_is_a_goal(message: str) -> None:
    told = say(message, "compare", sure=0.6)
    assert told.outcomes == ["out_of_plan"] and "%" not in told.text


@pytest.mark.parametrize("message", ["thương mại điện tử chiếm bao nhiêu tỷ trọng bán lẻ", "thuong mai dien tu may phan tram, bao nhieu ty trong"])
def test_a_share_is_no_sum_of_money(message: str) -> None:
    assert "7%" in say(message, "target_value").texts[0]


@pytest.mark.parametrize("intent", ["compare", "coordinators"])
def test_whether_one_ministry_has_two_tasks_is_told_by_who_leads_each(intent: str) -> None:
    told = say("y bạ điện tử với định danh điện tử là cùng một bộ coi à", intent, sure=0.6)
    assert "Bộ Y tế" in told.text and "Bộ Công an" in told.text


def test_a_minister_asked_for_after_who_helps_is_the_one_who_leads() -> None:
    memory = Memory()
    say("ai phối hợp làm dạy học trực tuyến", "coordinators", memory=memory)
    assert "Bộ Công an" in say("còn định danh điện tử thì bộ trưởng nào", "change_subject", memory=memory).texts[0]


def test_the_number_of_tasks_is_told_though_members_are_named() -> None:
    assert "18 nhiệm vụ" in say("chia ra cho các vị trong ủy ban thì bao nhiêu nhiệm vụ cả thảy", "composition", sure=0.4).texts[0]


@pytest.mark.parametrize("message", ["liệt kê các bộ trưởng làm người chủ trì", "ke ten nguoi chu tri tung viec"])
def test_the_leaders_called_for_by_name_are_listed(message: str) -> None:
    told = say(message, "count", sure=0.6).text
    assert "Bộ Y tế" in told and "Bộ Công an" in told


def test_half_of_a_task_is_led_by_its_own_minister_though_a_statement_speaks_of_it() -> None:
    memory = Memory()
    say("ai chủ trì phần mềm bảo vệ cơ bản", "lead", memory=memory)
    told = say("thế việc tuyên truyền về an ninh mạng thì sao", "change_subject", facts=[(fact_ref("nv-03-tuyen-truyen-cho-ai"), 1.0)], memory=memory)
    assert "Bộ Công an" in told.texts[0]


def test_a_statement_whose_words_stand_in_the_question_is_told_beside_an_organisation() -> None:
    told = say("qua dịch thì ngành giáo dục bỏ dạy trực tuyến đúng không", "verify_claim", facts=[(fact_ref("nv-05-het-dich"), 0.85)])
    assert "vẫn giữ" in told.texts[0]


def test_a_statement_whose_words_stand_in_the_question_is_told_though_a_time_is_asked_for() -> None:
    told = say("sổ khám bệnh điện tử có rồi thì khi nào bỏ hẳn sổ giấy", "deadline", facts=[(fact_ref("nv-04-y-ba-giay"), 1.0)])
    assert "từng bước" in told.texts[0]


def test_what_became_of_the_committee_is_told_though_its_work_is_named() -> None:
    refs = [(fact_ref("ngay-nay"), 0.05)]
    told = say("Ủy ban Quốc gia về chuyển đổi số thôi vai trò điều phối rồi, nay nơi nào gánh", "current_status", sure=0.9, facts=refs)
    assert "598/QĐ-TTg" in told.texts[0]
