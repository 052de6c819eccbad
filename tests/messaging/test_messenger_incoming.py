"""What becomes of a delivery of Messenger: every event that Meta documents, and everything that is not one."""

from __future__ import annotations

import hashlib
import hmac
import json
import random
from collections.abc import Callable
from typing import Any

import pytest

from bot.messaging.events import Event, Kind
from bot.messaging.messenger.incoming import INBOX_APP
from bot.messaging.messenger.page import Page
from bot.messaging.platform import RefusedRequestError
from bot.messaging.settings import MessagingSettings

PAGE, USER = "1029384756", "5647382910111213"
SECRET = "app secret of these tests"
AT = 1_790_000_000_123
SETTINGS = MessagingSettings(
    messenger_verify_token="verify me", messenger_app_secret=SECRET, messenger_page_token="page token of these tests", messenger_page_id=PAGE
)


@pytest.fixture
def page() -> Page:
    return Page(SETTINGS)


def signed(body: bytes, *, secret: str = SECRET) -> dict[str, str]:
    return {"x-hub-signature-256": "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()}


def item(**fields: Any) -> dict[str, Any]:
    return {"sender": {"id": USER}, "recipient": {"id": PAGE}, "timestamp": AT, **fields}


def delivery(*items: Any, standby: bool = False, page: str = PAGE) -> bytes:
    """As Meta writes it, with everything but ASCII escaped."""
    entry = {"id": page, "time": AT + 5, "standby" if standby else "messaging": list(items)}
    return json.dumps({"object": "page", "entry": [entry]}).encode("ascii")


def received(page: Page, body: bytes) -> list[Event]:
    return list(page.receive(signed(body), body))


ECHO = {"sender": {"id": PAGE}, "recipient": {"id": USER}}
PICTURE = {"type": "image", "payload": {"url": "https://cdn.example/secret.jpg"}}
EVENTS = [
    ({"message": {"mid": "m1", "text": "Cáp quang?"}}, Kind.TEXT, "Cáp quang?"),
    ({"message": {"mid": "m1", "text": "75%", "quick_reply": {"payload": "Tính trên ai?"}}}, Kind.CHOICE, "Tính trên ai?"),
    ({"message": {"mid": "m1", "text": "chào", "quick_reply": {}}}, Kind.TEXT, "chào"),
    ({"message": {"mid": "m1", "text": "chào", "reply_to": {"mid": "m0"}, "nlp": {}}}, Kind.TEXT, "chào"),
    ({"message": {"mid": "m1", "text": "chào", "referral": {"source": "ADS"}}}, Kind.TEXT, "chào"),
    ({"message": {"mid": "m1", "attachments": [PICTURE]}}, Kind.ATTACHMENT, ""),
    ({"message": {"mid": "m1", "attachments": [PICTURE, PICTURE]}}, Kind.ATTACHMENT, ""),
    ({"message": {"mid": "m1", "attachments": [PICTURE], "sticker_id": 369239263222822}}, Kind.ATTACHMENT, ""),
    ({"message": {"mid": "m1", "attachments": [{"type": "audio", "payload": {}}]}}, Kind.ATTACHMENT, ""),
    ({"message": {"mid": "m1", "attachments": [{"type": "location", "payload": {"coordinates": {"lat": 21.03, "long": 105.85}}}]}}, Kind.ATTACHMENT, ""),
    ({"message": {"mid": "m1", "text": "cái này?", "attachments": [{"type": "fallback", "payload": {}}]}}, Kind.ATTACHMENT, "cái này?"),
    ({"message": {"mid": "m1", "is_unsupported": True}}, Kind.ATTACHMENT, ""),
    ({"message": {"mid": "m1", "attachments": []}}, Kind.OTHER, ""),
    ({"message": {"mid": "m1", "text": ""}}, Kind.OTHER, ""),
    ({"message": {"mid": "m1", "is_deleted": True}}, Kind.OTHER, ""),
    ({"message": {}}, Kind.OTHER, ""),
    ({"postback": {"mid": "m1", "title": "Bắt đầu", "payload": "GET_STARTED"}}, Kind.START, ""),
    ({"postback": {"title": "Bắt đầu", "payload": "GET_STARTED", "referral": {"ref": "to-roi", "source": "SHORTLINK", "type": "OPEN_THREAD"}}}, Kind.START, ""),
    ({"postback": {"mid": "m1", "title": "a", "referral": {"ref": "x"}}}, Kind.START, ""),
    ({"postback": {"mid": "m1", "title": "Mục tiêu", "payload": "menu mục tiêu"}}, Kind.CHOICE, "menu mục tiêu"),
    ({"postback": {"mid": "m1", "title": "Mục tiêu"}}, Kind.CHOICE, "Mục tiêu"),
    ({"postback": {}}, Kind.OTHER, ""),
    ({"referral": {"ref": "to-roi", "source": "SHORTLINK", "type": "OPEN_THREAD"}}, Kind.START, ""),
    ({"read": {"watermark": AT}}, Kind.OTHER, ""),
    ({"delivery": {"mids": ["m1"], "watermark": AT}}, Kind.OTHER, ""),
    ({"reaction": {"mid": "m1", "action": "react", "emoji": "❤"}}, Kind.OTHER, ""),
    ({"message_edit": {"mid": "m1", "text": "khác", "num_edit": 1}}, Kind.OTHER, ""),
    ({"optin": {"ref": "x"}}, Kind.OTHER, ""),
    ({"account_linking": {"status": "linked"}}, Kind.OTHER, ""),
    ({"request_thread_control": {"requested_owner_app_id": "1"}}, Kind.OTHER, ""),
    ({"app_roles": {"1": ["primary_receiver"]}}, Kind.OTHER, ""),
    ({"something_new": 1}, Kind.OTHER, ""),
    ({}, Kind.OTHER, ""),
    ({**ECHO, "message": {"is_echo": True, "mid": "m1", "text": "75%", "metadata": "mark", "app_id": 123}}, Kind.ECHO, "75%"),
    ({**ECHO, "message": {"is_echo": True, "mid": "m1", "attachments": [PICTURE]}}, Kind.ECHO, ""),
    ({"pass_thread_control": {"previous_owner_app_id": INBOX_APP, "new_owner_app_id": "123"}}, Kind.CONTROL, ""),
    ({"take_thread_control": {"previous_owner_app_id": "123", "new_owner_app_id": INBOX_APP}}, Kind.CONTROL, ""),
]


@pytest.mark.parametrize(("fields", "kind", "text"), EVENTS)
def test_every_kind_of_event_is_told_apart(page: Page, fields: dict[str, Any], kind: Kind, text: str) -> None:
    (event,) = received(page, delivery(item(**fields)))
    assert (event.kind, event.text, event.user, event.said_at) == (kind, text, USER, AT)


@pytest.mark.parametrize("fields", [fields for fields, *_ in EVENTS])
def test_no_event_keeps_addresses_of_files_places_or_references(page: Page, fields: dict[str, Any]) -> None:
    (event,) = received(page, delivery(item(**fields)))
    assert not [private for private in ("cdn.example", "21.03", "105.85", "to-roi", "❤", "khác") if private in event.to_json()]


def test_an_event_has_the_id_that_meta_gives_it_and_else_always_the_same_one(page: Page) -> None:
    body = delivery(
        item(message={"mid": "m.1", "text": "a"}), item(read={"watermark": 1}), item(read={"watermark": 2}), item(postback={"payload": "GET_STARTED"})
    )
    ids = [event.id for event in received(page, body)]
    assert ids[0] == "m.1"
    assert len(set(ids)) == 4
    assert ids == [event.id for event in received(page, body)]


def test_a_reaction_or_edit_does_not_pass_for_the_message_that_it_is_about(page: Page) -> None:
    body = delivery(item(reaction={"mid": "m.1"}), item(message_edit={"mid": "m.1"}), item(message={"mid": "m.1", "is_deleted": True}))
    assert "m.1" not in {event.id for event in received(page, body)}


def test_an_echo_tells_whose_it_is(page: Page) -> None:
    inbox, ours = ({"is_echo": True, "mid": mid, "text": "a", **fields} for mid, fields in (("1", {"app_id": int(INBOX_APP)}), ("2", {"metadata": "mark"})))
    events = received(page, delivery(item(**ECHO, message=inbox), item(message=ours)))
    assert [(event.by_human, event.mark) for event in events] == [(True, None), (False, "mark")]


def test_the_thread_is_ours_or_somebody_elses(page: Page) -> None:
    ours, to_people, taken = {"new_owner_app_id": "123"}, {"new_owner_app_id": INBOX_APP}, {"previous_owner_app_id": "123"}
    body = delivery(item(pass_thread_control=ours), item(pass_thread_control=to_people), item(take_thread_control=taken))
    assert [event.ours for event in received(page, body)] == [True, False, False]


def test_what_is_said_while_another_app_has_the_thread_is_not_read(page: Page) -> None:
    body = delivery(
        item(message={"mid": "1", "text": "riêng tư"}), item(postback={"title": "x"}), item(read={"watermark": 1}),
        item(**ECHO, message={"is_echo": True, "mid": "2", "text": "vâng"}), standby=True,
    )  # fmt: skip
    events = received(page, body)
    assert [event.kind for event in events] == [Kind.CONTROL, Kind.CONTROL, Kind.OTHER, Kind.ECHO]
    assert [event.ours for event in events[:2]] == [False, False]
    assert "riêng tư" not in "".join(event.to_json() for event in events)


def test_all_events_of_all_entries_are_taken_in_order(page: Page) -> None:
    entries = [{"id": PAGE, "time": AT, "messaging": [item(message={"mid": f"m{n}{k}", "text": f"{n}{k}"}) for k in (1, 2)]} for n in (1, 2)]
    body = json.dumps({"object": "page", "entry": entries}).encode()
    assert [event.text for event in received(page, body)] == ["11", "12", "21", "22"]


def test_the_time_of_the_entry_stands_in_for_a_missing_one(page: Page) -> None:
    fields = item(message={"mid": "1", "text": "a"})
    del fields["timestamp"]
    assert received(page, delivery(fields))[0].said_at == AT + 5


@pytest.mark.parametrize(
    "body",
    [
        {}, {"object": "page"}, {"object": "instagram", "entry": [{"id": PAGE, "messaging": [item(message={"mid": "1", "text": "a"})]}]},
        {"object": "page", "entry": {}}, {"object": "page", "entry": [None, 1, [], "a", {}]}, {"object": "page", "entry": [{"id": PAGE}]},
        {"object": "page", "entry": [{"id": PAGE, "messaging": None}]}, {"object": "page", "entry": [{"id": PAGE, "messaging": [None, 1, "a", []]}]},
        {"object": "page", "entry": [{"id": "999", "messaging": [item(message={"mid": "1", "text": "another page's"})]}]},
        {"object": "page", "entry": [{"id": PAGE, "messaging": [item(sender={"user_ref": "abc"}, message={"mid": "1", "text": "a"})]}]},
        {"object": "page", "entry": [{"id": PAGE, "messaging": [item(sender=None), item(sender={"id": True}), item(sender={"id": "../x"})]}]},
        {"object": "page", "entry": [{"id": PAGE, "messaging": [item(sender={"id": PAGE}, message={"mid": "1", "text": "a"})]}]},
        {"object": "page", "entry": [{"id": PAGE, "changes": [{"field": "feed", "value": {}}]}]},
    ],
)  # fmt: skip
def test_what_has_not_the_documented_shape_is_left_out(page: Page, body: Any) -> None:
    assert received(page, json.dumps(body).encode()) == []


@pytest.mark.parametrize(
    "fields",
    [
        {"message": 5}, {"message": {"mid": 5, "text": 7}}, {"message": {"mid": "1", "text": "a", "quick_reply": {"payload": {}}}},
        {"message": {"mid": "1", "attachments": "x", "text": None}}, {"postback": {"payload": [], "title": {}}},
        {"timestamp": "soon", "message": {"text": "a"}},
        {"timestamp": 10**40, "message": {"mid": "1", "text": "a"}}, {"timestamp": True}, {"referral": None}, {"pass_thread_control": {"new_owner_app_id": {}}},
        {"message": {"mid": "1", "is_echo": True, "metadata": 5, "app_id": []}, **ECHO},
    ],
)  # fmt: skip
def test_fields_of_a_wrong_kind_are_no_error(page: Page, fields: dict[str, Any]) -> None:
    for event in received(page, delivery(item(**fields))):
        assert Event.from_json(event.to_json()) == event


def test_halves_of_characters_can_be_stored(page: Page) -> None:
    (event,) = received(page, delivery(item(message={"mid": "1\ud83d", "text": "a\ud83d b"})))
    assert (event.id + event.text + event.to_json()).encode("utf-8")
    assert event.text.startswith("a")


def test_numbers_may_stand_where_ids_are_texts(page: Page) -> None:
    body = json.dumps(
        {"object": "page", "entry": [{"id": int(PAGE), "messaging": [item(sender={"id": int(USER)}, message={"mid": "1", "text": "a"})]}]}
    ).encode()
    assert received(page, body)[0].user == USER


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b"{", b"\xff\xfe", b"[" * 100_000, b'{"a": ' + b"9" * 5000 + b"}", '{"a": "á"}'.encode("latin-1")])
def test_a_signed_body_that_is_no_json_object_gets_400(page: Page, body: bytes) -> None:
    with pytest.raises(RefusedRequestError) as refused:
        page.receive(signed(body), body)
    assert refused.value.status == 400


