"""Zalo's tokens: a refresh token is spent once, whatever happens to whom."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.messaging.settings import MessagingSettings
from bot.messaging.store import Store
from bot.messaging.zalo.login import login
from bot.messaging.zalo.oauth import TokenRefusedError, TokenSilenceError, TokenUnreadError
from bot.messaging.zalo.token_file import FILE, Pair, TokenFile
from bot.messaging.zalo.tokens import DAY, HOUR, NoTokenError, Tokens
from bot.paths import PROJECT
from tests.messaging.officer import Officer, settings_for
from tests.messaging.saying import run
from tests.simulators.serving import Failure, simulated
from tests.simulators.zalo import ZaloSimulator


@pytest.fixture
def zalo() -> Iterator[ZaloSimulator]:
    with simulated(ZaloSimulator()) as zalo:
        yield zalo
        assert zalo.violations == []


@pytest.fixture
def officer(zalo: ZaloSimulator, tmp_path: Path) -> Officer:
    return Officer(zalo, tmp_path)


def test_a_dead_token_is_renewed_and_the_new_pair_is_kept(zalo: ZaloSimulator, officer: Officer, tmp_path: Path) -> None:
    new = officer.renew(zalo.access_token)
    assert new != zalo.access_token and officer.access() == new
    state = TokenFile(tmp_path).read()
    assert state.current is not None and state.previous is not None
    assert state.current.expires_at - state.current.made_at == 25 * HOUR  # the platform says «90000»
    assert state.previous.refresh == zalo.refresh_token
    assert (tmp_path / FILE).stat().st_mode & 0o777 == 0o600


def test_who_comes_later_with_the_same_dead_token_spends_nothing(zalo: ZaloSimulator, officer: Officer) -> None:
    async def all_at_once(tokens: Tokens) -> list[str]:
        return await asyncio.gather(*(tokens.renew(zalo.access_token) for _ in range(20)))

    assert len(set(officer.with_tokens(all_at_once))) == 1
    assert (zalo.refreshes, max(zalo.spent.values())) == (1, 1)


def test_the_pair_of_the_settings_is_taken_once_and_a_new_one_once_more(zalo: ZaloSimulator, officer: Officer, tmp_path: Path) -> None:
    new = officer.renew(zalo.access_token)
    assert officer.access() == new  # a restart with the same settings
    zalo.access_token, zalo.refresh_token = zalo.new_pair()
    pasted = Officer(zalo, tmp_path)
    assert pasted.access() == zalo.access_token
    assert pasted.renew(zalo.access_token) not in (new, zalo.access_token)


@pytest.mark.parametrize("failure", [500, "cut", "garbage"])
def test_no_answer_is_no_refusal_and_the_next_try_works(zalo: ZaloSimulator, officer: Officer, failure: Failure) -> None:
    zalo.oauth_fail(1, failure)
    with pytest.raises(TokenSilenceError):
        officer.renew(zalo.access_token)
    assert officer.access() == zalo.access_token
    assert officer.renew(zalo.access_token) != zalo.access_token
    assert officer.alarms == []


def test_an_error_in_a_200_never_overwrites_the_pair(zalo: ZaloSimulator, officer: Officer, tmp_path: Path) -> None:
    zalo.revoke_refresh()
    with pytest.raises(TokenRefusedError):
        officer.renew(zalo.access_token)
    current = TokenFile(tmp_path).read().current
    assert current is not None and (current.access, current.refresh) == (zalo.access_token, zalo.refresh_token)
    assert officer.alarms == ["log_in_again"]
    with pytest.raises(NoTokenError):  # the refused token is not spent again
        officer.renew(zalo.access_token)
    assert zalo.spent[zalo.refresh_token] == 1


def test_a_renewal_whose_answer_was_lost_leaves_the_old_token_in_use_until_it_ends_and_calls_a_person(zalo: ZaloSimulator, officer: Officer) -> None:
    zalo.oauth_fail(1, "cut", acted=True)
    with pytest.raises(TokenSilenceError):
        officer.renew(zalo.access_token)
    with pytest.raises(TokenRefusedError):
        officer.renew(zalo.access_token)
    assert officer.access() == zalo.access_token
    assert officer.alarms == ["log_in_again"]
    officer.later = 26 * 3600
    with pytest.raises(NoTokenError):
        officer.access()


def test_without_any_pair_a_person_is_called(zalo: ZaloSimulator, tmp_path: Path) -> None:
    officer = Officer(zalo, tmp_path, tokens=False)
    with pytest.raises(NoTokenError):
        officer.access()
    with pytest.raises(NoTokenError):
        officer.renew("any")
    assert set(officer.alarms) == {"log_in_again"}


@pytest.mark.parametrize(("hours", "renewals"), [(19, 0), (21, 1)])
def test_tokens_are_renewed_by_themselves_when_most_of_their_life_is_over(zalo: ZaloSimulator, officer: Officer, hours: int, renewals: int) -> None:
    officer.access()
    officer.later = hours * 3600
    officer.look()
    assert zalo.refreshes == renewals


def test_a_refresh_token_that_soon_ends_and_cannot_be_renewed_calls_a_person(zalo: ZaloSimulator, officer: Officer) -> None:
    officer.access()
    officer.later = 80 * DAY / 1000
    zalo.oauth_fail(1, 500)
    with pytest.raises(TokenSilenceError):
        officer.look()
    assert officer.alarms == ["refresh_token_ends"]


def test_an_answer_that_cannot_be_read_is_kept(zalo: ZaloSimulator, officer: Officer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.simulators.serving import web

    async def torn(request: web.Request) -> web.Response:
        await zalo._noted(request)
        return web.Response(text='{"access_token": "a", "refresh_token": "b', content_type="application/json")

    monkeypatch.setattr(zalo, "_broken", lambda request, failure: torn(request))
    zalo.oauth_fail(1, "cut", acted=True)
    with pytest.raises(TokenUnreadError):
        officer.renew(zalo.access_token)
    assert "refresh_token" in TokenFile(tmp_path).read().unread[0]
    assert officer.alarms == ["token_unread"]


def test_a_file_that_cannot_be_read_is_told_and_not_written_over(zalo: ZaloSimulator, officer: Officer, tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("{")
    with pytest.raises(NoTokenError):
        officer.renew(zalo.access_token)
    assert (tmp_path / FILE).read_text() == "{"
    assert officer.alarms == ["token_file"]


def test_a_pair_shows_no_token() -> None:
    assert "secret" not in repr(Pair("secret-access", "secret-refresh", 1, 2, 3))


# -- several processes

RENEWS = """
import asyncio
from bot.messaging.http import ApiClient
from bot.messaging.settings import MessagingSettings
from bot.messaging.store import Store
from bot.messaging.zalo.oauth import OAuth, TokenSilenceError
from bot.messaging.zalo.token_alarms import TokenAlarms
from bot.messaging.zalo.tokens import Tokens
async def main():
    settings = MessagingSettings()
    oauth, api = OAuth(settings), ApiClient(settings.zalo_api_base)
    store = Store(settings.data_folder, "zalo")
    tokens = Tokens(settings, oauth, TokenAlarms(store))
    await tokens._adopt()
    print("ready", flush=True)
    while not (settings.data_folder / "enough").exists():
        token = await tokens.access()
        reply = await api.get("/v2.0/oa/getoa", headers={"access_token": token})
        if reply.body["error"]:
            try: await tokens.renew(token)
            except TokenSilenceError: pass
    await oauth.close(); await api.close(); store.close()
