"""What people ask of the running service, as officers see it, and the commands beside it."""

from __future__ import annotations

import csv
import sqlite3
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from rasa.shared.nlu.training_data.formats.rasa_yaml import RasaYAMLReader

from bot.__main__ import main
from bot.gathered.asked import ZONE, Asked, day_of, entry
from bot.gathered.record import Record
from bot.service.client import ask
from bot.store.settings import StoreSettings
from tests.channels.visiting import Visitor

Printed = pytest.CaptureFixture[str]
FIBRE = "2022/cap-quang"
DAY = 24 * 3600.0


def until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.1)


@pytest.fixture
def record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Record:
    """A record of the test's own, which the commands read."""
    monkeypatch.setenv("DATA_FOLDER", str(tmp_path / "data"))
    return Record(StoreSettings().database)


def told(*questions: tuple[str, int], days_ago: int = 0, asked: Asked | None = None) -> list:
    asked = asked or Asked("budget", "out_of_plan", (FIBRE,), (FIBRE,))
    return [entry(asked, channel="web", text=words, now=time.time() - days_ago * DAY) for words, times in questions for _ in range(times)]


# -- the running service


def test_what_was_asked_over_rest_and_the_web_is_reported_without_who_asked(service: str, data_folder: Path, tmp_path: Path, capsys: Printed) -> None:
    def counted() -> dict[tuple[str, str, str], int]:
        found: dict[tuple[str, str, str], int] = {}
        for count in Record(StoreSettings(data_folder=data_folder).database).counts(day_of(time.time() - DAY)):
            key = (count.channel, count.outcome, count.target)
            found[key] = found.get(key, 0) + count.named
        return found

    before = counted()
    sender = "reported-0987654321"
    mine = "Kinh phí làm tượng đài con hà mã tím quê tui bao nhiêu, gọi lại số 0912 345 678 hoặc hama@xa.example nhé"
    ask(service, mine, sender=sender)
    ask(service, "cáp quang phải đạt bao nhiêu phần trăm", sender=sender)
    visitor = Visitor(service)
    visitor.ask("kinh phi lam tuong dai con ha ma tim que tui bao nhieu")
    disliked = visitor.ask("hợp đồng điện tử bao nhiêu phần trăm")
    assert visitor.vote(disliked["answer"], "down", reason="sai").status in (200, 204)

    def grown() -> dict[tuple[str, str, str], int]:
        return {key: number - before.get(key, 0) for key, number in counted().items()}

    until(lambda: grown().get(("rest", "answered", FIBRE), 0) == 1 and grown().get(("web", "answered", "2022/hop-dong-dien-tu"), 0) >= 1)
    page = tmp_path / "report.html"
    assert main(["report", "--days", "2", "--html", str(page)]) == 0
    out, html = capsys.readouterr().out, page.read_text("utf-8")
    words = [question.text for question in Record(StoreSettings(data_folder=data_folder).database).questions(day_of(time.time() - DAY))]
    assert "Kinh phí làm tượng đài con hà mã tím quê tui bao nhiêu, gọi lại số ••• hoặc ••• nhé" in words
    assert "hợp đồng điện tử bao nhiêu phần trăm" in html and "bị chấm 👎" in html
    assert "khung trò chuyện trên web" in out and "Theo mục tiêu" in out
    assert not [secret for secret in (sender, visitor.session, "0912", "hama@", "probe") if secret in out + html]
    assert page.stat().st_mode & 0o077 == 0
    with sqlite3.connect(data_folder / "bot.sqlite") as connection:
        kept = str([connection.execute(f"SELECT * FROM {table}").fetchall() for table in ("question_counts", "open_questions")])
    assert "hà mã tím" in kept and not [secret for secret in ("reported", "0912", "hama@", visitor.session, "trợ lý giúp được") if secret in kept.lower()]


def test_a_record_that_cannot_be_written_costs_no_answer(service: str, data_folder: Path) -> None:
    with sqlite3.connect(data_folder / "bot.sqlite", isolation_level=None) as connection:
        connection.execute("ALTER TABLE question_counts RENAME TO elsewhere")
        try:
            assert "75%" in "".join(bubble.text for bubble in ask(service, "cáp quang bao nhiêu phần trăm", sender="no-record"))
            time.sleep(1.0)
            assert "75%" in "".join(bubble.text for bubble in ask(service, "cáp quang bao nhiêu phần trăm", sender="no-record"))
        finally:
            connection.execute("DROP TABLE IF EXISTS question_counts")
            connection.execute("ALTER TABLE elsewhere RENAME TO question_counts")


# -- the commands


