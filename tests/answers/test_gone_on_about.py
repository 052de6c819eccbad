"""What is said after a statement, beside a story, or of what is known already: the question is answered, not what was told in passing."""

import pytest

from bot.answers.memory import Memory
from tests.answers.asking import say


@pytest.mark.parametrize(
    "message",
    [
        "chợ máy cũ dưới Châu Đốc dạo này vắng lắm, kế hoạch đặt mấy phần trăm dân có điện thoại thông minh",
        "công ty ông anh tui bán lúa giống dưới Sóc Trăng, hóa đơn điện tử bắt mấy phần trăm công ty xài",
    ],
)
def test_where_a_story_takes_place_is_told_of_behind_the_goal(message: str) -> None:
    told = say(message, "target_value").texts[0]
    assert told.startswith("Mục tiêu chung cả nước") and "không nêu số riêng" in told


@pytest.mark.parametrize("message", ["Châu Đốc đặt mấy phần trăm dân có điện thoại thông minh", "ở tỉnh Sóc Trăng thì hóa đơn điện tử mấy phần trăm"])
def test_the_share_of_one_place_is_refused_first(message: str) -> None:
    assert say(message, "target_value").texts[0].startswith("Trợ lý không có số liệu riêng")


def boards() -> Memory:
    """After how many provinces have boards."""
    memory = Memory()
    assert "63 tỉnh" in say("bao nhiêu tỉnh có ban chỉ đạo được giao việc", "count", memory=memory).texts[0]
    return memory


@pytest.mark.parametrize("message", ["bây giờ còn bằng ấy tỉnh không", "bây giờ vẫn chừng ấy tỉnh à", "nay gộp lại rồi thì còn bao nhiêu"])
def test_what_has_become_of_a_number_is_told_after_it(message: str) -> None:
    assert "34" in say(message, "current_status", memory=boards()).texts[0]


@pytest.mark.parametrize("message", ["trong đó cái nào nói về thành phố thông minh", "cái 942 là gì vậy", "cái về chính phủ số số mấy"])
def test_one_of_the_documents_just_told_is_found_among_them(message: str) -> None:
    memory = Memory()
    say("kế hoạch căn cứ vào những văn bản nào", "legal_basis", memory=memory)
    assert "942/QĐ-TTg" in say(message, "document_number", memory=memory).texts[0]


def test_the_members_of_all_teams_together_stand_in_what_was_just_told() -> None:
    memory = Memory()
    say("cả nước đã có bao nhiêu tổ công nghệ số cộng đồng", "achieved_result", memory=memory)
    assert "356.914" in say("cộng hết thì bao nhiêu người trong đó", "composition", memory=memory).texts[0]


def test_who_leads_is_known_to_who_asks_what_other_body_helps() -> None:
    memory = Memory()
    say("hồ sơ sức khỏe điện tử đặt mấy phần trăm", "target_value", memory=memory)
    assert "Bộ Thông tin và Truyền thông" in say("Bộ Y tế đứng chính rồi, còn bộ nào phụ vào nữa", "coordinators", memory=memory).texts[0]


@pytest.mark.parametrize("message", ["công ty nào trúng thầu xây hệ thống định danh điện tử", "Ủy ban họp mấy phiên trong năm 2022"])
def test_tenders_and_meetings_are_no_matter_of_the_plan(message: str) -> None:
    assert say(message, "task_detail", sure=0.4).outcomes == ["out_of_plan"]


def test_wages_told_of_before_a_share_is_asked_are_no_question_of_money() -> None:
    message = "má em lãnh lương hưu bằng tiền mặt, kế hoạch đặt mấy phần trăm người dân có tài khoản giao dịch"
    assert "65-70%" in say(message, "target_value").texts[0]


def test_the_whole_of_something_names_no_ministry() -> None:
    told = say("các mốc phải số hóa toàn bộ hồ sơ tại Bộ phận một cửa là ngày nào", "deadline").texts[0]
    assert "1/6/2022" in told and "1/12/2022" in told


def test_what_is_told_behind_a_new_subject_is_no_question_of_its_own() -> None:
    memory = Memory()
    say("hồ sơ hành chính xử lý trực tuyến mấy phần trăm", "target_value", memory=memory)
    assert "50%" in say("báo cáo thì sao ạ, bên em nộp báo cáo hoài", "procedure", memory=memory).texts[0]


def test_the_figure_of_the_plan_is_asked_for_again_after_another_years() -> None:
    memory = Memory()
    say("cáp quang năm 2030 đặt mấy phần trăm hộ", "target_value", memory=memory)
    assert "75%" in say("vậy trong kế hoạch đang nói đây thì ghi sao", "definition", memory=memory).texts[0]


