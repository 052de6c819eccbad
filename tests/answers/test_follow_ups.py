"""What a follow-up points to: levels, bodies, neighbours in a list, the fact just told; and facts chosen by their ranking."""

import pytest

from bot.answers.memory import Memory
from bot.plan.find import Subject, facts_of
from tests.answers.asking import ask, named, reply, say, subjects, typed
from tests.support import library, the_plan


def subject(row: str, kind: str) -> Subject:
    return next(found for found in subjects(library()) if row in found.entry.rows and found.plan is the_plan() and found.kind == kind)


DIGITISED = named(subject("T6", "target"))
SME_TASK = named(subject("N6", "task"))
ONLINE_TEACHING = named(subject("N5", "task"))
HEALTH_TASK, HEALTH = named(subject("N4", "task")), named(subject("T15", "target"))
TEAMS, WORKING_GROUP = named(subject("C5", "topic")), named(subject("P8", "topic"))


def fact(row: str, *, asked: str) -> str:
    """The ref of the fact with *row* that answers *asked*."""
    return next(f"{the_plan().id}/{owner.id}/{found.id}" for owner, found in facts_of(the_plan()) if row in found.rows and asked in found.asks)


def test_another_level_of_administration_is_asked_in_the_same_words() -> None:
    memory = Memory()
    assert "1/12/2022" in ask("deadline", DIGITISED, ("level", "district"), memory=memory).text
    corrected = ask("change_subject", ("level", "province"), words="co", memory=memory).text
    assert "1/6/2022" in corrected
    assert "1/12/2022" not in corrected


def test_a_level_that_is_put_aside_gives_way_to_the_other_one() -> None:
    memory = Memory()
    ask("deadline", DIGITISED, ("level", "district"), memory=memory)
    corrected = ask("verify_claim", ("level", "district"), ("level_word", "province"), before="khong phai", words="moi dung", memory=memory).text
    assert "1/6/2022" in corrected
    assert "1/12/2022" not in corrected


def test_that_ministry_is_the_one_that_leads_what_is_talked_about() -> None:
    memory = Memory()
    ask("lead", SME_TASK, memory=memory)
    assert "Bộ Tài chính" in ask("current_status", words="bo ay bay gio con khong", memory=memory).text


@pytest.mark.parametrize(("words", "number"), [("cai ngay sau no", 5), ("cai ngay truoc no", 3)])
def test_from_one_task_to_its_neighbour(words: str, number: int) -> None:
    memory = Memory()
    ask("task_detail", HEALTH_TASK, memory=memory)
    name = next(task.name for task in the_plan().tasks if task.number == number)
    assert name in ask("lead", words=words, memory=memory).text


def test_from_one_task_to_another_by_its_number_alone() -> None:
    memory = Memory()
    ask("task_detail", HEALTH_TASK, memory=memory)
    name = next(task.name for task in the_plan().tasks if task.number == 13)
    assert name in ask("pick_option", ("number", "13"), words="moi dung", memory=memory).text


def test_what_was_just_said_is_said_again_to_those_who_doubt_it() -> None:
    memory = Memory()
    told = ask("target_value", HEALTH, memory=memory).texts[0]
    assert ask("verify_claim", words="that khong", memory=memory).texts[0] == told
    assert ask("complaint", words="xao qua", memory=memory).texts[0] == told


def test_the_fact_just_told_answers_what_may_be_after_it() -> None:
    memory = Memory()
    universities = fact("N5", asked="count")
    told = ask("count", ONLINE_TEACHING, facts=[(universities, 0.95)], memory=memory).texts[0]
    assert ask("training", words="nham dao tao ra ai", facts=[("", 0.7), (universities, 0.2)], memory=memory).texts[0] == told


def test_the_goal_asked_after_a_task_is_that_of_the_task_and_not_all_of_them() -> None:
    memory = Memory()
    ask("lead", HEALTH_TASK, memory=memory)
    assert "90%" in ask("list_targets", ("kind", "target"), words="la gi", memory=memory).texts[0]
    assert "75%" in ask("list_targets", ("kind", "target"), words="ke ra cac", memory=memory).texts[0]


