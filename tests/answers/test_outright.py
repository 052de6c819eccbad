"""What the words of a question settle by themselves: results, money, whom to call, bare times, the goal as a whole."""

import pytest

from bot.answers.memory import Memory
from bot.plan.find import facts_of
from tests.answers.asking import say
from tests.support import the_plan


@pytest.mark.parametrize("message", ["tỉnh nào xếp hạng nhất về chuyển đổi số vậy", "bo nao bet bang ve chuyen doi so", "huyện nào nhất nước về chuyển đổi số"])
def test_a_ranking_is_a_result_that_is_not_known_whatever_is_named(message: str) -> None:
    told = say(message, "compare")
    assert told.outcomes == ["out_of_plan"] and "kết quả" in told.text


def test_a_rank_within_the_plan_is_told() -> None:
    assert say("an toàn thông tin xếp thứ mấy trong các nhiệm vụ", "belongs_to").outcomes == ["answered"]


@pytest.mark.parametrize(
    ("message", "intent"),
    [
        ("vay vốn ưu đãi mua nền tảng số cho doanh nghiệp nhỏ và vừa thì lãi suất mấy phần trăm", "target_value"),
        ("ký hợp đồng điện tử bằng phần mềm hãng nào thì tốt", "target_value"),
        ("điện thoại thông minh loại rẻ giá bao nhiêu", "target_value"),
    ],
)
def test_loans_brands_and_prices_are_no_goals(message: str, intent: str) -> None:
    told = say(message, intent, sure=0.7)
    assert told.outcomes == ["out_of_plan"] and "%" not in told.text


@pytest.mark.parametrize("message", ["máy dính mã độc thì gọi số nào để được cứu", "bị lừa qua mạng thì báo cho ai"])
def test_whom_to_call_is_no_question_about_the_task(message: str) -> None:
    told = say(message, "lead", sure=0.5)
    assert told.outcomes == ["small_talk"] and "Bộ" not in told.texts[0]


@pytest.mark.parametrize("message", ["từ ngày mấy vậy con", "hạn là khi nào hở shop", "hom nao the nhi", "when is the deadline"])
@pytest.mark.parametrize("intent", ["deadline", "issue_date"])
def test_a_time_asked_of_nothing_is_asked_back(message: str, intent: str) -> None:
    assert say(message, intent).outcomes == ["ask_back"]


def test_the_day_of_the_decision_is_told_where_its_signing_is_asked_for() -> None:
    assert "15/3/2022" in say("ký ngày nào vậy", "issue_date").text


@pytest.mark.parametrize("message", ["cho tôi con số đi", "cho xin con số"])
def test_a_mere_number_asked_for_is_no_documents_number(message: str) -> None:
    assert say(message, "document_number").outcomes == ["ask_back"]


def test_the_target_asked_for_in_english_is_asked_back_and_the_targets_are_told() -> None:
    assert say("what's the target?", "list_targets").outcomes == ["ask_back"]
    assert "85%" in say("what are the targets?", "list_targets").text


def test_who_does_what_a_part_of_a_task_is_about() -> None:
    told = say("ai tuyên truyền về an ninh mạng cho quần chúng", "contact", ("lead", 0.3), sure=0.5)
    assert "Bộ Công an" in told.texts[0]


def test_other_bodies_only_set_the_scene() -> None:
    told = say("Bộ Thông tin và Truyền thông phối hợp cho các bộ khác trong những nhiệm vụ nào", "organisation_duties")
    assert "danh tính điện tử" in told.texts[0]
    assert "Tổ công tác" in say("có ban nào thúc các bộ làm đúng tiến độ không", "monitoring").text


def test_the_thing_in_which_another_is_looked_at_is_not_asked_about() -> None:
    assert "85%" not in say("cái sổ sức khỏe trong điện thoại thì mấy phần trăm", "target_value").text


def test_a_phone_number_is_not_known_whatever_reads_like_an_ask() -> None:
    told = say("tên với số điện thoại ông tổ trưởng tổ công nghệ số thôn tôi", "task_detail", sure=0.2)
    assert told.outcomes == ["out_of_plan"]


def test_the_general_goal_is_what_the_plan_is_for() -> None:
    told = say("mục tiêu chung của kế hoạch là gì", "list_targets", sure=0.6)
    assert "kinh tế số" in told.text and "%" not in told.text
    assert "85%" in say("các mục tiêu chung của kế hoạch", "list_targets").text


