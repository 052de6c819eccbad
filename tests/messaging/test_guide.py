"""Lists and look-up by command, without small talk."""

from functools import lru_cache

import pytest

from bot.api.content import read_content
from bot.messaging.guide import Asked, Command, Guide, Shown
from bot.messaging.layout import lay_out
from bot.messaging.menus import chosen
from bot.messaging.platform import Limits
from bot.messaging.replies import Reply
from bot.paths import PHRASES, PLANS
from tests.messaging.saying import BOT, MESSENGER, ZALO, channel_texts


@lru_cache(maxsize=1)
def guide() -> Guide:
    return Guide(read_content(plans=PLANS, phrases=PHRASES), channel_texts())


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("menu", Command(Asked.MENU)),
        ("Menu!", Command(Asked.MENU)),
        ("menu mục tiêu", Command(Asked.TARGETS)),
        ("MENU MUC TIEU 2", Command(Asked.TARGETS, page=2)),
        ("menu nhiệm vụ 3", Command(Asked.TASKS, page=3)),
        ("tra cứu cáp quang", Command(Asked.LOOK_UP, words="cáp quang")),
        ("Tra cuu: “hóa đơn”", Command(Asked.LOOK_UP, words="hóa đơn")),
        ("tra cứu", Command(Asked.LOOK_UP)),
        ("xoá dữ liệu", Command(Asked.FORGET)),
        ("Xóa dữ liệu của tôi.", Command(Asked.FORGET)),
        ("XOA DU LIEU", Command(Asked.FORGET)),
        ("tiếp", Command(Asked.MORE)),
    ],
)
def test_commands_are_read_however_they_are_typed(text: str, command: Command) -> None:
    assert guide().read(text) == command


@pytest.mark.parametrize("text", ["menu là gì", "mục tiêu cáp quang là bao nhiêu", "xóa dữ liệu cá nhân thì ai chủ trì?", "tiếp theo là gì", "tra", ""])
def test_questions_are_no_commands(text: str) -> None:
    assert guide().read(text) is None


def follow(shown: Shown, number: int) -> Command | str:
    """What picking that number leads to: a command, or a question to the bot."""
    layout = lay_out(Reply((shown.text,), shown.choices), BOT, channel_texts(), now=0)
    text = chosen(str(number), layout.menu, now=0, number_words=())
    assert text is not None
    return guide().read(text) or text


def test_every_target_and_every_task_is_reached_by_numbers_alone() -> None:
    content = read_content(plans=PLANS, phrases=PHRASES)
    plan = content.library.default
    for number, kind, entries in ((1, "target", plan.targets), (2, "task", plan.tasks)):
        questions: list[str] = []
        command = follow(guide().show(Command(Asked.MENU)), number)
        while isinstance(command, Command):
            shown = guide().show(command)
            asked = [follow(shown, picked) for picked in range(1, len(shown.choices) + 1)]
            questions += [one for one in asked if isinstance(one, str)]
            command = next((one for one in asked if isinstance(one, Command)), "")
        assert questions == [content.phrases.button(f"choose_{kind}", name=entry.name, short=entry.label).question for entry in entries]


def test_a_look_up_opens_what_is_named_lists_what_fits_and_says_when_nothing_does() -> None:
    opened = guide().look_up("Bộ Công an")
    assert opened.ask and "Bộ Công an" in opened.ask
    listed = guide().look_up("cap quang")
    assert len(listed.choices) >= 2 and "cap quang" in listed.text
    nothing = guide().look_up("zzzz")
    assert nothing.ask is None and "zzzz" in nothing.text and nothing.choices
    assert guide().look_up(" ?! ").text == channel_texts().guide.search_how.format(
        example=read_content(plans=PLANS, phrases=PHRASES).library.default.targets[0].label
    )


@pytest.mark.parametrize("limits", [ZALO, MESSENGER, BOT])
@pytest.mark.parametrize("asked", [Asked.MENU, Asked.TARGETS, Asked.TASKS])
def test_a_menu_is_one_message(limits: Limits, asked: Asked) -> None:
    shown = guide().show(Command(asked))
    layout = lay_out(Reply((shown.text,), shown.choices), limits, channel_texts(), now=0)
    assert len(layout.messages) == 1 and layout.rest is None
    assert layout.menu is not None and len(layout.menu.choices) == len(shown.choices) <= 9