asyncio.run(main())
"""


def worker(zalo: ZaloSimulator, folder: Path) -> subprocess.Popen[str]:
    variables = {**os.environ, **zalo.environment(), "DATA_FOLDER": str(folder)}
    return subprocess.Popen([sys.executable, "-c", RENEWS], cwd=PROJECT, env=variables, stdout=subprocess.PIPE, text=True)


def _has_renewed(zalo: ZaloSimulator, before: int) -> bool:
    return zalo.refreshes > before


def test_eight_processes_never_spend_one_refresh_token_twice(zalo: ZaloSimulator, tmp_path: Path) -> None:
    workers = [worker(zalo, tmp_path) for _ in range(8)]
    while zalo.refreshes < 40:
        before = zalo.refreshes
        zalo.expire_access()
        zalo.wait_for(partial(_has_renewed, zalo, before))
    (tmp_path / "enough").touch()
    for process in workers:
        assert process.stdout is not None
        assert process.stdout.read() == "ready\n" and process.wait() == 0
        process.stdout.close()
    assert set(zalo.spent.values()) == {1}
    assert Officer(zalo, tmp_path).alarms == []


@pytest.mark.parametrize("acted", [False, True])
def test_a_process_killed_in_the_middle_of_a_renewal_keeps_nobody_waiting(zalo: ZaloSimulator, officer: Officer, tmp_path: Path, acted: bool) -> None:
    zalo.expire_access()
    zalo.oauth_fail(1, "time-out", acted=acted)
    with worker(zalo, tmp_path) as process:
        zalo.wait_for(lambda: any(call.path.endswith("/access_token") for call in list(zalo.calls)))
        process.send_signal(signal.SIGKILL)
        process.wait()
    if acted:  # the new pair went down with the process: nobody can save it
        with pytest.raises(TokenRefusedError):
            officer.renew(zalo.access_token)
        assert officer.alarms == ["log_in_again"] and officer.access() == zalo.access_token
    else:
        assert officer.renew(zalo.access_token) != zalo.access_token
        assert officer.alarms == []


# -- the first authorisation


def log_in(zalo: ZaloSimulator, settings: MessagingSettings, change: Callable[[str], str] = str) -> tuple[int, list[str]]:
    told: list[str] = []

    def ask(_: str) -> str:
        (address,) = [line for line in told if line.startswith("http")]
        return change(zalo.consent(address))

    return run(login(settings, redirect="https://bot.example/webhooks/zalo/login", ask=ask, tell=told.append)), told


def test_an_officer_is_walked_through_the_first_authorisation(zalo: ZaloSimulator, tmp_path: Path) -> None:
    settings = settings_for(zalo, tmp_path, tokens=False)
    store = Store(tmp_path, "zalo")
    store.do(lambda tables: tables.alarms.sound("log_in_again", now=1))
    store.do(lambda tables: tables.notes.set("paused_until", 10**15))
    code, told = log_in(zalo, settings)
    assert code == 0 and told[-1] == "They work, for the Official Account OA."
    assert store.do(lambda tables: (tables.alarms.all(), tables.notes.get("paused_until"))) == ([], 0)
    store.close()
    assert Officer(zalo, tmp_path, tokens=False).access().startswith("access-")
    query = parse_qs(urlsplit(told[1]).query)
    assert len(query["code_challenge"][0]) == 43 and query["redirect_uri"] == ["https://bot.example/webhooks/zalo/login"]
    kept = json.loads((tmp_path / FILE).read_text())
    assert not any(kept["current"][name] in line for name in ("access", "refresh") for line in told)


@pytest.mark.parametrize(
    "change",
    [
        lambda address: address.replace("state=", "state=x"),
        lambda address: address.replace("code=", "code=x"),
        lambda address: address.replace("oa_id=", "oa_id=1"),
        lambda address: address.split("?")[0],
        lambda address: "",
    ],
)
def test_a_wrong_address_saves_nothing_and_says_why(zalo: ZaloSimulator, tmp_path: Path, change: Callable[[str], str]) -> None:
    code, told = log_in(zalo, settings_for(zalo, tmp_path, tokens=False), change)
    assert code == 1 and len(told) == 3
    assert TokenFile(tmp_path).read().current is None


def test_a_wrong_secret_is_named_when_a_person_logs_in(zalo: ZaloSimulator, tmp_path: Path) -> None:
    code, told = log_in(zalo, settings_for(zalo, tmp_path, tokens=False, zalo_app_secret="mistyped"))
    assert code == 1 and "Invalid secret key" in told[-1] and "ZALO_APP_SECRET" in told[-1]


def test_a_login_counts_more_than_an_older_pair_that_still_stands_in_the_settings(zalo: ZaloSimulator, tmp_path: Path) -> None:
    assert log_in(zalo, settings_for(zalo, tmp_path))[0] == 0
    assert Officer(zalo, tmp_path).access() not in (zalo.access_token, "")


def test_a_login_mends_a_file_that_cannot_be_read_and_keeps_what_it_was(zalo: ZaloSimulator, tmp_path: Path) -> None:
    (tmp_path / FILE).write_text('{"current": {"refresh": "half of')
    assert log_in(zalo, settings_for(zalo, tmp_path, tokens=False))[0] == 0
    assert Officer(zalo, tmp_path, tokens=False).access().startswith("access-")
    assert [path.read_text() for path in tmp_path.glob("*.unreadable")] == ['{"current": {"refresh": "half of']


def test_a_code_is_not_spent_if_the_tokens_could_not_be_saved(zalo: ZaloSimulator, tmp_path: Path) -> None:
    (tmp_path / f".{FILE}.new").mkdir()
    code, told = log_in(zalo, settings_for(zalo, tmp_path, tokens=False))
    assert code == 1 and "could not be saved" in told[-1]
    assert not [call for call in zalo.calls if call.path.endswith("/access_token")]
