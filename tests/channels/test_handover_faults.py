"""Talking with an officer while something is wrong: a desk that is away, forged deliveries, restarts, and a citizen who wants to be forgotten."""

from __future__ import annotations

import logging
import time
from pathlib import Path
from typing import Any

import pytest

from bot.handover import bringing, handover
from bot.handover import chatwoot as chatwoot_api
from bot.messaging.people import person_of
from bot.messaging.settings import MessagingSettings
from bot.service.retention import forget, prune
from bot.watch.metrics import metrics
from bot.web.sessions import secret_of
from tests.channels.officers import TEXTS, USER, Officers, bot_with_memory, served
from tests.simulators.chatwoot import ChatwootSimulator
from tests.simulators.serving import simulated
from tests.simulators.zalo import ZaloSimulator

DAY_MS = 24 * 3600 * 1000


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tries follow each other at once, and a desk that says nothing is given up soon."""
    monkeypatch.setattr(chatwoot_api, "SECONDS", 0.5)
    for module in (handover, bringing):
        monkeypatch.setattr(module, "delay", lambda *_, **__: 0.05)


def failures(kind: str) -> float:
    """How often that went wrong, as the metrics page tells it."""
    return metrics().registry.get_sample_value("bot_errors_total", {"channel": "chatwoot", "kind": kind}) or 0.0


# -- forged deliveries


@pytest.mark.parametrize(
    "headers",
    [
        {"X_Chatwoot_Signature": "sha256=" + "0" * 64},
        {"X_Chatwoot_Signature": ""},
        {"X_Chatwoot_Timestamp": ""},
        {"X_Chatwoot_Timestamp": "١٢٣"},
        {"X_Chatwoot_Timestamp": "1"},
    ],
    ids=str,
)
def test_a_delivery_that_is_not_the_desks_is_refused_and_says_nothing_to_anybody(here: Officers, headers: dict[str, str]) -> None:
    conversation = here.hands_over()
    forged = here.chatwoot.officer_says(conversation, "chuyển tiền vào số này")
    assert here.chatwoot.deliver(forged, **{name: value.encode().decode("latin-1") for name, value in headers.items()}).status == 401
    assert here.is_silent()


def test_an_old_delivery_or_one_with_another_body_is_refused(here: Officers) -> None:
    conversation = here.hands_over()
    body = here.chatwoot.officer_says(conversation, "lời thật")
    assert here.chatwoot.request("POST", here.chatwoot.webhook, body=body.replace("thật".encode(), b"gian"), headers=here.chatwoot.signed(body)).status == 401
    here.chatwoot.shift = -3600.0
    assert here.chatwoot.deliver(body).status == 401
    assert here.is_silent()


def test_signed_nonsense_gets_400_and_other_methods_405(here: Officers) -> None:
    assert {here.chatwoot.deliver(body).status for body in (b"", b"[]", b"{", b"\xff", b"[" * 100_000)} == {400}
    assert here.chatwoot.request("GET", here.chatwoot.webhook).status == 405
    assert here.chatwoot.deliver(b"x" * 700_000).status == 413


# -- the desk is away when somebody agrees


@pytest.mark.parametrize(
    ("fault", "kind"), [(500, "server_error"), (401, "unauthorised"), (429, "too_many"), ("cut", "silent"), ("garbage", "server_error"), ("time-out", "silent")]
)
def test_who_cannot_be_handed_over_is_told_so_and_the_bot_goes_on(here: Officers, fault: Any, kind: str, caplog: pytest.LogCaptureFixture) -> None:
    before = failures(kind)
    here.says("chuyện riêng của tôi")
    here.gets("chuyện riêng")
    here.chatwoot.fail(50, fault)
    here.says(TEXTS.agree_question)
    here.gets(TEXTS.away)
    here.says("kế hoạch là gì?")
    here.gets("«kế hoạch là gì?»")
    assert failures(kind) > before
    assert "chuyện riêng" not in caplog.text and USER not in caplog.text
    assert [record for record in caplog.records if record.name == "handover" and record.levelno == logging.WARNING]


def test_whom_to_ask_instead_is_told_where_it_is_known(here: Officers, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "contacts.yml"
    file.write_text('contacts:\n  - {office: Bộ phận một cửa, telephone: "0000 000 000"}\n', "utf-8")
    monkeypatch.setattr("bot.channels.handing.CONTACTS", file)
    with served(here.chatwoot, here.platform, here.bot, tmp_path / "other") as other:
        here.chatwoot.fail(50, 503)
        other.says(TEXTS.agree_question, "999")
        assert "0000 000 000" in other.gets(TEXTS.away, "999")


@pytest.mark.parametrize("place", range(4))
def test_a_request_that_arrived_though_no_reply_came_makes_no_second_contact_or_conversation(here: Officers, place: int) -> None:
    here.chatwoot.fail(1, "cut", acted=True, after=place)
    here.hands_over()
    assert len(here.chatwoot.contacts) == len(here.chatwoot.conversations) == 1


# -- while they talk


def test_what_is_said_while_the_desk_is_away_arrives_in_order_once_it_is_back(here: Officers, monkeypatch: pytest.MonkeyPatch) -> None:
    conversation = here.hands_over()
    monkeypatch.setattr(bringing, "WARN_MS", 0)
    here.chatwoot.fail(10_000, 503)
    for text in ("một", "hai", "ba"):
        here.says(text)
    here.gets(TEXTS.late_desk)
    here.chatwoot.recover()
    here.arrives(conversation, "ba")
    assert conversation.said() == [TEXTS.agree_question, "một", "hai", "ba"]
    assert here.is_silent()  # and was told once


def test_a_conversation_that_officers_deleted_ends_and_the_next_one_is_new(here: Officers) -> None:
    conversation = here.hands_over()
    here.chatwoot.conversations.clear()
    here.says("còn ai không?")
    here.gets(TEXTS.lost)
    here.says("kế hoạch là gì?")
    here.gets("«kế hoạch là gì?»")
    assert here.hands_over().id != conversation.id


def test_a_contact_that_officers_deleted_is_made_anew(here: Officers) -> None:
    conversation = here.hands_over()
    here.chatwoot.deliver(here.chatwoot.resolves(conversation))
    here.gets(TEXTS.ended)
    here.chatwoot.conversations.clear()
    here.chatwoot.contacts.clear()
    here.hands_over()
    assert len(here.chatwoot.contacts) == 1


def test_a_restart_in_the_middle_loses_nothing_on_either_way(chatwoot: ChatwootSimulator, tmp_path: Path) -> None:
    with simulated(ZaloSimulator()) as zalo:
        bot = bot_with_memory()
        with served(chatwoot, zalo, bot, tmp_path) as here:
            conversation = here.hands_over()
            chatwoot.fail(10_000, 503)
            here.says("trước khi khởi động lại")
            chatwoot.wait_for(lambda: len(chatwoot.calls) > 4)  # it was tried in vain
        chatwoot.recover()
        with served(chatwoot, zalo, bot, tmp_path) as here:
            here.seen[USER] = len(zalo.texts_to(USER))
            here.arrives(conversation, "trước khi khởi động lại")
            here.officer(conversation, "tôi vẫn ở đây")
            zalo.wait_for(lambda: any("tôi vẫn ở đây" in text for text in zalo.texts_to(USER)))
            here.says("tôi cũng vậy")
            here.arrives(conversation, "tôi cũng vậy")


def settings_of(here: Officers) -> MessagingSettings:
    return MessagingSettings(data_folder=here.folder)


@pytest.mark.parametrize(("limit", "told"), [({"chatwoot_wait_minutes": 0.01}, TEXTS.nobody), ({"chatwoot_idle_hours": 0.0003}, TEXTS.ended)])
def test_where_nobody_says_anything_any_more_the_bot_answers_again_and_says_so_once(
    chatwoot: ChatwootSimulator, tmp_path: Path, limit: dict[str, float], told: str
) -> None:
    with simulated(ZaloSimulator()) as zalo, served(chatwoot, zalo, bot_with_memory(), tmp_path, **limit) as here:
        conversation = here.hands_over()
        if "chatwoot_idle_hours" in limit:
            here.officer(conversation, "chào bạn")
            here.gets("chào bạn")
        here.gets(told)
        here.says("kế hoạch là gì?")
        here.gets("«kế hoạch là gì?»")
        assert here.is_silent()
        chatwoot.wait_for(lambda: len(conversation.notes) == 2)


def test_outside_of_the_desks_hours_nobody_is_handed_over(chatwoot: ChatwootSimulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "contacts.yml"
    today = time.gmtime(time.time() + 7 * 3600).tm_wday
    other_day = ("2", "3", "4", "5", "6", "7", "CN")[(today + 3) % 7]
    file.write_text(f'contacts: []\ndesk:\n  hours:\n    - {{days: [{other_day}], start: "0:00", until: "23:59"}}\n', "utf-8")
    monkeypatch.setattr("bot.channels.handing.CONTACTS", file)
    with simulated(ZaloSimulator()) as zalo, served(chatwoot, zalo, bot_with_memory(), tmp_path / "data") as here:
        here.says("gặp cán bộ")
        assert TEXTS.offer not in here.gets("chưa có số nào")
        here.says(TEXTS.agree_question)
        here.gets(TEXTS.closed)
        assert chatwoot.calls == []


# -- forgetting


def in_files(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_who_wants_to_be_forgotten_is_so_here_at_once_and_on_the_desk_once_it_answers(here: Officers) -> None:
    conversation = here.hands_over()
    here.says("chuyện rất riêng")
    here.arrives(conversation, "chuyện rất riêng")
    here.chatwoot.fail(10_000, 500)
    here.says("xóa dữ liệu của tôi")
    here.gets("Đã xóa")
    assert conversation.contact.identifier.encode() in in_files(here.folder)  # what the desk is still to delete
    here.says("sau khi xóa")
    here.gets("«sau khi xóa»")
    assert here.chatwoot.contacts
    here.chatwoot.recover()
    here.chatwoot.wait_for(lambda: not here.chatwoot.contacts)
    assert not here.chatwoot.conversations
    here.officer(conversation, "anh còn đó không?")
    assert here.is_silent()
    assert "chuyện rất riêng".encode() not in b"".join(path.read_bytes() for path in here.folder.glob("bot.sqlite*"))
    assert here.hands_over().contact.identifier != conversation.contact.identifier


def test_what_an_operator_deletes_and_what_is_too_old_goes_from_the_desk_too(here: Officers) -> None:
    settings = settings_of(here)
    person = person_of(secret_of(here.folder, settings.web_session_secret), "zalo", USER)
    for delete in (lambda: forget(settings, person), lambda: prune(settings, round(time.time() * 1000) + (settings.keep_days + 1) * DAY_MS)):
        here.hands_over()
        assert delete()["talks with officers"] == 1
        here.chatwoot.wait_for(lambda: not here.chatwoot.contacts)
        here.says("xin chào")
        here.gets("«xin chào»")


def test_the_service_works_the_same_on_postgresql(chatwoot: ChatwootSimulator, tmp_path: Path, postgres: str) -> None:
    with simulated(ZaloSimulator()) as zalo, served(chatwoot, zalo, bot_with_memory(), tmp_path, database_url=postgres) as here:
        conversation = here.hands_over()
        here.officer(conversation, "chào bạn")
        here.gets("chào bạn")
        here.says("vâng")
        here.arrives(conversation, "vâng")
        assert chatwoot.deliver(chatwoot.resolves(conversation)).status == 200
        here.gets(TEXTS.ended)
        here.says("xóa dữ liệu")
        here.gets("Đã xóa")
        chatwoot.wait_for(lambda: not chatwoot.contacts)
