"""Secrets stand in no log line and no reply."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import MetaData

from bot.messaging.settings import GROUPS
from bot.service.client import WEBHOOK
from bot.service.settings import Settings, SettingsError, read_settings
from bot.service.started import started_service
from bot.store.database import Database, StoreError
from tests.channels.serving import Got, get
from tests.channels.visiting import Visitor
from tests.conftest import Platforms

SESSION_SECRET = "marker-of-the-sessions-0123456789abcdef"
OPS_TOKEN = "marker-of-operations-0123456789"
SECRET = ("_secret", "_secret_key", "_token", "session_secret")


def test_every_secret_is_hidden_where_settings_are_shown() -> None:
    secret = {name for name in Settings.__fields__ if name.endswith(SECRET)}
    assert len(secret) >= 11
    assert [name for name in secret | {"database_url"} if Settings.__fields__[name].field_info.repr] == []


@pytest.mark.parametrize("name", ["WEB_SESSION_SECRET", "OPS_TOKEN", "ZALO_BOT_SECRET"])
def test_a_secret_that_cannot_be_used_is_named_and_not_shown(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, "x y")
    with pytest.raises(SettingsError) as error:
        read_settings()
    assert name in str(error.value)
    assert "x y" not in str(error.value)


def test_a_service_that_logs_all_it_can_shows_no_secret(platforms: Platforms, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given = {"WEB_SESSION_SECRET": SESSION_SECRET, "OPS_TOKEN": OPS_TOKEN, **platforms.environment()}
    for name, value in {**given, "DATA_FOLDER": str(tmp_path / "data"), "LOG_LEVEL": "DEBUG"}.items():
        monkeypatch.setenv(name, value)
    secrets = {name: value for name, value in given.items() if name.lower().endswith(SECRET)}
    assert len(secrets) >= 11
    log = tmp_path / "log"
    with started_service(log=log) as started:
        visitor = Visitor(started.url)
        replies = [
            visitor.post("Cáp quang bao nhiêu phần trăm?"),
            visitor.send("POST", "messages", b"{", Content_Type="application/json"),
            get(started.url, "/nothing"),
            get(started.url, WEBHOOK, method="POST", body=b'{"message": "a"}'),
            get(started.ops_url, "/metrics"),
            get(started.ops_url, "/metrics", Authorization="Bearer wrong"),
            get(started.ops_url, "/metrics", Authorization=f"Bearer {OPS_TOKEN}"),
            get(started.ops_url, "/health/ready", Authorization=f"Bearer {OPS_TOKEN}"),
            *(get(started.url, f"/webhooks/{name}/webhook", method=method, body=b"{}") for name in GROUPS for method in ("GET", "POST")),
        ]
    assert {reply.status for reply in replies} >= {200, 400, 401, 403, 404}
    written = log.read_text("utf-8")
    assert [name for name, value in secrets.items() if value in written] == []
    assert [name for name, value in secrets.items() for reply in replies if value in said(reply)] == []


def test_a_database_that_is_not_reached_is_told_without_its_password() -> None:
    with pytest.raises(StoreError) as error, Database("postgresql://bot:marker-of-the-database@127.0.0.1:1/bot", MetaData()).begin():
        pass
    assert "marker-of-the-database" not in str(error.value)


def said(reply: Got) -> str:
    return f"{dict(reply.headers)}{reply.text}"