def test_an_earlier_topic_is_found_again_by_its_noun() -> None:
    memory = Memory()
    ask("definition", WORKING_GROUP, memory=memory)
    ask("target_value", HEALTH, memory=memory)
    assert "Tổ công tác" in ask("organisation_duties", words="cai to luc truoc lam gi", memory=memory).text


def test_a_fact_that_the_ranking_is_sure_of_is_told_whatever_the_ask() -> None:
    renamed = fact("X3", asked="founding")
    assert "Chính phủ điện tử" in ask("current_status", words="hoi truoc ten gi", facts=[(renamed, 0.9)]).text


@pytest.mark.parametrize("intent", ["verify_claim", "target_value", "count"])
@pytest.mark.parametrize("figure", [[], [("figure", "90")]])
def test_a_goal_is_never_confirmed_as_reached(intent: str, figure: list) -> None:
    told = ask(intent, ("tense", "achieved"), HEALTH, *figure, words="roi dung khong")
    assert told.outcomes == ["out_of_plan"]
    assert "Đúng" not in told.text


@pytest.mark.parametrize("intent", ["budget", "achieved_result", "procedure", "office_holder_today"])
def test_no_fact_stands_in_for_what_the_plan_does_not_hold(intent: str) -> None:
    members = fact("C5", asked="composition")
    for named_in_it in (TEAMS, HEALTH):
        assert "trưởng thôn" not in ask(intent, named_in_it, facts=[(members, 0.99)]).text


def test_a_word_that_points_back_points_to_nothing_at_the_beginning() -> None:
    compulsory = fact("C4", asked="founding")
    assert ask("scope", words="no co bat buoc khong", facts=[(compulsory, 0.9)]).outcomes == ["ask_back"]


@pytest.mark.parametrize(
    ("before", "message", "ministry"),
    [
        (("ai phối hợp làm hồ sơ sức khỏe điện tử", "coordinators"), "bộ đó giờ còn không", "Bộ Thông tin và Truyền thông"),
        (("ai chủ trì hồ sơ sức khỏe điện tử", "lead"), "bộ phối hợp đó giờ còn không", "Bộ Thông tin và Truyền thông"),
        (("ai chủ trì hồ sơ sức khỏe điện tử", "lead"), "bộ đó giờ còn không", "Bộ Y tế"),
    ],
)
def test_that_ministry_is_the_coordinating_one_where_that_was_told_or_is_asked(before: tuple[str, str], message: str, ministry: str) -> None:
    memory = Memory()
    say(*before, memory=memory)
    assert ministry in say(message, "current_status", memory=memory).texts[0]


def test_a_source_asked_after_a_fact_is_that_of_the_fact() -> None:
    memory, counted = Memory(), fact("C8", asked="count")
    say("tổ công nghệ số cộng đồng có bao nhiêu tổ", "count", memory=memory, facts=[(counted, 0.95)])
    told = say("số đó lấy ở đâu ra", "source", memory=memory).text
    assert "cafef.vn" in told
    assert "Vân Anh" not in told


def test_a_source_asked_after_a_target_is_that_of_the_target() -> None:
    memory = Memory()
    say("dữ liệu mở bao nhiêu phần trăm", "target_value", memory=memory)
    told = say("nguồn nào nói vậy", "source", memory=memory).text
    assert "Vân Anh" in told
    assert "VietTimes" not in told


def test_the_number_of_the_guideline_just_told_is_not_that_of_the_plan() -> None:
    memory, number = Memory(), fact("P1", asked="document_number")
    say("tổ công nghệ số cộng đồng làm thí điểm theo hướng dẫn nào", "legal_basis", memory=memory)
    told = say("văn bản đó số mấy", "document_number", memory=memory, facts=[(number, 0.9)]).texts[0]
    assert "793" in told
    assert "27/QĐ" not in told


@pytest.mark.parametrize(
    ("message", "ranking", "told"),
    [
        ("ai", (("signer", 0.5), ("lead", 0.2)), "Bộ Y tế"),
        ("cho xin số", (("document_number", 0.5), ("target_value", 0.2)), "90%"),
        ("ngày nào", (("issue_date", 0.9),), "31/12/2022"),
    ],
)
def test_what_only_a_document_has_is_not_asked_of_a_target(message: str, ranking: tuple[tuple[str, float], ...], told: str) -> None:
    memory = Memory()
    say("hồ sơ sức khỏe điện tử bao nhiêu phần trăm", "target_value", memory=memory)
    (intent, sure), *others = ranking
    assert told in say(message, intent, *others, sure=sure, memory=memory).texts[0]


