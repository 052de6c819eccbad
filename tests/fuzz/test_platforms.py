"""Whatever chat platforms, or those who pretend to be one, deliver: taken or refused, in time, and nothing internal told."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.messaging import MessagingChannel
from bot.channels.messenger import MessengerChannel
from bot.channels.zalo import ZaloChannel
from bot.channels.zalo_bot import ZaloBotChannel
from bot.messaging.settings import MessagingSettings
from tests.channels.serving import serving
from tests.channels.talking import Bot
from tests.fuzz.conftest import watched
from tests.fuzz.inputs import AT_ONCE, deep, dumped, fuzzed, mutated, texts, values
from tests.fuzz.wire import Sent
from tests.simulators.graph import GraphSimulator
from tests.simulators.serving import simulated
from tests.simulators.zalo import ZaloSimulator
from tests.simulators.zalo_bot import SECRET_HEADER, ZaloBotSimulator

Sign = Callable[[bytes], dict[str, str]]
people = st.sampled_from([str(6200000000000001 + number) for number in range(50)])


@st.composite
def altered(draw: st.DrawFn, bodies: st.SearchStrategy[bytes]) -> bytes:
    """A delivery as the platform makes it, with some values in its tree replaced, taken out or doubled; or with bytes changed; or anything."""
    how = draw(st.sampled_from(["tree"] * 6 + ["as it is", "bytes", "any", "deep"]))
    if how in ("any", "deep"):
        return draw(values.map(dumped) if how == "any" else deep.map(str.encode))
    if how == "bytes":
        return draw(mutated(bodies))
    content = json.loads(draw(bodies))
    for _ in range(draw(st.integers(0, 3)) if how == "tree" else 0):
        node: Any = content
        while True:
            keys: list[Any] = list(node) if isinstance(node, dict) else list(range(len(node)))
            if not keys:
                break
            key = draw(st.sampled_from(keys))
            if isinstance(node[key], dict | list) and node[key] and draw(st.booleans()):
                node = node[key]
                continue
            what = draw(st.sampled_from(["replace", "replace", "take out", "double"]))
            if what == "take out":
                del node[key]
            elif what == "double" and isinstance(node, list):
                node.append(node[key])
            else:
                node[key] = draw(values)
            break
    return dumped(content)


def zalo_says(zalo: ZaloSimulator) -> tuple[st.SearchStrategy[bytes], Sign]:
    kinds = ["image", "gif", "sticker", "audio", "video", "file", "link", "location", "business_card"]
    bodies = st.one_of(
        st.builds(lambda user, text: zalo.says(user, text.encode("utf-8", "replace").decode()), people, texts),
        st.builds(zalo.sends, people, st.sampled_from(kinds)),
        st.builds(
            zalo.event, st.sampled_from(["follow", "unfollow", "oa_send_text", "user_seen_message", "user_send_group_text", "user_reacted_message"]), people
        ),
    )

    def sign(body: bytes) -> dict[str, str]:
        try:
            return {"X-ZEvent-Signature": zalo.sign(body)}
        except (ValueError, KeyError, TypeError, RecursionError):
            return {"X-ZEvent-Signature": zalo.sign(body, "")}

    return bodies, sign


def zalo_bot_says(zalo: ZaloBotSimulator) -> tuple[st.SearchStrategy[bytes], Sign]:
    bodies = st.one_of(
        st.builds(lambda user, text: zalo.says(user, text.encode("utf-8", "replace").decode()), people, texts),
        st.builds(zalo.sends, people, st.sampled_from(["image", "sticker", "voice", "link"])),
    )
    return bodies, lambda body: {SECRET_HEADER: zalo.secret}


def messenger_says(graph: GraphSimulator) -> tuple[st.SearchStrategy[bytes], Sign]:
    items = st.one_of(
        st.builds(graph.says, people, texts),
        st.builds(graph.taps, people, texts, texts),
        st.builds(graph.posts_back, people, texts, st.one_of(st.none(), texts)),
        st.builds(graph.refers, people),
    )
    bodies = st.builds(
        lambda told, key: graph.body(*told, key=key), st.lists(items, min_size=1, max_size=3), st.sampled_from(["messaging", "messaging", "standby"])
    )
    return bodies, lambda body: {"X-Hub-Signature-256": graph.sign(body)}


PLATFORMS: dict[str, tuple[type[Any], type[MessagingChannel], Callable[[Any], tuple[st.SearchStrategy[bytes], Sign]]]] = {
    "zalo": (ZaloSimulator, ZaloChannel, zalo_says),
    "zalo_bot": (ZaloBotSimulator, ZaloBotChannel, zalo_bot_says),
    "messenger": (GraphSimulator, MessengerChannel, messenger_says),
}


@pytest.mark.parametrize("name", PLATFORMS)
def test_a_platform_gets_its_200_or_a_refusal_whatever_it_delivers(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], request: pytest.FixtureRequest
) -> None:
    simulator_of, channel_of, says = PLATFORMS[name]
    with simulated(simulator_of()) as simulator:
        settings = MessagingSettings(data_folder=tmp_path, **{variable.lower(): value for variable, value in simulator.environment().items()})
        bodies, sign = says(simulator)
        path = f"/webhooks/{name}/webhook"
        queries = st.sampled_from(
            ["", "", "?hub.mode=subscribe", "?hub.verify_token=%ff&hub.mode=subscribe&hub.challenge=1", "?hub.challenge=x&hub.challenge=y"]
        )

        @st.composite
        def requests(draw: st.DrawFn) -> Sent:
            body = draw(altered(bodies))
            how = draw(st.sampled_from(["signed"] * 7 + ["unsigned", "forged", "get"]))
            if how == "get":
                return Sent("GET", path + draw(queries))
            headers = sign(body) if how == "signed" else {}
            if how == "forged":
                headers = {
                    header: draw(st.sampled_from([value[:-1] + "0", "", "mac=", "é", "sha256=" + "0" * 64, value + ", " + value]))
                    for header, value in sign(body).items()
                }
            return Sent("POST", path, {"Content-Type": "application/json", **headers}, body, draw(st.sampled_from([False, False, False, True])))

        with serving(channel_of(settings=settings), agent=Bot()) as server, watched(server, [psutil.Process()], capsys, request) as wire:

            @fuzzed()
            @given(st.lists(requests(), min_size=AT_ONCE, max_size=AT_ONCE))
            def fuzz(sent: list[Sent]) -> None:
                for one, reply in zip(sent, wire.send(*sent), strict=True):
                    assert reply.status in (200, 400, 401, 403), one
                    assert one.method == "GET" or reply.status != 403

            fuzz()
            body = next(
                iter(
                    [simulator.body(simulator.says("6200000000000001", "xin chào")) if name == "messenger" else simulator.says("6200000000000001", "xin chào")]
                )
            )
            (reply,) = wire.send(Sent("POST", path, {"Content-Type": "application/json", **sign(body)}, body))
            assert reply.status == 200
