"""The real service with a desk: model, action server and Zalo, from «gặp cán bộ» to the officer's answer, through a killed process."""

from __future__ import annotations

from pathlib import Path

import psutil
import pytest

from bot.service.started import started_service
from tests.channels.officers import TEXTS, USER, Officers
from tests.channels.serving import get
from tests.channels.talking import Bot
from tests.channels.visiting import Visitor, said
from tests.simulators.chatwoot import ChatwootSimulator
from tests.simulators.serving import simulated
from tests.simulators.zalo import ZaloSimulator


def test_the_service_hands_over_and_a_killed_process_forgets_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with simulated(ZaloSimulator()) as zalo, simulated(ChatwootSimulator()) as chatwoot:
        settings = {**zalo.environment(), **chatwoot.environment(), "DATA_FOLDER": str(tmp_path / "data")}
        for name, value in settings.items():
            monkeypatch.setenv(name, value)
        log = tmp_path / "service.log"
        with started_service(log=log) as started:
            zalo.webhook = f"{started.url}/webhooks/zalo/webhook"
            chatwoot.webhook = f"{started.url}/webhooks/chatwoot/webhook"
            here = Officers(chatwoot, zalo, Bot(), tmp_path, started.url)
            here.says("Mục tiêu cáp quang là bao nhiêu?")
            answer = here.gets("75")
            here.says("cho tôi gặp cán bộ")
            here.gets(TEXTS.offer)
            assert zalo.sent[-1].buttons[0]["payload"] == TEXTS.agree_question
            conversation = here.hands_over()
            assert "Mục tiêu cáp quang là bao nhiêu?" in conversation.notes[0]
            assert answer.splitlines()[-1] in conversation.notes[0]
            assert "bot_handover_open 1.0" in get(started.ops_url, "/metrics").text
            visitor = Visitor(started.url)
            assert visitor.ask("tôi muốn nói chuyện với người thật")["bubbles"][-1]["text"] == TEXTS.offer
            assert said(visitor.ask(TEXTS.agree_question)) == TEXTS.begun
            rasa = next(child for child in psutil.Process(started.process.pid).children() if "bot.service.rasa_server" in child.cmdline())
            here.says("trước khi tắt")
            rasa.kill()
            here.arrives(conversation, "trước khi tắt")  # by the process that takes its place
            zalo.wait_for(lambda: chatwoot.deliver(chatwoot.message_created(conversation, conversation.messages[0])).status == 200)
            here.officer(conversation, "tôi vẫn ở đây")
            here.gets("tôi vẫn ở đây")
            assert visitor.ask("còn tôi?")["handover"] is True
            here.says("xóa dữ liệu của tôi")
            here.gets("Đã xóa")
            chatwoot.wait_for(lambda: conversation.id not in chatwoot.conversations)
        told = log.read_text("utf-8")
        for private in ("trước khi tắt", "tôi vẫn ở đây", USER, chatwoot.token, chatwoot.secret):
            assert private not in told
        assert chatwoot.violations == zalo.violations == []
