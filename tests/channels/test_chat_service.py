"""The real service, with model and action server, on the chat platforms: many people, two workers, processes that are killed."""

from __future__ import annotations

import os
import random
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from bot.messaging.store import Store
from bot.service.started import started_service
from tests.channels.accounts import plain
from tests.conftest import Ask, Platforms, Service
from tests.messaging.saying import channel_texts
from tests.simulators.graph import GraphSimulator
from tests.simulators.serving import Simulator
from tests.simulators.zalo import ZaloSimulator

USERS = 1000
QUESTIONS = (
    "Mục tiêu cáp quang là bao nhiêu?", "Ai chủ trì hóa đơn điện tử?", "hợp đồng điện tử bao nhiêu phần trăm", "Hồ sơ sức khỏe điện tử",
    "ti le ho gia dinh co cap quang", "Thời hạn dịch vụ công trực tuyến?", "Bộ Công an chủ trì những nhiệm vụ nào?", "Nhiệm vụ số 4 là gì?",
    "Kế hoạch 2022 có những mục tiêu nào?", "Kế hoạch 2022 có những nhiệm vụ nào?", "Tổ công nghệ số cộng đồng là gì?", "Năm 2030 cáp quang bao nhiêu?",
    "con gà mấy chân", "cảm ơn nhé", "thương mại điện tử", "Ai phối hợp làm định danh điện tử?", "điện thoại thông minh bao nhiêu",
    "doanh nghiệp nhỏ và vừa dùng nền tảng số", "tài khoản ngân hàng của người dân", "Căn cứ văn bản nào?",
)  # fmt: skip


def kept(folder: Path) -> Store:
    return Store(folder, "zalo")


@pytest.fixture(params=["zalo", "messenger"])
def platform(request: pytest.FixtureRequest, zalo: ZaloSimulator, graph: GraphSimulator) -> Simulator:
    """Each of the platforms that tell back what was sent."""
    return zalo if request.param == "zalo" else graph


def says(platform: Simulator, user: str, text: str) -> bytes:
    """The delivery of what *user* says there."""
    if isinstance(platform, GraphSimulator):
        return platform.body(platform.says(user, text))
    assert isinstance(platform, ZaloSimulator)
    return platform.says(user, text)


def answered(platform: Simulator, users: list[str]) -> bool:
    return {sent.user for sent in list(platform.sent)} >= set(users)


def figures(text: str) -> set[str]:
    return set(re.findall(r"\d[\d,-]*%", text))


@pytest.mark.parametrize("question", QUESTIONS)
def test_an_answer_is_the_one_of_the_web_with_its_figure_first(zalo: ZaloSimulator, say: Ask, question: str) -> None:
    user = f"63{abs(hash(question)) % 10**12}"
    zalo.deliver(zalo.says(user, question))
    zalo.wait_for(lambda: answered(zalo, [user]))
    (sent,) = [sent for sent in zalo.sent if sent.user == user]
    told = say(question)
    first, *lines = plain(sent.text).splitlines()
    # Each time one of several wordings is picked; figures, sources and what can be asked next are the same.
    assert figures(sent.text) == figures("\n".join(bubble.text for bubble in told))
    assert lines[-1:] == told[-1].text.splitlines()[-1:] or not figures(sent.text)
    if len(figures(sent.text)) == 1 and " · " in first:
        assert figures(first) == figures(sent.text)
    offered = [payload for bubble in told for _, payload in bubble.buttons]
    assert [button["payload"] for button in sent.buttons] in (offered, [])


def test_the_figure_of_a_goal_stands_on_top(zalo: ZaloSimulator) -> None:
    zalo.deliver(zalo.says("6311", QUESTIONS[0]))
    zalo.wait_for(lambda: answered(zalo, ["6311"]))
    assert figures(plain(zalo.texts_to("6311")[0]).splitlines()[0]) == {"75%"}


