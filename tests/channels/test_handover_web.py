"""Talking with an officer on the web channel, where the page asks what was said: with a bot in place of Rasa's."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.limits.settings import LimitSettings
from tests.channels.officers import ASKS, TEXTS, Officers, served
from tests.channels.serving import get
from tests.channels.visiting import Visitor, said
from tests.simulators.chatwoot import Conversation


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
    home = {"X_Forwarded_For": "203.0.113.7"}
    with served(here.chatwoot, here.platform, here.bot, tmp_path / "other", limits=limits) as other:
        visitor = Visitor(other.server)
        assert {visitor.call("GET", "messages?after=0", **home).status for _ in range(20)} == {200}
        content = {"id": "m", "text": "xin chào"}
        assert [visitor.call("POST", "messages", content, **home).status for _ in range(3)] == [200, 200, 429]
        assert visitor.call("GET", "messages?after=0", **home).status == 200
        assert {visitor.call("GET", "messages?after=0", **home).status for _ in range(60)} == {200, 429}  # and has an end


def test_another_site_may_ask_only_if_it_is_listed(here: Officers) -> None:
    got = get(here.server, "/webhooks/web/messages", method="OPTIONS", Origin="https://evil.example", Access_Control_Request_Method="GET")
    assert "access-control-allow-origin" not in got.headers
