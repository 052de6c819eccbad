"""The command line: exit codes and what is printed."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.paths import PLANS, PROJECT
from bot.service.client import Bubble
from bot.service.settings import read_settings
from bot.service.started import free_ports
from bot.service.terminal import chat, shown

PATIENCE = 60.0  # seconds; nothing here is a measurement


def test_ask_prints_the_answer_and_exits_0(service: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "Cáp quang bao nhiêu phần trăm?", "--url", service]) == 0
    assert "75%" in capsys.readouterr().out


@pytest.mark.parametrize("question", ["hôm nay trời có mưa không", "cáp quang năm 2030 bao nhiêu", "ai chủ trì", ""])
def test_ask_exits_1_if_the_reply_is_no_answer(service: str, question: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", question, "--url", service]) == 1
    assert capsys.readouterr().out


@pytest.mark.parametrize(("question", "status", "told"), [("Cáp quang bao nhiêu phần trăm?", 0, ""), ("cáp quang năm 2030 bao nhiêu", 2, "Error 1")])
def test_make_ask_succeeds_for_an_answer_and_fails_with_the_status_of_make_for_none(service: str, question: str, status: int, told: str) -> None:
    make = shutil.which("make")
    assert make, "make is needed for this test"
    command = [make, "-C", str(PROJECT), "--old-file", ".venv/.synced", "ask", f"Q={question}", f"URL={service}", f"PYTHON={sys.executable}"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert done.returncode == status
    assert "75%" in done.stdout
    assert told in done.stderr


def test_ask_exits_1_and_says_how_to_start_if_there_is_no_service(capsys: pytest.CaptureFixture[str]) -> None:
    url = f"http://127.0.0.1:{free_ports(1)[0]}"
    assert main(["ask", "cáp quang", "--url", url]) == 1
    error = capsys.readouterr().err
    assert url in error
    assert "make serve" in error


def test_plan_check_of_a_good_file_exits_0_with_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    path = PLANS / "2022.yml"
    assert main(["plan", "check", str(path)]) == 0
    out, error = capsys.readouterr()
    assert out.startswith(f"{path}: ")
    assert len(out.splitlines()) == 1
    assert error == ""


def test_plan_check_of_a_bad_file_exits_1_with_a_line_for_each_problem(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = (PLANS / "2022.yml").read_text("utf-8").replace("comparator: at_least", "comparator: at_last").splitlines(keepends=True)
    path = tmp_path / "plan.yml"
    path.write_text("".join(lines), "utf-8")
    wrong = [number for number, line in enumerate(lines, start=1) if "at_last" in line]
    assert main(["plan", "check", str(path), str(PLANS / "2022.yml")]) == 1
    out, error = capsys.readouterr()
    assert len(out.splitlines()) == 1
    assert [int(line.split(":")[1]) for line in error.splitlines()] == wrong


def test_a_model_that_fits_is_not_trained_again_if_there_is_no_need(service: str) -> None:
    model = read_settings().model
    before = model.stat().st_mtime_ns
    assert main(["train", "--if-needed"]) == 0
    assert model.stat().st_mtime_ns == before


def test_a_wrong_setting_exits_2(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("PORT", "many")
    assert main(["ask", "cáp quang"]) == 2
    assert capsys.readouterr().err.startswith("error: PORT: ")


def test_chat_shows_buttons_by_number_and_takes_a_number_for_a_button(service: str, capsys: pytest.CaptureFixture[str]) -> None:
    typed = iter(["Cáp quang bao nhiêu phần trăm?", "1"])

    def read(prompt: str) -> str:
        try:
            return next(typed)
        except StopIteration:
            raise EOFError from None

    assert chat(service, read) == 0
    out = capsys.readouterr().out
    assert "[1] " in out
    assert "75%" in out
    assert "Bộ" in out.split("[1] ", 1)[1]  # the first button asks who leads


def test_a_reply_is_shown_with_all_its_bubbles_before_the_buttons() -> None:
    assert list(shown([Bubble("a", (("x", "y"),)), Bubble("b", (("z", "z"),)), Bubble("")])) == ["a", "b", "[1] x   [2] z"]


def test_eval_writes_the_wrong_replies_apart_and_exits_by_the_limits(service: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bank = tmp_path / "bank.jsonl"
    right = {"id": "1", "turns": ["Tỷ lệ hộ có cáp quang là bao nhiêu?"], "expect": "answer", "must": [["75%"]], "must_not": [], "max_figures": 1}
    wrong = {
        "id": "2",
        "turns": ["Xin chào", "Tỷ lệ hộ có cáp quang là bao nhiêu?"],
        "expect": "answer",
        "must": [["99%"]],
        "must_not": [],
        "max_figures": None,
    }
    bank.write_text("".join(json.dumps(item) + "\n" for item in (right, wrong)), "utf-8")
    options = ["eval", str(bank), "--url", service, "--results", str(tmp_path / "results")]
    assert main([*options, "--fold", "--least", "0.5", "--most-wrong", "0.5"]) == 0
    assert "1/2" in capsys.readouterr().out
    assert main([*options, "--least", "0.6"]) == 1
    assert main([*options, "--most-wrong", "0.4"]) == 1
    run = min((tmp_path / "results").iterdir())
    (line,) = (run / "wrong.jsonl").read_text("utf-8").splitlines()
    told = json.loads(line)
    assert told["id"] == "2"
    assert told["expected"]["must"] == [["99%"]]
    assert any("75%" in text for text in told["said"])
    assert told["turns"] == ["Xin chao", "Ty le ho co cap quang la bao nhieu?"]


def test_eval_without_a_reply_counts_an_error_and_exits_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bank = tmp_path / "bank.jsonl"
    bank.write_text(json.dumps({"id": "1", "turns": ["a"], "expect": "chat"}), "utf-8")
    assert main(["eval", str(bank), "--url", f"http://127.0.0.1:{free_ports(1)[0]}", "--results", str(tmp_path / "results")]) == 1
    assert json.loads(next((tmp_path / "results").glob("*/wrong.jsonl")).read_text("utf-8"))["verdict"] == "error"


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('{"id": "1", "turns": [], "expect": "answer"}', "turns"),
        ('{"id": "1", "turns": ["a"], "expect": "guess"}', "expect"),
        ('{"turns": ["a"], "expect": "chat"}', "id"),
        ("no json", "__root__"),
        ('{"id": "0", "turns": ["a"], "expect": "chat"}', "stands twice"),
    ],
)
def test_a_wrong_line_of_a_bank_is_told_with_file_and_line(tmp_path: Path, line: str, told: str, capsys: pytest.CaptureFixture[str]) -> None:
    bank = tmp_path / "bank.jsonl"
    bank.write_text('{"id": "0", "turns": ["a"], "expect": "chat"}\n' + line + "\n", "utf-8")
    assert main(["eval", str(bank), "--url", "http://127.0.0.1:1"]) == 1
    (problem,) = capsys.readouterr().err.splitlines()
    assert problem.startswith(f"error: {bank}:2: ")
    assert told in problem
