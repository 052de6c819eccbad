"""What becomes of messages when Zalo, the network or the account has a fault: nothing is lost, nothing is said twice without need."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from bot.__main__ import main
from bot.messaging import outbox, sender
from bot.messaging.outbox import Row
from bot.messaging.replies import Outgoing
from bot.messaging.store import Tables
from bot.service.started import free_ports
from tests.channels.accounts import OTHER, USER, Account
from tests.channels.chatting import chatting
from tests.channels.talking import Bot
from tests.simulators.serving import simulated
from tests.simulators.zalo import ZaloSimulator


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same waits, shorter."""
    monkeypatch.setattr(sender, "delay", lambda attempt: 0.02)
    monkeypatch.setattr(sender, "POLL_SECONDS", 0.05)
    monkeypatch.setattr(sender, "UNSURE_MS", 500)
    monkeypatch.setattr(outbox, "ORPHANED_MS", 500)
    monkeypatch.setattr(sender, "RENEW_MS", 200)
    monkeypatch.setattr(sender, "ACCOUNT_MS", 300)


@contextmanager
def set_up(folder: Path, **settings: Any) -> Iterator[Account]:
    bot = Bot()
    with simulated(ZaloSimulator()) as zalo, chatting(folder, zalo, bot, **settings) as server:
        yield Account(zalo, bot, folder, server)
        assert zalo.violations == []


@pytest.fixture
def account(tmp_path: Path) -> Iterator[Account]:
    with set_up(tmp_path) as account:
        yield account


def requests(account: Account) -> int:
    return sum(call.path.endswith("/cs") for call in list(account.zalo.calls))


def unsent(account: Account) -> list[Row]:
    rows: list[Row] = account.look(lambda tables: tables.outbox.unsent())
    return rows


def alarms(account: Account) -> list[str]:
    codes: list[str] = account.look(lambda tables: [alarm.code for alarm in tables.alarms.all()])
    return codes


@pytest.mark.parametrize("failure", [500, 503, "cut", "garbage", -200])
def test_a_passing_fault_is_tried_again(account: Account, failure: Any) -> None:
    account.zalo.fail(2, failure)
    account.says("hỏi")
    account.gets(1)
    assert requests(account) == 3
    assert len(account.bot.asked) == 1


def test_an_accepted_message_whose_answer_was_lost_is_not_said_twice_where_echoes_come(account: Account) -> None:
    account.zalo.echoes = "before"
    account.zalo.fail(1, "cut", acted=True)
    account.says("hỏi")
    account.gets(1)
    assert requests(account) == 1 and account.counts()["message sent"] == 1


def test_without_echoes_it_is_said_again_rather_than_not_at_all(account: Account) -> None:
    account.zalo.fail(1, "cut", acted=True)
    account.says("hỏi")
    account.gets(2)


def test_an_expired_token_is_renewed_once_for_all_messages(account: Account) -> None:
    account.zalo.expire_access()
    for number in range(8):
        account.says("hỏi", f"62{number}")
    for number in range(8):
        account.gets(1, f"62{number}")
    assert (account.zalo.refreshes, max(account.zalo.spent.values())) == (1, 1)


