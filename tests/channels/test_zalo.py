"""A Zalo Official Account from the webhook to what people get, with a bot in place of Rasa's."""

from __future__ import annotations

import json
import logging
import socket
import sqlite3
import time
from pathlib import Path

import pytest

from bot.channels.zalo import ZaloChannel
from bot.messaging import desk
from bot.messaging.admission import MOST_WAITING
from bot.messaging.settings import MessagingSettings
from tests.channels.accounts import OTHER, USER, Account, plain
from tests.channels.chatting import chatting
from tests.channels.serving import get, serving
from tests.channels.talking import SILENCE, Bot
from tests.messaging.saying import channel_texts
from tests.simulators.serving import simulated
from tests.simulators.zalo import ZaloSimulator

TEXTS = channel_texts()


def test_a_question_is_answered_in_one_message_that_says_first_that_a_machine_speaks(account: Account) -> None:
    account.says("xin hỏi")
    assert account.gets(1) == [f"{TEXTS.lines.automatic}\n«xin hỏi»\nand more"]
    account.says("và nữa")
    assert account.gets(2)[1] == "«và nữa»\nand more"


@pytest.mark.parametrize("kind", ["image", "gif", "sticker", "audio", "video", "file", "link", "location", "business_card"])
def test_what_is_no_text_gets_the_bots_own_words_for_it_and_suggestions_and_is_not_kept(account: Account, kind: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    assert account.zalo.deliver(account.zalo.sends(USER, kind)).status == 200
    account.gets(1)
    assert account.bot.asked == ["\u2060"]  # nothing, without Rasa taking it for a command
    assert [button["payload"] for button in account.zalo.sent[0].buttons]
    kept = b"".join(path.read_bytes() for path in account.folder.rglob("*") if path.is_file())
    for private in ("21.0285", "105.8542", "84912345678", "ho-so-rieng", "zalo.example"):
        assert private.encode() not in kept and private not in caplog.text


def test_the_words_below_a_picture_are_the_question(account: Account) -> None:
    account.zalo.deliver(account.zalo.sends(USER, "image", text="đây là gì"))
    account.gets(1)
    assert account.bot.asked == ["đây là gì"]


def test_who_follows_is_welcomed_with_suggestions(account: Account) -> None:
    account.zalo.deliver(account.zalo.follows(USER))
    account.gets(1)
    assert account.bot.asked == [TEXTS.welcome_question]
    assert len(account.zalo.sent[0].buttons) >= 2


@pytest.mark.parametrize("name", ["user_seen_message", "user_received_message", "anonymous_send_text", "user_send_group_text", "new_one"])
def test_everything_else_gets_200_and_silence(account: Account, name: str) -> None:
    body = account.zalo.event(name, USER, message={"msg_ids": ["a"], "text": "hỏi", "msg_id": "m"})
    assert account.zalo.deliver(body).status == 200
    account.says("sau đó", OTHER)
    account.gets(1, OTHER)
    assert account.bot.asked == ["sau đó"] and account.zalo.texts_to(USER) == []


def test_deliveries_of_another_account_are_left_alone(account: Account) -> None:
    body = account.zalo.event("user_send_text", USER, recipient={"id": "999"}, message={"text": "hỏi", "msg_id": "m"})
    assert account.zalo.deliver(body).status == 200
    account.says("sau đó", OTHER)
    account.gets(1, OTHER)
    assert account.bot.asked == ["sau đó"]


def test_a_repeated_delivery_is_answered_once(account: Account) -> None:
    body = account.zalo.says(USER, "một lần")
    account.bot.let.clear()
    assert [account.zalo.deliver(body, headers={"num_retry": str(number)}).status for number in range(30)] == [200] * 30
    account.bot.let.set()
    account.gets(1)  # and is no flood
    assert account.zalo.deliver(body).status == 200
    account.says("khác", OTHER)
    account.gets(1, OTHER)
    assert account.bot.asked == ["một lần", "khác"]


def test_200_comes_at_once_however_slow_the_bot_is(account: Account) -> None:
    account.bot.let.clear()
    account.says("chậm")
    account.zalo.wait_for(lambda: account.bot.asked)
    assert account.zalo.sent == []
    account.bot.let.set()
    account.gets(1)


def test_what_was_stored_is_answered_though_the_platform_hung_up_before_its_200(account: Account) -> None:
    body = account.zalo.says(USER, "xin hỏi")
    account.zalo._note_interaction(body)  # it goes past the simulator's own line
    server, port = account.server.removeprefix("http://").split(":")
    head = f"POST /webhooks/zalo/webhook HTTP/1.1\r\nHost: {server}\r\nX-ZEvent-Signature: {account.zalo.sign(body)}\r\nContent-Length: {len(body)}\r\n\r\n"
    holder = sqlite3.connect(account.folder / "messaging.sqlite", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")  # the store has to wait, and with it the 200
    with socket.create_connection((server, int(port))) as line:
        line.sendall(head.encode() + body)
        time.sleep(0.3)
    time.sleep(0.3)
    holder.execute("ROLLBACK")
    holder.close()
    account.gets(1)
    assert account.zalo.deliver(body).status == 200
    account.says("khác", OTHER)
    account.gets(1, OTHER)
    assert account.bot.asked == ["xin hỏi", "khác"]


def test_messages_of_one_person_are_answered_in_their_order_and_one_at_a_time(account: Account) -> None:
    account.bot.let.clear()
    at = account.zalo.now()
    account.says("0", at=at)
    account.zalo.wait_for(lambda: account.bot.asked)
    for number in (3, 1, 2):  # they arrive out of order
        account.says(str(number), at=at + number)
    account.bot.let.set()
    assert [plain(text) for text in account.gets(4)] == [f"«{number}»\nand more" for number in range(4)]
    assert account.bot.most_at_work == 1


@pytest.mark.parametrize(("hours", "reason"), [(-27, "old"), (1, "future")])
def test_a_stale_event_gets_200_and_no_answer(account: Account, hours: int, reason: str) -> None:
    account.says("hỏi", at=account.zalo.now() + hours * 3600)
    account.says("sau đó", OTHER)
    account.gets(1, OTHER)
    assert account.bot.asked == ["sau đó"]
    assert account.counts()[f"dropped: {reason}"] == 1


def test_a_late_repetition_of_what_never_arrived_is_answered(account: Account) -> None:
    account.says("hỏi", at=account.zalo.now() - 12 * 3600)
    account.gets(1)


@pytest.mark.parametrize("text", ["/restart", "/inform{}", " /greet", "/"])
def test_nobody_commands_the_bot_by_typing_or_by_a_forged_payload(account: Account, text: str) -> None:
    account.says(text)
    account.gets(1)
    assert not account.bot.asked[0].lstrip().startswith("/")


# -- choices


BUTTONS = [{"title": "Ai chủ trì?", "payload": "Ai chủ trì cáp quang?"}, {"title": "Các nhiệm vụ", "payload": "Có những nhiệm vụ nào?"}]


def test_buttons_are_tapped_or_picked_by_number_or_title(account: Account) -> None:
    account.bot.replies["hỏi"] = [{"text": "Trả lời.", "buttons": BUTTONS}]
    account.says("hỏi")
    account.gets(1)
    tapped = account.zalo.sent[0].buttons[0]
    assert (tapped["title"], tapped["type"]) == ("Ai chủ trì?", "oa.query.show")
    account.says(tapped["payload"])
    account.gets(2)
    account.says("hỏi")
    account.gets(3)
    account.says("số 2")
    account.gets(4)
    account.says("2")  # the last reply had no choices
    account.gets(5)
    assert account.bot.asked == ["hỏi", BUTTONS[0]["payload"], "hỏi", BUTTONS[1]["payload"], "2"]


def test_refused_buttons_come_as_numbered_text_and_are_not_tried_again_at_once(account: Account) -> None:
    account.zalo.takes_buttons = False
    account.bot.replies["hỏi"] = [{"text": "Trả lời.", "buttons": BUTTONS}]
    account.says("hỏi")
    (text,) = account.gets(1)
    assert plain(text) == "Trả lời.\n1. Ai chủ trì?\n2. Các nhiệm vụ\nTrả lời 1 hoặc 2 để chọn."
    account.says("hỏi", OTHER)
    account.gets(1, OTHER)
    requests = [call.json for call in account.zalo.calls if call.path.endswith("/cs")]
    assert ["attachment" in request["message"] for request in requests] == [True, False, False]


def test_where_buttons_are_switched_off_choices_are_numbered_and_the_answer_is_laid_out_for_that(tmp_path: Path) -> None:
    bot = Bot()
    long = " ".join(f"Câu {number} dài như mọi câu khác trong bài." for number in range(130))
    bot.replies["hỏi"] = [{"text": long, "buttons": BUTTONS}]
    with simulated(ZaloSimulator()) as zalo, chatting(tmp_path, zalo, bot, zalo_buttons=False) as server:
        account = Account(zalo, bot, tmp_path, server)
        account.says("hỏi")
        last = account.gets(2)[1].splitlines()
        assert last[1:] == [TEXTS.lines.more_line, "1. Ai chủ trì?", "2. Các nhiệm vụ", "Trả lời 1 hoặc 2 để chọn."]  # no button for the rest among them
        assert zalo.violations == []


def test_an_answer_too_long_comes_in_two_messages_and_the_rest_on_demand(account: Account) -> None:
    long = " ".join(f"Câu {number} dài như mọi câu khác trong bài." for number in range(130))
    account.bot.replies["hỏi"] = [{"text": long}]
    account.says("hỏi")
    assert len(account.gets(2)) == 2
    account.says("tiếp")
    got = account.gets(3)
    said = " ".join(plain(text.replace(TEXTS.lines.more_line, "")) for text in got)
    assert said.split() == long.split()
    account.says("tiếp")  # nothing is left: a question like any other
    account.gets(4)
    assert account.bot.asked == ["hỏi", "tiếp"]


def test_menu_and_look_up_work_by_numbers_without_the_bot_until_something_is_opened(account: Account) -> None:
    for number, text in enumerate(("menu", "1", "2", "tra cuu zzzz"), 1):
        account.says(text)
        account.gets(number)
    assert len(account.bot.asked) == 1 and account.bot.asked[0].startswith("Mục tiêu ")


# -- limits


def test_who_floods_is_answered_in_part_and_told_once_and_others_are_served(account: Account) -> None:
    account.bot.let.clear()
    bodies = [account.zalo.says(USER, f"câu {number}") for number in range(30)]
    assert {got.status for got in account.zalo.deliver_many(bodies, at_once=1)} == {200}
    account.zalo.wait_for(lambda: account.zalo.texts_to(USER))
    account.bot.let.set()
    account.says("khác", OTHER)
    account.gets(1, OTHER)
    got = account.gets(MOST_WAITING + 1)
    assert [text for text in got if text == TEXTS.notices.too_many] == [TEXTS.notices.too_many]
    assert account.counts()["dropped: too_many"] == 30 - MOST_WAITING


def test_when_too_many_ask_at_once_newcomers_are_told_so(tmp_path: Path) -> None:
    bot = Bot()
    with simulated(ZaloSimulator()) as zalo, chatting(tmp_path, zalo, bot, channel_most_waiting=3) as server:
        account = Account(zalo, bot, tmp_path, server)
        bot.let.clear()
        for number in range(4):
            account.says("hỏi", f"621{number}")
        assert account.zalo.wait_for(lambda: account.zalo.texts_to("6213")) == [TEXTS.notices.busy]
        bot.let.set()
        for number in range(3):
            account.gets(1, f"621{number}")


# -- when the bot says nothing


def test_a_bot_that_says_nothing_is_asked_again_and_then_people_are_told(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    account.bot.replies["đã tỉnh"] = [{"text": "Vâng."}]
    account.bot.fails = True
    account.says("đã tỉnh")
    account.zalo.wait_for(lambda: account.bot.asked)
    account.bot.fails = False
    assert plain(account.gets(1)[0]) == "Vâng."
    assert account.bot.asked == ["đã tỉnh"] * 2


def test_a_message_that_was_never_answered_is_counted_and_said_sorry_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk.Desk.__init__, "__kwdefaults__", {**desk.Desk.__init__.__kwdefaults__, "patience": (0.0, 0.0)})
    bot = Bot()
    with simulated(ZaloSimulator()) as zalo, chatting(tmp_path, zalo, bot) as server:
        account = Account(zalo, bot, tmp_path, server)
        account.says(SILENCE)
        assert plain(account.gets(1)[0]) == TEXTS.notices.unavailable
        assert len(bot.asked) == 3 and account.counts()["failed: no answer"] == 1


# -- around the webhook


def test_the_page_after_the_consent_tells_what_to_do_and_nobody_else_learns_its_address(account: Account) -> None:
    got = get(account.server, "/webhooks/zalo/login?code=secret&state=s&oa_id=1")
    assert got.status == 200 and TEXTS.login.title in got.text and "secret" not in got.text
    assert got.headers["cache-control"] == "no-store" and got.headers["referrer-policy"] == "no-referrer"


def test_the_file_that_proves_the_web_address_is_there_before_the_keys_are(tmp_path: Path) -> None:
    from bot.channels.zalo import ZaloChannel
    from bot.messaging.settings import MessagingSettings
    from tests.channels.serving import serving

    settings = MessagingSettings(data_folder=tmp_path, zalo_site_verification="Ab12_x")
    with serving(ZaloChannel(settings=settings)) as server:
        assert 'content="Ab12_x"' in get(server, "/zalo_verifierAb12_x.html").text
        assert get(server, "/zalo-verifier-Ab12_x.html").status == 200
        assert get(server, "/webhooks/zalo/webhook", method="POST", body=b"{}").status == 404


def test_a_text_that_json_can_hold_and_nothing_can_write_is_taken(account: Account) -> None:
    body = json.dumps(json.loads(account.zalo.says(USER, "nửa X")), ensure_ascii=True).replace("X", "\\ud83d").encode()
    assert account.zalo.deliver(body).status == 200
    account.gets(1)
    assert account.bot.asked == ["nửa ?"]


@pytest.mark.parametrize(
    ("limit", "value"), [("text", "long"), ("text", 99), ("choices", True), ("window", -1), ("replies", 1.5), ("messages", 0), ("sends_per_second", 0)]
)
def test_a_limit_in_the_credentials_with_which_nothing_could_be_said_is_refused_by_its_name(limit: str, value: object) -> None:
    with pytest.raises(ValueError, match=f"zalo: {limit} in credentials.yml"):
        ZaloChannel.from_credentials({limit: value})


def test_a_limit_in_the_credentials_counts(tmp_path: Path) -> None:
    bot = Bot()
    with simulated(ZaloSimulator()) as zalo:
        settings = MessagingSettings(data_folder=tmp_path, **{name.lower(): value for name, value in zalo.environment().items()})
        with serving(ZaloChannel(settings=settings, text=200, window=24), agent=bot) as server:
            zalo.webhook = f"{server}/webhooks/zalo/webhook"
            account = Account(zalo, bot, tmp_path, server)
            account.says("một câu hỏi dài, để câu trả lời phải cắt. " * 6)
            assert all(len(text) <= 200 for text in account.gets(2))
