"""At the most talkative log level, and when things go wrong: neither who writes nor what stands in a log line."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from pathlib import Path

import psutil
import pytest

from bot.service.client import WEBHOOK
from bot.service.started import started_service
from tests.channels.visiting import Visitor
from tests.service.test_serve import until

SENDER = "nguoi-gui-556677"
WORDS = ("mã riêng kx7741", "0912 345 678", "0912345678", "kx7741")
ENDED = "was ended by SIGKILL"
TEXT = "mã riêng kx7741, số 0912 345 678, cáp quang bao nhiêu phần trăm"


def post(url: str, body: bytes) -> str:
    """The reply, or what the error says."""
    request = urllib.request.Request(url, body, {"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=60) as reply:
            return str(reply.read().decode())
    except urllib.error.HTTPError as error:
        return str(error.read().decode())


def test_neither_senders_nor_words_stand_in_the_log_at_any_level(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOG_LEVEL", "DEBUG")
    log = tmp_path / "service.log"
    with started_service(log=log) as started:
        rest = started.url + WEBHOOK
        told = json.dumps({"sender": SENDER, "message": TEXT, "metadata": {"name": WORDS[0]}}).encode()
        assert "75%" in post(rest, told)
        visitor = Visitor(started.url)
        visitor.ask(TEXT)
        visitor.ask("xóa dữ liệu")
        post(rest, told[:-20])
        post(f"{rest}?stream=true&sender={SENDER}", told)
        post(f"{started.url}/webhooks/kx7741/{SENDER}", told)
        post(f"{started.url}/conversations/{SENDER}/messages", told)
        children = psutil.Process(started.process.pid).children()
        next(child for child in children if "bot.service.action_server" in child.cmdline()).kill()
        post(rest, told)  # while nobody answers
        until(lambda: ENDED in log.read_text("utf-8"))
    lines = log.read_text("utf-8")
    assert "outcome=" in lines and ENDED in lines  # it is the log of all this
    for private in (SENDER, *WORDS, visitor.session, "web-"):
        assert [line for line in lines.splitlines() if private in line] == []
