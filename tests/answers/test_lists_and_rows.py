"""Targets and tasks asked for together: by what they are shares of, in a row of short words, without what was told already, some of the tasks."""

import pytest

from bot.answers.memory import Memory
from tests.answers.asking import say


@pytest.mark.parametrize("message", ["những chỉ tiêu nào đếm theo số doanh nghiệp", "liet ke cac chi tieu tinh tren doanh nghiep"])
def test_targets_are_listed_by_what_they_are_shares_of(message: str) -> None:
    told = say(message, "list_targets").texts[0]
    assert "30%" in told and "100%" in told and "50%" in told and "hộ gia đình" not in told


def test_shares_of_people_leave_households_out() -> None:
    told = say("lọc các chỉ tiêu đếm trên đầu người dân, bỏ hộ gia đình ra", "list_targets").texts[0]
    assert "85%" in told and "65-70%" in told and "75%" not in told


@pytest.mark.parametrize(
    ("message", "figures"),
    [
        ("nền tảng, hóa đơn, hợp đồng: mỗi cái đặt bao nhiêu", ("30%", "100%", "50%")),
        ("đường truyền, sóng với máy cầm tay, từng cái mấy phần trăm", ("75%", "100%", "85%")),
        ("cho xin con số của hồ sơ, báo cáo, dữ liệu và dịch vụ công", ("50%", "100%", "80%")),
    ],
)
def test_a_row_of_short_words_is_told_item_by_item(message: str, figures: tuple[str, ...]) -> None:
    told = say(message, "target_value").texts[0]
    assert all(figure in told for figure in figures)


def test_words_of_a_story_are_no_row() -> None:
    told = say("em cầm điện thoại đi làm giấy tờ mà mạng chậm, hóa đơn điện tử đặt mấy phần trăm", "target_value").texts[0]
    assert "100% doanh nghiệp" in told and "hồ sơ" not in told


def test_what_was_named_is_left_out_of_the_list_gone_on_about() -> None:
    memory = Memory()
    say("chỉ tiêu nào đặt 100%", "reverse_lookup", memory=memory)
    told = say("ngoài hóa đơn điện tử ra còn cái gì", "task_detail", memory=memory).texts[0]
    assert "hóa đơn" not in told and "số hóa" in told and "thôn, bản" in told


def test_figures_and_targets_named_together_are_told_each_with_its_own() -> None:
    told = say("30% với 50%, số nào của nền tảng số doanh nghiệp nhỏ và vừa, số nào của hợp đồng điện tử", "reverse_lookup").texts[0]
    assert "30% doanh nghiệp nhỏ và vừa" in told and "50% doanh nghiệp" in told


def test_a_comparison_is_of_two_different_things() -> None:
    told = say("dân có tài khoản nhiều hơn hay xài app định danh nhiều hơn", "compare").texts[0]
    assert "65-70%" in told and "15-20%" in told


def test_the_only_task_listed_is_what_is_asked_about_next() -> None:
    memory = Memory()
    say("trong 18 việc có việc nào dính tới nông nghiệp không", "list_tasks", memory=memory)
    told = say("việc ấy ai đứng đầu", "lead", memory=memory)
    assert told.outcomes == ["not_stated"] and "nông nghiệp" in told.texts[0]


def test_the_whole_list_called_for_is_not_cut_to_the_words_of_a_reason() -> None:
    told = say("em ôn thi công chức, chép trọn bộ mười tám đầu việc của ủy ban", "list_tasks").texts[0]
    assert told.count("•") == 18


@pytest.mark.parametrize("message", ["các bộ có bộ trưởng là người chủ trì là những bộ nào", "bài báo nêu bộ trưởng của các bộ nào chủ trì"])
def test_the_ministries_whose_ministers_lead_are_listed(message: str) -> None:
    told = say(message, "count", sure=0.6).text
    assert "Bộ Y tế" in told and "Bộ Công an" in told


def test_a_list_of_requirements_of_something_else_is_not_the_list_of_targets() -> None:
    told = say("khách sạn muốn lên bốn sao thì phải đủ những tiêu chuẩn gì", "list_targets", sure=0.6)
    assert told.outcomes == ["out_of_plan"] and "%" not in told.text


@pytest.mark.parametrize(
    "message",
    ["ngoài hóa đơn điện tử thì hợp đồng điện tử mấy phần trăm", "hợp đồng điện tử cho công ty nước ngoài thì sao", "vùng ngoài đảo có hợp đồng điện tử không"],
)
def test_what_is_asked_for_is_not_left_out_of_a_list(message: str) -> None:
    memory = Memory()
    say("liệt kê các chỉ tiêu", "list_targets", memory=memory)
    assert "hợp đồng" in say(message, "target_value", memory=memory).texts[0]


@pytest.mark.parametrize(
    "message", ["em bán điện thoại, máy, mạng, sóng đều có, hóa đơn điện tử bao nhiêu phần trăm", "hóa đơn điện tử mấy phần trăm, em bán mạng, sóng, máy"]
)
def test_a_target_named_beside_a_row_is_the_one_asked_for(message: str) -> None:
    assert "100% doanh nghiệp" in say(message, "target_value").texts[0]


@pytest.mark.parametrize("message", ["chỉ tiêu nào tính theo doanh nghiệp nhỏ và vừa", "cho em hỏi mình phấn đấu những gì trong năm ấy ạ"])
def test_smaller_and_unnamed_groups_keep_their_lists(message: str) -> None:
    told = say(message, "list_targets").texts[0]
    assert ("100%" in told) == ("phấn đấu" in message) and "30%" in told


@pytest.mark.parametrize("message", ["còn tài khoản", "còn hồ sơ điện tử"])
def test_words_that_many_names_share_choose_nothing(message: str) -> None:
    memory = Memory()
    say("hóa đơn điện tử bao nhiêu phần trăm", "target_value", memory=memory)
    assert say(message, "change_subject", memory=memory).outcomes == ["ask_back"]


def test_who_asks_to_be_given_the_goals_does_not_ask_for_what_agencies_give() -> None:
    told = say("đề nghị cung cấp các chỉ tiêu", "list_targets").texts[0]
    assert "85%" in told and "75%" in told and "dữ liệu mở" in told
