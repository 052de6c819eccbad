"""What is asked where the classifier alone would miss it: by the kinds of what is named, and by the words around it."""

import pytest

from bot.answers.memory import Memory
from tests.answers.asking import say
from tests.support import the_plan


def test_two_tasks_compared_by_who_leads_them() -> None:
    told = say("danh tính điện tử với hồ sơ sức khỏe điện tử có cùng một bộ chủ trì không", "compare").texts[0]
    assert "Bộ Công an" in told
    assert "Bộ Y tế" in told
    assert "%" not in told


def test_a_task_said_to_be_one_ministrys_alone() -> None:
    told = say("kế hoạch giao an toàn thông tin mạng cho một mình Bộ Công an thôi", "organisation_duties").texts[0]
    assert "Bộ Thông tin và Truyền thông" in told


@pytest.mark.parametrize("message", ["ai chủ trì nhiệm vụ nào", "bộ trưởng nào chủ trì nhiệm vụ nào"])
def test_who_leads_which_task(message: str) -> None:
    told = say(message, "lead", sure=0.42).texts[0]
    assert "Bộ trưởng Bộ Y tế" in told
    assert "Bộ trưởng Bộ Công an" in told


def test_a_figure_asked_for_beside_the_plans_name_is_no_document() -> None:
    told = say("mobile broadband under the 2022 plan, what's the number", "document_number", ("target_value", 0.23), sure=0.36).texts[0]
    assert "100%" in told


def test_instructions_are_refused_though_a_target_is_named() -> None:
    reply = say("hướng dẫn tôi xuất hóa đơn điện tử từng bước", "procedure", ("scope", 0.18), sure=0.57)
    assert reply.outcomes == ["out_of_plan"]


def test_where_the_asker_runs_a_shop_is_no_limit() -> None:
    told = say("tui mở tiệm bán lúa giống ở Sóc Trăng hóa đơn điện tử nhiêu phần trăm", "target_value").texts[0]
    assert "Sóc Trăng" not in told
    assert "100%" in told


def test_a_figure_of_the_province_is_still_refused() -> None:
    assert say("em muốn biết ở Sóc Trăng hóa đơn điện tử nhiêu phần trăm", "target_value").outcomes == ["out_of_plan"]


def test_what_is_put_aside_in_chat_spelling_is_not_told() -> None:
    told = say("hóa đơn điện tử á nha ko fai hợp đồng điện tử, bn % cty xài", "target_value").texts[0]
    assert "100%" in told
    assert "50%" not in told


def test_what_is_put_aside_is_not_meant_by_an_abbreviation_before_it_either() -> None:
    for message, told, other in (
        ("HĐ điện tử (hợp đồng nha, k phải hóa đơn) bn %", "50%", "100%"),
        ("hđ điện tử (hóa đơn, k fải hợp đồng) bn %", "100%", "50%"),
    ):
        text = say(message, "target_value").texts[0]
        assert told in text and other not in text


def test_what_a_body_has_to_do_with_a_task_is_its_role_there() -> None:
    for message in (
        "Bộ Thông tin và Truyền thông có vai trò gì trong việc phổ cập dạy học trực tuyến",
        "bộ thông tin có chân gì trong phổ cập dạy học trực tuyến",
    ):
        assert "Phối hợp" in say(message, "task_detail").texts[0]
    assert "chủ trì" in say("Bộ Y tế có vai trò gì trong hồ sơ sức khỏe điện tử", "purpose").texts[0]


def test_the_targets_of_another_year_are_not_counted() -> None:
    assert say("năm 2021 thì có mấy chỉ tiêu, kế hoạch cũ ra sao", "count").outcomes == ["out_of_plan"]


def test_officials_named_in_a_question_about_the_plan_are_nobody_to_call() -> None:
    memory = Memory()
    say("bộ nào lo phổ cập kỹ năng an toàn thông tin cho người dân", "lead", memory=memory)
    assert "Bộ Công an" in say("còn phần tuyên truyền an ninh mạng cho cán bộ?", "contact", sure=0.7, memory=memory).texts[0]


def test_the_plans_key_tasks_are_counted_though_the_committee_is_named() -> None:
    assert "18" in say("nhiệm vụ trọng tâm của ủy ban có mấy cái", "count", sure=0.88).texts[0]


