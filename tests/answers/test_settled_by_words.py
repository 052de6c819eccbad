"""What a question means by the words around what it names, whatever the classifier takes it for."""

from __future__ import annotations

import pytest

from bot.answers.memory import Memory
from bot.plan.find import facts_of
from tests.answers.asking import reply, say, typed
from tests.support import the_plan


def test_what_only_turns_to_another_target_keeps_the_ask() -> None:
    memory = Memory()
    say("điện thoại thông minh mấy phần trăm", "target_value", memory=memory)
    assert "75%" in say("vậy còn cáp quang từng nhà", "task_detail", sure=0.6, memory=memory).texts[0]


def test_a_bare_word_for_goals_asks_back_and_more_than_that_lists_them() -> None:
    assert say("chỉ tiêu", "list_targets").outcomes == ["ask_back"]
    assert "85%" in say("kể các chỉ tiêu", "list_targets").text


def test_no_result_is_known_of_either_reading() -> None:
    assert say("hồ sơ điện tử rốt cuộc đạt mấy phần trăm", "achieved_result").outcomes == ["out_of_plan"]


def test_who_coordinates_besides_the_one_who_is_known_to_lead() -> None:
    memory = Memory()
    use = next(f"{the_plan().id}/{owner.id}/{fact.id}" for owner, fact in facts_of(the_plan()) if "N4" in fact.rows and "definition" in fact.asks)
    say("phổ cập hồ sơ sức khỏe điện tử là sao", "definition", facts=[(use, 0.95)], memory=memory)
    assert "Bộ Thông tin và Truyền thông" in say("ngoài Bộ Y tế thì bộ nào phụ vào", "coordinators", memory=memory).texts[0]


@pytest.mark.parametrize("intent", ["document_number", "issue_date", "signer"])
def test_the_number_day_and_signer_of_a_provinces_own_plan_are_not_known(intent: str) -> None:
    assert say("Cần Thơ ban hành kế hoạch số mấy", intent).outcomes == ["out_of_plan"]


def test_a_day_claimed_for_ones_own_district_is_held_against_that_of_districts() -> None:
    told = say("huyện tôi cũng số hóa hồ sơ từ 1/6 phải không", "verify_claim").text
    assert "1/12/2022" in told and "1/6/2022" not in told


def test_where_one_lives_between_hills_is_no_limit_to_the_question() -> None:
    told = say("nhà tui tuốt trong khe núi Hương Khê, kế hoạch đòi mấy phần trăm hộ có cáp quang", "target_value")
    assert told.outcomes == ["answered"] and "75%" in told.texts[0]


def test_a_bound_in_the_question_finds_the_goal_that_states_it_and_for_goals_all_above() -> None:
    told = say("trên 90% người dân phải có cái gì", "reverse_lookup").text
    assert "Hồ sơ sức khỏe" in told and "100%" not in told
    assert "100%" in say("mục tiêu nào trên 90%", "reverse_lookup").text


def test_of_a_desk_both_days_are_told() -> None:
    told = say("hai mốc số hóa ở bộ phận một cửa là ngày nào", "deadline").text
    assert "1/6/2022" in told and "1/12/2022" in told


def test_how_many_percent_is_asked_of_a_goal_whatever_papers_are_named() -> None:
    assert "50%" in say("giấy tờ ký kết chuyển sang hợp đồng điện tử thì đòi mấy % doanh nghiệp", "procedure", ("target_value", 0.2), sure=0.6).texts[0]


def test_who_bears_a_part_of_a_task_is_told_though_a_fact_of_it_is_near() -> None:
    near = next(f"{the_plan().id}/{owner.id}/{fact.id}" for owner, fact in facts_of(the_plan()) if "N5" in fact.rows and "purpose" in fact.asks)
    assert "Bộ Giáo dục" in say("kho học liệu số là việc của bộ nào", "lead", sure=0.35, facts=[(near, 0.99)]).texts[0]


