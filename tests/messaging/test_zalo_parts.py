"""Zalo's shapes: events, messages, error codes, signature."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest

from bot.messaging.events import Kind
from bot.messaging.http import ApiReply
from bot.messaging.platform import Verdict
from bot.messaging.replies import Choice, Link, Outgoing
from bot.messaging.zalo.errors import outcome_of
from bot.messaging.zalo.incoming import event_of
from bot.messaging.zalo.outgoing import message_of
from bot.messaging.zalo.signature import is_genuine

OA, USER = "28000000000000001", "6200000000000001"


def body(name: str, **fields: Any) -> dict[str, Any]:
    """As Zalo's pages print it; numbers where they print text are a test below."""
    account_speaks = name.startswith("oa_")
    ids = {"sender": {"id": OA if account_speaks else USER}, "recipient": {"id": USER if account_speaks else OA}}
    return {"app_id": "1", "event_name": name, "timestamp": "1800000000000", **ids, **fields}


@pytest.mark.parametrize(
    ("content", "kind", "text"),
    [
        (body("user_send_text", message={"msg_id": "m", "text": "xin chào"}), Kind.TEXT, "xin chào"),
        (body("user_send_text", message={"msg_id": "m", "text": "xin chào", "quote_msg_id": "q"}), Kind.TEXT, "xin chào"),
        (body("user_send_image", message={"msg_id": "m", "text": "ảnh này", "attachments": []}), Kind.ATTACHMENT, "ảnh này"),
        (body("user_send_sticker", message={"msg_id": "m"}), Kind.ATTACHMENT, ""),
        (body("user_send_audio", message={"msg_id": "m"}), Kind.ATTACHMENT, ""),
        (body("user_send_location", message={"msg_id": "m", "text": "số 1 phố X"}), Kind.ATTACHMENT, ""),
        (body("user_send_business_card", message={"msg_id": "m", "text": "Nguyễn Văn A"}), Kind.ATTACHMENT, ""),
        (body("user_send_whatever", message={"msg_id": "m"}), Kind.ATTACHMENT, ""),
        (body("oa_send_text", message={"msg_id": "m", "text": "chào anh"}), Kind.ECHO, "chào anh"),
        (body("oa_send_list", message={"msg_id": "m"}), Kind.ECHO, ""),
    ],
)
def test_messages_become_events(content: dict[str, Any], kind: Kind, text: str) -> None:
    event = event_of(content, oa_id=OA)
    assert event is not None
    assert (event.id, event.kind, event.user, event.said_at, event.text, event.by_human) == ("m", kind, USER, 1_800_000_000_000, text, False)


def test_following_and_leaving_name_a_follower_in_old_and_new_shape() -> None:
    old = {"event_name": "follow", "timestamp": "1800000000000", "oa_id": OA, "follower": {"id": USER}, "app_id": "1"}
    new = body("unfollow")
    follow, leave = event_of(old, oa_id=OA), event_of(new, oa_id=OA)
    assert follow is not None and (follow.kind, follow.user) == (Kind.START, USER)
    assert leave is not None and (leave.kind, leave.user) == (Kind.LEAVE, USER)
    assert follow.id.startswith("e-") and follow == event_of(old, oa_id=OA)


def test_ids_may_be_numbers_and_an_administrator_proves_a_person() -> None:
    content = body(
        "oa_send_text", message={"msg_id": 12, "text": "a"}, sender={"id": int(OA), "admin_id": 5}, recipient={"id": int(USER)}, timestamp=1_800_000_000_000
    )
    event = event_of(content, oa_id=OA)
    assert event is not None and (event.id, event.user, event.by_human) == ("12", USER, True)


@pytest.mark.parametrize(
    "content",
    [
        body("user_seen_message", message={"msg_ids": ["m"]}),
        body("user_received_message"),
        body("anonymous_send_text", message={"msg_id": "m", "text": "a"}),
        body("user_send_group_text", message={"msg_id": "m", "text": "a"}),
        body("oa_send_anonymous_text", message={"msg_id": "m", "text": "a"}),
        body("user_submit_info", info={"name": "A", "phone": "84900000000"}),
        body("user_reacted_message"),
        body("user_send_text", message={"msg_id": "m", "text": "a"}, recipient={"id": "another account"}),
        body("user_send_text", message={"msg_id": "m", "text": "a"}, sender={}),
        body("user_send_text", message={"msg_id": "m", "text": "a"}, timestamp="soon"),
        body("user_send_text", message={"msg_id": "m", "text": "a"}, timestamp=None),
        body("", message=[]),
        {},
        {"event_name": ["user_send_text"], "timestamp": "1"},
    ],
)
def test_what_concerns_nobody_here_is_no_event(content: dict[str, Any]) -> None:
    assert event_of(content, oa_id=OA) is None


