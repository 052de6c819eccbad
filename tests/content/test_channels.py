"""The words of the chat platforms fit what they are for."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from bot.messaging.alarms import SAYINGS
from bot.messaging.menus import plain
from bot.messaging.settings import MessagingSettings
from bot.messaging.texts import ChannelTexts, Lines, Notices, TextsError
from bot.paths import CHANNELS, PROJECT
from bot.web.settings import WebSettings
from tests.messaging.saying import ZALO, channel_texts

SOURCES = "\n".join(path.read_text("utf-8") for path in (PROJECT / "bot").rglob("*.py"))


def test_every_line_and_notice_is_used() -> None:
    names = [f"lines.{field.name}" for field in fields(Lines)] + [f"notices.{field.name}" for field in fields(Notices)]
    assert [name for name in names if not re.search(rf"{re.escape(name)}\b", SOURCES)] == []


def test_titles_of_the_menu_fit_the_buttons_of_zalo_and_messenger() -> None:
    titles = [*channel_texts().guide.titles.values(), channel_texts().lines.more, channel_texts().lines.open_page]
    assert [title for title in titles if len(title) > min(20, ZALO.choice_title)] == []


def test_no_word_is_two_commands() -> None:
    commands = channel_texts().commands
    words = [plain(word) for name in ("menu", "look_up", "more", "forget") for word in dict.fromkeys(map(plain, getattr(commands, name)))]
    assert len(words) == len(set(words))


def test_a_file_that_lacks_a_line_is_told(tmp_path: Path) -> None:
    path = tmp_path / "channels.yml"
    path.write_text(CHANNELS.read_text("utf-8").replace("  busy:", "  buzy:"), "utf-8")
    with pytest.raises(TextsError, match="busy, buzy"):
        ChannelTexts.from_file(path)


def test_every_setting_of_the_channels_is_described() -> None:
    page = (PROJECT / "docs" / "channels.md").read_text("utf-8")
    own = set(MessagingSettings.__fields__) - set(WebSettings.__fields__)
    assert sorted(name.upper() for name in own if name.upper() not in page) == []


def test_every_alarm_says_what_to_do() -> None:
    sounded = set(re.findall(r'(?:sound\(|alarm=)"([a-z_]+)"', SOURCES))
    assert sounded and sounded <= set(SAYINGS)
