"""Channels that are off, on, or half set."""

from __future__ import annotations

import itertools

import pytest
from pydantic import ValidationError

from bot.messaging.settings import GROUPS, MessagingSettings
from bot.service.settings import SettingsError, read_settings

VALUES = {
    "zalo_app_id": "42", "zalo_app_secret": "secret-one", "zalo_oa_secret_key": "secret-two", "zalo_oa_id": "43", "zalo_bot_token": "1:secret-three",
    "zalo_bot_secret": "secret-four", "messenger_verify_token": "secret-five", "messenger_app_secret": "secret-six", "messenger_page_token": "secret-seven",
    "messenger_page_id": "44",
}  # fmt: skip


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in MessagingSettings.__fields__:
        if name.startswith(tuple(GROUPS)):
            monkeypatch.delenv(name.upper(), raising=False)


def subsets(channel: str) -> list[tuple[str, ...]]:
    names = GROUPS[channel]
    return [subset for size in range(len(names) + 1) for subset in itertools.combinations(names, size)]


@pytest.mark.parametrize("channel", GROUPS)
def test_a_channel_is_off_on_or_an_error_that_names_what_is_missing(channel: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for subset in subsets(channel):
        for name in GROUPS[channel]:
            monkeypatch.setenv(name.upper(), VALUES[name] if name in subset else "")
        if len(subset) in (0, len(GROUPS[channel])):
            assert read_settings().is_on(channel) == bool(subset)
            continue
        with pytest.raises(SettingsError) as caught:
            read_settings()
        lines = str(caught.value).splitlines()
        assert [line.split(":")[0] for line in lines] == [name.upper() for name in GROUPS[channel] if name not in subset]
        assert not any(value in str(caught.value) for name, value in VALUES.items() if "secret" in value)


@pytest.mark.parametrize(
    "wrong",
    [
        {"zalo_access_token": "a"},
        {"zalo_refresh_token": "a"},
        {"zalo_access_token": "a", "zalo_refresh_token": "b"},  # of no account
        {"zalo_api_base": "http://example.com"},
        {"zalo_api_base": "https://example.com/?a=b"},
        {"zalo_oauth_base": "ftp://example.com"},
        {"messenger_graph_base": "https://user:password@example.com"},
        {"messenger_graph_version": "25"},
        {"zalo_app_id": "../x"},
        {"zalo_bot_secret": "short", "zalo_bot_token": "1:a"},
        {"zalo_site_verification": "../../etc/passwd"},
        {"zalo_unsigned": "accept"},
        {"handover_minutes": "-1"},
        {"zalo_sends_per_second": "0"},
    ],
)
def test_what_cannot_be_meant_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        MessagingSettings(**wrong)


def test_secrets_are_not_shown() -> None:
    shown = repr(MessagingSettings(**VALUES))
    assert "42" in shown and not any(value in shown for value in VALUES.values() if "secret" in value)


@pytest.mark.parametrize("base", ["http://127.0.0.1:8080", "http://localhost:1", "https://openapi.zalo.me/"])
def test_a_simulator_on_this_machine_and_any_https_address_will_do(base: str) -> None:
    assert MessagingSettings(zalo_api_base=base).zalo_api_base == base.rstrip("/")
