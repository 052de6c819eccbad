"""Going back: to an earlier subject by a part of its name, to the one in the middle, to the first that was asked or offered, to the last two together."""

import itertools

import pytest

from bot.answers.memory import Memory
from bot.plan.model import Target
from tests.answers.asking import ask, say
from tests.support import the_plan

OPEN_DATA = ("dữ liệu mở bao nhiêu phần trăm", "target_value")
HEALTH = ("hồ sơ sức khỏe điện tử bao nhiêu phần trăm", "target_value")
RETAIL = ("thương mại điện tử chiếm mấy phần trăm bán lẻ", "target_value")
COVERAGE = ("bao nhiêu thôn bản được phủ sóng", "target_value")
CONTRACTS, INVOICES = ("hợp đồng điện tử bao nhiêu phần trăm", "target_value"), ("hóa đơn điện tử bao nhiêu phần trăm", "target_value")


def after(*messages: tuple[str, str]) -> Memory:
    """The memory of a conversation that held *messages*."""
    memory = Memory()
    for text, intent in messages:
        assert say(text, intent, memory=memory).outcomes == ["answered"]
    return memory


@pytest.mark.parametrize(
    ("messages", "message", "intent", "told"),
    [
        ((OPEN_DATA, HEALTH), "cái dữ liệu lúc nãy ai được miễn", "scope", "quân sự"),
        ((COVERAGE, RETAIL), "quay lại khoản sóng thì hạn khi nào", "deadline", "thôn, bản"),
        ((RETAIL, COVERAGE), "cái doanh thu lúc nãy hạn khi nào", "deadline", "bán lẻ"),
        ((OPEN_DATA, COVERAGE), "vụ cung cấp đầy đủ thì hạn khi nào", "deadline", "dữ liệu mở"),
    ],
)
def test_an_earlier_subject_is_found_again_by_a_part_of_its_name(messages: tuple, message: str, intent: str, told: str) -> None:
    assert told in say(message, intent, memory=after(*messages)).texts[0]


def test_a_part_that_several_earlier_subjects_share_leads_back_to_neither() -> None:
    told = say("vụ doanh nghiệp dùng lúc nãy hạn khi nào", "deadline", memory=after(CONTRACTS, INVOICES, COVERAGE)).texts[0]
    assert "thôn, bản" in told


def test_the_one_in_the_middle_is_the_second_of_three() -> None:
    memory = after(("ai chủ trì nhiệm vụ 2, 4 và 5", "lead"))
    assert "khám chữa bệnh" in say("cái ở giữa làm gì", "task_detail", memory=memory).texts[0]


def test_the_first_of_a_list_is_told_of_although_the_word_for_talking_stands_beside_it() -> None:
    memory = after(HEALTH, ("ai chủ trì nhiệm vụ 5, 6 và 10", "lead"))
    assert "dạy học" in say("cái đầu tiên nói về việc gì", "task_detail", memory=memory).texts[0]


def test_the_first_thing_asked_is_not_the_first_of_the_list() -> None:
    memory = after(HEALTH, ("ai chủ trì nhiệm vụ 5, 6 và 10", "lead"))
    assert "khám chữa bệnh" in say("cái đầu tiên tôi hỏi làm gì", "task_detail", memory=memory).texts[0]


def test_a_bare_number_after_a_task_is_another_task_whatever_it_reads_like() -> None:
    memory = after(("nhiệm vụ 4 ai chủ trì", "lead"))
    assert "trực tuyến" in say("thế 5", "count", memory=memory).texts[0]


@pytest.mark.parametrize("message", ["bao nhiêu phần trăm vậy", "thế là mấy phần trăm", "bao nhieu", "thì được bao nhiêu % ạ"])
@pytest.mark.parametrize(("earlier", "last"), itertools.permutations(the_plan().targets, 2), ids=lambda target: target.id)
def test_the_words_of_any_question_lead_back_to_nothing(earlier: Target, last: Target, message: str) -> None:
    memory = Memory()
    ask("target_value", ("target", f"{the_plan().id}/{earlier.id}"), memory=memory)
    told = ask("target_value", ("target", f"{the_plan().id}/{last.id}"), memory=memory).texts[0]
    assert say(message, "target_value", memory=memory).texts[0] == told


