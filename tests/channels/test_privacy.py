"""What tells who somebody is, on every channel of the real service: masked, pointed out once, kept nowhere; and deleting by a word."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.channels.forgetting import Forgetting
from bot.paths import CHANNELS
from bot.privacy.masking import MASK
from bot.service.client import new_sender
from tests.channels.visiting import Visitor, said
from tests.conftest import Ask, Platforms
from tests.simulators.graph import GraphSimulator
from tests.simulators.zalo import ZaloSimulator
from tests.support import PROJECT

# A number that no other test sends: over REST a conversation has the name that its caller gave it, in some tests a number.
QUESTION = "em là Lan, sđt 0986 543 217, căn cước 001099012345, thư lan@xa.vn, cho hỏi cáp quang bao nhiêu phần trăm hộ"
AGAIN = "gọi 0986.543.217 nhé, thế ai chủ trì?"
TRACES = (b"0986 543", b"0986.543", b"0986543217", b"543 217", b"543.217", b"001099012345", b"lan@xa.vn")
REMINDER = "đừng gửi số điện thoại"
DELETED = "Đã xóa dữ liệu của cuộc trò chuyện này"
Say = Callable[[str], str]
_users = itertools.count()


@pytest.fixture(params=["rest", "web", "zalo", "messenger"])
def talk(request: pytest.FixtureRequest, say: Ask, service: str, platforms: Platforms) -> Say:
    """One conversation on a channel: all that is said to a text."""
    user = f"68{next(_users):010d}"
    if request.param == "rest":
        sender = new_sender("test")
        return lambda text: "\n".join(bubble.text for bubble in say(text, sender))
    if request.param == "web":
        visitor = Visitor(service)
        return lambda text: said(visitor.ask(text))
    simulator = platforms.zalo if request.param == "zalo" else platforms.graph
    simulator.webhook = f"{service}/webhooks/{request.param}/webhook"
    return lambda text: _reply_on(simulator, user, text)


def _reply_on(simulator: ZaloSimulator | GraphSimulator, user: str, text: str) -> str:
    """What *user* is sent after he said *text*."""
    before = len(_texts(simulator, user))
    item = simulator.says(user, text)
    assert simulator.deliver(item if isinstance(item, bytes) else simulator.body(item)).status == 200
    simulator.wait_for(lambda: len(_texts(simulator, user)) > before)
    return "\n".join(_texts(simulator, user)[before:])


def _texts(simulator: ZaloSimulator | GraphSimulator, user: str) -> list[str]:
    return [sent.text for sent in list(simulator.sent) if sent.user == user]


def kept(folder: Path) -> bytes:
    """Everything that the service has written there."""
    return b"".join(file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file())


def test_a_question_with_personal_numbers_is_answered_and_the_sender_is_asked_once_not_to_send_them(talk: Say) -> None:
    first, second, third = talk(QUESTION), talk(AGAIN), talk("số của em là 0987 654 321")
    assert "75%" in first and REMINDER in first
    assert "Bộ Thông tin và Truyền thông" in second and REMINDER not in second
    assert third and REMINDER not in third


def test_a_number_alone_gets_the_reminder_and_a_calm_word(talk: Say) -> None:
    assert REMINDER in talk("0986 543 217")


def test_who_asks_what_is_kept_is_told_how_long_and_how_to_delete_it(talk: Say) -> None:
    for question in ("bạn có lưu tin nhắn không?", "thong tin cua toi co bi lo khong", "làm sao xóa dữ liệu của tôi"):
        told = talk(question)
        assert "30 ngày" in told and "xóa dữ liệu" in told


def test_a_question_about_the_plan_beside_it_is_answered_too(talk: Say) -> None:
    told = talk("cáp quang bao nhiêu phần trăm, mà bạn có lưu tin nhắn không")
    assert "75%" in told and "30 ngày" in told


@pytest.mark.parametrize("typed", ["xóa dữ liệu", "XOÁ DỮ LIỆU CỦA TÔI!", "xoa het du lieu"])
def test_the_word_deletes_the_conversation(talk: Say, typed: str) -> None:
    assert "75%" in talk("cáp quang bao nhiêu phần trăm?")
    assert DELETED in talk(typed)
    assert "Bộ Thông tin và Truyền thông" not in talk("thế ai chủ trì?")


def test_nothing_of_it_is_kept_in_the_data_folder(talk: Say, data_folder: Path) -> None:
    talk(QUESTION)
    assert [trace for trace in TRACES if trace in kept(data_folder)] == []


def test_a_vote_keeps_the_mask(service: str, data_folder: Path) -> None:
    visitor = Visitor(service)
    assert visitor.vote(visitor.ask(QUESTION)["answer"], "up", reason="gọi 0986 543 217").status == 204
    assert [trace for trace in TRACES if trace in kept(data_folder)] == []
    assert MASK.encode() in kept(data_folder)


def test_a_reply_that_was_deleted_by_the_word_cannot_be_voted_on(service: str) -> None:
    visitor = Visitor(service)
    answer = visitor.ask("cáp quang bao nhiêu phần trăm?")["answer"]
    told = visitor.ask("xóa dữ liệu")
    assert (told["feedback"], told["buttons"], told["figures"]) == (False, [], [])
    assert visitor.vote(answer, "up").status == 404


def test_the_widget_knows_every_word_that_deletes() -> None:
    forgetting = Forgetting.from_file(CHANNELS)
    labels = json.loads((PROJECT / "web" / "widget" / "labels.vi.json").read_text("utf-8"))
    assert all(forgetting.is_asked(word) for word in labels["deleteWords"].split("|"))