def test_a_measure_of_meta_against_the_page_is_told_to_the_operator(page: Page, caplog: pytest.LogCaptureFixture) -> None:
    assert received(page, delivery({"recipient": {"id": PAGE}, "timestamp": AT, "policy_enforcement": {"action": "block", "reason": "spam"}})) == []
    assert "block" in caplog.text


# -- signature and subscription

BODY = delivery(item(message={"mid": "m.1", "text": "Cáp quang bao nhiêu phần trăm?"}))


def forgeries(body: bytes, number: int) -> list[tuple[str, dict[str, str], bytes]]:
    """(what was done, headers, body): *number* deliveries that Meta never signed so, the same ones every time."""
    chance = random.Random(4)
    right = signed(body)["x-hub-signature-256"]
    sha1 = hmac.new(SECRET.encode(), body, hashlib.sha1).hexdigest()
    event = json.loads(body)

    def flipped() -> bytes:
        at = chance.randrange(len(body))
        return body[:at] + bytes([body[at] ^ (1 << chance.randrange(8))]) + body[at + 1 :]

    def cut() -> bytes:
        return body[: chance.randrange(len(body))]

    def added() -> bytes:
        at = chance.randrange(len(body) + 1)
        return body[:at] + chance.choice([b" ", b"\n", b"\x00", b"a", b"\xc3\xa1"]) + body[at:]

    def other_json() -> bytes:
        """The same event, written in another way."""
        ways: list[dict[str, Any]] = [{"ensure_ascii": False}, {"indent": 1}, {"separators": (",", ":")}]
        keys = list(event)
        chance.shuffle(keys)
        pieces = json.dumps({**{key: event[key] for key in keys}, "n": chance.random()}, **chance.choice(ways))
        return pieces.encode()

    def header_flipped() -> str:
        at = chance.randrange(len(right))
        return right[:at] + chance.choice("0123456789abcdefgxyz=_ ") + right[at + 1 :]

    bodies: list[Callable[[], bytes]] = [flipped, cut, added, other_json]
    headers: list[Callable[[], str | None]] = [
        header_flipped, lambda: None, lambda: "", lambda: "sha256=", lambda: right[: chance.randrange(len(right))], lambda: right + chance.choice("0 a;"),
        lambda: right.upper(), lambda: right.removeprefix("sha256="), lambda: "sha1=" + sha1, lambda: "sha256=" + sha1, lambda: f"{right}, {right}",
        lambda: "sha512=" + hmac.new(SECRET.encode(), body, hashlib.sha512).hexdigest(), lambda: "sha256=" + hashlib.sha256(SECRET.encode() + body).hexdigest(),
        lambda: "sha256=" + hmac.new(b"", body, hashlib.sha256).hexdigest(), lambda: signed(body, secret=f"{SECRET}{chance.random()}")["x-hub-signature-256"],
        lambda: "sha256=" + "é" * chance.randrange(1, 65), lambda: " " + right, lambda: "SHA256=" + right.removeprefix("sha256="), lambda: "shake_128=00",
    ]  # fmt: skip
    found: list[tuple[str, dict[str, str], bytes]] = []
    while len(found) < number:
        if chance.random() < 0.5:
            change = chance.choice(bodies)
            if (wrong := change()) != body:
                found.append((change.__name__, {"x-hub-signature-256": right}, wrong))
        elif (header := chance.choice(headers)()) != right:
            found.append((f"{header!r:.30}", {} if header is None else {"x-hub-signature-256": header}, body))
    return found


