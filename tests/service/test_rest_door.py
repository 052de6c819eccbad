"""What the REST channel does with messages that are no plain question."""

from __future__ import annotations

import json
import threading
import urllib.error
import urllib.request
from typing import Any

import pytest

from bot.service.client import WEBHOOK, new_sender
from tests.conftest import Ask, Service

QUESTION = "Cáp quang bao nhiêu phần trăm?"


def post(service: str, body: Any) -> list[dict[str, Any]]:
    """The reply to a JSON body of any form."""
    request = urllib.request.Request(service + WEBHOOK, json.dumps(body).encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=60) as reply:
        parsed: list[dict[str, Any]] = json.load(reply)
        return parsed


@pytest.mark.parametrize("typed", ["/restart", "/session_start", '/inform{"memory": "x"}', "/target_value", "/", " /restart", "/back", "/greet"])
def test_a_typed_command_is_text_and_the_conversation_goes_on(say: Ask, typed: str) -> None:
    sender = new_sender("test")
    say(QUESTION, sender)
    assert say(typed, sender)[0].text
    assert "75%" in say("nói lại", sender)[0].text


@pytest.mark.parametrize("text", ["", " ", "\n\t", "😀😀", "?!…", "\u200b", "\u2060", "a" * 4001, "cáp quang " * 500], ids=ascii)
def test_text_without_a_question_gets_one_calm_reply_without_a_figure(say: Ask, text: str) -> None:
    reply = say(text)
    assert len([bubble for bubble in reply if bubble.text]) == 1
    assert "%" not in reply[0].text


def test_a_text_of_just_under_the_limit_is_answered(say: Ask) -> None:
    assert "75%" in say(QUESTION + " " * (4000 - len(QUESTION)))[0].text


@pytest.mark.parametrize("message", [None, 5, ["cáp quang"], {"text": "cáp quang"}, True])
def test_a_message_that_is_no_text_gets_a_calm_reply(service: str, message: object) -> None:
    reply = post(service, {"sender": new_sender("test"), "message": message})
    assert reply[0]["text"]
    assert "%" not in reply[0]["text"]


def test_people_who_send_no_sender_do_not_share_a_conversation(service: str) -> None:
    assert "75%" in post(service, {"message": QUESTION})[0]["text"]
    assert "%" not in post(service, {"message": "nói lại"})[0]["text"]


def test_without_the_action_server_the_citizen_is_asked_to_wait_and_is_then_answered(running: Service) -> None:
    body = {"sender": new_sender("test"), "message": QUESTION}
    running.child("bot.service.action_server").kill()
    replies = []
    for _ in range(600):
        replies.append(post(running.url, body))
        if "75%" in replies[-1][0]["text"]:
            break
        threading.Event().wait(0.1)
    assert "75%" in replies[-1][0]["text"]
    for reply in replies[:-1]:
        (bubble,) = reply
        assert bubble["custom"] == {"error": "unavailable"}
        assert bubble["text"].startswith("Trợ lý đang bận")


@pytest.mark.parametrize("sender", ["a\u0000b", "\ud83d"], ids=ascii)
def test_a_sender_that_no_database_could_write_has_a_conversation_all_the_same(service: str, sender: str) -> None:
    own = sender + new_sender("test")
    assert "75%" in post(service, {"sender": own, "message": QUESTION})[0]["text"]
    assert "75%" in post(service, {"sender": own, "message": "nói lại"})[0]["text"]


def test_the_sender_cannot_choose_the_channel(service: str) -> None:
    assert "75%" in post(service, {"sender": new_sender("test"), "message": QUESTION, "input_channel": "facebook"})[0]["text"]


@pytest.mark.parametrize("body", [[], "text", 5, None], ids=["list", "text", "number", "null"])
def test_a_body_that_is_no_object_gets_a_calm_reply(service: str, body: object) -> None:
    assert post(service, body)[0]["text"]


@pytest.mark.parametrize("body", [b"no json", b'{"message": "\xff"}', b'{"message": "c\xc3\xa1p quang'])
def test_a_body_that_is_no_json_is_refused_as_the_callers_mistake(service: str, body: bytes) -> None:
    request = urllib.request.Request(service + WEBHOOK, body, {"Content-Type": "application/json"}, method="POST")
    with pytest.raises(urllib.error.HTTPError) as error:
        urllib.request.urlopen(request, timeout=60)
    assert error.value.code == 400


def test_a_message_of_400_kilobytes_does_not_keep_others_from_their_answers(service: str, say: Ask) -> None:
    replies: list[list[dict[str, Any]]] = []
    giants = [
        threading.Thread(target=lambda: replies.append(post(service, {"sender": new_sender("giant"), "message": "cáp quang " * 40_000}))) for _ in range(3)
    ]
    for giant in giants:
        giant.start()
    assert "75%" in say(QUESTION)[0].text
    for giant in giants:
        giant.join()
    assert [len(reply) for reply in replies] == [1, 1, 1]
    assert all("%" not in reply[0]["text"] for reply in replies)


@pytest.mark.parametrize("path", ["/model", "/domain", "/version", "/conversations/default/tracker", "/status"])
def test_rasas_own_interface_is_closed(service: str, path: str) -> None:
    with pytest.raises(urllib.error.HTTPError) as error:
        urllib.request.urlopen(service + path, timeout=60)
    assert error.value.code == 404