def test_a_report_of_nothing_is_no_mistake(record: Record, capsys: Printed) -> None:
    assert main(["report"]) == 0
    assert "Chưa có câu hỏi nào" in capsys.readouterr().out


def test_only_the_asked_days_are_reported(record: Record, capsys: Printed) -> None:
    record.add([*told(("câu hôm nay", 1)), *told(("câu tuần trước", 1), days_ago=7)])
    assert main(["report", "--days", "7"]) == 0
    out = capsys.readouterr().out
    assert "câu hôm nay" in out and "tuần trước" not in out and "Số câu hỏi: 1" in out
    assert main(["report", "--days", "8"]) == 0
    assert "tuần trước" in capsys.readouterr().out


def test_chosen_groups_become_a_draft_that_rasa_reads(record: Record, tmp_path: Path, capsys: Printed) -> None:
    record.add(told(("tốn hết bao nhiêu tiền ngân sách", 3), ("thủ tục cấp đổi căn cước ra sao", 2), ("lạc đà ăn gì", 1)))
    file = tmp_path / "draft.yml"

    def read() -> set[tuple[str, str]]:
        return {(example.get("text"), example.get("intent")) for example in RasaYAMLReader().read(str(file)).intent_examples}

    assert main(["report", "export-nlu", str(file)]) == 0
    assert len(read()) == 3
    assert main(["report", "--days", "7", "export-nlu", str(file), "--group", "1"]) == 0
    assert read() == {("tốn hết bao nhiêu tiền ngân sách", "budget")}
    assert main(["report", "export-nlu", str(file), "--least", "2", "--with-words", "can cuoc"]) == 0
    assert read() == {("thủ tục cấp đổi căn cước ra sao", "budget")}
    capsys.readouterr()
    assert main(["report", "export-nlu", str(file), "--group", "9"]) == 1
    assert "no group 9" in capsys.readouterr().err
    assert main(["report", "export-nlu", str(file), "--with-words", "voi"]) == 1
    assert main(["report", "export-nlu", str(tmp_path / "none" / "draft.yml")]) == 1
    assert "cannot be written" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir() if path.name != "data"] == ["draft.yml"]


def test_open_data_is_of_the_last_whole_month_and_holds_no_words(record: Record, tmp_path: Path, capsys: Printed) -> None:
    first = datetime.now(ZONE).replace(day=1, hour=12)
    days_ago = (datetime.now(ZONE).date() - (first - timedelta(days=1)).date()).days
    record.add(
        [*told(("chuyện riêng", 6), days_ago=days_ago), *told(("câu tháng này", 9)), *told(("x", 2), days_ago=days_ago, asked=Asked("lead", "answered"))]
    )
    file = tmp_path / "open.csv"
    assert main(["report", "open-data", str(file)]) == 0
    assert capsys.readouterr().out == ""  # quiet in a cron job
    text = file.read_text("utf-8-sig")
    rows = list(csv.DictReader(text.splitlines()))
    assert {row["month"] for row in rows} == {(first - timedelta(days=1)).strftime("%Y-%m")}
    assert {row["dimension"]: int(row["questions"]) for row in rows} == {"day": 8, "channel": 8, "ask": 8, "outcome": 8, "target": 6}
    assert "riêng" not in text and file.stat().st_mode & 0o044
    again = tmp_path / "again.csv"
    assert main(["report", "open-data", str(again)]) == 0
    assert again.read_bytes() == file.read_bytes()


def test_a_month_that_is_not_over_or_not_kept_whole_is_not_published(record: Record, tmp_path: Path, capsys: Printed) -> None:
    assert main(["report", "open-data", str(tmp_path / "a.csv"), "--month", day_of(time.time())[:7]]) == 2
    assert main(["report", "open-data", str(tmp_path / "a.csv"), "--month", "2001-01"]) == 1
    error = capsys.readouterr().err
    assert "is not over" in error and "KEEP_COUNTS_DAYS" in error
    assert not (tmp_path / "a.csv").exists()


@pytest.mark.parametrize("options", [["--days", "0"], ["--days", "x"], ["open-data", "f", "--month", "2026-13"], ["open-data"], ["publish"]])
def test_impossible_options_are_refused_with_usage(record: Record, options: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["report", *options])
    assert ended.value.code == 2


def test_a_database_that_cannot_be_used_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Printed) -> None:
    monkeypatch.setenv("DATA_FOLDER", str(tmp_path))
    (tmp_path / "bot.sqlite").write_text("no database at all, but long enough to be taken for the head of one " * 20)
    assert main(["report"]) == 2
    assert "cannot be used" in capsys.readouterr().err
