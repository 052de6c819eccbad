"""The real service, with model and action server, on Messenger: a thousand people, the answers of the web, the page's own texts."""

from __future__ import annotations

import random
import re
import time
from pathlib import Path

import pytest

from bot.messaging.messenger.profile import read_profile
from bot.messaging.store import Store
from bot.paths import MESSENGER_PROFILE
from tests.conftest import Ask
from tests.simulators.graph import GraphSimulator

USERS = 1000
QUESTIONS = (
    "Mục tiêu cáp quang là bao nhiêu?", "Ai chủ trì hóa đơn điện tử?", "ti le ho gia dinh co cap quang", "Nhiệm vụ số 4 là gì?",
    "Năm 2030 cáp quang bao nhiêu?",
    "Kế hoạch 2022 có những nhiệm vụ nào?", "Ai phối hợp làm định danh điện tử?", "Hồ sơ sức khỏe điện tử", "con gà mấy chân", "Căn cứ văn bản nào?",
)  # fmt: skip


def says(graph: GraphSimulator, user: str, text: str) -> str:
    """What *user* is answered."""
    before = len(graph.texts_to(user))
    assert graph.deliver(graph.body(graph.says(user, text))).status == 200
    graph.wait_for(lambda: len(graph.texts_to(user)) > before)
    return graph.texts_to(user)[-1]


def figures(text: str) -> set[str]:
    return set(re.findall(r"\d[\d,-]*%", text))


@pytest.mark.parametrize("number", range(len(QUESTIONS)))
def test_an_answer_is_the_one_of_the_web_with_its_buttons_as_quick_replies(graph: GraphSimulator, say: Ask, number: int) -> None:
    question, user = QUESTIONS[number], f"7100{number}"
    answer, told = says(graph, user, question), say(question)
    assert figures(answer) == figures("\n".join(bubble.text for bubble in told))
    (sent,) = [sent for sent in graph.sent if sent.user == user]
    offered = [payload for bubble in told for _, payload in bubble.buttons]
    assert [button["payload"] for button in sent.buttons if "payload" in button] == offered


def test_a_quick_reply_and_the_menu_of_the_page_are_answered(graph: GraphSimulator) -> None:
    user = "7200"
    says(graph, user, QUESTIONS[0])
    tapped = graph.sent[-1].buttons[0]
    graph.deliver(graph.body(graph.taps(user, tapped["title"], tapped["payload"])))
    graph.wait_for(lambda: len(graph.texts_to(user)) == 2)
    for entry in read_profile(MESSENGER_PROFILE).menu:
        if entry.says:
            before = len(graph.texts_to(user))
            graph.deliver(graph.body(graph.posts_back(user, entry.title, entry.says)))
            graph.wait_for(lambda before=before: len(graph.texts_to(user)) > before)
    assert figures("".join(graph.texts_to(user)[2:3]))  # the menu of targets begins with their figures


def test_a_target_is_reached_by_numbers_alone(graph: GraphSimulator) -> None:
    user = "7300"
    listed = says(graph, user, "menu mục tiêu")
    opened = says(graph, user, "1")
    first = next(line for line in listed.splitlines() if figures(line)) if figures(listed) else graph.sent[-2].buttons[0]["title"]
    assert figures(opened) & figures(first)


def test_a_thousand_people_at_once_each_get_one_answer(graph: GraphSimulator, data_folder: Path) -> None:
    graph.echoes = "after"
    users = [f"74{number:010d}" for number in range(USERS)]
    asked = {user: QUESTIONS[number % len(QUESTIONS)] for number, user in enumerate(users)}
    bodies = [graph.body(graph.says(user, question)) for user, question in asked.items()]
    assert {got.status for got in graph.deliver_many(bodies)} == {200}
    again = random.Random(1).sample(bodies, len(bodies))  # repeated, in another order, while the first are being answered
    assert {got.status for got in graph.deliver_many(again)} == {200}
    store = Store(data_folder, "messenger")
    try:
        before = -1
        while len(graph.sent) > before:  # however slow the machine is, as long as there is progress
            before, end = len(graph.sent), time.monotonic() + 30
            while time.monotonic() < end and store.do(lambda tables: tables.inbox.waiting()):
                time.sleep(0.2)
        graph.wait_for(lambda: not store.do(lambda tables: {"ready", "sending"} & set(tables.outbox.counts())))
    finally:
        store.close()
    texts = {user: graph.texts_to(user) for user in users}
    assert [user for user, got in texts.items() if len(got) != 1] == []
    for question in QUESTIONS:  # nobody got the answer to somebody else's question
        assert len({frozenset(figures(texts[user][0])) for user in users if asked[user] == question}) == 1, question