def test_a_list_in_brackets_is_told_whole() -> None:
    told = say("các chỉ tiêu tính trên đầu người dân (điện thoại thông minh, định danh điện tử, y bạ điện tử) từng cái", "scope").texts[0]
    assert all(figure in told for figure in ("85%", "15-20%", "90%"))


@pytest.mark.parametrize("message", ["ba chỉ tiêu của nhiệm vụ phổ cập cáp quang", "các chỉ tiêu thuộc nhiệm vụ phổ cập cáp quang là gì"])
def test_the_targets_of_a_task(message: str) -> None:
    told = say(message, "belongs_to", ("list_targets", 0.2), sure=0.5).texts[0]
    assert "85%" in told
    assert "75%" in told


@pytest.mark.parametrize(
    "message", ["an toàn thông tin mạng chia cho hai bộ thế nào", "phần mềm bảo vệ cơ bản và tuyên truyền về an ninh mạng mỗi phần bộ nào chủ trì"]
)
def test_who_leads_each_part_of_a_task(message: str) -> None:
    told = say(message, "compare" if "hai" in message else "lead", ("lead", 0.26), sure=0.29 if "hai" in message else 0.9).texts[0]
    assert "Bộ Công an" in told
    assert "Bộ Thông tin và Truyền thông" in told


def test_two_ministries_compared_by_what_they_lead() -> None:
    told = say("Bộ Giáo dục và Đào tạo với Bộ Y tế, mỗi bên chủ trì gì, khác nhau không", "compare").texts[0]
    assert "dạy học trực tuyến" in told
    assert "hồ sơ sức khỏe" in told


@pytest.mark.parametrize("message", ["bộ nào phối hợp với Ngân hàng Nhà nước", "Ngân hàng Nhà nước làm một mình hay có ai nữa"])
def test_who_works_with_a_body_is_asked_of_the_task_it_leads(message: str) -> None:
    assert "Phối hợp thực hiện nhiệm vụ" in say(message, "coordinators").texts[0]


def test_how_many_bodies_were_given_tasks() -> None:
    assert "30 bộ" in say("bao nhiêu bộ ngành được giao nhiệm vụ trọng tâm", "count").texts[0]


def test_a_matter_outside_is_refused_whichever_of_two_targets_is_meant() -> None:
    assert say("không xài hđđt thì phạt mấy triệu", "budget").outcomes == ["out_of_plan"]


def test_how_fast_a_line_is_stands_in_no_plan() -> None:
    assert say("cáp quang phải đạt tốc độ tối thiểu bao nhiêu Mbps", "target_value").outcomes == ["out_of_plan"]


def test_where_the_speaker_was_once_is_no_question_opening() -> None:
    told = say("Huyện Đồng Văn nhà em hồi 2022 được giao bao nhiêu phần trăm nhà có cáp quang", "target_value").texts[0]
    assert "Đồng Văn" in told


@pytest.mark.parametrize("message", ["kế hoạch năm 2022 có bao nhiêu chỉ tiêu", "Quyết định 27 có bao nhiêu chỉ tiêu", "kế hoạch có bao nhiêu mục tiêu"])
def test_how_many_targets_the_plan_has(message: str) -> None:
    assert str(len(the_plan().targets)) in say(message, "count").texts[0]


@pytest.mark.parametrize("message", ["tỉnh nào dẫn đầu về hồ sơ sức khỏe điện tử", "bộ nào mở dữ liệu nhiều nhất, xếp hạng cho xem"])
def test_who_did_best_is_a_result(message: str) -> None:
    told = say(message, "scope" if "bộ" in message else "target_value").texts[0]
    assert "không nắm kết quả" in told


def test_by_when_at_the_latest_is_a_day() -> None:
    assert "31/12/2022" in say("đơn vị nào phải cung cấp dữ liệu mở, chậm nhất khi nào", "deadline").texts[0]


def test_an_age_that_no_source_states_is_not_answered_with_somebody_elses() -> None:
    assert say("mấy tuổi thì phải có app định danh điện tử", "scope").outcomes == ["not_stated"]
    assert "15 tuổi" in say("mấy tuổi thì được tính vào tài khoản ngân hàng", "scope").texts[0]
