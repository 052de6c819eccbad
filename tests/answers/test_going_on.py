"""What is asked next of what was just told: its target, its list, its other figures."""

import pytest

from bot.answers.memory import Memory
from bot.plan.find import facts_of
from tests.answers.asking import PERCENT, say
from tests.support import the_plan


def percents(text: str) -> set[str]:
    return set(PERCENT.findall(text))


def test_after_who_leads_the_task_of_a_target_one_asks_on_about_the_target() -> None:
    memory = Memory()
    say("Ai chủ trì cáp quang?", "lead", memory=memory)
    assert percents(say("mục tiêu bao nhiêu phần trăm", "target_value", memory=memory).texts[0]) == {"75%"}


def test_after_who_leads_a_task_called_by_its_name_one_asks_on_about_all_of_it() -> None:
    memory = Memory()
    say("Ai chủ trì nhiệm vụ phổ cập cáp quang?", "lead", memory=memory)
    assert percents(say("mục tiêu bao nhiêu phần trăm", "target_value", memory=memory).texts[0]) > {"75%"}


def test_what_only_turns_to_the_goal_is_not_all_goals() -> None:
    memory = Memory()
    say("Ai chủ trì cáp quang?", "lead", memory=memory)
    assert percents(say("còn chỉ tiêu?", "list_targets", memory=memory).texts[0]) == {"75%"}


@pytest.mark.parametrize("message", ["bộ ngành thì mấy đơn vị", "còn bên bộ thì bao nhiêu", "tỉnh thành thì mấy"])
def test_how_many_of_another_group_is_told_by_the_same_statement(message: str) -> None:
    memory = Memory()
    say("ban chỉ đạo của bao nhiêu nơi được giao việc", "count", memory=memory)
    told = say(message, "coordinators", sure=0.5, memory=memory)
    assert "30" in told.texts[0] and "63" in told.texts[0]


def test_who_insists_on_the_plan_is_told_the_same_again() -> None:
    memory = Memory()
    first = say("con số smartphone", "target_value", memory=memory)
    assert percents(say("không, của kế hoạch 2022 ấy", "current_status", sure=0.6, memory=memory).text) == percents(first.text)


def test_a_part_of_the_list_just_told_is_chosen_by_its_words() -> None:
    memory = Memory()
    say("kể các nhiệm vụ", "list_tasks", memory=memory)
    told = say("cái về dạy học là cái nào trong số đó", "reverse_lookup", sure=0.4, memory=memory)
    assert "dạy học" in told.text and "ngày nào" not in told.text


def test_the_lowest_of_the_list_just_told() -> None:
    memory = Memory()
    say("các chỉ tiêu về kinh tế số và xã hội số", "list_targets", memory=memory)
    told = say("trong đó cái nào thấp nhất, mấy phần trăm", "target_value", ("compare", 0.4), sure=0.6, memory=memory)
    assert percents(told.texts[0]) == {"7%"}


def test_a_target_less_than_the_one_before_is_compared_with_it() -> None:
    memory = Memory()
    say("hồ sơ sức khỏe điện tử bao nhiêu phần trăm", "target_value", memory=memory)
    use = next(f"{the_plan().id}/{owner.id}/{fact.id}" for owner, fact in facts_of(the_plan()) if "N2" in fact.rows and "purpose" in fact.asks)
    told = say("danh tính điện tử thì ít hơn hả, mấy", "compare", facts=[(use, 0.9)], memory=memory)
    assert {"90%", "15-20%"} <= percents(told.text)


def test_the_full_name_of_that_body_is_no_title_of_the_plan() -> None:
    memory = Memory()
    say("có tổ nào giúp việc Ủy ban không", "monitoring", memory=memory)
    assert "Tổ công tác" in say("tên đầy đủ của tổ đó là gì", "document_title", memory=memory).text


@pytest.mark.parametrize(("message", "intent"), [("các bộ được bao nhiêu tiền", "budget"), ("tỉnh có bao nhiêu chỉ tiêu", "count")])
def test_what_else_is_asked_of_a_group_after_a_count(message: str, intent: str) -> None:
    memory = Memory()
    say("ban chỉ đạo của bao nhiêu nơi được giao việc", "count", memory=memory)
    assert "63" not in say(message, intent, memory=memory).text


def test_a_lower_goal_asked_for_is_looked_for_among_all() -> None:
    memory = Memory()
    say("định danh điện tử bao nhiêu phần trăm", "target_value", memory=memory)
    assert "7%" in percents(say("có chỉ tiêu nào còn thấp hơn nữa không", "more", sure=0.5, memory=memory).text)


def test_of_two_goals_at_once_it_is_told_what_each_is_a_share_of() -> None:
    told = say("thương mại điện tử với hóa đơn điện tử tính trên tổng cái gì", "scope").text
    assert "bán lẻ" in told and "doanh nghiệp" in told


@pytest.mark.parametrize("message", ["mục tiêu của nhiệm vụ này là gì", "mục tiêu của nhiệm vụ đó là bao nhiêu"])
def test_the_goal_of_the_task_talked_about_is_told(message: str) -> None:
    memory = Memory()
    say("chuyển đổi số doanh nghiệp nhỏ và vừa do ai chủ trì", "lead", memory=memory)
    assert "150.000" in say(message, "belongs_to", memory=memory).texts[0]


def test_the_number_is_said_again_after_who_leads() -> None:
    memory = Memory()
    say("bao nhiêu phần trăm dân có điện thoại thông minh", "target_value", memory=memory)
    say("ai chủ trì việc đó", "lead", memory=memory)
    assert percents(say("nhắc lại giúp bác con số lúc đầu với", "repeat", memory=memory).texts[0]) == {"85%"}


def test_the_full_name_of_the_task_talked_about_is_told() -> None:
    memory = Memory()
    say("nhiệm vụ nghiên cứu khoa học", "list_tasks", memory=memory)
    assert "Tăng cường nguồn lực chi nghiên cứu khoa học" in say("ờ đúng rồi, tên đầy đủ của nó là gì", "document_title", memory=memory).texts[0]


def test_back_to_a_pillar_for_one_of_its_goals_alone() -> None:
    memory = Memory()
    say("các mục tiêu hạ tầng số", "list_targets", memory=memory)
    say("các mục tiêu chính phủ số", "list_targets", memory=memory)
    assert percents(say("khoan quay về hạ tầng, mỗi cái điện thoại thông minh thôi", "change_subject", memory=memory).texts[0]) == {"85%"}


def test_the_share_is_read_out_again_after_it_was_denied() -> None:
    memory = Memory()
    say("dịch vụ công trực tuyến phát sinh hồ sơ bao nhiêu phần trăm", "target_value", memory=memory)
    told = say("đọc lại cho tôi tỷ lệ dịch vụ công trực tuyến phát sinh hồ sơ xem nào", "repeat", ("list_tasks", 0.01), sure=0.96, memory=memory)
    assert percents(told.texts[0]) == {"80%"}


def test_one_body_said_to_bear_it_all_is_a_claim() -> None:
    memory = Memory()
    say("an toàn an ninh mạng do ai chủ trì", "lead", memory=memory)
    told = say("nghĩa là một mình Bộ Công an ôm trọn nhỉ", "definition", sure=0.5, memory=memory).text
    assert "Bộ Thông tin và Truyền thông" in told


def test_what_is_exempt_is_told_of_the_one_of_two_goals_that_has_it() -> None:
    assert "quốc phòng" in say("dữ liệu mở và báo cáo trực tuyến có ngoại lệ nào không", "scope").text