def test_for_whom_a_part_of_a_task_is_done_is_told_where_the_words_say_that() -> None:
    near = next(f"{the_plan().id}/{owner.id}/{fact.id}" for owner, fact in facts_of(the_plan()) if "N3" in fact.rows and "scope" in fact.asks)
    told = say("công an tuyên truyền về an ninh mạng là nói cho những ai nghe, cán bộ thôi hay cả ai nữa", "coordinators", sure=0.3, facts=[(near, 0.99)])
    assert "đảng viên" in told.texts[0]


def test_what_each_task_states_is_no_list_of_the_tasks() -> None:
    stated = next(f"{the_plan().id}/{owner.id}/{fact.id}" for owner, fact in facts_of(the_plan()) if "P4" in fact.rows and "coordinators" in fact.asks)
    told = say("mỗi nhiệm vụ trọng tâm kế hoạch ghi những gì", "list_tasks", facts=[(stated, 0.98)])
    assert "người chủ trì, cơ quan phối hợp" in told.texts[0]


def test_that_task_is_asked_back_where_none_was_named() -> None:
    assert say("nhiệm vụ kia mục tiêu là gì", "list_tasks").outcomes == ["ask_back"]


def test_whose_a_task_is_said_to_be_is_corrected_and_what_is_said_to_be_done_with_it_is_not_confirmed() -> None:
    for claimed in ("điều phối nền tảng số là phần Bộ Công an, chắc chưa", "điều phối nền tảng số là Bộ Công an làm đúng không"):
        assert say(claimed, "verify_claim", ("target_value", 0.04)).texts[0].startswith("Không phải Bộ Công an")
    assert not say("bỏ luôn dạy học trực tuyến, Bộ Giáo dục làm vậy đúng chưa", "verify_claim", ("current_status", 0.02)).texts[0].startswith("Đúng")


@pytest.mark.parametrize(
    ("message", "intent"),
    [
        ("còn kinh phí kéo cáp quang", "budget"),
        ("còn thủ tục đăng ký hóa đơn điện tử", "procedure"),
        ("còn kết quả cáp quang thực tế", "achieved_result"),
    ],
)
def test_what_the_plan_does_not_hold_stays_refused_in_a_follow_up(message: str, intent: str) -> None:
    memory = Memory()
    say("điện thoại thông minh mấy phần trăm", "target_value", memory=memory)
    assert say(message, intent, sure=0.7, memory=memory).outcomes == ["out_of_plan"]


@pytest.mark.parametrize("message", ["vay mua điện thoại thông minh lãi mấy phần trăm", "lắp cáp quang được giảm bao nhiêu phần trăm"])
def test_other_percents_beside_a_goal_stay_refused(message: str) -> None:
    assert say(message, "procedure", ("target_value", 0.05), sure=0.7).outcomes == ["out_of_plan"]


def test_a_figure_claimed_in_a_follow_up_is_held_against_the_goal() -> None:
    memory = Memory()
    say("điện thoại thông minh mấy phần trăm", "target_value", memory=memory)
    assert say("còn hóa đơn điện tử 50% theo tôi nhớ", "verify_claim", sure=0.7, memory=memory).texts[0].startswith("Không")


@pytest.mark.parametrize("message", ["hồ sơ sức khỏe điện tử Bộ Y tế làm xong rồi đúng không", "hồ sơ sức khỏe điện tử Bộ Y tế lo tiền hết đúng không"])
def test_who_leads_is_no_confirmation_of_what_else_is_claimed(message: str) -> None:
    assert not say(message, "verify_claim", ("current_status", 0.02)).texts[0].startswith("Đúng")


@pytest.mark.parametrize("message", ["quê nhà em trong Nghệ An mấy phần trăm hộ có cáp quang", "nhà mình bên Hà Nội được bao nhiêu phần trăm hộ có cáp quang"])
def test_ones_own_province_is_still_a_place_that_is_asked_about(message: str) -> None:
    assert say(message, "target_value").outcomes == ["out_of_plan"]