def test_when_a_person_must_log_in_messages_wait_and_go_out_afterwards_without_a_restart(account: Account, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    account.zalo.expire_access()
    account.zalo.revoke_refresh()
    account.says("hỏi")
    account.zalo.wait_for(lambda: alarms(account) == ["log_in_again"])
    account.says("hỏi", OTHER)
    assert [record.getMessage() for record in caplog.records if record.levelno == logging.ERROR and "log in again" in record.getMessage()] == [
        "zalo: a person must log in again: python -m bot zalo login"
    ]
    from tests.messaging.officer import settings_for
    from tests.messaging.test_zalo_tokens import log_in

    assert log_in(account.zalo, settings_for(account.zalo, account.folder, tokens=False))[0] == 0
    account.gets(1)
    account.gets(1, OTHER)
    assert alarms(account) == []
    for token in (account.zalo.access_token, account.zalo.refresh_token, account.zalo.app_secret, account.zalo.oa_secret_key, USER, "hỏi"):
        assert token not in caplog.text


def test_too_many_requests_pause_everything_and_lose_nothing(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    account.zalo.per_minute = 3
    paused: list[int] = []
    monkeypatch.setattr(sender.Sender, "_pause", lambda self, tables, until: paused.append(until) or tables.notes.set("paused_until", self._now() + 300))
    for number in range(10):
        account.says("hỏi", f"62{number}")
    account.zalo.wait_for(lambda: paused)
    before = requests(account)
    account.zalo.shift += 61
    account.zalo.per_minute = None
    for number in range(10):
        account.gets(1, f"62{number}")
    assert before <= 10 and len(account.zalo.sent) == 10


@pytest.mark.parametrize(
    ("cause", "state", "reason", "code"),
    [
        (lambda zalo: zalo.blocked.add(USER), "failed", "gone", "-217"),
        (lambda zalo: zalo.fail(1, -213), "failed", "gone", "-213"),
        (lambda zalo: zalo.fail(1, -244), "failed", "gone", "-244"),
        (lambda zalo: zalo.fail(1, -230), "expired", "window", "-230"),
        (lambda zalo: zalo.fail(1, -311), "expired", "window", "-311"),
        (lambda zalo: zalo.fail(1, -201), "failed", "refused", "-201"),
        (lambda zalo: zalo.fail(1, -12345), "failed", "refused", "-12345"),
    ],
)
def test_what_cannot_be_sent_is_kept_with_its_reason_and_can_be_sent_again(
    account: Account, cause: Callable[[ZaloSimulator], None], state: str, reason: str, code: str
) -> None:
    cause(account.zalo)
    account.says("hỏi")
    account.rests()
    (row,) = unsent(account)
    assert (row.state, row.reason, row.code) == (state, reason, code)
    assert "«hỏi»" in row.message.text
    assert requests(account) == 1
    account.zalo.blocked.clear()
    now = row.created_at
    assert account.look(lambda tables: tables.outbox.resend([row.id], now=now, until=now + 3_600_000)) == 1
    account.gets(1)


@pytest.mark.parametrize(("code", "alarm"), [(-211, "quota"), (-320, "quota"), (-204, "account"), (-240, "account")])
def test_a_fault_of_the_account_sounds_an_alarm_and_messages_wait(account: Account, code: int, alarm: str) -> None:
    account.zalo.fail(1, code)
    account.says("hỏi")
    account.zalo.wait_for(lambda: alarms(account) == [alarm])
    account.gets(1)
    assert alarms(account) == []


def test_after_the_window_nothing_is_asked_of_zalo(account: Account) -> None:
    account.zalo.fail(1, 500)
    account.bot.let.clear()
    account.says("hỏi", at=account.zalo.now() - 25 * 3600)
    account.bot.let.set()
    account.gets(1)

    def age(tables: Tables) -> None:
        tables.outbox.put([row_message], event="later", person="p", user=USER, owner="", now=1, until=2)

    row_message = Outgoing("quá muộn")
    account.look(age)
    account.zalo.wait_for(lambda: [row.reason for row in unsent(account)] == ["window"])
    assert "quá muộn" not in account.zalo.texts_to(USER)


def test_no_more_replies_are_spent_than_the_window_allows(account: Account) -> None:
    account.says("hỏi")
    account.gets(1)
    person = account.bot.senders[0]
    now = account.look(lambda tables: tables.people.get(person).last_said_at)
    messages = [Outgoing(f"câu {number}") for number in range(9)]

    def put(tables: Tables) -> None:
        tables.outbox.put(messages, event="many", person=person, user=USER, owner="", now=now, until=now + 10**9)
        tables.outbox._connection.execute("UPDATE outbox SET owner = NULL WHERE event = 'many'")

    account.look(put)
    account.rests()
    assert len(account.zalo.texts_to(USER)) == 8
    assert [row.reason for row in unsent(account)] == ["replies"] * 2


def test_what_waited_for_the_next_word_goes_out_when_a_person_sends_it_again(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {**account.zalo.environment(), "DATA_FOLDER": str(account.folder)}.items():
        monkeypatch.setenv(name, value)
    account.zalo.replies = None  # the platform takes more than the bot spends by itself
    account.says("hỏi")
    account.gets(1)
    person = account.bot.senders[0]
    account.look(lambda tables: [tables.people.was_sent(person) for _ in range(8)])
    now = account.look(lambda tables: tables.people.get(person).last_said_at)

    def put(tables: Tables) -> None:
        tables.outbox.put([Outgoing("thêm")], event="more", person=person, user=USER, owner="", now=now, until=now + 10**9)
        tables.outbox._connection.execute("UPDATE outbox SET owner = NULL WHERE event = 'more'")

    account.look(put)
    account.rests()
    (row,) = unsent(account)
    assert (row.state, row.reason) == ("expired", "replies")
    account.zalo.fail(2, 500)  # tried until the platform has said something
    assert main(["zalo", "outbox", "send", row.id]) == 0
    assert account.gets(2)[1] == "thêm"


def test_a_mistyped_secret_costs_no_login_and_no_message(tmp_path: Path) -> None:
    bot = Bot()
    with simulated(ZaloSimulator()) as zalo:
        with chatting(tmp_path, zalo, bot, zalo_app_secret="mistyped") as server:
            account = Account(zalo, bot, tmp_path, server)
            zalo.expire_access()
            account.says("hỏi")
            zalo.wait_for(lambda: alarms(account) == ["renewal"])
        with chatting(tmp_path, zalo, bot) as server:  # the secret is set right, and the service started again
            account = Account(zalo, bot, tmp_path, server)
            account.gets(1)
            assert alarms(account) == []
    assert zalo.violations == []


def test_a_platform_that_is_down_is_not_stormed_and_gets_everything_later(tmp_path: Path) -> None:
    (dead_port,) = free_ports(1)
    bot = Bot()
    with simulated(ZaloSimulator()) as zalo:
        with chatting(tmp_path, zalo, bot, zalo_api_base=f"http://127.0.0.1:{dead_port}") as server:
            account = Account(zalo, bot, tmp_path, server)
            for number in range(40):
                account.says("hỏi", f"62{number}")
            account.zalo.wait_for(lambda: account.counts().get("message ready", 0) >= 39)
        assert zalo.sent == []
        with chatting(tmp_path, zalo, bot) as server:  # a restart, and the platform is back
            for number in range(40):
                account.gets(1, f"62{number}")
    assert len(bot.asked) == 40


def test_what_was_tried_for_an_hour_is_given_up_and_kept(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "TRY_MS", 0)
    account.zalo.fail(1, 500)
    account.says("hỏi")
    account.rests()
    assert [(row.reason, row.code) for row in unsent(account)] == [("unreachable", "http 500")]


def test_a_restart_in_the_middle_answers_everything_once(tmp_path: Path) -> None:
    bot = Bot()
    with simulated(ZaloSimulator()) as zalo:
        with chatting(tmp_path, zalo, bot) as server:
            account = Account(zalo, bot, tmp_path, server)
            bot.replies["hỏi"] = [{"text": "Trả lời.", "buttons": [{"title": f"Nút {number}", "payload": f"câu {number}"} for number in range(6)]}]
            account.says("hỏi")
            account.gets(1)
            bot.let.clear()
            for number in range(10):
                account.says("dở dang", f"62{number}")
            zalo.wait_for(lambda: bot.at_work)
        bot.let.set()
        with chatting(tmp_path, zalo, bot) as server:
            for number in range(10):
                account.gets(1, f"62{number}")
            account.says("2")  # the menu outlives the restart
            account.gets(2)
            assert bot.asked[-1] == "câu 1"
    assert zalo.violations == []
