"""A page's requests, made to the simulator of Meta: sending, typing, faults of the network, profile and subscription."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest

from bot.messaging.http import ApiClient, ApiSilenceError
from bot.messaging.messenger.graph import Graph
from bot.messaging.messenger.page import Page
from bot.messaging.messenger.profile import ProfileError, delete, read_profile, set_profile, show, subscribe
from bot.messaging.platform import Outcome, Verdict
from bot.messaging.replies import Choice, Link, Outgoing
from bot.messaging.settings import MessagingSettings
from bot.paths import MESSENGER_PROFILE
from tests.simulators.graph import GraphSimulator
from tests.simulators.serving import simulated

USER = "5647382910111213"
Result = TypeVar("Result")


@pytest.fixture
def graph() -> Iterator[GraphSimulator]:
    with simulated(GraphSimulator()) as simulator:
        simulator.age(USER, hours=0)
        yield simulator
        assert simulator.violations == []


def settings(graph: GraphSimulator, **more: str) -> MessagingSettings:
    return MessagingSettings(**{name.lower(): value for name, value in {**graph.environment(), **more}.items()})


def with_page(graph: GraphSimulator, work: Callable[[Page], Awaitable[Result]], **more: str) -> Result:
    async def run() -> Result:
        page = Page(settings(graph, **more))
        try:
            return await work(page)
        finally:
            await page.stop()

    return asyncio.run(run())


def sent(graph: GraphSimulator, message: Outgoing, *, mark: str = "f00d", **more: str) -> Outcome:
    return with_page(graph, lambda page: page.send(USER, message, mark=mark), **more)


def with_graph(graph: GraphSimulator, work: Callable[[Graph], Awaitable[Result]]) -> Result:
    async def run() -> Result:
        client = Graph(settings(graph))
        try:
            return await work(client)
        finally:
            await client.close()

    return asyncio.run(run())


# -- sending

FULL = Outgoing("a" * 640, tuple(Choice("b" * 20, "c" * 1000) for _ in range(13)), Link("d" * 20, "https://xa.example/tra-cuu"))


@pytest.mark.parametrize("message", [Outgoing("Chào bạn"), Outgoing("ạ" * 1900), Outgoing("75%", (Choice("Ai chủ trì?", "Ai chủ trì cáp quang?"),)), FULL])
def test_messages_up_to_the_limits_are_taken(graph: GraphSimulator, message: Outgoing) -> None:
    outcome = sent(graph, message)
    assert outcome == Outcome(Verdict.SENT, message_id=graph.sent[0].message_id)
    assert graph.texts_to(USER) == [message.text]
    assert graph.sent[0].raw["message"]["metadata"] == "f00d"


def test_the_token_is_in_no_address_and_the_app_proves_itself(graph: GraphSimulator) -> None:
    sent(graph, Outgoing("a"))
    (call,) = graph.calls
    assert graph.page_token not in call.path + str(call.query) + call.body.decode()
    assert set(call.query) == {"appsecret_proof"}
    assert call.path == f"/v25.0/{graph.page_id}/messages"


@pytest.mark.parametrize(
    ("fault", "acted", "verdict", "maybe"),
    [
        (500, False, Verdict.RETRY, True), (500, True, Verdict.RETRY, True),
        ("cut", False, Verdict.RETRY, True), ("cut", True, Verdict.RETRY, True), ("garbage", False, Verdict.RETRY, True),
        (2, False, Verdict.RETRY, False), (613, False, Verdict.RATE, False), (190, False, Verdict.ACCOUNT, False), (551, False, Verdict.GONE, False),
        (10, False, Verdict.WINDOW, False), (99999, False, Verdict.REFUSED, False),
    ],
)  # fmt: skip
def test_what_goes_wrong_is_told_and_never_raised(graph: GraphSimulator, fault: Any, acted: bool, verdict: Verdict, maybe: bool) -> None:
    graph.fail(1, fault, acted=acted)
    outcome = sent(graph, Outgoing("a"))
    assert (outcome.verdict, outcome.maybe) == (verdict, maybe)
    assert len(graph.sent) == acted


def test_nobody_there_means_that_nothing_was_sent(graph: GraphSimulator) -> None:
    outcome = sent(graph, Outgoing("a"), MESSENGER_GRAPH_BASE="http://127.0.0.1:9")
    assert (outcome.verdict, outcome.maybe) == (Verdict.RETRY, False)


def test_the_platform_itself_says_when_it_is_too_late_or_nobody_there(graph: GraphSimulator) -> None:
    graph.age(USER, hours=25)
    assert sent(graph, Outgoing("a")).verdict is Verdict.WINDOW
    graph.age(USER, hours=0)
    graph.blocked.add(USER)
    assert sent(graph, Outgoing("a")).verdict is Verdict.GONE
    assert sent(graph, Outgoing("a"), MESSENGER_PAGE_TOKEN="old").alarm == "page_token"


def test_refused_buttons_are_told_apart(graph: GraphSimulator) -> None:
    graph.takes_quick_replies = False
    assert sent(graph, Outgoing("a", (Choice("b", "c"),))).verdict is Verdict.WITHOUT_BUTTONS
    assert sent(graph, Outgoing("a", (Choice("b", "c"),), plain="a\n1. b").without_buttons()).verdict is Verdict.SENT
    assert graph.texts_to(USER) == ["a\n1. b"]


def test_a_nearly_full_quota_slows_sending_down(graph: GraphSimulator) -> None:
    graph.usage = 97
    assert sent(graph, Outgoing("a")).wait == 1.0


def test_typing_is_shown_with_seen_and_taken_away(graph: GraphSimulator) -> None:
    with_page(graph, lambda page: page.typing(USER, on=True))
    assert sorted(graph.actions) == [(USER, "mark_seen"), (USER, "typing_on")]
    graph.actions.clear()
    with_page(graph, lambda page: page.typing(USER, on=False))
    assert graph.actions == [(USER, "typing_off")]


def test_typing_never_raises(graph: GraphSimulator) -> None:
    with_page(graph, lambda page: page.typing(USER, on=True), MESSENGER_GRAPH_BASE="http://127.0.0.1:9")
    graph.blocked.add(USER)
    with_page(graph, lambda page: page.typing(USER, on=True))


def test_our_own_message_comes_back_with_its_mark(graph: GraphSimulator) -> None:
    sent(graph, Outgoing("75%"), mark="f00d")
    body = graph.body(graph.echo(USER, "75%", mid=graph.sent[0].message_id, metadata=graph.sent[0].raw["message"]["metadata"]))
    page = Page(settings(graph))
    (event,) = page.receive({"x-hub-signature-256": graph.sign(body)}, body)
    assert (event.id, event.mark, event.user) == (graph.sent[0].message_id, "f00d", USER)


# -- profile


def written(folder: Path, text: str) -> Path:
    path = folder / "profile.yml"
    path.write_text(text, "utf-8")
    return path


def test_the_projects_profile_is_taken_shown_and_taken_away(graph: GraphSimulator) -> None:
    profile = read_profile(MESSENGER_PROFILE, public_url="https://xa.example")
    with_graph(graph, lambda client: set_profile(client, profile))
    assert set(graph.profile) == {"get_started", "greeting", "ice_breakers", "persistent_menu"}
    assert graph.profile["get_started"] == {"payload": "GET_STARTED"}
    menu = graph.profile["persistent_menu"][0]["call_to_actions"]
    assert {"type": "web_url", "title": "Trang tra cứu", "url": "https://xa.example/tra-cuu"} in menu
    assert with_graph(graph, show)[0]["greeting"] == [{"locale": "default", "text": profile.greeting}]
    with_graph(graph, delete)
    assert graph.profile == {}


def test_what_the_file_no_longer_has_is_taken_from_the_page(graph: GraphSimulator, tmp_path: Path) -> None:
    with_graph(graph, lambda client: set_profile(client, read_profile(MESSENGER_PROFILE)))
    with_graph(graph, lambda client: set_profile(client, read_profile(written(tmp_path, "greeting: chào\n"))))
    assert set(graph.profile) == {"get_started", "greeting"}


def test_a_page_of_ours_is_left_out_of_the_menu_while_nobody_knows_its_address() -> None:
    for public_url in ("", "http://127.0.0.1:5005"):
        profile = read_profile(MESSENGER_PROFILE, public_url=public_url)
        assert profile.left_out == ("Trang tra cứu",)
        assert "web_url" not in str(profile.body())


def test_meta_s_refusal_is_told_with_its_code(graph: GraphSimulator) -> None:
    profile = read_profile(MESSENGER_PROFILE)

    async def eleven_times(client: Graph) -> None:
        for _ in range(11):
            await set_profile(client, profile)

    with pytest.raises(ProfileError, match="613.*ten minutes"):
        with_graph(graph, eleven_times)


def test_a_token_that_is_no_longer_good_is_told(graph: GraphSimulator) -> None:
    async def with_another_token(client: Graph) -> None:
        graph.page_token = "another"
        await subscribe(client)

    with pytest.raises(ProfileError, match="code 190"):
        with_graph(graph, with_another_token)


def test_the_page_is_subscribed_to_what_the_bot_reads(graph: GraphSimulator) -> None:
    with_graph(graph, subscribe)
    assert {"messages", "messaging_postbacks", "messaging_referrals", "message_echoes", "message_reads", "standby"} <= set(graph.subscribed)


GOOD = "greeting: chào\nice_breakers: [hỏi gì]\npersistent_menu: [{title: Mục tiêu, says: menu}]\n"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (GOOD.replace("chào", "a" * 161), "greeting: 161 characters; at most 160"),
        (GOOD.replace("greeting: chào\n", ""), "greeting: is missing"),
        (GOOD.replace("hỏi gì", "a, b, c, d, e"), "ice_breakers: 5 entries; at most 4"),
        (GOOD.replace("hỏi gì", "a" * 81), "ice_breakers, number 1: 81 characters; at most 80"),
        (GOOD.replace("[hỏi gì]", "hỏi gì"), "ice_breakers: is a list"),
        (GOOD.replace("Mục tiêu", "a" * 31), "persistent_menu, number 1, title: 31 characters; at most 30"),
        (GOOD.replace("says: menu", f"says: {'a' * 1001}"), "persistent_menu, number 1, says: 1001 characters; at most 1000"),
        (GOOD.replace("says: menu", "opens: 'http://xa.example'"), "persistent_menu, number 1, opens: begins with https:// or with /"),
        (GOOD.replace("says: menu", "say: menu"), "persistent_menu, number 1: has a title, and either says or opens"),
        (GOOD.replace("[{title: Mục tiêu, says: menu}]", str([{"title": "a", "says": "b"}] * 21)), "persistent_menu: 21 entries; at most 20"),
        (GOOD.replace("greeting", "greetings"), "greetings: is not known"),
        (GOOD + "greeting: hai\n", "duplicate"),
        ("- a\n", "holds no keys"),
        ("greeting: [", "profile.yml"),
    ],
)
def test_a_file_that_breaks_a_limit_is_refused_before_anything_is_sent(tmp_path: Path, text: str, problem: str) -> None:
    with pytest.raises(ProfileError) as refused:
        read_profile(written(tmp_path, text))
    assert problem in str(refused.value)
    assert "profile.yml" in str(refused.value)


def test_all_problems_of_a_file_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(ProfileError) as refused:
        read_profile(written(tmp_path, "greeting: ''\nice_breakers: [1]\npersistent_menu: [x]\n"))
    assert len(str(refused.value).splitlines()) == 3


# -- pace


def test_no_faster_than_set(graph: GraphSimulator) -> None:
    assert Page(settings(graph, messenger_sends_per_second="2.5")).limits.sends_per_second == 2.5


def test_a_request_that_found_no_free_connection_has_certainly_not_been_made(graph: GraphSimulator) -> None:
    more, at_once = 20, 100  # so many connections does the client have
    graph.fail(at_once, "time-out")

    async def post_all() -> list[Any]:
        client = ApiClient(f"{graph.base}/v25.0/me", seconds=2.0)
        try:
            return await asyncio.gather(*(client.post("/messages", json={}) for _ in range(at_once + more)), return_exceptions=True)
        finally:
            await client.close()

    silences = asyncio.run(post_all())
    assert all(isinstance(silence, ApiSilenceError) for silence in silences)
    assert sum(not silence.sent for silence in silences) >= more
    assert len(graph.calls) <= sum(silence.sent for silence in silences)