def test_a_bound_beside_a_list_just_told_is_looked_for_in_that_list() -> None:
    memory = Memory()
    say("hạ tầng số có những chỉ tiêu nào", "list_targets", memory=memory)
    told = say("trong đó cái nào trên 90%", "reverse_lookup", memory=memory).text
    assert "thôn, bản" in told and "Hồ sơ sức khỏe" not in told


@pytest.mark.parametrize("message", ["kể nhiệm vụ do thủ tướng giao", "những nhiệm vụ này gồm gì"])
def test_tasks_that_are_meant_as_a_whole_are_listed(message: str) -> None:
    assert "18" in say(message, "list_tasks").text


def test_the_day_of_a_named_level_is_told_whatever_follows_it() -> None:
    told = say("số hóa hồ sơ cấp huyện phần này từ ngày nào", "deadline").text
    assert "1/12/2022" in told and "1/6/2022" not in told


def test_the_number_of_ones_own_provinces_plan_is_not_known() -> None:
    assert say("tỉnh tôi ban hành kế hoạch số mấy", "document_number").outcomes == ["out_of_plan"]


@pytest.mark.parametrize(
    ("message", "intent"),
    [
        ("thành viên tổ công nghệ số cộng đồng được phụ cấp bao nhiêu", "composition"),
        ("bộ nào chậm làm hồ sơ sức khỏe điện tử thì bị kỷ luật ra sao", "target_value"),
        ("how much money was spent on open data", "target_value"),
    ],
)
def test_pay_fines_and_costs_are_not_known(message: str, intent: str) -> None:
    assert say(message, intent, sure=0.6).outcomes == ["out_of_plan"]


@pytest.mark.parametrize("intent", ["target_value", "verify_claim", "count"])
def test_how_many_a_share_makes_is_not_stated(intent: str) -> None:
    told = say("75% hộ có cáp quang là mấy triệu hộ", intent)
    assert told.outcomes == ["not_stated"] and "ít nhất 75%" in told.text


def test_why_a_goal_is_low_is_not_stated() -> None:
    memory = Memory()
    say("định danh điện tử mấy phần trăm", "target_value", memory=memory)
    assert say("sao thấp vậy, lý do gì", "purpose", memory=memory).outcomes == ["not_stated"]


def test_wishing_health_asks_nothing_of_the_health_record() -> None:
    assert say("cảm ơn bạn, chúc sức khỏe", "change_subject", sure=0.6).outcomes == ["small_talk"]


def test_a_year_named_as_the_end_of_the_plans_is_no_other_year() -> None:
    told = say("trước khi sang 2023 phải có bao nhiêu phần trăm dân dùng điện thoại thông minh", "target_value")
    assert told.outcomes == ["answered"] and "85%" in told.texts[0]
    assert say("điện thoại thông minh năm 2023 mấy phần trăm", "target_value").outcomes == ["out_of_plan"]


def test_ages_are_no_numbers_of_tasks() -> None:
    assert "65-70%" in say("tài khoản ngân hàng cho người từ 15 trở lên là mấy phần trăm", "target_value").texts[0]


def test_goals_about_a_matter_of_which_there_is_none_are_not_all_goals() -> None:
    assert say("kế hoạch có chỉ tiêu nào về trồng rừng không", "list_targets").outcomes == ["out_of_plan"]
    assert "85%" in say("kế hoạch có chỉ tiêu nào cho người dân không", "list_targets").text


def test_that_only_one_goal_has_a_figure_is_answered_with_all_that_have_it() -> None:
    told = say("chỉ có mỗi hợp đồng điện tử là 50% thôi phải không", "verify_claim").text
    assert "báo cáo" in told and "dữ liệu mở" in told


def test_goals_below_a_level_are_listed() -> None:
    told = say("cho xin các chỉ tiêu dưới mức 50%", "list_targets").text
    assert "7%" in told and "50%" not in told.replace("dưới 50%", "")


def test_the_full_name_of_a_task_is_told_and_not_that_of_the_plan() -> None:
    assert "Thúc đẩy toàn diện tất cả các phương thức thanh toán số" in say("nhiệm vụ thanh toán số tên đầy đủ là gì", "document_title").texts[0]


