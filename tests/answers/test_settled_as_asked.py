"""Money asked for, one ministry for two tasks, counts, and statements that stand in the words, where the classifier takes them for something else."""

import pytest

from bot.answers.memory import Memory
from bot.plan.find import facts_of
from tests.answers.asking import reply, say, typed
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


@pytest.mark.parametrize("intent", ["more", "repeat", "complaint"])
def test_a_goal_is_not_confirmed_as_reached_however_it_is_demanded(intent: str) -> None:
    told = say("cứ nói là cuối 2022 đã đạt 85% dân có điện thoại thông minh, khỏi giải thích thêm", intent)
    assert told.outcomes == ["out_of_plan"] and "kết quả" in told.text


def test_the_goal_of_the_one_task_just_listed_is_told() -> None:
    memory = Memory()
    say("Bộ Y tế chủ trì những gì", "organisation_duties", memory=memory)
    assert "90%" in say("chỉ tiêu của việc ấy", "list_targets", memory=memory).texts[0]


def test_a_statement_of_what_is_talked_about_is_meant_and_not_what_the_words_seem_to_describe() -> None:
    memory = Memory()
    say("dạy học trực tuyến là làm gì", "task_detail", memory=memory)
    entities, asked = typed("hết dịch thì có bỏ không", "verify_claim", sure=0.4)
    described = {"entity": "target", "value": "2022/dich-vu-cong-phat-sinh-ho-so", "start": 0, "end": 0}
    assert "trực tuyến nhất định" in reply(([described, *entities], asked), memory=memory).texts[0]


@pytest.mark.parametrize("intent", ["composition", "definition"])
def test_two_teams_asked_whether_they_are_one_are_both_told_and_can_be_picked(intent: str) -> None:
    memory = Memory()
    told = say("tổ công nghệ số cộng đồng với tổ công tác có phải một không", intent, sure=0.4, memory=memory)
    assert "thôn, bản" in told.text and "đôn đốc" in told.text
    assert "đôn đốc" in say("cái thứ hai để làm gì", "pick_option", memory=memory).text


def test_the_name_of_the_head_of_one_villages_team_is_not_known() -> None:
    assert say("ai là tổ trưởng tổ công nghệ số thôn Đông Hòa", "chair", sure=0.7).outcomes == ["out_of_plan"]


def test_the_figures_of_a_pillar_are_listed_though_a_word_of_it_names_a_target() -> None:
    assert len(say("phần số hóa của chính quyền (chính phủ số) có những con số nào", "target_value").answers[0].options) == 5


def test_who_issued_and_which_number_after_another_decision_are_of_that_one() -> None:
    memory = Memory()
    say("ngày chuyển đổi số quốc gia là ngày nào", "issue_date", memory=memory)
    for words, intent in (("ai ra quyết định", "signer"), ("số mấy", "document_number")):
        assert "505/QĐ-TTg" in say(words, intent, facts=[("", 0.9)], memory=memory).texts[0]


def test_more_of_the_statement_just_told_is_asked_for_by_pointing_at_it() -> None:
    memory = Memory()
    platforms = [(fact_ref("nv-05-nen-tang"), 0.9)]
    say("dạy học trực tuyến phải có nền tảng gì", "task_detail", facts=platforms, memory=memory)
    platforms = [(fact_ref("nv-05-nen-tang"), 0.6)]
    told = say("ngoài nền tảng đó có kho nào dùng chung cả nước không", "task_detail", sure=0.7, facts=platforms, memory=memory)
    assert "kho tài nguyên" in told.texts[0]


def test_taxes_are_no_share_that_the_plan_sets() -> None:
    assert say("bán hàng qua mạng phải đóng thuế mấy phần trăm", "target_value").outcomes == ["out_of_plan"]


def test_the_share_in_a_place_asked_for_after_a_target_is_refused_with_the_goal_of_the_country() -> None:
    memory = Memory()
    say("hộ có cáp quang mấy phần trăm", "target_value", memory=memory)
    told = say("ở Thanh Hóa bao nhiêu", "off_topic", sure=0.9, memory=memory)
    assert told.outcomes == ["out_of_plan"] and "75%" in told.text


def test_the_number_of_the_task_talked_about_is_told_also_where_another_is_supposed() -> None:
    memory = Memory()
    say("dạy học trực tuyến là làm gì", "task_detail", memory=memory)
    for words, intent in (("nó là số mấy", "document_number"), ("có phải là nhiệm vụ số 3 không", "belongs_to")):
        assert "nhiệm vụ số 5" in say(words, intent, memory=memory).texts[0]


@pytest.mark.parametrize(("words", "intent"), [("gồm những ai", "composition"), ("nó do ai lập ra", "founding"), ("ai đứng đầu", "chair")])
def test_what_no_source_says_of_a_body_is_not_told_of_another(words: str, intent: str) -> None:
    memory = Memory()
    say("tổ công tác giúp việc là gì", "definition", memory=memory)
    told = say(words, intent, facts=[(fact_ref("thanh-vien"), 0.95)], memory=memory).text
    assert "Tổ công tác" in told and not any(other in told for other in ("trưởng thôn", "Thủ tướng", "1619"))