@pytest.mark.parametrize(
    ("message", "figure"), [("bao nhiêu phần trăm người từ 15 tuổi có tài khoản", "65-70%"), ("băng rộng phải vào bao nhiêu phần trăm bản", "100%")]
)
def test_words_of_one_name_tell_which_of_two_is_meant(message: str, figure: str) -> None:
    assert figure in say(message, "target_value").texts[0]


def test_results_asked_for_with_a_word_between_are_not_told_as_goals() -> None:
    told = say("tính đến cuối năm cả nước đã có đúng bao nhiêu phần trăm dân dùng định danh điện tử", "target_value")
    assert told.outcomes == ["out_of_plan"]


@pytest.mark.parametrize(
    ("message", "intent", "told"),
    [
        ("giờ có mấy nhiệm vụ trọng tâm", "count", "18"),
        ("kế hoạch bây giờ còn hiệu lực không", "current_status", "2022"),
        ("bộ thông tin và truyền thông nay còn không", "current_status", "Khoa học và Công nghệ"),
    ],
)
def test_something_else_asked_about_as_it_is_now_is_not_the_number_just_told(message: str, intent: str, told: str) -> None:
    assert told in say(message, intent, memory=boards()).text and "34" not in say(message, intent, memory=boards()).texts[0]


@pytest.mark.parametrize("message", ["nhiệm vụ số 17 là gì", "cái nào về chính phủ số thì có mấy chỉ tiêu"])
def test_a_task_or_a_pillar_is_none_of_the_documents_just_told(message: str) -> None:
    memory = Memory()
    say("kế hoạch căn cứ vào những văn bản nào", "legal_basis", memory=memory)
    assert "942/QĐ-TTg" not in say(message, "task_detail" if "17" in message else "count", memory=memory).text


def test_all_that_is_asked_for_after_who_signed_is_not_the_signer_again() -> None:
    memory = Memory()
    say("ai ký kế hoạch này", "signer", memory=memory)
    assert "Người ký" not in say("trong đó có gì", "list_tasks", memory=memory).texts[0]


@pytest.mark.parametrize(
    "message",
    [
        "nhà thầu bên em hỏi hóa đơn điện tử phải đạt bao nhiêu phần trăm",
        "em làm kế toán hay làm tờ khai thuế, cho hỏi hóa đơn điện tử mấy phần trăm doanh nghiệp dùng",
        "họp mấy lần rồi mà chưa rõ: bao nhiêu phần trăm doanh nghiệp xài hóa đơn điện tử",
        "hóa đơn điện tử có trong 18 nhiệm vụ không và bao nhiêu phần trăm",
        "kế hoạch đã đặt bao nhiêu phần trăm doanh nghiệp dùng hóa đơn điện tử",
    ],
)
def test_a_target_is_answered_whatever_business_is_told_of(message: str) -> None:
    told = say(message, "target_value")
    assert told.outcomes == ["answered"] and "100% doanh nghiệp" in told.texts[0]


@pytest.mark.parametrize("message", ["cho tôi số liệu riêng Cà Mau, cáp quang mấy phần trăm", "tôi hỏi tỷ lệ của Hà Nội cơ mà, cáp quang mấy phần trăm"])
def test_a_place_asked_for_in_a_clause_of_its_own_is_refused_first(message: str) -> None:
    assert say(message, "target_value").texts[0].startswith("Trợ lý không có số liệu riêng")


@pytest.mark.parametrize("message", ["kế hoạch có những chỉ tiêu nào", "kể hết mục tiêu của kế hoạch"])
def test_all_goals_asked_for_after_another_years_figure_are_all_told(message: str) -> None:
    memory = Memory()
    say("cáp quang năm 2025 bao nhiêu phần trăm", "target_value", memory=memory)
    assert say(message, "list_targets", memory=memory).texts[0].count("•") == 15


def test_the_boards_of_the_other_level_are_told_of_after_those_of_one() -> None:
    memory = Memory()
    say("ban chỉ đạo của bộ ngành lo gì", "task_detail", memory=memory)
    assert "ở địa phương" in say("tỉnh thì sao", "change_subject", memory=memory).texts[0]


def test_what_a_ministry_was_merged_into_is_told_even_if_the_day_is_asked() -> None:
    told = say("Bộ Thông tin và Truyền thông được hợp nhất vào bộ nào và kể từ ngày nào", "deadline").texts[0]
    assert "1/3/2025" in told and "Bộ Khoa học và Công nghệ" in told


def test_what_is_exempt_is_told_though_it_is_asked_for_like_a_definition() -> None:
    assert "quân sự, quốc phòng" in say("làm rõ quy định về dữ liệu mở loại trừ nhóm dữ liệu nào", "definition").texts[0]


def test_what_is_to_be_done_within_one_task_is_no_list_of_tasks() -> None:
    told = say("việc phải làm trong nhiệm vụ phổ cập an toàn thông tin mạng gồm những khoản nào", "list_tasks").texts[0]
    assert "phần mềm bảo vệ" in told
