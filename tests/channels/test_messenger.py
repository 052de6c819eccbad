"""Messenger's webhook: who is let in, and what each kind of event is answered."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.messaging.desk import LANES
from tests.channels import talking
from tests.channels.chatting import chatting
from tests.channels.page import BUTTONS, USER, World, world
from tests.channels.serving import get
from tests.messaging.test_messenger_incoming import forgeries
from tests.simulators.graph import GraphSimulator
from tests.simulators.serving import simulated

FORGERIES = 1000


@pytest.fixture
def here(tmp_path: Path) -> Iterator[World]:
    with world(tmp_path) as made:
        yield made


# -- subscription, signature


def test_a_subscription_gets_its_challenge_as_plain_text(here: World) -> None:
    got = here.graph.verify(challenge="<b>1158201444")
    assert (got.status, got.text) == (200, "<b>1158201444")
    assert got.headers["content-type"].startswith("text/plain")
    assert got.headers["x-content-type-options"] == "nosniff"


def test_a_subscription_with_another_token_or_mode_is_refused(here: World) -> None:
    assert here.graph.verify(token="guess").status == 403
    assert here.graph.verify(mode="unsubscribe").status == 403
    assert get(here.graph.webhook.split("/webhooks")[0], "/webhooks/messenger/webhook").status == 403


def forged_requests(graph: GraphSimulator, user: str) -> list[tuple[str, str, bytes, dict[str, str]]]:
    """A thousand deliveries that are not Meta's, less those whose header no client can send."""
    body = graph.body(graph.says(user, "Cáp quang bao nhiêu phần trăm?"))
    right = graph.sign(body)
    requests = []
    for what, headers, wrong in forgeries(body, FORGERIES):
        # The forgeries are made with the secret of their own test; the header that was right there must be right here.
        given = right if what in ("flipped", "cut", "added", "other_json") else headers.get("x-hub-signature-256")
        if given is None or given.isascii():
            requests.append(("POST", graph.webhook, wrong, {} if given is None else {"X-Hub-Signature-256": given}))
    assert len(requests) > FORGERIES * 0.9
    return requests


def test_none_of_a_thousand_forgeries_is_taken_and_none_is_an_error(here: World) -> None:
    assert {got.status for got in here.graph.request_many(forged_requests(here.graph, USER), at_once=20)} == {401}
    assert here.settled() == []


@pytest.mark.parametrize(
    ("method", "headers", "size", "status"),
    [("PUT", {}, 0, 405), ("DELETE", {}, 0, 405), ("POST", {}, 300_000, 413), ("POST", {"Content-Encoding": "gzip"}, 0, 200)],
)
def test_other_requests_are_refused_or_taken_as_they_are(here: World, method: str, headers: dict[str, str], size: int, status: int) -> None:
    body = here.graph.body(here.graph.says(USER, "a" * size))
    assert here.graph.deliver(body, headers=headers, method=method).status == status


def test_a_signature_that_comes_twice_fits_nothing(here: World) -> None:
    body = here.graph.body(here.graph.says(USER, "a"))
    name = "X-Hub-Signature-256"
    got = here.graph.request("POST", here.graph.webhook, body=body, headers=[(name, here.graph.sign(body)), (name, "sha256=00")])
    assert got.status == 401


def test_signed_nonsense_gets_400(here: World) -> None:
    for body in (b"", b"[]", b"{", b"\xff", b"[" * 100_000):
        headers = {"X-Hub-Signature-256": here.graph.sign(body)}
        assert here.graph.request("POST", here.graph.webhook, body=body, headers=headers).status == 400


# -- answers


def test_a_question_is_answered_once_however_often_it_is_delivered(here: World) -> None:
    body = here.graph.body(here.graph.says(USER, "Cáp quang?"))
    assert {here.graph.deliver(body).status for _ in range(5)} == {200}
    assert here.settled() == ["Cáp quang?"]
    (answer,) = here.answers(1)
    assert answer.splitlines()[-1] == "«Cáp quang?»"


def test_the_first_answer_says_that_a_machine_speaks_and_the_next_does_not(here: World) -> None:
    for text in ("một", "hai"):
        here.say(USER, text)
        here.graph.wait_for(lambda text=text: f"«{text}»" in "".join(here.graph.texts_to(USER)))
    first, second = here.answers(2)
    assert first.splitlines()[1:] == ["«một»"]
    assert second == "«hai»"


def test_choices_are_quick_replies_and_the_mark_and_type_are_there(here: World) -> None:
    here.say(USER, "Cáp quang?")
    here.answers(1)
    sent = here.graph.sent[0]
    assert [(button["title"], button["payload"]) for button in sent.buttons] == [(button["title"], button["payload"]) for button in BUTTONS]
    assert sent.raw["messaging_type"] == "RESPONSE"
    assert sent.raw["message"]["metadata"]