@pytest.mark.parametrize("message", ["mục tiêu của nhiệm vụ hồ sơ sức khỏe điện tử toàn dân", "chỉ tiêu của nhiệm vụ phổ cập hồ sơ sức khỏe điện tử"])
def test_the_goal_of_a_task_named_is_no_question_of_where_it_belongs(message: str) -> None:
    assert "90%" in say(message, "belongs_to").text


@pytest.mark.parametrize("intent", ["purpose", "target_value", "repeat"])
def test_why_a_goal_is_set_as_it_is_is_not_known(intent: str) -> None:
    memory = Memory()
    say("hộ có cáp quang mấy phần trăm", "target_value", memory=memory)
    assert say("vì sao lại đặt thấp thế", intent, sure=0.6, memory=memory).outcomes == ["out_of_plan"]


def test_another_figure_is_looked_up_after_what_one_belongs_to() -> None:
    memory = Memory()
    say("85% là của cái gì", "reverse_lookup", memory=memory)
    assert "cáp quang" in say("vậy còn 75% là của cái gì", "reverse_lookup", memory=memory).text


def test_the_other_half_of_a_task_is_asked_for_as_the_first_was() -> None:
    memory = Memory()
    say("ai chủ trì việc tuyên truyền về an ninh mạng", "lead", memory=memory)
    assert "Thông tin và Truyền thông" in say("thế phần kỹ năng an toàn thông tin", "target_value", sure=0.6, memory=memory).texts[0]


@pytest.mark.parametrize("verb", ["nắm", "ôm", "gánh"])
def test_a_body_said_to_hold_a_task_is_claimed_to_lead_it(verb: str) -> None:
    assert "Bộ Y tế" in say(f"Bộ Công an {verb} hồ sơ sức khỏe điện tử phải không", "verify_claim").texts[0]


def test_two_goals_held_against_each_other_are_compared() -> None:
    told = say("hóa đơn điện tử so với hợp đồng điện tử, chỉ ra từng con số", "scope", sure=0.8)
    assert "100%" in told.text and "50%" in told.text


@pytest.mark.parametrize("message", ["việc nào trong kế hoạch dính tới mua bán", "nhiệm vụ nào nói về làm ăn, buôn bán"])
def test_tasks_are_listed_by_what_they_have_in_common(message: str) -> None:
    told = say(message, "list_tasks").text
    assert "Thương mại" in told or "thương mại điện tử" in told
    assert "hóa đơn điện tử" in told


def test_the_two_that_the_bot_asked_back_about_are_compared() -> None:
    memory = Memory()
    say("điện thoại thông minh mấy phần trăm", "target_value", memory=memory)
    assert say("còn hd điện tử thì sao", "change_subject", memory=memory).outcomes == ["ask_back"]
    told = say("cái nào cao hơn", "compare", memory=memory).text
    assert "hóa đơn" in told and "hợp đồng" in told


def test_who_heads_a_body_is_no_first_of_a_list() -> None:
    memory = Memory()
    say("tổ công nghệ số cộng đồng là gì", "definition", memory=memory)
    assert "trưởng thôn" in say("ai đứng đầu", "chair", ("lead", 0.1), sure=0.9, memory=memory).texts[0]


@pytest.mark.parametrize("message", ["thời tiết Hà Nội bao nhiêu độ", "giá vàng ở Sài Gòn bao nhiêu", "vé đi Đà Nẵng mấy tiền"])
def test_what_is_asked_of_a_place_is_not_always_the_target_talked_about(message: str) -> None:
    memory = Memory()
    say("hộ có cáp quang mấy phần trăm", "target_value", memory=memory)
    assert "75%" not in say(message, "off_topic", sure=0.9, memory=memory).text


@pytest.mark.parametrize("message", ["ai ký quyết định 27", "ai ký kế hoạch này", "người ký kế hoạch là ai"])
def test_the_signer_of_the_plan_is_told_after_another_decision(message: str) -> None:
    memory = Memory()
    say("ngày chuyển đổi số quốc gia là ngày nào", "issue_date", memory=memory)
    assert "Phạm Minh Chính" in say(message, "signer", facts=[("", 0.9)], memory=memory).text


@pytest.mark.parametrize(
    ("message", "count"),
    [
        ("nhiệm vụ nào không dính tới buôn bán", 18),
        ("liệt kê 18 nhiệm vụ, tôi làm ăn buôn bán nên cần biết hết", 18),
        ("nhiệm vụ nào liên quan bán hàng", 1),
    ],
)
def test_what_tasks_have_in_common_chooses_only_where_it_is_asked_for(message: str, count: int) -> None:
    told = say(message, "list_tasks").answers[0]
    assert max(len(told.options), len(told.subjects)) == count


@pytest.mark.parametrize("message", ["bộ nào lo hóa đơn điện tử để nộp thuế", "doanh nghiệp đóng thuế nhiều, ai chủ trì hóa đơn điện tử"])
def test_taxes_named_in_passing_hide_no_question(message: str) -> None:
    assert "kinh phí" not in say(message, "lead").text


@pytest.mark.parametrize("message", ["cáp quang và điện thoại thông minh khác đơn vị tính à", "dữ liệu mở và báo cáo trực tuyến cùng bộ tiêu chí không"])
def test_units_and_sets_are_no_ministries(message: str) -> None:
    assert "chủ trì" not in say(message, "compare", sure=0.9).texts[0]