def test_who_coordinates_two_tasks_is_no_comparison_of_figures() -> None:
    told = say("hồ sơ sức khỏe điện tử với danh tính điện tử bộ phối hợp có giống nhau không", "compare")
    assert "Phối hợp" in told.texts[0] and "%" not in told.texts[0]


def test_after_the_day_of_one_level_another_level_is_asked_for_its_day() -> None:
    memory = Memory()
    say("từ 1/12/2022 cấp nào phải số hóa hồ sơ", "reverse_lookup", memory=memory)
    assert "1/6/2022" in say("còn tỉnh?", "change_subject", memory=memory).texts[0]


def test_whether_two_levels_have_the_same_day_is_answered_with_both() -> None:
    memory = Memory()
    say("số hóa hồ sơ một cửa bao nhiêu phần trăm", "target_value", memory=memory)
    told = say("huyện với tỉnh làm cùng ngày luôn ha", "coordinators", sure=0.6, memory=memory).text
    assert "1/6/2022" in told and "1/12/2022" in told


@pytest.mark.parametrize("message", ["vụ này người ta đặt ra con số nào", "tổ đó gồm những ai", "chuyện đó ai lo"])
def test_what_points_to_nothing_is_asked_back(message: str) -> None:
    assert say(message, "list_targets").outcomes == ["ask_back"]


def test_who_alone_after_a_goal_asks_who_leads() -> None:
    memory = Memory()
    say("điện thoại thông minh mấy phần trăm", "target_value", memory=memory)
    assert "Bộ Thông tin và Truyền thông" in say("ai vậy?", "monitoring", memory=memory).texts[0]


def test_a_list_of_goals_told_one_by_one_means_a_name_of_two_things_by_the_one_not_named() -> None:
    assert "65-70%" in say("điện thoại, tài khoản, định danh điện tử, hồ sơ sức khỏe mỗi cái mấy phần trăm", "target_value").text


def test_where_is_not_the_first_of_a_list() -> None:
    memory = Memory()
    say("bộ nào chủ trì chuyển đổi số doanh nghiệp nhỏ và vừa", "lead", memory=memory)
    assert "Bộ Tài chính" in say("bộ đó nay nhập vô đâu", "current_status", memory=memory).texts[0]


def test_the_deputies_of_the_chair_are_not_the_chair() -> None:
    assert "Phó Thủ tướng" in say("phó chủ tịch của ủy ban quốc gia về chuyển đổi số là những ai", "chair").texts[0]


def test_a_count_of_a_later_year_is_told_where_it_is_stated() -> None:
    counted = next(f"{the_plan().id}/{owner.id}/{fact.id}" for owner, fact in facts_of(the_plan()) if "C8" in fact.rows)
    told = say("tháng 9/2023 cả nước đếm được bao nhiêu tổ công nghệ số cộng đồng, nhắc lại con số", "count", facts=[(counted, 0.99)])
    assert "76.905" in told.texts[0]


def test_who_leads_a_part_is_told_by_what_it_is_for() -> None:
    scope = next(f"{the_plan().id}/{owner.id}/{fact.id}" for owner, fact in facts_of(the_plan()) if fact.id == "nv-03-tuyen-truyen-cho-ai")
    told = say("khoản tuyên truyền cho đảng viên thì ai lo", "lead", sure=0.6, facts=[(scope, 0.95)])
    assert told.texts[0].startswith("Bộ trưởng Bộ Công an")


def test_an_exemption_whose_words_stand_in_a_claim_goes_before_the_figure() -> None:
    exempt = next(f"{the_plan().id}/{owner.id}/{fact.id}" for owner, fact in facts_of(the_plan()) if fact.id == "mien-tru")
    told = say("dữ liệu quốc phòng cũng phải mở mới đủ chỉ tiêu dữ liệu mở", "target_value", sure=0.64, facts=[(exempt, 0.99)])
    assert "được miễn" in told.texts[0]