def test_the_signer_of_the_decision_is_told_beside_a_target_too() -> None:
    assert "Phạm Minh Chính" in say("ai chịu ký tá cái dữ liệu mở", "signer", ("target_value", 0.2), sure=0.9).texts[0]


@pytest.mark.parametrize(("message", "told"), [("hồ sơ sức khỏe phải tới đâu", "90%"), ("hồ sơ sức khỏe phải xong khi nào", "31/12/2022")])
def test_a_deadline_is_told_to_those_who_ask_for_a_time(message: str, told: str) -> None:
    assert told in say(message, "deadline", ("target_value", 0.3), sure=0.5).texts[0]


@pytest.mark.parametrize(
    ("message", "day", "other"), [("số hóa hồ sơ tỉnh thì từ khi nào", "1/6/2022", "1/12/2022"), ("số hóa hồ sơ bộ thì từ khi nào", "1/6/2022", "1/12/2022")]
)
def test_a_bare_level_beside_the_target_limits_the_answer_to_it(message: str, day: str, other: str) -> None:
    told = say(message, "deadline").text
    assert day in told
    assert other not in told


def test_which_ministry_is_no_level() -> None:
    assert "1/12/2022" in say("số hóa hồ sơ thì bộ nào làm, từ khi nào", "deadline").text


@pytest.mark.parametrize(("sure", "told"), [(0.4, "y bạ giấy"), (0.6, "31/12/2022")])
def test_a_fact_that_the_ranking_is_very_sure_of_stands_in_for_an_ask_that_is_unsure(sure: float, told: str) -> None:
    paper = fact("N4", asked="task_detail")
    assert told in say("hồ sơ sức khỏe điện tử khi nào thay hẳn", "deadline", sure=sure, facts=[(paper, 0.95)]).texts[0]


@pytest.mark.parametrize("message", ["rứa thì cả nước", "thế chỉ tiêu chung cả nước trong kế hoạch này"])
def test_the_whole_country_asked_after_one_province_is_the_goal_of_the_same_target(message: str) -> None:
    memory = Memory()
    say("Huế đặt cáp quang mấy phần trăm", "target_value", memory=memory)
    told = say(message, "list_targets", memory=memory).texts[0]
    assert "75%" in told and "85%" not in told


def test_a_year_alone_after_a_figure_is_refused_with_the_figure_that_is_known() -> None:
    memory = Memory()
    say("cáp quang mấy phần trăm", "target_value", memory=memory)
    refused = say("2025", "affirm", memory=memory)
    assert refused.answers[0].outcome == "out_of_plan" and "75%" in refused.text


def test_another_figure_held_against_what_was_told_is_corrected() -> None:
    memory = Memory()
    say("cáp quang mấy phần trăm", "target_value", memory=memory)
    assert say("sếp bảo 90% mà", "change_subject", memory=memory).texts[0].startswith("Không phải 90%")


def test_what_is_asked_of_both_is_asked_of_the_last_two() -> None:
    memory = Memory()
    say("ai chủ trì danh tính điện tử", "lead", memory=memory)
    say("ai chủ trì dạy học trực tuyến", "lead", memory=memory)
    told = say("hai nhiệm vụ này cùng một bộ chủ trì à", "verify_claim", memory=memory).text
    assert "Bộ Công an" in told and "Bộ Giáo dục và Đào tạo" in told


def test_two_topics_compared_are_told_side_by_side() -> None:
    told = say("tổ công tác khác tổ công nghệ số cộng đồng chỗ nào", "compare").text
    assert "đôn đốc" in told and "kỹ năng số" in told


def test_the_lowest_goal_is_what_the_next_question_is_about() -> None:
    memory = Memory()
    say("chỉ tiêu nào thấp nhất", "list_targets", memory=memory)
    assert "thương mại điện tử" in say("ai chủ trì", "lead", memory=memory).text


def test_another_years_plan_is_not_described_by_this_one() -> None:
    assert say("kế hoạch 2023 là gì", "definition").answers[0].outcome == "out_of_plan"


