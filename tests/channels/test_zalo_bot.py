"""A bot of the Zalo Bot platform: the same as an Official Account over another transport."""

from __future__ import annotations

import json
import logging
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.messaging import sender
from tests.channels.accounts import OTHER, USER, Account, plain
from tests.channels.chatting import chatting
from tests.channels.talking import Bot
from tests.messaging.saying import channel_texts
from tests.simulators.serving import simulated
from tests.simulators.zalo_bot import ZaloBotSimulator


@pytest.fixture(params=[False, True], ids=["flat", "wrapped"])
def account(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Account]:
    monkeypatch.setattr(sender, "delay", lambda attempt: 0.02)
    monkeypatch.setattr(sender, "UNSURE_MS", 200)
    monkeypatch.setattr(sender, "ACCOUNT_MS", 300)
    bot = Bot()
    with simulated(ZaloBotSimulator(wrapped=request.param)) as zalo, chatting(tmp_path, zalo, bot, channel="zalo_bot") as server:
        yield Account(zalo, bot, tmp_path, server, "zalo_bot")
        assert zalo.violations == []


def test_a_question_is_answered_once_after_it_is_shown_that_an_answer_is_being_written(account: Account) -> None:
    body = account.zalo.says(USER, "xin hỏi")
    assert [account.zalo.deliver(body).status for _ in range(3)] == [200] * 3
    assert plain(account.gets(1)[0]) == "«xin hỏi»\nand more"
    assert account.zalo.typing == [USER]
    assert account.bot.asked == ["xin hỏi"]


def test_choices_are_numbered_text_that_is_understood(account: Account) -> None:
    account.bot.replies["hỏi"] = [{"text": "Trả lời.", "buttons": [{"title": "Ai chủ trì?", "payload": "Ai?"}, {"title": "Khi nào?", "payload": "Khi?"}]}]
    account.says("hỏi")
    assert plain(account.gets(1)[0]) == "Trả lời.\n1. Ai chủ trì?\n2. Khi nào?\nTrả lời 1 hoặc 2 để chọn."
    account.says("số 2")
    account.gets(2)
    assert account.bot.asked == ["hỏi", "Khi?"]


@pytest.mark.parametrize("kind", ["image", "sticker", "voice", "link"])
def test_what_is_no_text_gets_suggestions(account: Account, kind: str) -> None:
    account.zalo.deliver(account.zalo.sends(USER, kind))
    (text,) = account.gets(1)
    assert account.bot.asked == ["\u2060"] and "1. " in text


@pytest.mark.parametrize("change", [{"chat_type": "GROUP"}, {"is_bot": True}])
def test_groups_and_other_bots_are_left_alone(account: Account, change: dict[str, Any]) -> None:
    assert account.zalo.deliver(account.zalo.says(USER, "hỏi", **change)).status == 200
    assert account.zalo.deliver(account.zalo.event("message.unsupported.received", USER)).status == 200
    assert account.zalo.deliver(account.zalo.event("message.reaction.received", USER)).status == 200
    account.says("sau đó", OTHER)
    account.gets(1, OTHER)
    assert account.bot.asked == ["sau đó"]


def test_data_is_deleted_on_demand(account: Account) -> None:
    account.says("xóa dữ liệu")
    assert account.gets(1) == [channel_texts().notices.deleted]
    assert account.bot.tracker_store.deleted


@pytest.mark.parametrize("failure", [500, 408, 429, "cut", "garbage"])
def test_a_passing_fault_is_tried_again(account: Account, failure: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sender.Sender, "_pause", lambda self, tables, until: tables.notes.set("paused_until", self._now() + 200))
    account.zalo.fail(1, failure)
    account.says("hỏi")
    account.gets(1)


def test_a_dead_token_sounds_an_alarm_and_stands_in_no_log(account: Account, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "channels")
    account.zalo.fail(1, 401)
    account.says("hỏi")
    account.zalo.wait_for(lambda: account.look(lambda tables: [alarm.code for alarm in tables.alarms.all()]) == ["bot_token"])
    account.gets(1)
    assert account.look(lambda tables: tables.alarms.all()) == []
    lines = [record.getMessage() for record in caplog.records if record.name == "channels"]
    assert lines and not any(secret in line for line in lines for secret in (account.zalo.token, account.zalo.secret, USER))


@pytest.mark.parametrize(("code", "reason"), [(400, "refused"), (403, "gone")])
def test_what_cannot_be_sent_is_kept_with_its_reason(account: Account, code: int, reason: str) -> None:
    account.zalo.fail(1, code)
    account.says("hỏi")
    account.rests()
    assert [(row.reason, row.code) for row in account.look(lambda tables: tables.outbox.unsent())] == [(reason, str(code))]


def test_a_thousand_forged_deliveries_are_refused(account: Account) -> None:
    chance = random.Random(4)
    body = account.zalo.says(USER, "hỏi")
    right = account.zalo.secret
    for _ in range(1000):
        secret = chance.choice(["", right[:-1], right + "x", right.upper(), right[::-1], "ệ", right.replace("o", "0"), f"{right},{right}", "x" * 5000, None])
        sent = chance.choice([body, b"", b"{}", b"[" * 50_000, body[: chance.randrange(len(body))]])
        headers = {} if secret is None else {"X-Bot-Api-Secret-Token": secret}
        assert account.zalo.request("POST", account.zalo.webhook, body=sent, headers=headers).status in (401, 413)
    assert account.bot.asked == []


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b"{", b"[" * 100_000, b"\xff", b'{"result":'])
def test_what_is_no_update_is_refused_though_the_secret_is_right(account: Account, body: bytes) -> None:
    assert account.zalo.deliver(body).status == 400


@pytest.mark.parametrize(
    "update",
    [
        {}, {"event_name": 5}, {"event_name": "message.text.received"}, {"event_name": "message.text.received", "message": []},
        {"event_name": "message.text.received", "message": {"chat": [], "from": 5, "date": "x"}}, {"ok": True, "result": None},
    ],
)  # fmt: skip
def test_an_update_of_the_wrong_shape_gets_200_and_silence(account: Account, update: Any) -> None:
    assert account.zalo.deliver(json.dumps(update).encode()).status == 200
    account.says("sau đó", OTHER)
    account.gets(1, OTHER)
    assert account.bot.asked == ["sau đó"]