def test_the_person_sees_that_the_message_was_seen_and_is_being_answered(here: World) -> None:
    here.say(USER, "Cáp quang?")
    here.answers(1)
    assert {(USER, "mark_seen"), (USER, "typing_on")} <= set(here.graph.actions)


def test_of_many_who_wait_only_those_are_shown_typing_whose_answer_is_being_made(tmp_path: Path) -> None:
    bot = talking.Bot()
    bot.let.clear()
    with simulated(GraphSimulator()) as graph, chatting(tmp_path, graph, bot, channel="messenger"):
        for number in range(30):
            graph.deliver(graph.body(graph.says(f"79{number}", "hỏi")))
        graph.wait_for(lambda: bot.at_work == LANES)
        graph.deliver(graph.body(graph.says(USER, "menu")))  # needs no turn
        graph.wait_for(lambda: graph.texts_to(USER))
        assert len({user for user, action in graph.actions if action == "typing_on"}) <= LANES
        bot.let.set()
        graph.wait_for(lambda: len(graph.sent) == 31)
        assert graph.violations == []


def test_all_events_of_a_delivery_are_answered_in_order(here: World) -> None:
    entries = [[here.graph.item(USER, at=here.graph.now() + n, message={"mid": f"m{n}{k}", "text": f"câu {n}{k}"}) for k in (1, 2)] for n in (1, 2)]
    here.graph.deliver(here.graph.body_of([here.graph.entry(*items) for items in entries]))
    answers = here.answers(4)
    assert [answer.splitlines()[-1] for answer in answers] == ["«câu 11»", "«câu 12»", "«câu 21»", "«câu 22»"]


def test_a_tap_asks_its_question(here: World) -> None:
    here.tell(here.graph.taps(USER, "Ai chủ trì?", "Ai chủ trì cáp quang?"))
    here.answers(1)
    here.tell(here.graph.posts_back(USER, "Có những mục tiêu nào?", "Có những mục tiêu nào?"))
    here.answers(2)
    assert here.bot.asked == ["Ai chủ trì cáp quang?", "Có những mục tiêu nào?"]


def test_a_number_picks_what_was_offered(here: World) -> None:
    here.say(USER, "Cáp quang?")
    here.answers(1)
    here.say(USER, "2")
    here.answers(2)
    assert here.bot.asked[1] == BUTTONS[1]["payload"]


def test_get_started_and_links_are_greeted(here: World) -> None:
    here.tell(here.graph.posts_back(USER, "Bắt đầu", "GET_STARTED", referral={"ref": "to-roi", "source": "SHORTLINK", "type": "OPEN_THREAD"}))
    here.answers(1)
    here.tell(here.graph.refers("778"))
    here.answers(1, user="778")
    assert len(here.bot.asked) == 2
    assert len(set(here.bot.asked)) == 1
    assert all(sent.buttons for sent in here.graph.sent)


@pytest.mark.parametrize("kind", ["image", "sticker", "audio", "video", "file", "location"])
def test_what_is_no_text_is_not_kept_and_asks_nothing(here: World, kind: str) -> None:
    here.tell(here.graph.sends(USER, kind))
    here.answers(1)
    assert not any(char.isalnum() for text in here.bot.asked for char in text)
    kept = b"".join(path.read_bytes() for path in here.folder.rglob("*") if path.is_file())
    assert b"21.0285" not in kept
    assert b"cdn.example" not in kept


def test_a_picture_with_a_question_gets_the_question_answered(here: World) -> None:
    here.tell(here.graph.sends(USER, "image", text="Cáp quang?"))
    here.answers(1)
    assert here.bot.asked == ["Cáp quang?"]


@pytest.mark.parametrize(
    "fields", [{"read": {"watermark": 1}}, {"delivery": {"watermark": 1}}, {"reaction": {"mid": "m", "emoji": "❤"}}, {"optin": {}}, {"something_new": 1}, {}]
)
def test_receipts_and_unknown_events_get_200_and_nothing_else(here: World, fields: dict[str, Any]) -> None:
    here.tell(here.graph.item(USER, **fields))
    assert here.settled() == []
    assert here.graph.texts_to(USER) == []
    assert USER not in {user for user, _ in here.graph.actions}


@pytest.mark.parametrize("text", ["/restart", '/inform{"x": "1"}', "/hoi_kinh_phi"])
def test_nothing_typed_or_tapped_is_a_command_of_rasa(here: World, text: str) -> None:
    here.say(USER, text)
    here.tell(here.graph.taps(USER, "a", text))
    here.tell(here.graph.posts_back(USER, "a", text))
    assert not [asked for asked in here.settled() if asked.startswith("/")]


def test_what_comes_too_late_is_not_answered(here: World) -> None:
    here.tell(here.graph.says(USER, "hôm kia", at=here.graph.now() - 48 * 3600))
    assert here.settled() == []