def test_the_document_and_the_day_asked_for_are_those_of_what_was_just_told() -> None:
    memory = Memory()
    today = fact("Y4", asked="current_status")
    told = ask("current_status", named(subject("X3", "topic")), facts=[(today, 0.95)], memory=memory).texts[0]
    assert "598/QĐ-TTg" in told
    assert say("quyết định nào chuyển vậy", "document_title", facts=[("", 0.9)], memory=memory).texts[0] == told
    assert say("từ hôm nào", "issue_date", facts=[("", 0.9)], memory=memory).texts[0] == told


def test_when_a_ministry_was_merged_is_told_after_what_became_of_it() -> None:
    memory = Memory()
    assert "1/3/2025" in say("Bộ Thông tin và Truyền thông nay nhập về đâu", "current_status", memory=memory).text
    assert "1/3/2025" in say("nhập từ hôm nào", "issue_date", memory=memory).text


def test_who_does_the_work_of_a_level_that_has_been_ended() -> None:
    memory = Memory()
    ask("deadline", DIGITISED, ("level", "district"), memory=memory)
    assert "hành chính công" in say("giờ đâu còn huyện nữa, ai làm thay", "current_status", memory=memory).texts[0]


def test_what_was_just_counted_is_listed() -> None:
    memory = Memory()
    say("mấy cái đặt 50 phần trăm", "count", memory=memory)
    listed = say("gọi tên từng cái ra", "list_tasks", memory=memory).texts[0]
    assert "dữ liệu mở" in listed
    assert "hợp đồng điện tử" in listed
    assert "1." not in listed


def test_the_lowest_of_what_was_listed() -> None:
    memory = Memory()
    say("hạ tầng số có những con số nào", "list_targets", memory=memory)
    assert "cáp quang" in say("con số thấp nhất là của cái gì", "reverse_lookup", memory=memory).texts[0]


def test_that_task_is_the_one_talked_about() -> None:
    memory = Memory()
    ask("target_value", HEALTH, memory=memory)
    assert "Bộ Y tế" in say("nhiệm vụ đó giao cho bộ nào", "list_tasks", ("lead", 0.44), sure=0.54, memory=memory).texts[0]


def test_the_same_ministry_is_asked_of_another_task() -> None:
    memory = Memory()
    ask("lead", HEALTH_TASK, memory=memory)
    told = say("dạy học trực tuyến cũng là bộ ấy hả", "verify_claim", ("coordinators", 0.2), sure=0.36, memory=memory).texts[0]
    assert "Bộ Giáo dục và Đào tạo chủ trì" in told


def test_how_much_the_plan_promises_is_asked_of_what_is_talked_about() -> None:
    memory = Memory()
    ask("target_value", HEALTH, memory=memory)
    assert "90%" in say("kế hoạch hứa bao nhiêu %", "target_value", memory=memory).texts[0]


def test_a_part_of_what_was_just_told_is_asked_for_again() -> None:
    memory = Memory()
    databases = fact("N2", asked="task_detail")
    told = ask("task_detail", named(subject("N2", "task")), facts=[(databases, 0.95)], memory=memory).texts[0]
    assert say("có cái xuất nhập cảnh không", "procedure", sure=0.38, facts=[("", 0.6), (databases, 0.2)], memory=memory).texts[0] == told


def test_what_part_a_body_takes_in_the_task_talked_about() -> None:
    memory = Memory()
    ask("lead", ONLINE_TEACHING, memory=memory)
    told = say("bộ thông tin có góp tay gì không", "organisation_duties", memory=memory).texts[0]
    assert "Phối hợp" in told
    assert "dạy học trực tuyến" in told


def test_both_other_levels_in_a_breath() -> None:
    memory = Memory()
    ask("deadline", DIGITISED, ("level", "district"), memory=memory)
    assert "1/6/2022" in say("and for ministries & provinces", "organisation_duties", sure=0.68, memory=memory).texts[0]


@pytest.mark.parametrize(("message", "rows"), [("đọc cho tôi cả 18 cái luôn", 18), ("kể hết 15 cái ra", 15)])
def test_a_list_is_told_by_how_many_it_has(message: str, rows: int) -> None:
    memory = Memory()
    ask("task_detail", HEALTH_TASK, memory=memory)
    assert say(message, "pick_option", memory=memory).texts[0].count("\n•") == rows


