"""The page about Zalo and Messenger says what there is: settings with their defaults, commands, codes; and Messenger's texts are answered by the bot."""

from __future__ import annotations

import re

import pytest

from bot.__main__ import main
from bot.messaging.messenger import errors as messenger_errors
from bot.messaging.messenger.profile import EVENTS, read_profile
from bot.messaging.settings import GROUPS, MessagingSettings
from bot.messaging.zalo import errors as zalo_errors
from bot.paths import MESSENGER_PROFILE, PROJECT
from bot.web.settings import WebSettings
from tests.conftest import Ask

PAGE = (PROJECT / "docs" / "channels.md").read_text("utf-8")
README = (PROJECT / "README.md").read_text("utf-8")
SETTINGS = PAGE[PAGE.index("\n## Settings\n") : PAGE.index("\n## How it works\n")]
CODES = PAGE[PAGE.index("\n### Codes and what is done\n") : PAGE.index("\n### Decisions\n")]
OWN = sorted(set(MessagingSettings.__fields__) - set(WebSettings.__fields__))


@pytest.mark.parametrize("name", OWN)
def test_every_setting_stands_in_the_table_with_its_default(name: str) -> None:
    (row,) = [line for line in SETTINGS.splitlines() if line.startswith("|") and f"`{name.upper()}`" in line.split(" | ")[0]]
    default = MessagingSettings.__fields__[name].default
    told = {True: "true", False: "false"}.get(default, f"{default:g}" if isinstance(default, float) else str(default))
    assert told in row.split(" | ")[1]


def test_no_setting_stands_in_the_table_that_there_is_not() -> None:
    assert set(re.findall(r"`([A-Z][A-Z_]+)`", SETTINGS)) == {name.upper() for name in OWN} | {"PUBLIC_URL", "DATA_FOLDER"}


def test_the_readme_names_what_turns_a_channel_on() -> None:
    assert not [name for group in GROUPS.values() for name in group if f"`{name.upper()}`" not in README]


def test_every_command_of_the_page_exists(capsys: pytest.CaptureFixture[str]) -> None:
    named = {tuple(words.split()) for words in re.findall(r"python -m bot ((?:zalo|zalo_bot|messenger)(?: [a-z]+)+)", PAGE)}
    assert len(named) >= 8
    for words in named:
        with pytest.raises(SystemExit) as ended:
            main([*words, "--help"])
        assert ended.value.code == 0, words
    capsys.readouterr()


def test_every_code_that_has_a_handling_stands_on_the_page() -> None:
    rows = [line.strip("| ").split(" | ") for line in CODES.splitlines() if line.startswith("| ")]
    zalo, messenger = (set(re.findall(r"[-\d/]+", " ".join(row[column] for row in rows))) for column in (0, 1))
    assert {str(code) for code in zalo_errors._BY_CODE} <= zalo
    own = {str(code) for code in messenger_errors._BY_CODE} | {f"{code}/{subcode}" for code, subcode in messenger_errors._BY_SUBCODE}
    assert own <= messenger


def test_the_page_subscribes_to_what_the_bot_needs() -> None:
    assert {"messages", "messaging_postbacks", "messaging_referrals", "message_echoes"} <= set(EVENTS)


def test_what_messenger_suggests_is_answered(say: Ask) -> None:
    profile = read_profile(MESSENGER_PROFILE)
    assert profile.ice_breakers
    confused = "\n".join(bubble.text for bubble in say("con gà mấy chân"))
    for question in profile.ice_breakers:
        reply = "\n".join(bubble.text for bubble in say(question))
        assert reply
        assert reply.splitlines()[0] not in confused
