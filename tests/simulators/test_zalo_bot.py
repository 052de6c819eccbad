"""The simulator of the Zalo Bot platform bites: requests written by hand from its documents."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.simulators.serving import simulated
from tests.simulators.zalo_bot import ZaloBotSimulator

USER = "abc123def"


@pytest.fixture
def bot() -> Iterator[ZaloBotSimulator]:
    with simulated(ZaloBotSimulator()) as simulator:
        simulator.says(USER, "chào")
        yield simulator


def call(bot: ZaloBotSimulator, method: str, body: Any, *, token: str | None = None) -> dict[str, Any]:
    got = bot.request("POST", f"{bot.api_base}/bot{token or bot.token}/{method}", body=json.dumps(body).encode(), headers={"Content-Type": "application/json"})
    answer: dict[str, Any] = json.loads(got.text)
    return answer


def test_a_good_message_and_typing_arrive(bot: ZaloBotSimulator) -> None:
    assert call(bot, "sendMessage", {"chat_id": USER, "text": "a" * 2000})["result"]["message_id"] == bot.sent[0].message_id
    assert call(bot, "sendChatAction", {"chat_id": USER, "action": "typing"})["ok"]
    assert bot.typing == [USER]
    assert bot.violations == []


@pytest.mark.parametrize("body", [{"chat_id": USER, "text": "a" * 2001}, {"chat_id": USER, "text": ""}, {"chat_id": 5, "text": "a"}, {"text": "a"}, []])
def test_a_message_that_breaks_a_rule_is_held_against_us(bot: ZaloBotSimulator, body: Any) -> None:
    assert call(bot, "sendMessage", body)["error_code"] == 400
    assert len(bot.violations) == 1


def test_a_wrong_token_and_an_unknown_chat_are_errors(bot: ZaloBotSimulator) -> None:
    assert call(bot, "sendMessage", {"chat_id": USER, "text": "a"}, token="1:wrong") == {"ok": False, "description": "Unauthorized", "error_code": 401}
    assert call(bot, "sendMessage", {"chat_id": "nobody", "text": "a"})["error_code"] == 400
    assert bot.violations == []


def test_the_webhook_is_set_with_a_secret_of_8_to_256_characters(bot: ZaloBotSimulator) -> None:
    assert call(bot, "setWebhook", {"url": "https://xa.example/hook", "secret_token": "short"})["error_code"] == 400
    assert call(bot, "setWebhook", {"url": "http://xa.example/hook", "secret_token": "long enough"})["error_code"] == 400
    assert call(bot, "setWebhook", {"url": "https://xa.example/hook", "secret_token": "long enough"})["ok"]
    assert (bot.webhook, bot.secret) == ("https://xa.example/hook", "long enough")
    assert call(bot, "getWebhookInfo", {})["result"]["url"] == "https://xa.example/hook"
    assert call(bot, "deleteWebhook", {})["ok"]
    assert bot.webhook == ""


def test_updates_come_flat_or_wrapped(bot: ZaloBotSimulator) -> None:
    flat = json.loads(bot.says(USER, "chào"))
    assert flat["event_name"] == "message.text.received"
    assert flat["message"]["chat"] == {"id": USER, "chat_type": "PRIVATE"}
    bot.wrapped = True
    assert set(json.loads(bot.says(USER, "chào"))) == {"ok", "result"}