@pytest.mark.parametrize("message", [None, [], "text", {"text": 5, "msg_id": {}}, {"text": None}])
def test_a_message_of_the_wrong_shape_is_an_empty_one(message: Any) -> None:
    event = event_of(body("user_send_text", message=message), oa_id=OA)
    assert event is not None and event.text == "" and event.id.startswith("e-")


def test_a_message_has_text_and_buttons_in_one() -> None:
    message = Outgoing("Chào", (Choice("Một", "một?"),), Link("Trang", "https://xa.example"))
    assert message_of(USER, message) == {
        "recipient": {"user_id": USER},
        "message": {
            "text": "Chào",
            "attachment": {
                "type": "template",
                "payload": {
                    "buttons": [
                        {"title": "Một", "type": "oa.query.show", "payload": "một?"},
                        {"title": "Trang", "type": "oa.open.url", "payload": {"url": "https://xa.example"}},
                    ]
                },
            },
        },
    }
    assert message_of(USER, Outgoing("Chào")) == {"recipient": {"user_id": USER}, "message": {"text": "Chào"}}
    assert message_of(USER, message, template="button")["message"]["attachment"]["payload"]["template_type"] == "button"


@pytest.mark.parametrize(
    ("code", "verdict"),
    [
        (-216, Verdict.RENEW), (-220, Verdict.RENEW), (-124, Verdict.RENEW), (-32, Verdict.RATE), (-200, Verdict.RETRY), (-213, Verdict.GONE),
        (-217, Verdict.GONE), (-244, Verdict.GONE), (-230, Verdict.WINDOW), (-311, Verdict.WINDOW), (-211, Verdict.QUOTA), (-224, Verdict.QUOTA),
        (-204, Verdict.ACCOUNT), (-240, Verdict.ACCOUNT), (-201, Verdict.REFUSED), (-99999, Verdict.REFUSED), ("-216", Verdict.RENEW),
    ],
)  # fmt: skip
def test_every_code_has_its_verdict(code: int | str, verdict: Verdict) -> None:
    outcome = outcome_of(ApiReply(200, {"error": code, "message": "why"}, {}), had_buttons=False)
    assert (outcome.verdict, outcome.code) == (verdict, str(code))


def test_a_wrong_parameter_is_blamed_on_the_buttons_first() -> None:
    assert outcome_of(ApiReply(200, {"error": -201}, {}), had_buttons=True).verdict is Verdict.WITHOUT_BUTTONS


def test_what_cannot_be_read_may_have_been_done() -> None:
    for reply in (
        ApiReply(500, {"error": -201}, {}),
        ApiReply(200, None, {}),
        ApiReply(200, [], {}),
        ApiReply(502, None, {}),
    ):
        outcome = outcome_of(reply, had_buttons=True)
        assert (outcome.verdict, outcome.maybe) == (Verdict.RETRY, True)
    assert outcome_of(ApiReply(429, None, {}), had_buttons=False).verdict is Verdict.RATE
    sent = outcome_of(ApiReply(200, {"error": 0, "data": {"message_id": "m1"}}, {}), had_buttons=False)
    assert (sent.verdict, sent.message_id) == (Verdict.SENT, "m1")


def test_the_signature_is_plain_sha_256_over_app_body_time_and_key() -> None:
    raw = '{"text":"điện tử"}'.encode()
    mac = "mac=" + hashlib.sha256(b"42" + raw + b"1800" + b"key").hexdigest()
    known = {"app_id": "42", "timestamp": "1800", "secret_key": "key"}
    assert is_genuine(mac, raw, **known)
    for header in ("", "mac=", mac.upper(), mac[4:], mac + "0", mac + " ", mac.replace("mac=", "sha256="), "mac=é" + mac[5:], f"{mac},{mac}"):
        assert not is_genuine(header, raw, **known)
    for changed in ({"app_id": "43"}, {"timestamp": "1801"}, {"secret_key": "other"}):
        assert not is_genuine(mac, raw, **{**known, **changed})
