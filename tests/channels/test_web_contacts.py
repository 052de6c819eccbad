"""After a thumb down a visitor of the web is told whom to ask, if the contact file has somebody for everybody."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.channels import web
from bot.contacts.load import parse_contacts
from bot.paths import PHRASES
from bot.web.settings import WebSettings
from bot.web.texts import offer_text
from tests.channels.serving import serving
from tests.channels.talking import Bot
from tests.channels.visiting import Visitor
from tests.support import phrases

FILE = """
contacts:
  - {office: Bàn chung, telephone: "0000 111 111"}
  - {office: Bàn của xã, telephone: "0000 222 222", place: xã Ví Dụ}
  - {office: Bàn trên Zalo, telephone: "0000 333 333", channels: [zalo]}
"""


def test_the_offer_names_those_for_everybody_on_this_channel() -> None:
    told = offer_text(parse_contacts(FILE, "f").on("web"), phrases(), PHRASES)
    assert "Bàn chung: 0000 111 111" in told and "222" not in told and "333" not in told
    assert offer_text(parse_contacts("contacts: []", "f"), phrases(), PHRASES) == ""


def test_a_thumb_down_brings_it_and_a_thumb_up_does_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "contacts.yml"
    file.write_text(FILE, "utf-8")
    monkeypatch.setattr(web, "CONTACTS", file)
    with serving(web.WebChannel(settings=WebSettings(data_folder=tmp_path)), agent=Bot()) as server:
        visitor = Visitor(server)
        answer = visitor.ask("xin hỏi")["answer"]
        assert visitor.vote(answer, "up").status == 204
        got = visitor.vote(answer, "down")
        assert got.status == 200
        assert "Bàn chung: 0000 111 111" in json.loads(got.text)["bubbles"][0]["text"]
        assert visitor.vote("unknown", "down").status == 404
