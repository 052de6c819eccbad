"""Messenger beside a colleague who writes, a platform that fails, and settings that are absent."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from bot.channels.messenger import MessengerChannel
from bot.messaging import sender
from bot.messaging.settings import GROUPS, MessagingSettings
from bot.messaging.store import Store
from tests.channels.page import BUTTONS, USER, World, world
from tests.channels.serving import get, serving


@pytest.fixture
def here(tmp_path: Path) -> Iterator[World]:
    with world(tmp_path) as made:
        yield made


# -- a colleague


def test_a_colleague_in_the_inbox_silences_the_bot(here: World) -> None:
    here.tell(here.graph.human_says(USER, "Để tôi trả lời bạn"))
    here.say(USER, "Cảm ơn")
    assert here.settled() == []
    assert USER not in {user for user, _ in here.graph.actions}
    here.say(USER, "xóa dữ liệu")
    here.answers(1)
    assert len(here.bot.tracker_store.deleted) == 1


def test_zero_minutes_let_the_bot_go_on_beside_a_colleague(tmp_path: Path) -> None:
    with world(tmp_path, handover_minutes=0) as here:
        here.tell(here.graph.human_says(USER, "Để tôi trả lời bạn"))
        here.say(USER, "Cáp quang?")
        assert here.settled() == ["Cáp quang?"]


@pytest.mark.parametrize("when", ["before", "after"])
def test_the_bots_own_echo_does_not_silence_it(here: World, when: Any) -> None:
    here.graph.echoes = when
    for number in (1, 2, 3):
        here.say(USER, f"lần thứ {number}")
        here.answers(number)
    assert here.bot.asked == ["lần thứ 1", "lần thứ 2", "lần thứ 3"]


def test_while_another_app_has_the_thread_the_bot_is_silent_until_it_is_given_back(here: World) -> None:
    here.tell(here.graph.says(USER, "cho ai đó khác"), key="standby")
    here.say(USER, "nghe không?")
    assert here.settled() == []
    here.tell(here.graph.passes(USER, to_app=here.graph.app_id))
    here.say(USER, "còn bây giờ?")
    here.answers(1)
    assert "còn bây giờ?" in here.bot.asked
    here.tell(here.graph.takes(USER, from_app=here.graph.app_id))
    here.say(USER, "lại im à")
    assert "lại im à" not in here.settled()


# -- what goes wrong


def kept(here: World, look: Any = lambda tables: [(row.reason, row.code) for row in tables.outbox.unsent()]) -> Any:
    """What *look* finds in the store: reason and code of what could not be sent."""
    store = Store(here.folder, "messenger")
    try:
        return store.do(look)
    finally:
        store.close()


def test_what_meta_cannot_take_now_arrives_later_once(here: World) -> None:
    here.graph.fail(1, 2)
    here.graph.fail(1, 1200)
    here.say(USER, "Cáp quang?")
    here.answers(1)
    assert here.settled() == ["Cáp quang?"]
    assert len(here.graph.texts_to(USER)) == 1


def test_refused_quick_replies_become_numbers(here: World) -> None:
    here.graph.takes_quick_replies = False
    here.say(USER, "Cáp quang?")
    (answer,) = here.answers(1)
    assert [line for line in answer.splitlines() if line[:2] in ("1.", "2.")] == [f"{n}. {button['title']}" for n, button in enumerate(BUTTONS, 1)]
    here.say(USER, "1")
    here.answers(2)
    assert here.bot.asked[1] == BUTTONS[0]["payload"]


def test_a_message_that_was_taken_before_the_line_broke_is_known_by_its_echo(here: World) -> None:
    here.graph.echoes = "after"
    here.graph.fail(1, "cut", acted=True)
    here.say(USER, "một")
    here.answers(1)
    here.say(USER, "hai")
    answers = here.answers(2)
    assert [answer.splitlines()[-1] for answer in answers] == ["«một»", "«hai»"]


def test_what_is_refused_to_one_person_for_want_of_a_permission_holds_nobody_up(here: World) -> None:
    here.graph.refused["778"] = (200, 2018028)  # somebody without a role, before the app was reviewed
    here.say("778", "Cáp quang?")
    here.graph.wait_for(lambda: kept(here) == [("refused", "200/2018028")])
    here.say(USER, "Cáp quang?")
    here.answers(1)
    assert kept(here, lambda tables: tables.alarms.all()) == []


def test_what_was_refused_as_if_the_account_were_at_fault_is_given_up_once_others_are_served(here: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sender, "ACCOUNT_MS", 300)
    here.graph.refused["778"] = (368, None)
    here.say("778", "Cáp quang?")
    here.graph.wait_for(lambda: [alarm.code for alarm in kept(here, lambda tables: tables.alarms.all())] == ["account"])
    assert kept(here) == []
    here.say(USER, "Cáp quang?")
    here.answers(1)
    here.graph.wait_for(lambda: kept(here) == [("account", "368")])
    assert kept(here, lambda tables: tables.alarms.all()) == []


def test_a_parameter_that_is_refused_to_one_person_takes_nobody_elses_buttons_away(here: World) -> None:
    here.graph.refused["778"] = (100, None)
    here.say("778", "Cáp quang?")
    here.graph.wait_for(lambda: kept(here) == [("refused", "100")])
    here.say(USER, "Cáp quang?")
    here.answers(1)
    assert here.graph.sent[0].buttons


def test_a_dead_token_keeps_the_answer_and_tells_the_operator(here: World, caplog: pytest.LogCaptureFixture) -> None:
    old, here.graph.page_token = here.graph.page_token, "another"
    with caplog.at_level(logging.ERROR):
        here.say(USER, "Cáp quang?")
        here.graph.wait_for(lambda: "MESSENGER_PAGE_TOKEN" in caplog.text)
    assert USER not in caplog.text
    assert old not in caplog.text


def test_no_log_line_tells_who_said_what(here: World, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        here.graph.fail(1, 613)
        for item in (here.graph.says(USER, "một điều riêng tư"), here.graph.sends(USER, "location"), here.graph.human_says(USER, "lời của cán bộ")):
            here.tell(item)
        here.graph.deliver(here.graph.body(here.graph.says(USER, "a")), signature="sha256=00")
        here.graph.wait_for(lambda: "613" in caplog.text)
    ours = "\n".join(record.getMessage() for record in caplog.records if record.name.startswith(("bot", "channels")))
    assert not [private for private in (USER, "riêng tư", "cán bộ", here.graph.page_token, here.graph.app_secret) if private in ours]


def test_conversations_are_each_persons_own_and_do_not_tell_whose(here: World) -> None:
    for user in (USER, "778"):
        here.say(user, "a")
        here.answers(1, user=user)
    assert len(here.bot.people) == 2
    assert all(person.startswith("messenger-") for person in here.bot.people)
    assert not [person for person in here.bot.people if USER in person or person.removeprefix("messenger-") == "778"]


# -- on, off, half set


def test_without_settings_there_is_no_webhook(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO), serving(MessengerChannel(settings=MessagingSettings(data_folder=tmp_path))) as server:
        assert get(server, "/webhooks/messenger/webhook").status == 404
        assert get(server, "/webhooks/messenger/webhook", method="POST", body=b"{}").status == 404
    assert "messenger: off" in caplog.text


@pytest.mark.parametrize("name", GROUPS["messenger"])
def test_settings_that_are_half_there_are_an_error_that_names_the_missing_ones(name: str) -> None:
    with pytest.raises(ValidationError) as refused:
        MessagingSettings(**{name: "123"})
    assert {other for other in GROUPS["messenger"] if f"{other.upper()}: is not set" in str(refused.value)} == set(GROUPS["messenger"]) - {name}
