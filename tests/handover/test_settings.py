"""What officers set for the desk: half of it is refused with what is missing, and its secrets are shown nowhere."""

from __future__ import annotations

import re

import pytest

from bot.handover.settings import GROUP, HandoverSettings
from bot.paths import PROJECT
from bot.service.settings import SettingsError, read_settings
from bot.store.settings import StoreSettings

VALUES = {
    "CHATWOOT_URL": "https://desk.xa.example/",
    "CHATWOOT_ACCOUNT_ID": "1",
    "CHATWOOT_INBOX_ID": "5",
    "CHATWOOT_API_TOKEN": "a-token-of-the-desk",
    "CHATWOOT_WEBHOOK_SECRET": "a-secret-of-the-desk",
}
PAGE = (PROJECT / "docs" / "handover.md").read_text("utf-8")


def given(monkeypatch: pytest.MonkeyPatch, **values: str) -> None:
    for name, value in values.items():
        monkeypatch.setenv(name, value)


def test_without_settings_there_is_no_desk_and_with_all_there_is(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not read_settings().has_desk
    given(monkeypatch, **VALUES)
    settings = read_settings()
    assert settings.has_desk and settings.chatwoot_url == "https://desk.xa.example"


@pytest.mark.parametrize("missing", list(VALUES))
def test_half_a_desk_is_refused_with_one_line_that_names_what_is_missing(monkeypatch: pytest.MonkeyPatch, missing: str) -> None:
    given(monkeypatch, **{**VALUES, missing: ""})
    with pytest.raises(SettingsError) as refused:
        read_settings()
    (line,) = str(refused.value).splitlines()
    assert line.startswith(f"{missing}: is not set, but CHATWOOT_")


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("CHATWOOT_URL", "http://desk.xa.example"),  # tokens and words would travel in the open
        ("CHATWOOT_URL", "https://user:word@desk.xa.example"),
        ("CHATWOOT_ACCOUNT_ID", "one"),
        ("CHATWOOT_INBOX_ID", "0"),
        ("CHATWOOT_API_TOKEN", "two words"),
        ("CHATWOOT_WAIT_MINUTES", "0"),
        ("CHATWOOT_IDLE_HOURS", "-1"),
    ],
)
def test_what_cannot_be_used_is_refused_by_name(monkeypatch: pytest.MonkeyPatch, name: str, wrong: str) -> None:
    given(monkeypatch, **{**VALUES, name: wrong})
    with pytest.raises(SettingsError, match=f"^{name}: "):
        read_settings()


def test_secrets_are_not_shown() -> None:
    shown = repr(HandoverSettings(**{name.lower(): value for name, value in VALUES.items()}))
    assert "a-token-of-the-desk" not in shown and "a-secret-of-the-desk" not in shown


def test_every_setting_stands_on_the_page_and_in_the_readme() -> None:
    own = {name.upper() for name in set(HandoverSettings.__fields__) - set(StoreSettings.__fields__)}
    assert set(re.findall(r"`(CHATWOOT_[A-Z_]+)`", PAGE)) == own
    assert set(re.findall(r"`(CHATWOOT_[A-Z_]+)`", (PROJECT / "README.md").read_text("utf-8"))) == own
    assert {name.upper() for name in GROUP} == set(VALUES)
