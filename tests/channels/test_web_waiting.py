"""The web channel beside a bot that is slow, silent or fails, which the real one is when we least want it."""

from __future__ import annotations

import asyncio
import hashlib
import http.client
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from rasa.shared.core.events import BotUttered, UserUttered

from bot.channels import web
from bot.channels.web import WebChannel
from bot.service.tracker_store import DatabaseTrackerStore
from bot.store.settings import StoreSettings
from bot.web.conversations import MOST_WAITING
from bot.web.replies import Replies
from bot.web.settings import WebSettings
from tests.channels.serving import get, serving
from tests.channels.talking import Bot
from tests.channels.visiting import Visitor, said

OTHER = "https://xa.example"


@contextmanager
def bot_and_server(folder: Path) -> Iterator[tuple[Bot, str]]:
    bot = Bot()
    with serving(WebChannel(allowed_sites=[OTHER], settings=WebSettings(data_folder=folder)), agent=bot) as server:
        try:
            yield bot, server
        finally:
            bot.let.set()


@pytest.fixture
def both(tmp_path: Path) -> Iterator[tuple[Bot, str]]:
    with bot_and_server(tmp_path) as both:
        yield both


def sending(visitor: Visitor, text: str, message: str, replies: list[Any]) -> threading.Thread:
    thread = threading.Thread(target=lambda: replies.append(visitor.post(text, message=message)))
    thread.start()
    return thread


def wait_until(true: Any) -> None:
    for _ in range(1000):
        if true():
            return
        threading.Event().wait(0.01)
    raise AssertionError


def test_a_text_with_an_empty_line_stays_one_bubble(both: tuple[Bot, str]) -> None:
    answer = Visitor(both[1]).ask("one")
    assert answer["bubbles"] == [{"text": "«one»\n\nand more", "kind": "answer"}]
    assert (answer["buttons"], answer["figures"], answer["sources"], answer["feedback"]) == ([], [], [], False)


def test_a_message_sent_again_while_it_is_being_answered_is_asked_once(both: tuple[Bot, str]) -> None:
    bot, server = both
    visitor = Visitor(server)
    bot.let.clear()
    replies: list[Any] = []
    threads = [sending(visitor, "one", "same", replies) for _ in range(3)]
    wait_until(lambda: bot.asked)
    bot.let.set()
    for thread in threads:
        thread.join()
    assert bot.asked == ["one"]
    assert {reply.status for reply in replies} == {200} and len({reply.body for reply in replies}) == 1


def test_messages_of_one_visitor_are_answered_one_after_the_other_and_those_of_others_meanwhile(both: tuple[Bot, str]) -> None:
    bot, server = both
    visitor, other = Visitor(server), Visitor(server)
    bot.let.clear()
    replies: list[Any] = []
    threads = [sending(visitor, str(number), str(number), replies) for number in range(3)]
    wait_until(lambda: bot.asked)
    threads.append(sending(other, "other", "other", replies))
    wait_until(lambda: "other" in bot.asked)
    assert bot.most_at_work == 2
    bot.let.set()
    for thread in threads:
        thread.join()
    assert [reply.status for reply in replies] == [200] * 4
    assert bot.most_at_work == 2


def test_who_goes_away_finds_the_reply_when_he_asks_again(both: tuple[Bot, str]) -> None:
    bot, server = both
    visitor = Visitor(server)
    bot.let.clear()
    connection = http.client.HTTPConnection(server.removeprefix("http://"))
    headers = {"Authorization": f"Bearer {visitor.session}", "Content-Type": "application/json"}
    connection.request("POST", "/webhooks/web/messages", json.dumps({"id": "lost", "text": "one"}), headers)
    wait_until(lambda: bot.asked)
    connection.close()
    bot.let.set()
    assert visitor.post("one", message="lost").status == 200
    assert bot.asked == ["one"]


@pytest.mark.parametrize("text", ["silence", "failure"])
def test_a_bot_that_does_not_answer_is_told_as_such_and_the_message_may_be_sent_again(both: tuple[Bot, str], text: str) -> None:
    bot, server = both
    visitor = Visitor(server)
    bot.fails = text == "failure"
    for _ in range(2):
        got = visitor.post(text, message="again")
        assert (got.status, got.json["error"]) == (503, "unavailable")
        assert got.json["message"] and "Traceback" not in got.text
        assert int(got.headers["retry-after"]) > 0
    bot.fails = False
    assert said(visitor.ask("one")).startswith("«one»")


def test_a_reply_that_comes_too_late_is_there_when_the_message_is_sent_again(both: tuple[Bot, str], monkeypatch: pytest.MonkeyPatch) -> None:
    bot, server = both
    visitor = Visitor(server)
    bot.let.clear()
    monkeypatch.setattr(web, "ANSWER_SECONDS", 0.05)
    assert visitor.post("one", message="late").status == 503
    monkeypatch.setattr(web, "ANSWER_SECONDS", 30.0)
    bot.let.set()
    assert visitor.post("one", message="late").status == 200
    assert bot.asked == ["one"]