def test_another_year_is_refused_with_what_was_talked_about_last() -> None:
    memory = after(("hộ gia đình có cáp quang bao nhiêu", "target_value"), ("định danh điện tử bao nhiêu", "target_value"), ("ai chủ trì", "lead"))
    assert "15-20%" in say("năm 2025 thì bao nhiêu phần trăm", "target_value", memory=memory).texts[0]


def test_the_one_meant_of_those_asked_back_about_is_chosen_by_a_part_of_its_name() -> None:
    memory = Memory()
    assert say("băng rộng bao nhiêu phần trăm", "target_value", memory=memory).outcomes == ["ask_back"]
    assert "100% thôn, bản" in say("loại di động ấy", "scope", sure=0.2, memory=memory).texts[0]


def test_who_does_the_other_half_is_asked_of_the_task_talked_about() -> None:
    memory = Memory()
    say("an toàn an ninh mạng do ai chủ trì", "lead", memory=memory)
    told = say("nửa còn lại do ai", "more", sure=0.3, memory=memory).text
    assert "Bộ Công an" in told and "Bộ Thông tin và Truyền thông" in told


@pytest.mark.parametrize(
    "message", ["các bộ ở trung ương có chung mốc đó không", "các bộ cũng mốc ấy hả", "bộ ngành trung ương có chung mốc đó không, ngày bao nhiêu"]
)
def test_the_day_of_another_level_is_asked_for_by_its_bodies(message: str) -> None:
    memory = Memory()
    say("một cửa cấp tỉnh số hóa từ ngày nào", "deadline", memory=memory)
    assert "cấp bộ" in say(message, "organisation_duties", sure=0.4, memory=memory).texts[0]


@pytest.mark.parametrize("message", ["nhắc lại cả hai", "cho xin lại hai số đó", "nhắc lại 2 số cho chắc", "nhac lai ca 2"])
def test_two_goals_told_one_after_the_other_are_told_again_together(message: str) -> None:
    told = say(message, "repeat", memory=after(INVOICES, CONTRACTS)).texts[0]
    assert "100%" in told and "50%" in told


@pytest.mark.parametrize("message", ["nhắc lại câu hai", "nhắc lại câu 2", "nói lại giùm hai bác cháu nghe"])
def test_the_last_goal_alone_is_told_again_where_two_means_something_else(message: str) -> None:
    told = say(message, "repeat", memory=after(INVOICES, CONTRACTS)).texts[0]
    assert "50%" in told and "100%" not in told


def test_of_two_things_asked_in_different_ways_the_last_is_told_again() -> None:
    told = say("nhắc lại cả hai", "repeat", memory=after(COVERAGE, ("ai chủ trì hồ sơ sức khỏe điện tử", "lead"))).texts[0]
    assert "Bộ Y tế" in told and "Bộ Thông tin" not in told


@pytest.mark.parametrize("message", ["cái hồi đầu tôi hỏi ấy, mấy phần trăm", "luc dau noi may phan tram"])
def test_what_was_asked_at_first_is_gone_back_to(message: str) -> None:
    assert "100%" in say(message, "target_value", memory=after(INVOICES, CONTRACTS)).texts[0]


@pytest.mark.parametrize("message", ["ban đầu đặt bao nhiêu", "ban đầu các nơi đặt bao nhiêu", "con số thì hỏi đâu, bao nhiêu ấy nhỉ"])
def test_the_goal_talked_about_stays_where_no_earlier_question_is_meant(message: str) -> None:
    told = say(message, "target_value", memory=after(INVOICES, CONTRACTS)).texts[0]
    assert "50%" in told and "100%" not in told
