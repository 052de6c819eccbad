"""Zalo's tokens when something goes wrong: a wrong secret, a full disk, an answer that does not come. Nothing is lost that can be saved."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.messaging.http import ApiReply
from bot.messaging.zalo import token_keeping, tokens
from bot.messaging.zalo.oauth import SECONDS, TokenFaultError, TokenRefusedError, TokenSilenceError, grant_of
from bot.messaging.zalo.token_file import FILE, TokenFile
from bot.messaging.zalo.tokens import DAY, NoTokenError, Tokens
from bot.paths import PROJECT
from tests.messaging.officer import Officer
from tests.simulators.serving import simulated
from tests.simulators.zalo import ZaloSimulator

NEW = f".{FILE}.new"  # where the new file is made


def breaks(folder: Path) -> None:
    """From now on no token can be written in *folder*."""
    (folder / NEW).unlink(missing_ok=True)
    (folder / NEW).mkdir()


def is_mended(folder: Path) -> None:
    (folder / NEW).rmdir()


@pytest.fixture
def zalo() -> Iterator[ZaloSimulator]:
    with simulated(ZaloSimulator()) as zalo:
        yield zalo
        zalo.meanwhile = lambda: None
        assert zalo.violations == []


@pytest.fixture
def officer(zalo: ZaloSimulator, tmp_path: Path) -> Officer:
    return Officer(zalo, tmp_path)


# -- what the platform refuses


def test_a_mistyped_secret_is_mended_without_a_new_login(zalo: ZaloSimulator, officer: Officer, tmp_path: Path) -> None:
    mistyped = Officer(zalo, tmp_path, zalo_app_secret="mistyped")
    with pytest.raises(TokenFaultError):
        mistyped.renew(zalo.access_token)
    state = TokenFile(tmp_path).read()
    assert (state.refused, state.asked_at) == (False, 0)
    assert mistyped.alarms == ["renewal"]
    assert mistyped.access() == zalo.access_token
    assert officer.renew(zalo.access_token) != zalo.access_token
    assert officer.alarms == []


def test_while_the_secret_is_wrong_the_platform_is_not_stormed(zalo: ZaloSimulator, tmp_path: Path) -> None:
    async def often(tokens: Tokens) -> None:
        for _ in range(20):
            with pytest.raises((TokenFaultError, TokenSilenceError)):
                await tokens.renew(zalo.access_token)

    Officer(zalo, tmp_path, zalo_app_secret="mistyped").with_tokens(often)
    assert len([call for call in zalo.calls if call.path.endswith("/access_token")]) == 1


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({"error": -14014, "error_name": "Invalid refresh token"}, TokenRefusedError),
        ({"error": "-14014"}, TokenRefusedError),
        ({"error": -14099, "error_name": "Refresh token has been used"}, TokenRefusedError),
        ({"error": -14099, "message": "refresh_token is expired"}, TokenRefusedError),
        ({"error": -14014, "error_name": "Invalid refresh token.", "access_token": "", "refresh_token": ""}, TokenRefusedError),
        ({"error": -14004, "error_name": "Invalid secret key"}, TokenFaultError),
        ({"error": -14002, "error_name": "Invalid app id"}, TokenFaultError),
        ({"error": -32, "message": "Rate limit exceeded"}, TokenFaultError),
        ({"error_name": "Something new"}, TokenFaultError),
        ({"error": -1, "error_name": "Missing parameter", "error_description": "see «invalid refresh token»"}, TokenFaultError),
    ],
)
def test_only_what_speaks_of_the_refresh_token_makes_it_worthless(body: dict[str, object], error: type[Exception]) -> None:
    with pytest.raises(error):
        grant_of(ApiReply(200, body, {}, str(body)))


# -- what may have been spent


@pytest.mark.parametrize("acted", [False, True])
def test_a_renewal_that_timed_out_may_have_spent_the_token_and_is_tried_once_more(zalo: ZaloSimulator, officer: Officer, tmp_path: Path, acted: bool) -> None:
    zalo.oauth_fail(1, "time-out", acted=acted)
    with pytest.raises(TokenSilenceError):
        officer.renew(zalo.access_token, seconds=0.5)
    assert TokenFile(tmp_path).read().asked_at > 0
    assert officer.alarms == [] and officer.access() == zalo.access_token
    if acted:
        with pytest.raises(TokenRefusedError):
            officer.renew(zalo.access_token)
        assert officer.alarms == ["log_in_again"]
    else:
        officer.renew(zalo.access_token)
        assert TokenFile(tmp_path).read().asked_at == 0 and officer.alarms == []


def test_a_slow_answer_is_waited_for() -> None:
    assert SECONDS >= 60


def test_an_empty_answer_to_a_token_that_may_be_spent_calls_a_person_and_one_to_another_token_does_not(
    zalo: ZaloSimulator, officer: Officer, tmp_path: Path
) -> None:
    zalo.empty_for_spent = True
    zalo.oauth_fail(1, "cut", acted=True)
    with pytest.raises(TokenSilenceError):
        officer.renew(zalo.access_token)
    assert not TokenFile(tmp_path).read().refused
    with pytest.raises(TokenSilenceError):
        officer.renew(zalo.access_token)
    assert TokenFile(tmp_path).read().refused and officer.alarms == ["log_in_again"]


def test_a_platform_that_was_never_reached_has_spent_nothing(zalo: ZaloSimulator, tmp_path: Path) -> None:
    away = Officer(zalo, tmp_path, zalo_oauth_base="http://127.0.0.1:9")
    with pytest.raises(TokenSilenceError):
        away.renew(zalo.access_token)
    assert TokenFile(tmp_path).read().asked_at == 0


def test_silence_for_long_calls_a_person_until_it_ends(zalo: ZaloSimulator, officer: Officer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens, "delay", lambda *_, **__: 0.0)

    async def often(tokens: Tokens) -> None:
        for _ in range(3):
            with pytest.raises(TokenSilenceError):
                await tokens.renew(zalo.access_token)

    zalo.oauth_fail(3, 503)
    officer.with_tokens(often)
    assert officer.alarms == ["renewal"]
    officer.renew(zalo.access_token)
    assert officer.alarms == []


# -- a disk that takes nothing


def test_nothing_is_spent_while_the_new_tokens_could_not_be_written(zalo: ZaloSimulator, officer: Officer, tmp_path: Path) -> None:
    officer.access()
    breaks(tmp_path)
    with pytest.raises(TokenSilenceError):
        officer.renew(zalo.access_token)
    assert zalo.spent == {} and officer.access() == zalo.access_token
    assert officer.alarms == ["token_folder"]
    is_mended(tmp_path)
    assert officer.renew(zalo.access_token) != zalo.access_token
    assert officer.alarms == []


RENEWS_ON_A_FULL_DISK = """
import asyncio, resource, sys
from bot.messaging.settings import MessagingSettings
from bot.messaging.store import Store
from bot.messaging.zalo.oauth import OAuth, TokenSilenceError
from bot.messaging.zalo.token_alarms import TokenAlarms
from bot.messaging.zalo.tokens import Tokens
async def main():
    settings = MessagingSettings()
    store = Store(settings.data_folder, "zalo")
    oauth = OAuth(settings)
    tokens = Tokens(settings, oauth, TokenAlarms(store))
    await tokens._adopt()
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), resource.RLIM_INFINITY))
    token = await tokens.access()
    try: await tokens.renew(token)
    except TokenSilenceError: print("kept" if await tokens.access() == token else "lost")
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    await oauth.close(); store.close()
asyncio.run(main())
"""


@pytest.mark.parametrize("room", [0, 2000])
def test_a_full_disk_spends_no_token_though_the_alarm_itself_cannot_be_written(zalo: ZaloSimulator, tmp_path: Path, room: int) -> None:
    variables = {**os.environ, **zalo.environment(), "DATA_FOLDER": str(tmp_path)}
    command = [sys.executable, "-c", RENEWS_ON_A_FULL_DISK, str(room)]
    done = subprocess.run(command, cwd=PROJECT, env=variables, capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout == "kept\n", done.stderr
    assert "DATA_FOLDER" in done.stderr
    assert zalo.spent == {}


def test_a_new_pair_that_cannot_be_written_is_used_from_memory_and_written_as_soon_as_it_can(
    zalo: ZaloSimulator, officer: Officer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(token_keeping, "SAVE_SECONDS", 0.1)

    zalo.meanwhile = lambda: breaks(tmp_path)

    async def lives_on(tokens: Tokens) -> str:
        new = await tokens.renew(zalo.access_token)
        assert await tokens.access() == new != zalo.access_token
        assert await tokens.renew(zalo.access_token) == new
        state = TokenFile(tmp_path).read()
        assert state.current is not None and state.current.access == zalo.access_token and state.asked_at > 0
        assert officer.alarms == ["token_folder"]
        is_mended(tmp_path)
        while TokenFile(tmp_path).read().asked_at:
            await asyncio.sleep(0.02)
        return new

    new = officer.with_tokens(lives_on)
    assert officer.access() == new and zalo.refreshes == 1
    assert officer.alarms == []


def test_a_new_pair_that_could_not_be_written_is_written_when_the_service_ends(zalo: ZaloSimulator, officer: Officer, tmp_path: Path) -> None:
    zalo.meanwhile = lambda: breaks(tmp_path)

    async def short(tokens: Tokens) -> str:
        new = await tokens.renew(zalo.access_token)
        is_mended(tmp_path)
        return new

    assert officer.with_tokens(short) == officer.access()


def test_what_a_person_logged_in_with_meanwhile_is_not_written_over_by_what_lay_in_memory(zalo: ZaloSimulator, officer: Officer, tmp_path: Path) -> None:
    zalo.meanwhile = lambda: breaks(tmp_path)
    pasted = zalo.new_pair()

    async def overtaken(tokens: Tokens) -> str:
        await tokens.renew(zalo.access_token)
        zalo.meanwhile = lambda: None
        is_mended(tmp_path)
        other = Officer(zalo, tmp_path, zalo_access_token=pasted[0], zalo_refresh_token=pasted[1])
        assert await asyncio.to_thread(other.access) == pasted[0]
        return await tokens.access()

    assert officer.with_tokens(overtaken) == pasted[0] == officer.access()


# -- alarms end


@pytest.mark.parametrize("alarm", ["log_in_again", "refresh_token_ends", "token_unread", "token_folder", "renewal"])
def test_alarms_end_with_the_next_renewal(zalo: ZaloSimulator, officer: Officer, alarm: str) -> None:
    officer.access()
    officer.sound(alarm)
    officer.look()
    assert officer.alarms == [alarm]  # nothing has happened yet
    officer.renew(zalo.access_token)
    assert officer.alarms == []


def test_an_alarm_of_a_process_ends_when_another_one_has_renewed(zalo: ZaloSimulator, officer: Officer, tmp_path: Path) -> None:
    other = Officer(zalo, tmp_path)
    officer.later = other.later = 80 * DAY / 1000
    zalo.oauth_fail(1, 500)
    with pytest.raises(TokenSilenceError):
        officer.with_tokens(lambda tokens: _old(tokens, zalo))
    assert officer.alarms == ["refresh_token_ends"]
    other.look()
    assert officer.alarms == []


async def _old(tokens: Tokens, zalo: ZaloSimulator) -> None:
    """As if the pair had been adopted long ago."""
    async with tokens._kept.lock():
        state = await tokens._kept.read()
        assert state.current is not None
        current = state.current
        early = int(zalo.now() * 1000)
        await tokens._kept.write(replace(state, current=replace(current, made_at=early, expires_at=early + DAY, refresh_expires_at=early + 90 * DAY)))
    await tokens._look()


def test_an_alarm_that_was_left_standing_ends_when_the_process_sees_a_newer_pair(zalo: ZaloSimulator, officer: Officer) -> None:
    officer.sound("log_in_again")
    officer.later = 1.0
    officer.renew(zalo.access_token)
    officer.later = 0.5
    officer.sound("refresh_token_ends")  # heard before the pair was made
    officer.later = 1.0
    officer.look()
    assert officer.alarms == []


# -- the file


def test_a_slow_disk_keeps_nobody_else_waiting(zalo: ZaloSimulator, officer: Officer, tmp_path: Path) -> None:
    officer.access()
    content = (tmp_path / FILE).read_text()
    (tmp_path / FILE).unlink()
    os.mkfifo(tmp_path / FILE)  # who reads it waits for who writes it
    went_on = threading.Event()

    def write_at_last() -> None:
        went_on.wait(20)
        (tmp_path / FILE).write_text(content)

    writer = threading.Thread(target=write_at_last)
    writer.start()

    async def others_go_on(tokens: Tokens) -> str:
        reading = asyncio.create_task(tokens.access())
        await asyncio.sleep(0.05)
        assert not reading.done()
        went_on.set()
        return await reading

    try:
        assert Officer(zalo, tmp_path, tokens=False).with_tokens(others_go_on) == zalo.access_token
    finally:
        writer.join()


def test_a_file_that_cannot_be_read_lets_the_service_start_and_calls_a_person(zalo: ZaloSimulator, officer: Officer, tmp_path: Path) -> None:
    officer.access()
    content = (tmp_path / FILE).read_text()
    (tmp_path / FILE).write_text("[]")

    async def starts(tokens: Tokens) -> None:
        await tokens.start()
        with pytest.raises(NoTokenError) as told:
            await tokens.access()
        assert told.value.alarm == "token_file"

    Officer(zalo, tmp_path, tokens=False).with_tokens(starts)
    assert officer.alarms == ["token_file"]
    (tmp_path / FILE).write_text(content)
    officer.look()
    assert officer.alarms == []