def test_who_sends_too_many_at_once_is_asked_to_wait_and_others_are_not(both: tuple[Bot, str]) -> None:
    bot, server = both
    visitor = Visitor(server)
    bot.let.clear()
    replies: list[Any] = []
    threads = [sending(visitor, str(number), str(number), replies) for number in range(MOST_WAITING + 1)]
    wait_until(lambda: replies)
    assert (replies[0].status, replies[0].json["error"]) == (429, "too_many")
    bot.let.set()
    for thread in threads:
        thread.join()
    assert sorted(reply.status for reply in replies) == [200] * MOST_WAITING + [429]


def test_a_session_holds_after_a_restart_and_in_another_server_with_the_same_secret_only(tmp_path: Path) -> None:
    with bot_and_server(tmp_path / "one") as (_, server):
        session = Visitor(server).session
    with bot_and_server(tmp_path / "one") as (_, server):
        assert Visitor(server, session).post("one").status == 200
    with bot_and_server(tmp_path / "other") as (_, server):
        assert Visitor(server, session).post("one").status == 401


def test_a_reply_and_a_vote_on_it_hold_after_a_restart(tmp_path: Path) -> None:
    with bot_and_server(tmp_path) as (_, server):
        visitor = Visitor(server)
        first = visitor.post("one", message="m")
    with bot_and_server(tmp_path) as (bot, server):
        visitor = Visitor(server, visitor.session)
        assert visitor.post("one", message="m").body == first.body
        assert visitor.vote(first.json["answer"], "up").status == 204
        assert bot.asked == []


def test_what_the_bot_had_said_before_its_process_died_is_told_and_not_asked_again(both: tuple[Bot, str], tmp_path: Path) -> None:
    """Rasa had written the conversation, the reply was not kept yet."""
    bot, server = both
    visitor = Visitor(server)
    sender = "web-" + hashlib.sha256(visitor.session.encode()).hexdigest()
    settings = StoreSettings(data_folder=tmp_path)
    bot.tracker_store = DatabaseTrackerStore(None, settings=settings)

    async def die_after(message: str, *, said: str) -> None:
        tracker = await bot.tracker_store.get_or_create_tracker(sender)
        tracker.update(UserUttered("x", message_id=message))
        for text in said.split():
            tracker.update(BotUttered(text, {"buttons": [{"title": text, "payload": text}]}))
        await bot.tracker_store.save(tracker)
        await Replies(settings.database, now=lambda: 0.0).claim(sender, message)

    asyncio.run(die_after("answered", said="one two"))
    answer = visitor.post("x", message="answered").json
    assert [bubble["text"] for bubble in answer["bubbles"]] == [button["title"] for button in answer["buttons"]] == ["one", "two"]
    assert bot.asked == []
    asyncio.run(die_after("silent", said=""))
    assert said(visitor.post("y", message="silent").json).startswith("«y»")
    assert bot.asked == ["y"]


def test_a_store_that_cannot_delete_does_not_say_that_it_has(both: tuple[Bot, str]) -> None:
    both[0].tracker_store = object()
    got = Visitor(both[1]).call("DELETE", "conversation")
    assert (got.status, got.json["error"]) == (503, "unavailable")


# -- other sites


def test_the_page_of_a_listed_site_is_told_what_it_may_send(both: tuple[Bot, str]) -> None:
    asking = {"Origin": OTHER, "Access_Control_Request_Method": "POST", "Access_Control_Request_Headers": "authorization,content-type"}
    for path in ("session", "messages", "conversation", "feedback"):
        got = get(both[1], f"/webhooks/web/{path}", method="OPTIONS", **asking)
        assert got.status == 204
        assert got.headers["access-control-allow-origin"] == OTHER
        assert {"POST", "DELETE"} <= set(got.headers["access-control-allow-methods"].split(", "))
        assert {"authorization", "content-type"} <= set(got.headers["access-control-allow-headers"].lower().split(", "))
        assert got.headers["access-control-max-age"] == "86400"
        assert "access-control-allow-credentials" not in got.headers


@pytest.mark.parametrize("origin", ["https://other.example", "http://xa.example", "https://xa.example:444", "null", ""])
def test_the_page_of_another_site_is_not_let_in(both: tuple[Bot, str], origin: str) -> None:
    preflight = get(both[1], "/webhooks/web/messages", method="OPTIONS", Origin=origin, Access_Control_Request_Method="POST")
    sent = get(both[1], "/webhooks/web/session", method="POST", Origin=origin)
    for got in (preflight, sent):
        assert not [name for name in got.headers if name.startswith("access-control-allow")]


def test_a_refusal_can_be_read_by_the_page_too(both: tuple[Bot, str]) -> None:
    got = get(both[1], "/webhooks/web/messages", method="POST", body=b"{}", Origin=OTHER)
    assert got.status == 401
    assert got.headers["access-control-allow-origin"] == OTHER
