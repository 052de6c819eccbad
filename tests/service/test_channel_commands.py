"""The commands of the chat platforms, against their simulators: what is printed, exit codes, what is kept."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.__main__ import main
from bot.messaging.replies import Outgoing
from bot.messaging.settings import GROUPS
from bot.messaging.store import Store, Tables
from bot.messaging.zalo.token_file import TokenFile
from bot.paths import PROJECT
from bot.service.channel_commands import now_ms
from tests.simulators.graph import GraphSimulator
from tests.simulators.serving import simulated
from tests.simulators.zalo import ZaloSimulator
from tests.simulators.zalo_bot import ZaloBotSimulator

PUBLIC = "https://tro-ly.xa.example"
USER = "5647382910111213"
TEXT = "Mục tiêu là ít nhất 75%"
Printed = pytest.CaptureFixture[str]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data folder, and an environment without any platform."""
    monkeypatch.setenv("DATA_FOLDER", str(tmp_path))
    for name in (name for group in GROUPS.values() for name in group):
        monkeypatch.delenv(name.upper(), raising=False)
    return tmp_path


def set_all(monkeypatch: pytest.MonkeyPatch, variables: Mapping[str, str]) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def graph(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[GraphSimulator]:
    with simulated(GraphSimulator()) as simulator:
        set_all(monkeypatch, simulator.environment())
        yield simulator
        assert simulator.violations == []


@pytest.fixture
def zalo(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ZaloSimulator]:
    with simulated(ZaloSimulator()) as simulator:
        set_all(monkeypatch, simulator.environment(tokens=False))
        yield simulator
        assert simulator.violations == []


def unsent(folder: Path, channel: str, count: int) -> list[str]:
    """The ids of so many messages that could not be sent."""

    def work(tables: Tables) -> list[str]:
        now = now_ms()
        for number in range(count):
            message = Outgoing(f"{TEXT} ({number})")
            tables.outbox.put([message], event=f"e{number}", person=f"p{number}", user=USER, owner=store.owner, now=now, until=now + 1000)
        rows = tables.outbox.claim(store.owner, now=now, most=count)
        for row in rows:
            tables.outbox.fail(row.id, reason="refused", code="99999")
        return [row.id for row in rows]

    store = Store(folder, channel)
    try:
        return store.do(work)
    finally:
        store.close()


def in_store(folder: Path, channel: str, work: Any) -> Any:
    store = Store(folder, channel)
    try:
        return store.do(work)
    finally:
        store.close()


# -- off, half set


@pytest.mark.parametrize("channel", GROUPS)
def test_status_of_a_channel_without_settings_is_off_and_no_failure(folder: Path, channel: str, capsys: Printed) -> None:
    assert main([channel, "status"]) == 0
    assert f"{channel}: off" in capsys.readouterr().out


@pytest.mark.parametrize(
    "command", [["zalo", "setup"], ["zalo", "login"], ["zalo", "outbox"], ["zalo_bot", "webhook"], ["messenger", "subscribe"], ["messenger", "profile", "show"]]
)
def test_a_command_of_a_channel_that_is_off_exits_2_and_names_the_settings(folder: Path, command: list[str], capsys: Printed) -> None:
    assert main(command) == 2
    assert GROUPS[command[0]][0].upper() in capsys.readouterr().err


@pytest.mark.parametrize(("channel", "name"), [(channel, name) for channel, group in GROUPS.items() for name in group])
def test_half_set_channels_exit_2_with_a_line_for_each_missing_setting(
    folder: Path, monkeypatch: pytest.MonkeyPatch, channel: str, name: str, capsys: Printed
) -> None:
    monkeypatch.setenv(name.upper(), "12345678")
    assert main([channel, "status"]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert [line.split(": ")[1] for line in lines] == [other.upper() for other in GROUPS[channel] if other != name]


# -- status, outbox


def test_status_tells_what_waits_and_what_went_wrong(graph: GraphSimulator, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: Printed) -> None:
    monkeypatch.setenv("PUBLIC_URL", PUBLIC)
    assert main(["messenger", "status"]) == 0
    out = capsys.readouterr().out
    assert f"{PUBLIC}/webhooks/messenger/webhook" in out
    assert "not sent: 0 messages" in out
    unsent(folder, "messenger", 2)
    in_store(folder, "messenger", lambda tables: tables.alarms.sound("page_token", now=now_ms()))
    in_store(folder, "messenger", lambda tables: tables.notes.set("paused_until", now_ms() + 60_000))
    assert main(["messenger", "status"]) == 1
    out = capsys.readouterr().out
    assert "not sent: 2 messages (python -m bot messenger outbox)" in out
    assert "sending is paused until" in out
    assert "MESSENGER_PAGE_TOKEN" in out
    assert graph.page_token not in out


def test_the_outbox_lists_reasons_and_texts_only_if_they_are_asked_for(graph: GraphSimulator, folder: Path, capsys: Printed) -> None:
    ids = unsent(folder, "messenger", 2)
    assert main(["messenger", "outbox"]) == 0
    out = capsys.readouterr().out
    assert [line.split()[0] for line in out.splitlines()[:2]] == ids
    assert "failed: refused  code 99999" in out
    assert TEXT not in out
    assert USER not in out
    assert main(["messenger", "outbox", "list", "--texts"]) == 0
    assert f"{TEXT} (1)" in capsys.readouterr().out


def test_messages_are_sent_again_by_their_ids_or_all(graph: GraphSimulator, folder: Path, capsys: Printed) -> None:
    ids = unsent(folder, "messenger", 3)
    assert main(["messenger", "outbox", "send", ids[1]]) == 0
    assert "1 messages will be sent" in capsys.readouterr().out
    assert in_store(folder, "messenger", lambda tables: tables.outbox.counts()) == {"failed": 2, "ready": 1}
    assert main(["messenger", "outbox", "send", "--all"]) == 0
    assert in_store(folder, "messenger", lambda tables: tables.outbox.counts()) == {"ready": 3}


def test_messages_are_deleted_by_command(graph: GraphSimulator, folder: Path) -> None:
    unsent(folder, "messenger", 2)
    assert main(["messenger", "outbox", "drop", "--all"]) == 0
    assert in_store(folder, "messenger", lambda tables: tables.outbox.counts()) == {}


def test_an_unknown_message_exits_1_and_the_known_ones_are_sent_all_the_same(graph: GraphSimulator, folder: Path, capsys: Printed) -> None:
    (known,) = unsent(folder, "messenger", 1)
    assert main(["messenger", "outbox", "send", known, "nonsense"]) == 1
    assert "nonsense" in capsys.readouterr().err
    assert in_store(folder, "messenger", lambda tables: tables.outbox.counts()) == {"ready": 1}


@pytest.mark.parametrize("what", [["send"], ["drop"], ["send", "x", "--all"]])
def test_send_and_drop_want_either_ids_or_all(graph: GraphSimulator, what: list[str]) -> None:
    assert main(["messenger", "outbox", *what]) == 2


def test_a_folder_that_is_of_no_use_exits_2(graph: GraphSimulator, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: Printed) -> None:
    (folder / "file").write_text("")
    monkeypatch.setenv("DATA_FOLDER", str(folder / "file"))
    assert main(["messenger", "status"]) == 2
    assert "DATA_FOLDER" in capsys.readouterr().err


# -- messenger


def test_the_profile_is_set_shown_and_taken_away(graph: GraphSimulator, monkeypatch: pytest.MonkeyPatch, capsys: Printed) -> None:
    monkeypatch.setenv("PUBLIC_URL", PUBLIC)
    assert main(["messenger", "profile", "set"]) == 0
    assert "4 ice breakers, 5 menu entries" in capsys.readouterr().out
    assert main(["messenger", "profile"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["greeting"] == graph.profile["greeting"]
    assert main(["messenger", "profile", "delete"]) == 0
    assert graph.profile == {}


def test_a_dry_run_checks_and_sends_nothing(folder: Path, graph: GraphSimulator, capsys: Printed) -> None:
    assert main(["messenger", "profile", "set", "--dry-run"]) == 0
    out, error = capsys.readouterr()
    assert json.loads(out)["get_started"] == {"payload": "GET_STARTED"}
    assert "PUBLIC_URL" in error
    assert graph.calls == []


def test_a_profile_that_breaks_a_limit_exits_1_and_sends_nothing(folder: Path, graph: GraphSimulator, capsys: Printed) -> None:
    path = folder / "profile.yml"
    path.write_text(f"greeting: {'a' * 161}\n", "utf-8")
    assert main(["messenger", "profile", "set", "--file", str(path)]) == 1
    assert capsys.readouterr().err == f"error: {path}: greeting: 161 characters; at most 160\n"
    assert graph.calls == []


def test_subscribing_prints_the_address_for_the_console(graph: GraphSimulator, monkeypatch: pytest.MonkeyPatch, capsys: Printed) -> None:
    monkeypatch.setenv("PUBLIC_URL", PUBLIC)
    assert main(["messenger", "subscribe"]) == 0
    assert f"{PUBLIC}/webhooks/messenger/webhook" in capsys.readouterr().out
    assert "message_echoes" in graph.subscribed


def test_what_meta_refuses_exits_1_with_its_words(graph: GraphSimulator, monkeypatch: pytest.MonkeyPatch, capsys: Printed) -> None:
    monkeypatch.setenv("MESSENGER_PAGE_TOKEN", "old")
    for command in (["subscribe"], ["profile", "set"], ["profile", "show"]):
        assert main(["messenger", *command]) == 1
        assert "code 190" in capsys.readouterr().err
    monkeypatch.setenv("MESSENGER_GRAPH_BASE", "http://127.0.0.1:9")
    assert main(["messenger", "subscribe"]) == 1
    assert "does not answer" in capsys.readouterr().err


# -- zalo


def login(zalo: ZaloSimulator, folder: Path, *, answer: str | None = None) -> tuple[int, str, str]:
    """Exit code and output of the command, as a person uses it; answer: typed in place of the address that the browser landed on."""
    variables = {**os.environ, "DATA_FOLDER": str(folder), "PUBLIC_URL": PUBLIC}
    command = [sys.executable, "-m", "bot", "zalo", "login"]
    with subprocess.Popen(command, cwd=PROJECT, env=variables, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        told = []
        while not (line := process.stdout.readline()).startswith("http"):
            assert line, process.stderr and process.stderr.read()
            told.append(line)
        landed = zalo.consent(line.strip()) if answer is None else answer
        out, error = process.communicate(f"{landed}\n" if landed else "", timeout=60)
        return process.returncode, "".join(told) + line + out, error


def test_an_officer_logs_in_and_the_bot_has_tokens(zalo: ZaloSimulator, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: Printed) -> None:
    assert main(["zalo", "status"]) == 1
    assert "a person must log in" in capsys.readouterr().out
    zalo.redirect_uri = f"{PUBLIC}/webhooks/zalo/login"
    code, out, error = login(zalo, folder)
    assert (code, error) == (0, "")
    assert f"{PUBLIC}/webhooks/zalo/webhook" in out
    assert "oa_send_" in out
    assert in_store(folder, "zalo", lambda tables: tables.notes.get("setup_until")) > now_ms()
    kept = "".join(path.read_text("utf-8", "replace") for path in folder.rglob("*.json"))
    given = [token for token in zalo._access if token in kept]
    assert given
    assert not [token for token in given if token in out]
    assert main(["zalo", "status"]) == 0
    shown = capsys.readouterr().out
    assert "can be renewed until" in shown
    assert "unsigned tests of the platform are answered until" in shown


def test_status_tells_that_a_refresh_token_may_be_spent(zalo: ZaloSimulator, folder: Path, capsys: Printed) -> None:
    assert login(zalo, folder)[0] == 0
    tokens = TokenFile(folder)
    tokens.write(replace(tokens.read(), asked_at=now_ms()))
    assert main(["zalo", "status"]) == 0
    assert "may be spent" in capsys.readouterr().out


@pytest.mark.parametrize("answer", ["https://tro-ly.xa.example/webhooks/zalo/login?code=x&state=of-another", "nonsense", ""])
def test_a_login_that_goes_wrong_exits_1_and_keeps_nothing(zalo: ZaloSimulator, folder: Path, answer: str) -> None:
    code, out, error = login(zalo, folder, answer=answer)
    assert code == 1
    assert "Traceback" not in error
    assert not list(folder.rglob("zalo-tokens.json"))
    assert f"{PUBLIC}/webhooks/zalo/webhook" not in out


def test_a_login_needs_to_know_the_callback_address(zalo: ZaloSimulator, capsys: Printed) -> None:
    assert main(["zalo", "login"]) == 2
    assert "PUBLIC_URL" in capsys.readouterr().err


def test_setup_opens_the_window_for_unsigned_tests(zalo: ZaloSimulator, folder: Path) -> None:
    assert main(["zalo", "setup", "--minutes", "5"]) == 0
    assert 0 < in_store(folder, "zalo", lambda tables: tables.notes.get("setup_until")) - now_ms() <= 5 * 60_000


@pytest.mark.parametrize("minutes", ["0", "-1", "100000", "soon"])
def test_setup_takes_sensible_minutes_only(zalo: ZaloSimulator, minutes: str) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["zalo", "setup", "--minutes", minutes])
    assert ended.value.code == 2


# -- zalo_bot


def test_the_bots_webhook_is_set_shown_and_taken_away(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: Printed) -> None:
    with simulated(ZaloBotSimulator()) as platform:
        set_all(monkeypatch, platform.environment() | {"PUBLIC_URL": PUBLIC, "ZALO_BOT_SECRET": "another-secret-of-ours"})
        assert main(["zalo_bot", "webhook", "set"]) == 0
        assert (platform.webhook, platform.secret) == (f"{PUBLIC}/webhooks/zalo_bot/webhook", "another-secret-of-ours")
        assert main(["zalo_bot", "webhook"]) == 0
        out, _ = capsys.readouterr()
        assert out.count(f"{PUBLIC}/webhooks/zalo_bot/webhook") == 2
        assert platform.token not in out
        assert main(["zalo_bot", "webhook", "delete"]) == 0
        assert platform.webhook == ""
        assert platform.violations == []
        monkeypatch.setenv("ZALO_BOT_TOKEN", "1:wrong")
        assert main(["zalo_bot", "webhook", "show"]) == 1
        assert "401" in capsys.readouterr().err
        monkeypatch.delenv("PUBLIC_URL")
        assert main(["zalo_bot", "webhook", "set"]) == 2