def test_none_of_a_thousand_forgeries_is_taken(page: Page) -> None:
    assert received(page, BODY)
    for what, headers, body in forgeries(BODY, 1000):
        with pytest.raises(RefusedRequestError) as refused:
            page.receive(headers, body)
        assert refused.value.status == 401, what


def test_the_old_signature_alone_is_not_enough(page: Page) -> None:
    headers = {"x-hub-signature": "sha1=" + hmac.new(SECRET.encode(), BODY, hashlib.sha1).hexdigest()}
    with pytest.raises(RefusedRequestError) as refused:
        page.receive(headers, BODY)
    assert refused.value.status == 401


def test_a_subscription_with_our_token_gets_its_challenge_back(page: Page) -> None:
    assert page.answer_get({"hub.mode": "subscribe", "hub.verify_token": "verify me", "hub.challenge": "1158201444"}) == "1158201444"


@pytest.mark.parametrize(
    "query",
    [
        {}, {"hub.mode": "subscribe", "hub.challenge": "1"}, {"hub.mode": "subscribe", "hub.verify_token": "", "hub.challenge": "1"},
        {"hub.mode": "subscribe", "hub.verify_token": "verify mé", "hub.challenge": "1"}, {"hub.verify_token": "verify me", "hub.challenge": "1"},
        {"hub.mode": "unsubscribe", "hub.verify_token": "verify me", "hub.challenge": "1"}, {"hub.mode": "subscribe", "hub.verify_token": "verify me"},
        {"hub.mode": "subscribe", "hub.verify_token": "verify me", "hub.challenge": "1" * 201},
    ],
)  # fmt: skip
def test_any_other_subscription_gets_403(page: Page, query: dict[str, str]) -> None:
    with pytest.raises(RefusedRequestError) as refused:
        page.answer_get(query)
    assert refused.value.status == 403
