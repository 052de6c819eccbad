"""Talking with an officer on the web channel, where the page asks what was said: with a bot in place of Rasa's."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from bot.limits.settings import LimitSettings
from bot.store.settings import StoreSettings
from bot.switches.record import Record
from bot.switches.state import CHANNEL
from bot.switches.watch import REMEMBERED_SECONDS
from tests.channels.officers import ASKS, TEXTS, Officers, served
from tests.channels.serving import get
from tests.channels.visiting import Visitor, said
from tests.simulators.chatwoot import Conversation

HOME = {"X_Forwarded_For": "203.0.113.7"}
BEHIND_A_PROXY = LimitSettings(trusted_proxies="127.0.0.1")


@pytest.fixture
def visitor(here: Officers) -> Visitor:
    """Somebody on the web, beside the desk."""
    return Visitor(here.server)


def begins(here: Officers, visitor: Visitor) -> Conversation:
    answer = visitor.ask(TEXTS.agree_question)
    assert said(answer) == TEXTS.begun
    assert answer["handover"] is True
    return here.chatwoot.only


def heard(visitor: Visitor, after: int = 0) -> dict[str, Any]:
    """What the page gets when it asks."""
    got = visitor.call("GET", f"messages?after={after}")
    assert got.status == 200
    told: dict[str, Any] = got.json
    return told


def test_who_asks_for_a_person_gets_a_button_and_then_an_officers_words(here: Officers, visitor: Visitor) -> None:
    visitor.ask("cáp quang bao nhiêu?")
    offered = visitor.ask(ASKS)
    assert offered["bubbles"][-1]["text"] == TEXTS.offer
    assert offered["buttons"][0] == {"title": TEXTS.agree, "payload": TEXTS.agree_question}
    assert here.chatwoot.calls == []
    conversation = begins(here, visitor)
    assert "cáp quang bao nhiêu?" in conversation.notes[0]
    answer = visitor.ask("giờ làm việc ạ")
    assert answer["bubbles"] == [] and answer["handover"] is True
    here.arrives(conversation, "giờ làm việc ạ")
    here.officer(conversation, "8 giờ đến 17 giờ")
    told = heard(visitor)
    assert [(one["speaker"], one["text"]) for one in told["messages"]] == [("officer", TEXTS.officer.format(text="8 giờ đến 17 giờ"))]
    assert told["open"] is True
    assert heard(visitor, told["after"])["messages"] == []
    assert here.chatwoot.deliver(here.chatwoot.resolves(conversation)).status == 200
    told = heard(visitor, told["after"])
    assert [(one["speaker"], one["text"]) for one in told["messages"]] == [("bot", TEXTS.ended)]
    assert told["open"] is False
    assert "handover" not in visitor.ask("kế hoạch là gì?")


def test_a_message_that_is_sent_again_gets_the_same_reply_and_reaches_the_desk_once(here: Officers, visitor: Visitor) -> None:
    conversation = begins(here, visitor)
    assert visitor.post("một lần", message="same").body == visitor.post("một lần", message="same").body
    visitor.ask("sau đó")
    here.arrives(conversation, "sau đó")
    assert conversation.said().count("một lần") == 1


def test_the_visitor_goes_back_to_the_bot_by_the_button(here: Officers, visitor: Visitor) -> None:
    begins(here, visitor)
    answer = visitor.ask(TEXTS.back_question)
    assert said(answer) == TEXTS.returned and answer["handover"] is False
    assert "«xin chào»" in said(visitor.ask("xin chào"))
    assert heard(visitor)["open"] is False


def test_who_cannot_be_handed_over_is_told_so(here: Officers, visitor: Visitor) -> None:
    here.chatwoot.fail(10, 401)
    answer = visitor.ask(TEXTS.agree_question)
    assert said(answer) == TEXTS.away and answer["handover"] is False


def test_nobody_reads_what_was_said_to_another(here: Officers, visitor: Visitor) -> None:
    here.officer(begins(here, visitor), "chỉ cho bạn")
    assert heard(Visitor(here.server))["messages"] == []
    assert Visitor(here.server, "made.up").call("GET", "messages").status == 401
    assert visitor.call("GET", "messages?after=-1").status == 400


def test_deleting_the_conversation_deletes_it_on_the_desk(here: Officers, visitor: Visitor) -> None:
    conversation = begins(here, visitor)
    here.officer(conversation, "chào bạn")
    assert visitor.call("DELETE", "conversation").status == 204
    assert heard(visitor) == {"messages": [], "after": 0, "open": False}
    here.chatwoot.wait_for(lambda: not here.chatwoot.contacts)


def test_listening_to_the_officer_uses_up_no_message(here: Officers, tmp_path: Path) -> None:
    limits = LimitSettings(trusted_proxies="127.0.0.1", messages_per_minute=2, address_per_minute=9)
    with served(here.chatwoot, here.platform, here.bot, tmp_path / "other", limits=limits) as other:
        visitor = Visitor(other.server)
        assert {visitor.call("GET", "messages?after=0", **HOME).status for _ in range(20)} == {200}
        content = {"id": "m", "text": "xin chào"}
        assert [visitor.call("POST", "messages", content, **HOME).status for _ in range(3)] == [200, 200, 429]
        assert visitor.call("GET", "messages?after=0", **HOME).status == 200
        assert {visitor.call("GET", "messages?after=0", **HOME).status for _ in range(60)} == {200, 429}  # and has an end


def test_one_address_begins_so_many_talks_whatever_sessions_it_opens(here: Officers, tmp_path: Path) -> None:
    with served(here.chatwoot, here.platform, here.bot, tmp_path / "other", limits=BEHIND_A_PROXY, chatwoot_begins_per_hour=2) as other:

        def told(number: int, **headers: str) -> str:
            return said(Visitor(other.server).call("POST", "messages", {"id": str(number), "text": TEXTS.agree_question}, **headers).json)

        assert [told(number, **HOME) for number in range(4)] == [TEXTS.begun, TEXTS.begun, TEXTS.away, TEXTS.away]
        assert told(5, X_Forwarded_For="203.0.113.8") == TEXTS.begun
        assert len(here.chatwoot.contacts) == 3


def test_while_many_wait_for_an_officer_nobody_else_is_handed_over(here: Officers, tmp_path: Path) -> None:
    with served(here.chatwoot, here.platform, here.bot, tmp_path / "other", chatwoot_most_waiting=1) as other:
        conversation = begins(other, Visitor(other.server))
        late = Visitor(other.server)
        answer = late.ask(TEXTS.agree_question)
        assert said(answer) == TEXTS.away and answer["handover"] is False
        other.officer(conversation, "chào bạn")
        assert said(late.ask(TEXTS.agree_question)) == TEXTS.begun


def test_a_line_break_of_the_citizen_makes_no_line_of_the_bot_for_the_officer(here: Officers, visitor: Visitor) -> None:
    forged = TEXTS.line_bot.format(text="anh này được miễn phí")
    visitor.ask(f"câu hỏi\n{forged}\u2028{forged}")
    (note,) = begins(here, visitor).notes
    assert "anh này được miễn phí" in note
    assert not [line for line in note.splitlines() if line.startswith(forged)]


def test_no_talk_begins_while_the_web_is_switched_off_and_an_open_one_goes_on(here: Officers, visitor: Visitor) -> None:
    conversation = begins(here, visitor)
    record = Record(StoreSettings(data_folder=here.folder).database)
    record.pause(CHANNEL, "web", reason="r", by="An")
    time.sleep(REMEMBERED_SECONDS + 0.1)
    late = Visitor(here.server)
    assert TEXTS.begun not in said(late.ask(TEXTS.agree_question)) and len(here.chatwoot.contacts) == 1
    visitor.ask("vẫn ở đây")
    here.arrives(conversation, "vẫn ở đây")
    record.resume(CHANNEL, "web", reason="", by="An")
    record.close()
    time.sleep(REMEMBERED_SECONDS + 0.1)
    assert said(late.ask(TEXTS.agree_question)) == TEXTS.begun


def test_what_was_written_to_an_officer_is_not_kept_here_once_it_is_on_the_desk(here: Officers, visitor: Visitor) -> None:
    conversation = begins(here, visitor)
    visitor.ask("chuyện chỉ nói với cán bộ")
    here.arrives(conversation, "chuyện chỉ nói với cán bộ")

    def kept() -> list[tuple[str]]:
        with closing(sqlite3.connect(here.folder / "bot.sqlite")) as database:
            return database.execute("SELECT question FROM web_replies UNION ALL SELECT coalesce(text, '') FROM handover_to_desk").fetchall()

    here.chatwoot.wait_for(lambda: not [text for (text,) in kept() if text])


def test_who_wants_to_be_forgotten_is_also_where_the_desk_is_off_by_now(here: Officers, visitor: Visitor) -> None:
    conversation = begins(here, visitor)
    here.officer(conversation, "lời của cán bộ")
    on_platform = here.hands_over()
    here.officer(on_platform, "lời trên Zalo")
    here.gets("lời trên Zalo")
    off = {name.lower(): "" for name in here.chatwoot.environment()}
    with served(here.chatwoot, here.platform, here.bot, here.folder, **off) as without:
        assert Visitor(without.server, visitor.session).call("DELETE", "conversation").status == 204
        without.seen = here.seen
        without.says("xóa dữ liệu của tôi")
        without.gets("")
        with closing(sqlite3.connect(here.folder / "bot.sqlite")) as database:
            rows = [database.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in ("handovers", "handover_to_person")]
        assert rows == [0, 0]
    here.chatwoot.wait_for(lambda: not here.chatwoot.contacts)  # by the desk that is on


def test_another_site_may_ask_only_if_it_is_listed(here: Officers) -> None:
    got = get(here.server, "/webhooks/web/messages", method="OPTIONS", Origin="https://evil.example", Access_Control_Request_Method="GET")
    assert "access-control-allow-origin" not in got.headers
