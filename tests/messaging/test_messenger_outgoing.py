"""What is sent to the Send API, and what its replies mean: every documented code."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.messaging.http import ApiReply
from bot.messaging.messenger.errors import outcome_of
from bot.messaging.messenger.outgoing import LIMITS, action_of, body_of
from bot.messaging.platform import Outcome, Verdict
from bot.messaging.replies import Choice, Link, Outgoing

USER = "5647382910111213"


def test_a_text_goes_out_as_a_reply_with_its_mark() -> None:
    assert body_of(USER, Outgoing("Chào bạn"), mark="f00") == {
        "recipient": {"id": USER}, "messaging_type": "RESPONSE", "message": {"text": "Chào bạn", "metadata": "f00"},
    }  # fmt: skip


def test_choices_are_quick_replies() -> None:
    message = body_of(USER, Outgoing("75%", (Choice("Ai chủ trì?", "Ai chủ trì cáp quang?"), Choice("b", "c"))), mark="f00")["message"]
    assert message["text"] == "75%"
    assert message["quick_replies"] == [
        {"content_type": "text", "title": "Ai chủ trì?", "payload": "Ai chủ trì cáp quang?"}, {"content_type": "text", "title": "b", "payload": "c"},
    ]  # fmt: skip


def test_a_link_is_a_button_template_that_has_the_text() -> None:
    message = body_of(USER, Outgoing("75%", (Choice("a", "b"),), Link("Tra cứu", "https://xa.example/tra-cuu")), mark="f00")["message"]
    assert "text" not in message
    assert message["attachment"] == {
        "type": "template",
        "payload": {"template_type": "button", "text": "75%", "buttons": [{"type": "web_url", "title": "Tra cứu", "url": "https://xa.example/tra-cuu"}]},
    }
    assert len(message["quick_replies"]) == 1


def test_a_sender_action_stands_alone() -> None:
    assert action_of(USER, "typing_on") == {"recipient": {"id": USER}, "sender_action": "typing_on"}


def test_the_limits_are_those_of_meta() -> None:
    assert (LIMITS.choices, LIMITS.choice_title, LIMITS.choice_payload, LIMITS.text_with_link, LIMITS.window.total_seconds()) == (13, 20, 1000, 640, 86400)
    assert LIMITS.text <= 2000


# -- replies


def reply(body: Any, *, status: int = 200, **headers: str) -> ApiReply:
    return ApiReply(status, body, {name.replace("_", "-"): value for name, value in headers.items()})


def refused(code: int, subcode: int | None = None, *, status: int = 400, had_buttons: bool = False, **more: Any) -> Outcome:
    error = {"message": "…", "type": "OAuthException", "code": code, "fbtrace_id": "x", **({"error_subcode": subcode} if subcode else {}), **more}
    return outcome_of(reply({"error": error}, status=status), had_buttons=had_buttons)


def test_a_message_that_was_taken_has_an_id() -> None:
    assert outcome_of(reply({"recipient_id": USER, "message_id": "m_1"}), had_buttons=True) == Outcome(Verdict.SENT, message_id="m_1")


@pytest.mark.parametrize(
    ("code", "subcode", "verdict"),
    [
        (1, None, Verdict.RETRY), (2, None, Verdict.RETRY), (1200, None, Verdict.RETRY), (1200, 2018109, Verdict.RETRY),
        (4, None, Verdict.RATE), (17, None, Verdict.RATE), (32, None, Verdict.RATE), (613, None, Verdict.RATE), (80006, None, Verdict.RATE),
        (10, 2018278, Verdict.WINDOW), (10, 2018065, Verdict.WINDOW), (10, 2018108, Verdict.WINDOW),
        (551, None, Verdict.GONE), (551, 1545041, Verdict.GONE), (200, 1545041, Verdict.GONE), (100, 2018001, Verdict.GONE),
        (190, None, Verdict.ACCOUNT), (190, 460, Verdict.ACCOUNT), (102, None, Verdict.ACCOUNT), (10, None, Verdict.ACCOUNT), (10, 1893063, Verdict.ACCOUNT),
        (200, None, Verdict.ACCOUNT), (230, None, Verdict.ACCOUNT), (3, None, Verdict.ACCOUNT), (368, None, Verdict.ACCOUNT), (2635, None, Verdict.ACCOUNT),
        (100, 33, Verdict.ACCOUNT), (100, None, Verdict.REFUSED), (100, 2018164, Verdict.REFUSED),
        (200, 2018028, Verdict.REFUSED), (10, 2018999, Verdict.REFUSED), (99999, None, Verdict.REFUSED),
    ],
)  # fmt: skip
def test_every_documented_code_has_its_handling(code: int, subcode: int | None, verdict: Verdict) -> None:
    outcome = refused(code, subcode)
    assert outcome.verdict is verdict
    assert outcome.code == (f"{code}/{subcode}" if subcode else str(code))
    assert outcome.alarm == ("page_token" if code in (102, 190) else None)
    assert not outcome.maybe


def test_buttons_may_be_to_blame_for_a_wrong_parameter() -> None:
    assert refused(100, had_buttons=True).verdict is Verdict.WITHOUT_BUTTONS
    assert refused(100, 2018001, had_buttons=True).verdict is Verdict.GONE


def test_what_meta_calls_passing_is_tried_again() -> None:
    assert refused(99999, is_transient=True).verdict is Verdict.RETRY
    assert refused(99999, status=500).verdict is Verdict.RETRY
    assert refused(99999, status=429).verdict is Verdict.RATE


@pytest.mark.parametrize(
    ("status", "body", "verdict", "maybe"),
    [
        (500, None, Verdict.RETRY, True), (502, None, Verdict.RETRY, True), (429, None, Verdict.RATE, False), (401, None, Verdict.ACCOUNT, False),
        (403, {}, Verdict.ACCOUNT, False), (404, None, Verdict.REFUSED, False), (200, None, Verdict.RETRY, True),
        (200, {"message_id": ""}, Verdict.RETRY, True),
        (200, [], Verdict.RETRY, True), (302, None, Verdict.RETRY, True), (500, {"error": "text"}, Verdict.RETRY, True),
    ],
)  # fmt: skip
def test_a_reply_without_a_code_is_judged_by_its_status(status: int, body: Any, verdict: Verdict, maybe: bool) -> None:
    outcome = outcome_of(reply(body, status=status), had_buttons=False)
    assert (outcome.verdict, outcome.maybe) == (verdict, maybe)


def test_a_full_quota_waits_as_long_as_meta_says() -> None:
    usage = json.dumps({"1029384756": [{"type": "messenger", "call_count": 100, "estimated_time_to_regain_access": 3}]})
    error = {"error": {"code": 80006, "message": "…"}}
    assert outcome_of(reply(error, status=400, x_business_use_case_usage=usage), had_buttons=False).wait == 180
    assert outcome_of(reply(error, status=400), had_buttons=False).wait == 60
    endless = usage.replace(" 3}", " 100000}")
    assert outcome_of(reply(error, status=400, x_business_use_case_usage=endless), had_buttons=False).wait == 3600


@pytest.mark.parametrize(
    ("header", "wait"),
    [
        ('{"call_count": 96, "total_time": 1}', 1.0), ('{"call_count": 94}', None), ("{}", None), ("", None), ("not json", None), ("[" * 100_000, None),
        ('{"call_count": "many"}', None), ("[1]", None), ('{"1029384756": [{"total_cputime": 99}]}', 1.0), ('{"1029384756": [5, null]}', None),
    ],
)  # fmt: skip
def test_a_quota_that_is_nearly_full_slows_down(header: str, wait: float | None) -> None:
    for name in ("x_app_usage", "x_business_use_case_usage"):
        outcome = outcome_of(reply({"message_id": "m_1"}, **{name: header}), had_buttons=False)
        assert (outcome.verdict, outcome.wait) == (Verdict.SENT, wait)
