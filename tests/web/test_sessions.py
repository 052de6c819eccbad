"""Sessions nobody can guess or make, and the secret that they hang on."""

from __future__ import annotations

import stat
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.web.sessions import SECRET_FILE, SENDER_PREFIX, Sessions, secret_of
from tests.support import repeatable

SESSIONS = Sessions(b"s" * 32)


def test_a_session_has_one_conversation_and_another_session_another() -> None:
    one, other = SESSIONS.new(), SESSIONS.new()
    assert SESSIONS.sender(one) == SESSIONS.sender(one) != SESSIONS.sender(other)


def test_the_name_of_the_conversation_does_not_give_the_session_away() -> None:
    session = SESSIONS.new()
    sender = SESSIONS.sender(session)
    assert sender is not None and sender.startswith(SENDER_PREFIX)
    assert not any(part in sender for part in session.split("."))


@repeatable
@given(st.text(max_size=100), st.text(max_size=100))
def test_what_was_not_made_here_is_no_session(name: str, seal: str) -> None:
    assert SESSIONS.sender(name) is None
    assert SESSIONS.sender(f"{name}.{seal}") is None


def test_no_character_of_a_session_can_be_changed() -> None:
    session = SESSIONS.new()
    for place in range(len(session)):
        changed = session[:place] + ("A" if session[place] != "A" else "B") + session[place + 1 :]
        assert SESSIONS.sender(changed) is None
    assert SESSIONS.sender(session[:-1]) is None
    assert SESSIONS.sender(session + "A" * 500) is None


def test_another_secret_knows_other_sessions() -> None:
    assert Sessions(b"t" * 32).sender(SESSIONS.new()) is None


def test_the_secret_is_made_once_and_readable_by_the_service_only(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "data"
    secret = secret_of(folder)
    assert len(secret) >= 32
    assert secret_of(folder) == secret
    assert stat.S_IMODE((folder / SECRET_FILE).stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert [file.name for file in folder.iterdir()] == [SECRET_FILE]
    assert secret_of(tmp_path / "other") != secret


def test_servers_that_start_at_the_same_time_agree_on_one_secret(tmp_path: Path) -> None:
    found: list[bytes] = []
    threads = [threading.Thread(target=lambda: found.append(secret_of(tmp_path))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8 and len(set(found)) == 1


def test_a_secret_that_is_given_is_taken_and_nothing_written(tmp_path: Path) -> None:
    assert secret_of(tmp_path / "none", "g" * 32) == b"g" * 32
    assert not (tmp_path / "none").exists()


def test_an_unusable_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OSError):
        secret_of(tmp_path / "file")