def test_a_technology_that_no_goal_is_about_is_not_answered_with_the_tasks() -> None:
    assert say("kế hoạch có chỉ tiêu gì về tiền ảo không", "task_detail", sure=0.9).outcomes == ["out_of_plan"]


@pytest.mark.parametrize(
    ("message", "figure"),
    [
        ("chính phủ cấp sổ sức khỏe điện tử cho bao nhiêu phần trăm người dân", "90%"),
        ("phủ cáp quang tới hộ gia đình bao nhiêu phần trăm", "75%"),
        ("thôn bản chưa có thiết bị phát sóng thì phủ băng rộng di động bao nhiêu phần trăm", "100%"),
        ("cho hỏi bao nhiêu tỷ lệ người dân có điện thoại thông minh", "85%"),
        ("bao nhieu ty le doanh nghiep dung hop dong dien tu", "50%"),
        ("hợp đồng điện tử còn mấy vấn đề, chỉ tiêu là bao nhiêu", "50%"),
        ("điện thoại thông minh giá mấy triệu, chỉ tiêu bao nhiêu phần trăm", "85%"),
        ("doanh nghiep tham gia bao nhieu phan tram vao hop dong dien tu", "50%"),
        ("chỉ tiêu tài khoản ở ngân hàng nào cũng tính, bao nhiêu phần trăm", "65-70%"),
        ("chi tieu tai khoan o ngan hang nao cung tinh, bao nhieu phan tram", "65-70%"),
    ],
)
def test_words_that_read_like_pay_fines_brands_or_thousands_are_heard_as_what_they_are(message: str, figure: str) -> None:
    told = say(message, "target_value")
    assert told.outcomes == ["answered"] and figure in told.texts[0]


@pytest.mark.parametrize("message", ["chức năng tổ công nghệ số cộng đồng", "tổ công nghệ số cộng đồng tổ chức thế nào"])
def test_an_office_is_no_wish(message: str) -> None:
    assert say(message, "task_detail").outcomes == ["answered"]


def test_a_wrong_figure_is_corrected_whatever_is_said_beside_it() -> None:
    for message, figure in (("cáp quang có mỗi 50% thôi à", "ít nhất 75%"), ("tài khoản ngân hàng chỉ tiêu 80% sao cao vậy", "65-70%")):
        told = say(message, "verify_claim")
        assert told.outcomes == ["answered"] and told.answers[0].response == "utter_claim_wrong" and figure in told.texts[0]


def test_a_later_year_asked_for_beside_the_end_of_the_plans_is_refused() -> None:
    assert say("cáp quang trước năm 2023, rồi năm 2023 bao nhiêu phần trăm", "target_value").outcomes == ["out_of_plan"]


@pytest.mark.parametrize("message", ["có chỉ tiêu nào về internet không", "có chỉ tiêu nào về kinh tế không", "có mục tiêu nào cho chính quyền không"])
def test_goals_about_what_the_plan_speaks_of_are_not_denied(message: str) -> None:
    assert say(message, "list_targets").outcomes == ["answered"]


@pytest.mark.parametrize("words", ["mức độ đặt mấy phần trăm", "dịch vụ này đặt mấy phần trăm", "ghi lên bản đồ mấy phần trăm", "là nhiệm vụ do ai"])
def test_words_that_read_like_that_one_do_not_point_back(words: str) -> None:
    memory = Memory()
    say("hóa đơn điện tử mấy phần trăm", "target_value", memory=memory)
    entities, asked = typed(f"nhà nào cũng kéo dây, {words}", "target_value")
    assert "75%" in reply(([{"entity": "target", "value": "2022/cap-quang", "start": 0, "end": 0}, *entities], asked), memory=memory).texts[0]


def test_who_alone_after_a_document_does_not_ask_who_leads_a_task() -> None:
    memory = Memory()
    say("Quyết định 27 ban hành ngày nào", "issue_date", memory=memory)
    assert "18 nhiệm vụ" not in say("ai?", "signer", memory=memory).text
