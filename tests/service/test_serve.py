"""Starting, watching and ending the service."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from bot.paths import PROJECT
from bot.service.children import MOST_RESTARTS, Child
from bot.service.client import NoServiceError, ask, new_sender
from bot.service.fingerprint import TRAINED_FROM, fingerprint, fingerprint_file, reason_to_train
from bot.service.settings import LOOPBACK, Settings, SettingsError, read_settings
from bot.service.started import free_ports
from tests.conftest import Service

QUESTION = "Cáp quang bao nhiêu phần trăm?"
PATIENCE = 60.0  # seconds; nothing here is a measurement


def until(true: Callable[[], object], *, patience: float = PATIENCE) -> None:
    deadline = time.monotonic() + patience
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@contextmanager
def serve(**variables: int | str) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "serve"],
        cwd=PROJECT,
        env={**os.environ, **{name: str(value) for name, value in variables.items()}},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            yield process
        finally:
            if process.poll() is None:
                process.kill()


def test_the_address_that_is_printed_answers_with_a_figure(running: Service) -> None:
    assert "75%" in ask(running.url, QUESTION, sender=new_sender("test"))[0].text


@pytest.mark.parametrize("variable", ["PORT", "ACTION_PORT", "OPS_PORT"])
def test_a_taken_port_is_told_in_one_line_with_the_variable_that_changes_it(variable: str) -> None:
    with socket.socket() as other:
        other.bind((LOOPBACK, 0))
        other.listen()
        taken = other.getsockname()[1]
        with serve(**{"PORT": free_ports(1)[0], variable: taken}) as process:
            out, error = process.communicate(timeout=PATIENCE)
    assert process.returncode == 1
    assert out == ""
    assert len(error.splitlines()) == 1
    assert str(taken) in error
    assert f" {variable}=" in error


def test_a_data_folder_that_cannot_be_used_is_told_in_one_line_with_the_variable_that_changes_it(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    port, action_port, ops_port = free_ports(3)
    with serve(PORT=port, ACTION_PORT=action_port, OPS_PORT=ops_port, DATA_FOLDER=str(tmp_path / "file" / "data")) as process:
        out, error = process.communicate(timeout=PATIENCE)
    assert (process.returncode, out, len(error.splitlines())) == (1, "", 1)
    assert " DATA_FOLDER=" in error


def test_the_service_ends_when_its_terminal_closes(running: Service, tmp_path: Path) -> None:
    port, action_port, ops_port = free_ports(3)
    with_terminal = "import fcntl, os, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); os.execv(sys.executable, [sys.executable, '-m', 'bot', 'serve'])"
    variables = {"PORT": str(port), "ACTION_PORT": str(action_port), "OPS_PORT": str(ops_port), "DATA_FOLDER": str(tmp_path)}
    terminal, its_end = os.openpty()
    with subprocess.Popen(
        [sys.executable, "-c", with_terminal],
        cwd=PROJECT,
        env={**os.environ, **variables},
        stdin=its_end,
        stdout=its_end,
        stderr=its_end,
        start_new_session=True,
    ) as process:
        os.close(its_end)
        until(lambda: psutil.Process(process.pid).children())
        os.close(terminal)
        try:
            assert process.wait(PATIENCE) == 0
        finally:
            process.kill()


def test_asked_to_look_while_it_starts_the_service_starts_all_the_same(running: Service, tmp_path: Path) -> None:
    port, action_port, ops_port = free_ports(3)
    with serve(PORT=port, ACTION_PORT=action_port, OPS_PORT=ops_port, DATA_FOLDER=str(tmp_path)) as process:
        until(lambda: psutil.Process(process.pid).children())
        process.send_signal(signal.SIGHUP)
        assert process.stdout is not None
        assert str(port) in process.stdout.readline()
        process.terminate()
        process.communicate(timeout=PATIENCE)
    assert process.returncode == 0


@pytest.mark.parametrize(
    ("number", "left", "exit_code"),
    [(signal.SIGINT, 0, 0), (signal.SIGTERM, 0, 0), (signal.SIGKILL, 0, -signal.SIGKILL)],
    ids=["Ctrl-C", "SIGTERM", "killed"],
)
def test_no_process_is_left_when_the_service_ends(running: Service, number: signal.Signals, left: int, exit_code: int) -> None:
    port, action_port, ops_port = free_ports(3)
    with serve(PORT=port, ACTION_PORT=action_port, OPS_PORT=ops_port) as process:
        parent = psutil.Process(process.pid)
        until(lambda: len(parent.children()) == 2)
        children = parent.children()
        process.send_signal(number)
        process.wait(PATIENCE)
        until(lambda: len([child for child in children if child.is_running() and child.status() != psutil.STATUS_ZOMBIE]) == left)
    assert process.returncode == exit_code


@pytest.mark.parametrize(("module", "name"), [("bot.service.action_server", "action server"), ("bot.service.rasa_server", "Rasa")])
def test_a_killed_process_is_started_again_with_a_logged_reason_and_questions_are_answered(running: Service, module: str, name: str) -> None:
    killed = running.child(module)
    killed.kill()
    until(lambda: f"{name} was ended by SIGKILL; starting it again" in running.log.read_text("utf-8"))

    def answered() -> bool:
        try:
            return any("75%" in bubble.text for bubble in ask(running.url, QUESTION, sender=new_sender("test")))
        except NoServiceError:
            return False

    until(answered)
    assert running.child(module).pid != killed.pid


def test_a_question_that_comes_while_rasa_is_away_waits_and_is_answered(running: Service) -> None:
    killed = running.child("bot.service.rasa_server")
    killed.kill()
    psutil.wait_procs([killed], timeout=PATIENCE)
    assert "75%" in ask(running.url, QUESTION, sender=new_sender("test"), timeout=PATIENCE)[0].text


def test_a_process_that_dies_again_and_again_is_given_up_and_not_in_silence(caplog: pytest.LogCaptureFixture) -> None:
    child = Child("server", "no_such_module", first_delay=0.001)
    child.start()
    until(lambda: not child.keep_alive())
    child.stop()
    assert [record.message for record in caplog.records][-1] == f"server ended with exit code 1, {MOST_RESTARTS + 1} times in a row: giving up"
    assert len(caplog.records) == MOST_RESTARTS + 1


def test_what_citizens_write_stands_in_no_log(running: Service) -> None:
    secret = "0912345678"
    ask(running.url, f"số của tôi {secret}, cáp quang bao nhiêu phần trăm", sender=secret)
    log = running.log.read_text("utf-8")
    assert secret not in log
    assert "số của tôi" not in log


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for part in TRAINED_FROM:
        path = tmp_path / part
        if path.suffix:
            path.write_text("x")
        else:
            (path / "inner").mkdir(parents=True)
            (path / "inner" / "file.yml").write_text("x")
    model = tmp_path / "models" / "bot.tar.gz"
    model.parent.mkdir()
    model.write_text("model")
    fingerprint_file(model).write_text(fingerprint(tmp_path, tmp_path))
    return tmp_path


def test_a_model_of_the_same_files_is_not_trained_again(project: Path) -> None:
    (project / "README.md").write_text("new")
    (project / "bot" / "nlu" / "__pycache__").mkdir()
    (project / "bot" / "nlu" / "__pycache__" / "linker.pyc").write_text("compiled")
    assert reason_to_train(project / "models" / "bot.tar.gz", project, project) is None


@pytest.mark.parametrize("part", TRAINED_FROM)
@pytest.mark.parametrize("change", ["edited", "renamed", "removed"])
def test_a_changed_training_file_leads_to_training(project: Path, part: str, change: str) -> None:
    path = project / part if (project / part).is_file() else project / part / "inner" / "file.yml"
    if change == "edited":
        path.write_text("y")
    elif change == "renamed":
        path.rename(path.with_name("other.yml"))
    else:
        path.unlink()
    assert reason_to_train(project / "models" / "bot.tar.gz", project, project) == "the training files have changed"


def test_a_missing_model_leads_to_training(project: Path) -> None:
    (project / "models" / "bot.tar.gz").unlink()
    assert reason_to_train(project / "models" / "bot.tar.gz", project, project) == "there is no model"


def test_action_server_and_operations_port_listen_beside_rasa_unless_told_otherwise() -> None:
    assert Settings(port=6000).ops_port == 6100
    assert Settings(port=65530).ops_port == 65430
    assert Settings(port=6000, ops_port=7000).ops_port == 7000
    assert Settings(port=6000).action_port == 6050
    assert Settings(port=65530).action_port == 65480
    assert Settings(port=6000, action_port=7000).action_port == 7000


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("PORT", "many"), ("PORT", "0"), ("PORT", "70000"), ("ACTION_PORT", "5005"), ("LOG_LEVEL", "loud"), ("LEAN", "perhaps"),
        ("WEB_SESSION_SECRET", "short"), ("WEB_ALLOWED_SITES", "https://xa.example, xa"), ("PUBLIC_URL", "tro-ly"),
        ("OPS_PORT", "5005"), ("OPS_PORT", "5055"), ("OPS_TOKEN", "short"), ("OPS_TOKEN", "a token with spaces"), ("LOG_FORMAT", "xml"),
        ("HEALTH_INTERVAL", "0"), ("HEALTH_TIMEOUT", "-1"), ("HEALTH_FAILURES", "0"),
    ],
)  # fmt: skip
def test_a_setting_that_cannot_be_used_is_named(monkeypatch: pytest.MonkeyPatch, variable: str, value: str) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(SettingsError) as error:
        read_settings()
    assert str(error.value).startswith(f"{variable}: ")


def test_an_operations_port_that_other_machines_reach_needs_a_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPS_HOST", "0.0.0.0")
    with pytest.raises(SettingsError, match="OPS_TOKEN: "):
        read_settings()
    monkeypatch.setenv("OPS_TOKEN", "a-token-that-nobody-guesses")
    settings = read_settings()
    assert settings.ops_url == f"http://{LOOPBACK}:5105"
    assert "nobody-guesses" not in repr(settings)
