"""A person who writes in the bot's place, and people who want to be forgotten."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.messaging import desk, sender, takeover
from bot.messaging.people import person_of
from bot.web.sessions import secret_of
from tests.channels.accounts import OTHER, USER, Account
from tests.channels.chatting import chatting
from tests.channels.talking import Bot
from tests.messaging.saying import channel_texts
from tests.simulators.serving import simulated
from tests.simulators.zalo import ZaloSimulator

TEXTS = channel_texts()


@pytest.fixture
def quick_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(takeover, "SECOND_LOOK_SECONDS", 0.05)


@pytest.mark.parametrize("admin", ["7777001", None])
def test_where_a_person_writes_the_bot_is_silent_for_a_while(account: Account, admin: str | None, quick_looks: None) -> None:
    account.says("một")
    account.gets(1)
    account.zalo.deliver(account.zalo.human_says(USER, "Chào chị, tôi là Lan", admin_id=admin))
    account.rests()
    account.says("hai")
    account.rests()
    assert account.bot.asked == ["một"]
    account.says("khác", OTHER)
    account.gets(1, OTHER)
    account.look(lambda tables: tables.people.silence(person_of(secret_of(account.folder), "zalo", USER), 1))  # the time is over
    account.says("ba")
    assert account.gets(2)[1].startswith(TEXTS.lines.automatic)  # a machine speaks again


def test_its_own_words_do_not_silence_the_bot_though_they_come_with_an_administrators_name(account: Account, quick_looks: None) -> None:
    account.says("một")
    account.gets(1)
    sent = account.zalo.sent[-1]
    fields = {"sender": {"id": account.zalo.oa_id, "admin_id": "7777001"}}
    account.zalo.deliver(account.zalo.event("oa_send_text", USER, message={"text": sent.text, "msg_id": sent.message_id}, **fields))
    account.rests()
    account.says("hai")
    account.gets(2)


@pytest.mark.parametrize("when", ["before", "after"])
def test_its_own_words_do_not_silence_the_bot(account: Account, when: Any, quick_looks: None) -> None:
    account.zalo.echoes = when
    for number in range(1, 4):
        account.says(f"câu {number}")
        account.gets(number)
    account.rests()
    assert len(account.bot.asked) == 3


def test_data_is_deleted_even_while_a_person_writes(account: Account, quick_looks: None) -> None:
    account.says("một")
    account.gets(1)
    account.zalo.deliver(account.zalo.human_says(USER, "Chào chị"))
    account.rests()
    account.says("Xoá dữ liệu của tôi")
    assert account.gets(2)[1] == TEXTS.notices.deleted
    account.says("hai")
    account.rests()
    assert account.bot.asked == ["một"]  # still silent


@pytest.mark.parametrize("how", ["asks", "leaves"])
def test_after_deletion_nothing_of_the_person_is_left(tmp_path: Path, how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk, "CARE_SECONDS", 0.1)
    bot = Bot()
    with simulated(ZaloSimulator()) as zalo, chatting(tmp_path, zalo, bot) as server:
        account = Account(zalo, bot, tmp_path, server)
        account.says("câu hỏi riêng tư")
        account.gets(1)
        account.zalo.deliver(account.zalo.says(USER, "xóa dữ liệu") if how == "asks" else account.zalo.unfollows(USER))
        account.zalo.wait_for(lambda: account.bot.tracker_store.deleted)
        account.rests()
        person = person_of(secret_of(account.folder), "zalo", USER)
        assert account.bot.senders == [person] and account.bot.tracker_store.deleted == [person]
        for private in (USER, "riêng tư"):
            account.zalo.wait_for(lambda text=private: text.encode() not in b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()))
        assert len(account.zalo.texts_to(USER)) == (2 if how == "asks" else 1)


@pytest.mark.parametrize("is_told", [True, False], ids=["id was told", "answer was lost"])
def test_words_from_before_the_deletion_are_known_as_the_bots_own_when_they_are_told_back_after_it(account: Account, is_told: bool, quick_looks: None) -> None:
    if not is_told:
        account.zalo.fail(1, "cut", acted=True)
    account.says("một")
    account.zalo.wait_for(lambda: account.zalo.sent)
    account.says("xóa dữ liệu")
    account.gets(2)
    sent = account.zalo.sent[0]
    account.zalo.deliver(account.zalo.event("oa_send_text", USER, message={"text": sent.text, "msg_id": sent.message_id}))
    account.rests()
    account.says("hai")
    assert len(account.gets(3)) == 3
    assert account.bot.asked == ["một", "hai"]


def test_answers_that_still_wait_are_not_sent_where_a_person_writes_unless_an_officer_says_so(
    account: Account, quick_looks: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sender, "delay", lambda attempt: 3600.0)
    account.zalo.fail(1, 503)
    account.says("một")
    account.zalo.wait_for(lambda: account.counts().get("message ready"))
    account.zalo.deliver(account.zalo.human_says(USER, "Chào chị, tôi là Lan"))
    account.rests()
    (row,) = account.look(lambda tables: tables.outbox.unsent())
    assert (row.state, row.reason) == ("expired", "silent")
    assert account.zalo.texts_to(USER) == []
    now = round(account.zalo.now() * 1000)
    assert account.look(lambda tables: tables.outbox.resend([row.id], now=now, until=now + 3_600_000)) == 1
    assert "«một»" in account.gets(1)[0]
    account.says("xóa dữ liệu")
    assert account.gets(2)[1] == TEXTS.notices.deleted
