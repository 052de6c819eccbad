"""Every kind of event, forgeries and deletion on the real service, with model and action server."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.messaging.messenger.incoming import GET_STARTED
from bot.messaging.store import Store
from tests.channels.test_messenger import forged_requests
from tests.channels.test_zalo_forged import MUTATIONS, REFUSED, mutated
from tests.conftest import Platforms, Service
from tests.messaging.saying import channel_texts
from tests.simulators.graph import GraphSimulator
from tests.simulators.zalo import ZaloSimulator
from tests.simulators.zalo_bot import ZaloBotSimulator

TEXTS = channel_texts()
QUESTION = "Mục tiêu cáp quang là bao nhiêu?"


@pytest.fixture
def zalo(platforms: Platforms, running: Service) -> Iterator[ZaloSimulator]:
    """The account of the running service, with nothing sent yet."""
    yield from fresh(platforms.zalo, running, "zalo")


@pytest.fixture
def graph(platforms: Platforms, running: Service) -> Iterator[GraphSimulator]:
    """Its page."""
    yield from fresh(platforms.graph, running, "messenger")


@pytest.fixture
def zalo_bot(platforms: Platforms, running: Service) -> Iterator[ZaloBotSimulator]:
    """Its bot of the Zalo Bot platform."""
    yield from fresh(platforms.zalo_bot, running, "zalo_bot")


def fresh(simulator: Any, running: Service, channel: str) -> Iterator[Any]:
    simulator.webhook = f"{running.url}/webhooks/{channel}/webhook"
    simulator.sent.clear()
    yield simulator
    assert simulator.violations == []


def gets(simulator: Any, user: str, count: int = 1) -> list[str]:
    """What *user* got, once there is so much."""
    simulator.wait_for(lambda: len(simulator.texts_to(user)) >= count)
    texts: list[str] = simulator.texts_to(user)
    assert len(texts) == count
    return texts


def settled(folder: Path, simulator: Any, channel: str) -> None:
    """Wait until nothing waits."""
    store = Store(folder, channel)
    try:
        simulator.wait_for(lambda: store.do(lambda tables: not tables.inbox.waiting() and not {"ready", "sending"} & set(tables.outbox.counts())))
    finally:
        store.close()


# -- Zalo Official Account


@pytest.mark.parametrize("kind", ["image", "gif", "sticker", "audio", "video", "file", "link", "location", "business_card"])
def test_zalo_what_is_no_text_gets_a_calm_word_and_suggestions(zalo: ZaloSimulator, kind: str) -> None:
    user = f"8100{len(kind)}{sum(map(ord, kind))}"
    zalo.deliver(zalo.sends(user, kind))
    (told,) = gets(zalo, user)
    assert "chữ" in told
    assert len(zalo.sent[-1].buttons) >= 2


def test_zalo_who_follows_is_greeted_by_a_machine_with_suggestions(zalo: ZaloSimulator) -> None:
    zalo.deliver(zalo.follows("8201"))
    (told,) = gets(zalo, "8201")
    assert TEXTS.lines.automatic_sign in told.casefold()
    assert len(zalo.sent[-1].buttons) >= 2


def test_zalo_receipts_and_the_unknown_get_silence_and_who_leaves_is_forgotten(zalo: ZaloSimulator, data_folder: Path) -> None:
    user = "8202"
    for name in ("user_seen_message", "user_received_message", "anonymous_send_text", "new_one"):
        assert zalo.deliver(zalo.event(name, user, message={"text": QUESTION, "msg_id": name})).status == 200
    assert zalo.deliver(zalo.unfollows(user)).status == 200
    settled(data_folder, zalo, "zalo")
    assert zalo.texts_to(user) == []


def test_zalo_a_button_of_an_answer_is_answered_and_so_is_its_number(zalo: ZaloSimulator) -> None:
    user = "8203"
    zalo.deliver(zalo.says(user, QUESTION))
    gets(zalo, user)
    first = zalo.sent[-1].buttons[0]
    zalo.deliver(zalo.says(user, first["payload"]))
    by_button = gets(zalo, user, 2)[1]
    zalo.deliver(zalo.says(user, QUESTION))
    gets(zalo, user, 3)
    zalo.deliver(zalo.says(user, "1"))
    assert gets(zalo, user, 4)[3].splitlines()[-1] == by_button.splitlines()[-1]


def test_zalo_where_a_colleague_writes_the_bot_is_silent(zalo: ZaloSimulator, data_folder: Path) -> None:
    user = "8204"
    zalo.deliver(zalo.says(user, QUESTION))
    gets(zalo, user)
    zalo.deliver(zalo.human_says(user, "để tôi trả lời"))
    settled(data_folder, zalo, "zalo")
    zalo.deliver(zalo.says(user, "thế ai chủ trì?"))
    settled(data_folder, zalo, "zalo")
    gets(zalo, user, 1)


def test_zalo_deleted_is_deleted_in_the_bots_mind_too(zalo: ZaloSimulator) -> None:
    user = "8205"
    zalo.deliver(zalo.says(user, "định danh điện tử bao nhiêu?"))
    gets(zalo, user)
    zalo.deliver(zalo.says(user, "thế ai chủ trì?"))
    assert "Bộ Công an" in gets(zalo, user, 2)[1]
    zalo.deliver(zalo.says(user, "xoa du lieu"))
    assert gets(zalo, user, 3)[2] == TEXTS.notices.deleted
    zalo.deliver(zalo.says(user, "thế ai chủ trì?"))
    assert "Bộ Công an" not in gets(zalo, user, 4)[3]


def test_zalo_none_of_a_thousand_forgeries_is_taken_and_a_replay_is_not_answered_again(zalo: ZaloSimulator, data_folder: Path) -> None:
    chance = random.Random(4)
    requests = []
    for _ in range(MUTATIONS):
        method, body, headers = mutated(zalo, chance)
        requests.append((method, zalo.webhook, body, dict(headers)))
    statuses = {got.status for got in zalo.request_many(requests, at_once=20)}
    assert statuses <= REFUSED
    body = zalo.says("8206", QUESTION)
    assert {zalo.deliver(body).status for _ in range(5)} == {200}
    settled(data_folder, zalo, "zalo")
    assert {sent.user for sent in zalo.sent} == {"8206"}
    gets(zalo, "8206")


# -- Zalo Bot


def test_zalo_bot_a_question_is_answered_and_numbers_pick(zalo_bot: ZaloBotSimulator) -> None:
    user = "8301"
    zalo_bot.deliver(zalo_bot.says(user, QUESTION))
    (told,) = gets(zalo_bot, user)
    assert "75%" in told and "1. " in told
    zalo_bot.deliver(zalo_bot.says(user, "1"))
    gets(zalo_bot, user, 2)


@pytest.mark.parametrize("kind", ["image", "sticker", "voice", "link"])
def test_zalo_bot_what_is_no_text_gets_a_calm_word(zalo_bot: ZaloBotSimulator, kind: str) -> None:
    user = f"8302{sum(map(ord, kind))}"
    zalo_bot.deliver(zalo_bot.sends(user, kind))
    assert "chữ" in gets(zalo_bot, user)[0]


# -- Messenger


@pytest.mark.parametrize("kind", ["image", "sticker", "audio", "video", "file", "location"])
def test_messenger_what_is_no_text_gets_a_calm_word_and_suggestions(graph: GraphSimulator, kind: str) -> None:
    user = f"8400{sum(map(ord, kind))}"
    graph.deliver(graph.body(graph.sends(user, kind)))
    (told,) = gets(graph, user)
    assert "chữ" in told
    assert graph.sent[-1].buttons


def test_messenger_get_started_and_links_are_greeted(graph: GraphSimulator) -> None:
    graph.deliver(graph.body(graph.posts_back("8501", "Bắt đầu", GET_STARTED)))
    graph.deliver(graph.body(graph.refers("8502")))
    for user in ("8501", "8502"):
        assert TEXTS.lines.automatic_sign in gets(graph, user)[0].casefold()


def test_messenger_receipts_get_silence(graph: GraphSimulator, data_folder: Path) -> None:
    user = "8503"
    items = [graph.reads(user), graph.was_delivered(user, "m1"), graph.reacts(user, "m1"), graph.item(user, something_new=1)]
    assert graph.deliver(graph.body(*items)).status == 200
    settled(data_folder, graph, "messenger")
    assert graph.texts_to(user) == []


def test_messenger_where_a_colleague_writes_or_takes_over_the_bot_is_silent_until_it_gets_the_thread_back(graph: GraphSimulator, data_folder: Path) -> None:
    user = "8504"
    graph.deliver(graph.body(graph.says(user, QUESTION)))
    gets(graph, user)
    graph.deliver(graph.body(graph.human_says(user, "để tôi trả lời")))
    settled(data_folder, graph, "messenger")
    graph.deliver(graph.body(graph.says(user, "thế ai chủ trì?")))
    settled(data_folder, graph, "messenger")
    gets(graph, user, 1)
    graph.deliver(graph.body(graph.says(user, "xóa dữ liệu")))
    assert gets(graph, user, 2)[1] == TEXTS.notices.deleted


def test_messenger_none_of_a_thousand_forgeries_is_taken_and_a_replay_is_not_answered_again(graph: GraphSimulator, data_folder: Path) -> None:
    statuses = {got.status for got in graph.request_many(forged_requests(graph, "8505"), at_once=20)}
    assert statuses == {401}
    body = graph.body(graph.says("8506", QUESTION))
    assert {graph.deliver(body).status for _ in range(5)} == {200}
    settled(data_folder, graph, "messenger")
    assert {sent.user for sent in graph.sent} == {"8506"}
    gets(graph, "8506")