def test_which_body_leads_is_told_whoever_is_named_as_the_source() -> None:
    told = say("theo báo chí thì cơ quan nào đứng đầu phổ cập hồ sơ sức khỏe điện tử", "source", ("lead", 0.3), sure=0.7)
    assert "Bộ Y tế" in told.text


def test_a_greeting_of_officers_is_only_greeted() -> None:
    assert say("em chào cô chú cán bộ một cửa ạ", "greet", sure=0.5).outcomes == ["small_talk"]


def test_tasks_are_chosen_by_all_words_said_of_them() -> None:
    told = say("nhiệm vụ nào đụng tới dữ liệu, cơ sở dữ liệu", "list_tasks")
    assert told.text.count("•") == 3
    assert say("nhiệm vụ nào về cơ sở dữ liệu", "list_tasks").text.count("•") == 2


def test_the_exempt_are_told_though_the_figure_claimed_is_right() -> None:
    assert "miễn" in say("bộ quốc phòng cũng phải mở dữ liệu 50% đúng không", "verify_claim").text


@pytest.mark.parametrize(
    ("message", "intent", "told"),
    [
        ("vụ sổ sức khỏe kêu ai làm", "lead", "Bộ Y tế"),
        ("kế hoạch gọi ai là người chủ trì cáp quang", "lead", "Bộ Thông tin"),
        ("tốt nhất cho tôi biết bộ nào chủ trì cáp quang", "lead", "Bộ Thông tin"),
        ("sàn chứng khoán có tính vào thương mại điện tử không", "scope", "bán lẻ"),
        ("bán hàng qua mạng bao nhiêu tiền trong 100 đồng bán lẻ", "target_value", "7%"),
        ("mở tài khoản ngân hàng để vay vốn thì chỉ tiêu bao nhiêu phần trăm", "target_value", "65-70%"),
    ],
)
def test_words_of_prices_rankings_and_calls_do_not_hide_what_is_asked(message: str, intent: str, told: str) -> None:
    assert told in say(message, intent).text


@pytest.mark.parametrize("message", ["bộ trưởng Bộ Y tế hồi tháng 3/2022 tên là gì", "bo truong cong an ten gi vay", "who is the minister of health"])
def test_the_name_of_a_minister_is_not_known(message: str) -> None:
    told = say(message, "reverse_lookup", sure=0.5)
    assert told.outcomes == ["out_of_plan"] and "15/3" not in told.text


def test_the_minister_who_leads_a_task_is_told_as_before() -> None:
    assert "Bộ Y tế" in say("hồ sơ sức khỏe điện tử do bộ trưởng nào chủ trì, tên bộ là gì", "lead").texts[0]


@pytest.mark.parametrize("message", ["50% hay 100% vậy", "75% hay là 85% dạ"])
def test_a_choice_between_figures_of_nothing_is_asked_back(message: str) -> None:
    assert say(message, "reverse_lookup").outcomes == ["ask_back"]


def test_a_choice_between_figures_is_of_what_is_talked_about() -> None:
    memory = Memory()
    say("hợp đồng điện tử thì mục tiêu sao", "target_value", memory=memory)
    told = say("50% hay 100% vậy", "reverse_lookup", memory=memory)
    assert "50% doanh nghiệp sử dụng hợp đồng" in told.text and "báo cáo" not in told.text


def test_what_two_figures_belong_to_is_told_of_both() -> None:
    told = say("7% với 90% là của cái gì", "reverse_lookup").text
    assert "thương mại điện tử" in told and "Hồ sơ sức khỏe" in told


def test_a_wrong_day_of_the_decision_is_corrected() -> None:
    told = say("kế hoạch ban hành từ tháng 12 năm 2021 mà", "issue_date")
    assert told.outcomes == ["answered"] and "15/3/2022" in told.texts[0]


def test_the_name_of_a_task_called_in_other_words_is_told() -> None:
    told = say("trong kế hoạch có mục thành phố thông minh, tên đúng của mục đó là gì", "document_title")
    assert "Quy hoạch đô thị thông minh" in told.texts[0]


def test_all_ministers_who_lead_are_told() -> None:
    told = say("điểm tên các bộ trưởng chủ trì nhiệm vụ", "count")
    assert all(body in told.text for body in ("Bộ Y tế", "Bộ Công an", "Bộ Giáo dục và Đào tạo"))