def test_a_thousand_people_at_once_each_get_their_own_answer_once(zalo: ZaloSimulator, data_folder: Path) -> None:
    chance = random.Random(1)
    users = [f"64{number:010d}" for number in range(USERS)]
    asked = {user: QUESTIONS[number % len(QUESTIONS)] for number, user in enumerate(users)}
    bodies = [zalo.says(user, question) for user, question in asked.items()]
    assert {got.status for got in zalo.deliver_many(bodies)} == {200}
    again = chance.sample(bodies, len(bodies))  # repeated, in another order, while the first are being answered
    assert {got.status for got in zalo.deliver_many(again)} == {200}
    store = kept(data_folder)
    try:
        # In the simulator's patience of a minute nobody waits for all of them on a slow machine: as long as there is progress.
        before = -1
        while len(zalo.sent) > before:
            before = len(zalo.sent)
            end = time.monotonic() + 30
            while time.monotonic() < end and (store.do(lambda tables: tables.inbox.waiting()) or not answered(zalo, users)):
                time.sleep(0.2)
            if answered(zalo, users):
                break
        zalo.wait_for(lambda: not store.do(lambda tables: tables.outbox.counts().get("ready", 0) + tables.outbox.counts().get("sending", 0)))
    finally:
        store.close()
    texts = {user: zalo.texts_to(user) for user in users}
    assert {user for user, got in texts.items() if len(got) != 1} == set()
    for question in QUESTIONS:  # the same question has the same answer, whoever else asks; small talk has several wordings
        said = {texts[user][0] for user in users if asked[user] == question}
        assert len(said) <= 3, question
    assert channel_texts().notices.unavailable not in {got[0] for got in texts.values()}


@contextmanager
def second_worker(tmp_path: Path) -> Iterator[str]:
    """Another service on the same data folder, with the same accounts."""
    with started_service(log=tmp_path / "second.log") as started:
        yield started.url


@pytest.fixture
def accounts(platforms: Platforms, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in platforms.environment().items():
        monkeypatch.setenv(name, value)


def test_two_workers_renew_the_tokens_once_and_answer_everybody(
    zalo: ZaloSimulator, graph: GraphSimulator, running: Service, tmp_path: Path, accounts: None
) -> None:
    asked: list[str] = []
    with second_worker(tmp_path) as other:
        before = zalo.refreshes
        for turn in range(3):
            zalo.expire_access()
            users = [f"65{turn}{number:08d}" for number in range(40)]
            asked += users
            for name, platform in (("zalo", zalo), ("messenger", graph)):
                bodies = [says(platform, user, QUESTIONS[number % len(QUESTIONS)]) for number, user in enumerate(users)]
                # Both get every delivery: the store knows which is new.
                webhooks = [f"{url}/webhooks/{name}/webhook" for url in (running.url, other)]
                requests = [("POST", webhook, body, platform.signed(body)) for body in bodies for webhook in webhooks]
                assert {got.status for got in platform.request_many(requests)} == {200}
            for platform in (zalo, graph):
                platform.wait_for(lambda platform=platform, users=users: answered(platform, users))
        assert zalo.refreshes - before == 3
        assert max(zalo.spent.values()) == 1
    for platform in (zalo, graph):
        assert [user for user in asked if len(platform.texts_to(user)) != 1] == []


def test_a_process_killed_in_the_middle_loses_nothing_and_doubles_nothing(platform: Simulator, running: Service, data_folder: Path) -> None:
    platform.echoes = "before"
    users = [f"66{number:010d}" for number in range(50)]
    bodies = [says(platform, user, QUESTIONS[number % len(QUESTIONS)]) for number, user in enumerate(users)]
    assert {got.status for got in platform.deliver_many(bodies)} == {200}
    platform.wait_for(lambda: len(platform.sent) >= 5)
    child = running.child("bot.service.rasa_server")
    child.kill()
    platform.wait_for(lambda: not psutil.pid_exists(child.pid) or child.status() == psutil.STATUS_ZOMBIE)
    # What was being sent is held back for 40 seconds, until the platform's own word for it (the echo) would have come.
    end = time.monotonic() + 180
    while not answered(platform, users):
        assert time.monotonic() < end
        time.sleep(0.2)
    store = Store(data_folder, "messenger" if isinstance(platform, GraphSimulator) else "zalo")
    try:
        platform.wait_for(lambda: not {"ready", "sending"} & set(store.do(lambda tables: tables.outbox.counts())))
    finally:
        store.close()
    assert [user for user in users if len(platform.texts_to(user)) != 1] == []


def test_neither_people_nor_words_nor_secrets_stand_in_the_log(zalo: ZaloSimulator, running: Service, platforms: Platforms) -> None:
    user, private = "6712345678901", "câu hỏi rất riêng tư"
    zalo.deliver(zalo.says(user, private))
    zalo.deliver(zalo.says(user, private), signature="mac=" + "0" * 64)
    zalo.wait_for(lambda: answered(zalo, [user]))
    log = running.log.read_text("utf-8")
    secrets = [value for name, value in platforms.environment().items() if name.endswith(("SECRET", "TOKEN", "KEY"))]
    assert len(secrets) >= 8
    for text in (user, private, *secrets):
        assert text not in log
    assert "zalo: on" in log or os.environ.get("LOG_LEVEL", "INFO") != "INFO"
