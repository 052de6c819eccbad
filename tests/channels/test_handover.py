"""Talking with an officer on the chat platforms: from the offer to the officer's last word, with a bot in place of Rasa's."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.channels.officers import ASKS, OTHER, TEXTS, USER, Officers, bot_with_memory, served
from tests.simulators.chatwoot import ChatwootSimulator
from tests.simulators.serving import simulated
from tests.simulators.zalo import ZaloSimulator

every_platform = pytest.mark.parametrize("here", ["zalo", "zalo_bot", "messenger"], indirect=True)


@every_platform
def test_who_asks_for_a_person_is_offered_an_officer_who_then_answers_there(here: Officers) -> None:
    here.says("cáp quang bao nhiêu?")
    here.gets("cáp quang")
    here.says(ASKS)
    offered = here.gets(TEXTS.offer)
    assert "chưa có số nào" not in offered
    assert here.chatwoot.calls == []  # nothing leaves before the citizen agrees
    here.says("1" if "1. " in offered else TEXTS.agree_question)
    here.gets(TEXTS.begun)
    conversation = here.chatwoot.only
    (note,) = conversation.notes
    assert TEXTS.line_citizen.format(text="cáp quang bao nhiêu?") in note
    assert conversation.said() == [TEXTS.agree_question]
    here.officer(conversation, "Chào bạn, bạn cần gì?")
    here.gets(TEXTS.officer.format(text="Chào bạn, bạn cần gì?"))
    here.says("cho em hỏi giờ làm việc")
    here.arrives(conversation, "cho em hỏi giờ làm việc")
    assert here.is_silent()
    assert "cho em hỏi giờ làm việc" not in here.bot.asked
    assert here.chatwoot.deliver(here.chatwoot.resolves(conversation)).status == 200
    here.gets(TEXTS.ended)
    here.says("kế hoạch là gì?")
    answer = here.gets("«kế hoạch là gì?»")
    assert answer.startswith("(Trợ lý tự động")  # says once that a machine speaks again


@every_platform
def test_the_citizen_goes_back_to_the_bot_by_a_word(here: Officers) -> None:
    conversation = here.hands_over()
    here.says("gặp lại trợ lý ảo")
    here.gets(TEXTS.returned)
    here.says("kế hoạch là gì?")
    here.gets("«kế hoạch là gì?»")
    here.chatwoot.wait_for(lambda: TEXTS.note_returned in conversation.notes)
    assert conversation.said() == [TEXTS.agree_question]


def test_the_way_back_is_a_button_and_a_number_is_for_the_officer(here: Officers) -> None:
    here.says("câu đầu")
    here.gets("câu đầu")
    conversation = here.hands_over()
    assert [button["payload"] for button in here.platform.sent[-1].buttons] == [TEXTS.back_question]
    here.says("1")
    here.arrives(conversation, "1")


def test_numbers_that_tell_who_somebody_is_reach_neither_the_desk_nor_the_database(here: Officers) -> None:
    here.says("số em là 0912 345 678")
    here.gets("•••")
    conversation = here.hands_over()
    here.says("gọi em 0987 654 321 nhé")
    here.arrives(conversation, "gọi em ••• nhé")
    told = b"".join(call.body for call in here.chatwoot.calls) + b"".join(path.read_bytes() for path in here.folder.rglob("*") if path.is_file())
    for private in ("0912", "345 678", "0987", "654 321"):
        assert private.encode() not in told
    assert USER.encode() not in b"".join(call.body for call in here.chatwoot.calls)  # the desk knows him by a name made up for it


def test_a_repeated_message_goes_to_the_desk_once_and_comes_from_it_once(here: Officers) -> None:
    conversation = here.hands_over()
    body = here.platform.says(USER, "một lần thôi")
    assert {here.platform.deliver(body).status for _ in range(5)} == {200}
    here.arrives(conversation, "một lần thôi")
    delivery = here.chatwoot.officer_says(conversation, "vâng")
    assert {here.chatwoot.deliver(delivery).status for _ in range(5)} == {200}
    here.gets("vâng")
    assert here.is_silent()
    here.says("sau đó")
    here.arrives(conversation, "sau đó")
    assert conversation.said() == [TEXTS.agree_question, "một lần thôi", "sau đó"]


def test_notes_among_officers_greetings_and_other_inboxes_reach_nobody(here: Officers) -> None:
    conversation = here.hands_over()
    here.officer(conversation, "anh này hỏi gì vậy?", private=True)
    other = json.loads(here.chatwoot.officer_says(conversation, "của hộp thư khác"))
    other["inbox"]["id"] = 99
    for body in (here.chatwoot.greets(conversation, "Xin chào từ Chatwoot"), json.dumps(other).encode(), b'{"event": "contact_updated", "id": 1}'):
        assert here.chatwoot.deliver(body).status == 200
    here.officer(conversation, "lời thật")
    here.gets(TEXTS.officer.format(text="lời thật"))
    assert here.is_silent()


def test_a_long_word_of_an_officer_comes_whole_and_a_file_as_its_address(here: Officers) -> None:
    conversation = here.hands_over()
    long = " ".join(f"Câu số {number} của cán bộ." for number in range(200))
    here.officer(conversation, long)
    here.platform.wait_for(lambda: "Câu số 199" in "".join(here.platform.texts_to(USER)))
    got = here.platform.texts_to(USER)[1:]
    assert " ".join(got) == TEXTS.officer.format(text=long)
    here.seen[USER] = len(got) + 1
    here.officer(conversation, "mẫu đơn", files=("https://desk.example/don.pdf",))
    assert here.gets("mẫu đơn").endswith("https://desk.example/don.pdf")


def test_a_word_that_comes_after_the_end_still_arrives_and_says_that_the_bot_answers(here: Officers) -> None:
    conversation = here.hands_over()
    late = here.chatwoot.officer_says(conversation, "lời cuối")
    assert here.chatwoot.deliver(here.chatwoot.resolves(conversation)).status == 200  # out of order
    assert here.chatwoot.deliver(late).status == 200
    here.gets(TEXTS.ended)
    assert TEXTS.late in here.gets("lời cuối")


def test_who_asks_again_goes_on_in_the_same_conversation_and_its_old_end_does_not_end_it(here: Officers) -> None:
    conversation = here.hands_over()
    end = here.chatwoot.resolves(conversation)
    assert here.chatwoot.deliver(end).status == 200
    here.gets(TEXTS.ended)
    here.chatwoot.shift += 60
    here.says(TEXTS.agree_question)
    here.gets(TEXTS.begun)
    assert here.chatwoot.only.status == "open"
    assert here.chatwoot.deliver(end).status == 200  # delivered once more
    here.says("vẫn với cán bộ")
    here.arrives(conversation, "vẫn với cán bộ")


def test_two_people_do_not_see_each_other(here: Officers) -> None:
    one, two = here.hands_over(), here.hands_over(OTHER)
    here.officer(two, "cho người thứ hai")
    here.gets("cho người thứ hai", OTHER)
    here.says("tin của người thứ nhất")
    here.arrives(one, "tin của người thứ nhất")
    assert here.is_silent() and "tin của người thứ nhất" not in two.said()


def test_a_picture_is_told_to_the_officer_and_not_passed_on(here: Officers) -> None:
    conversation = here.hands_over()
    here.platform.deliver(here.platform.sends(USER, "image"))
    here.arrives(conversation, TEXTS.attachment)
    assert not [call for call in here.chatwoot.calls if b"http" in call.body]


def test_without_the_desks_settings_nobody_is_offered_an_officer_and_there_is_no_webhook(chatwoot: ChatwootSimulator, tmp_path: Path) -> None:
    with simulated(ZaloSimulator()) as zalo:
        off = {name.lower(): "" for name in chatwoot.environment()}
        with served(chatwoot, zalo, bot_with_memory(), tmp_path, **off) as here:
            here.says(ASKS)
            assert TEXTS.offer not in here.gets("chưa có số nào")
            here.says(TEXTS.agree_question)
            here.gets(f"«{TEXTS.agree_question}»")
            assert chatwoot.request("POST", chatwoot.webhook, body=b"{}").status == 404
            assert chatwoot.calls == []