def test_the_ministers_that_the_press_names_are_told() -> None:
    told = say("báo nêu tên bốn bộ trưởng được giao chủ trì, là bốn bộ nào", "count").text
    assert all(body in told for body in ("Bộ Y tế", "Bộ Công an", "Bộ Giáo dục và Đào tạo", "Bộ Thông tin và Truyền thông"))


def test_which_of_two_kinds_of_boards_are_more_is_told_by_their_numbers() -> None:
    told = say("ban chỉ đạo của các bộ ngành với của các tỉnh, bên nào nhiều hơn và mỗi bên bao nhiêu", "compare").text
    assert "30" in told and "63" in told


def test_by_when_at_the_latest_is_no_procedure_after_what_is_due() -> None:
    memory = Memory()
    say("ban chỉ đạo phải làm kế hoạch riêng khi nào", "deadline", memory=memory)
    assert "quý I" in say("muộn nhất là lúc nào nộp vậy", "procedure", memory=memory).texts[0]


@pytest.mark.parametrize("message", ["tỉnh nào đứng đầu bảng xếp hạng chuyển đổi số cả nước", "tỉnh nào dẫn đầu xếp hạng chuyển đổi số"])
def test_the_head_of_a_ranking_leads_no_task(message: str) -> None:
    assert say(message, "list_tasks").outcomes == ["out_of_plan"]


def test_the_ministries_that_lead_are_told_by_name() -> None:
    told = say("cho tên các bộ có bộ trưởng được nêu là chủ trì nhiệm vụ", "composition").text
    assert all(body in told for body in ("Bộ Y tế", "Bộ Công an", "Bộ Giáo dục và Đào tạo"))


def test_how_many_provinces_there_are_now_is_no_question_about_persons() -> None:
    assert "34" in say("hiện giờ nước mình còn bao nhiêu tỉnh", "office_holder_today", ("current_status", 0.1), sure=0.8).text


def test_two_teams_that_may_be_one_are_told_apart() -> None:
    told = say("tổ công tác giúp việc và tổ công nghệ số cộng đồng có phải một tổ không", "composition", sure=0.6).text
    assert "đôn đốc" in told and "nền tảng số" in told


def test_a_figure_of_another_years_programme_is_not_known() -> None:
    programme = next(f"{the_plan().id}/{owner.id}/{fact.id}" for owner, fact in facts_of(the_plan()) if "749" in fact.text and not fact.asks)
    told = say("2025 kinh tế số đóng góp mấy phần gdp theo chương trình quốc gia", "legal_basis", sure=0.7, facts=[(programme, 0.97)])
    assert told.outcomes == ["out_of_plan"]


@pytest.mark.parametrize("message", ["ông bộ trưởng ký kế hoạch 2022 tên là gì", "quyết định này do bộ trưởng nào ký, họ tên là gì"])
def test_who_signed_is_told_although_a_minister_is_asked_for(message: str) -> None:
    assert "Phạm Minh Chính" in say(message, "signer").text


def test_the_deputies_are_told_and_not_the_chair_whose_title_stands_in_theirs() -> None:
    committee = next(f"{the_plan().id}/{owner.id}" for owner, fact in facts_of(the_plan()) if "chair" in fact.asks)
    told = say("phó chủ tịch ủy ban là ai", "chair", facts=[(f"{committee}/thanh-phan", 0.6), (f"{committee}/chu-tich", 0.35)])
    assert "Phó Thủ tướng" in told.text


def test_the_number_of_the_plan_is_told_although_the_programme_is_named() -> None:
    number = the_plan().decision.number
    document = next(f"{the_plan().id}/{owner.id}" for owner, fact in facts_of(the_plan()) if "document_number" in fact.asks and number in fact.text)
    told = say(
        "kế hoạch năm 2022 về chương trình chuyển đổi số quốc gia ban hành số mấy",
        "document_number",
        facts=[(f"{document}/so-hieu", 0.8), (f"{document}/chuong-trinh-749", 0.15)],
    )
    assert number in told.texts[0]


@pytest.mark.parametrize("message", ["nếu các bộ chậm nhiệm vụ thì ai chịu trách nhiệm", "thời điểm các bộ phụ trách nhiệm vụ phải báo cáo"])
def test_what_only_reads_like_asking_for_names_lists_no_leaders(message: str) -> None:
    assert "Bộ Y tế" not in say(message, "deadline", sure=0.9).text


def test_a_figure_that_lies_in_a_range_with_another_is_told_once() -> None:
    assert say("65% với 70% là của cái gì", "reverse_lookup").text.count("tài khoản") == 1