def test_of_two_readings_that_talked_about_earlier_is_meant() -> None:
    memory = Memory()
    say("tài khoản ngân hàng bao nhiêu", "target_value", memory=memory)
    ask("founding", TEAMS, memory=memory)
    assert "65-70%" in say("lúc nãy cái tài khoản là mấy phần trăm", "target_value", memory=memory).texts[0]


def test_what_a_share_is_a_share_of() -> None:
    memory = Memory()
    say("thương mại điện tử bao nhiêu", "target_value", memory=memory)
    assert "bán lẻ" in say("phần trăm của cái gì, GDP hả", "target_value", sure=0.3, memory=memory).texts[0]


def test_what_a_body_does_in_a_task_is_to_coordinate() -> None:
    memory = Memory()
    ask("task_detail", HEALTH_TASK, memory=memory)
    assert "các địa phương" in say("địa phương có việc gì trong nhiệm vụ hồ sơ sức khỏe", "organisation_duties", memory=memory).texts[0]


def test_another_figure_after_what_one_belongs_to() -> None:
    memory = Memory()
    say("85% là chỉ tiêu gì", "reverse_lookup", memory=memory)
    assert "75% hộ gia đình" in say("tui hỏi lộn, 75 cơ", "change_subject", memory=memory).texts[0]


@pytest.mark.parametrize("intent", ["budget", "procedure"])
def test_what_reads_like_money_or_a_procedure_is_told_where_the_words_are_those_of_a_fact(intent: str) -> None:
    apps = fact("C7", asked="task_detail")
    assert "Zalo" in ask(intent, TEAMS, ("fact", apps), facts=[(apps, 0.95)]).text
    assert "Zalo" not in ask(intent, TEAMS, ("fact", apps), facts=[(apps, 0.5)]).text
    assert "Zalo" not in ask(intent, TEAMS, facts=[(apps, 0.95)]).text


def test_going_back_to_a_subject_at_another_level_is_no_question_of_what_became_of_it() -> None:
    memory, today = Memory(), fact("Y3", asked="current_status")
    ask("deadline", DIGITISED, ("level", "province"), memory=memory)
    told = ask("change_subject", DIGITISED, ("level", "district"), words="ok quay lai vu con", facts=[(today, 0.95)], memory=memory).texts[0]
    assert "1/12/2022" in told


def described(ref: str, kind: str = "target") -> dict[str, object]:
    """The entity that says that a clause describes a subject without naming it."""
    return {"entity": kind, "value": ref, "start": 0, "end": 0}


def test_a_described_subject_is_answered_as_a_named_one() -> None:
    entities, asked = typed("nhà ai cũng phải kéo được dây thì đặt mấy phần", "target_value")
    assert "75%" in reply(([described("2022/cap-quang"), *entities], asked)).texts[0]


@pytest.mark.parametrize(
    ("text", "intent"), [("trong số đó cái nào dành cho công ty", "list_targets"), ("cái đó thì sao", "change_subject"), ("khỏe nhé", "thank")]
)
def test_a_description_gives_way_to_words_that_point_back_and_to_courtesy(text: str, intent: str) -> None:
    memory = Memory()
    say("hóa đơn điện tử mấy phần trăm", "target_value", memory=memory)
    entities, asked = typed(text, intent)
    assert "Hồ sơ sức khỏe" not in reply(([described("2022/ho-so-suc-khoe"), *entities], asked), memory=memory).text


def test_what_a_clause_before_named_is_asked_about() -> None:
    entities, asked = typed("cái tổ đó lập ra để làm gì", "purpose")
    asked |= {"about": [[["topic", "2022/to-cong-nghe-so"]]]}
    assert "nền tảng số" in reply((entities, asked)).texts[0]


def test_where_something_happened_before_the_question_is_no_limit() -> None:
    text = "A friend of hers in Nghệ An just got fibre. What was the minimum share of households"
    entities, asked = typed(text, "target_value")
    assert reply((entities, asked)).outcomes == ["out_of_plan"]
    asked |= {"asks_from": text.index("What")}
    assert reply((entities, asked)).outcomes == ["answered"]
