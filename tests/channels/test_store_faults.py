"""The disk fails for a while: what was taken in is answered, and what was sent is written down, without a restart and once."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.messaging import database, desk, sender
from bot.messaging.events import Event, Kind
from tests.channels.accounts import OTHER, USER, Account
from tests.channels.chatting import chatting
from tests.channels.talking import Bot
from tests.simulators.serving import simulated
from tests.simulators.zalo import ZaloSimulator


@pytest.fixture
def account(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Account]:
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.5)
    monkeypatch.setattr(desk, "CARE_SECONDS", 0.2)
    monkeypatch.setattr(sender, "delay", lambda attempt: 0.02)
    bot = Bot()
    with simulated(ZaloSimulator()) as zalo, chatting(tmp_path, zalo, bot) as server:
        yield Account(zalo, bot, tmp_path, server)
        assert zalo.violations == []


@contextmanager
def failing_store(account: Account, caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Nothing can be written meanwhile; it ends once that has been noticed."""
    caplog.set_level(logging.ERROR, "channels")
    holder = sqlite3.connect(account.folder / database.FILE, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    caplog.clear()
    try:
        yield
        account.zalo.wait_for(lambda: "the store failed" in caplog.text)
    finally:
        holder.execute("ROLLBACK")
        holder.close()


def test_a_question_whose_answer_could_not_be_kept_is_answered_once_when_the_store_works_again(account: Account, caplog: pytest.LogCaptureFixture) -> None:
    account.bot.let.clear()
    account.says("hỏi")
    account.zalo.wait_for(lambda: account.bot.asked)
    with failing_store(account, caplog):
        account.bot.let.set()
    account.gets(1)
    account.says("khác", OTHER)
    account.gets(1, OTHER)
    assert len(account.zalo.texts_to(USER)) == 1


def test_events_that_are_in_hand_are_not_taken_up_again(account: Account) -> None:
    account.bot.let.clear()
    account.says("một")
    account.says("hai")
    account.zalo.wait_for(lambda: account.bot.asked)
    for number in range(3):  # what a dead process left behind is taken up, so often has been looked
        left = Event(f"left {number}", Kind.ECHO, OTHER, round(account.zalo.now() * 1000), by_human=True)
        account.look(lambda tables, left=left: tables.inbox.add(left, "somebody", state="waiting", now=left.said_at, owner="dead"))
        account.zalo.wait_for(lambda: not account.look(lambda tables: tables.inbox.waiting("somebody")))
    account.bot.let.set()
    account.gets(2)
    assert account.bot.asked == ["một", "hai"]


def test_a_message_that_went_out_while_the_store_failed_is_not_sent_again(account: Account, caplog: pytest.LogCaptureFixture) -> None:
    account.zalo.answers_late = True
    account.says("hỏi")
    account.zalo.wait_for(lambda: account.zalo.sent)
    with failing_store(account, caplog):
        account.zalo.release()
    account.gets(1)
    assert account.counts() == {"done": 1, "message sent": 1}
