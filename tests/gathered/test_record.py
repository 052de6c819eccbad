"""What was asked is counted and, where it got no answer, kept in words: bounded, masked, by day, beside the answering."""

from __future__ import annotations

import logging
import sqlite3
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.gathered.asked import MOST_CHARACTERS, Asked, day_of, entry
from bot.gathered.gatherer import Gatherer
from bot.gathered.record import Record

NOON = 1_772_344_800.0  # 1 March 2026, 13:00 in Vietnam
DAY = 24 * 3600.0
FIBRE, PHONE = "2022/cap-quang", "2022/smartphone"
REFUSED = Asked("budget", "out_of_plan", (FIBRE,), (FIBRE,))


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'bot.sqlite'}"


@pytest.fixture(params=["sqlite", "postgresql"])
def any_url(request: pytest.FixtureRequest, url: str) -> str:
    found: str = url if request.param == "sqlite" else request.getfixturevalue("postgres")
    return found


def until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_questions_are_counted_by_day_channel_ask_outcome_and_target(any_url: str) -> None:
    record = Record(any_url)
    answered = Asked("target_value", "answered", (FIBRE,), (FIBRE,))
    both = Asked("compare", "answered", (FIBRE, PHONE), (FIBRE, PHONE))
    record.add(
        [entry(asked, channel=channel, text="?", now=NOON) for asked, channel in ((answered, "web"), (answered, "web"), (answered, "zalo"), (both, "web"))]
    )
    record.add([entry(answered, channel="web", text="?", now=NOON + DAY)])
    found = [(count.day, count.channel, count.ask, count.target, count.questions, count.named) for count in record.counts("2026-03-01")]
    assert found == [
        ("2026-03-01", "web", "compare", FIBRE, 1, 1),
        ("2026-03-01", "web", "compare", PHONE, 0, 1),
        ("2026-03-01", "web", "target_value", FIBRE, 2, 2),
        ("2026-03-01", "zalo", "target_value", FIBRE, 1, 1),
        ("2026-03-02", "web", "target_value", FIBRE, 1, 1),
    ]
    assert [count.day for count in record.counts("2026-03-01", "2026-03-01")] == ["2026-03-01"] * 4
    record.close()


def test_the_same_words_on_one_day_are_one_row_and_answered_ones_are_not_kept(any_url: str) -> None:
    record = Record(any_url)
    record.add([entry(REFUSED, channel="web", text=" tốn bao nhiêu\ntiền", now=NOON), entry(REFUSED, channel="web", text="tốn bao nhiêu tiền", now=NOON + 60)])
    record.add(
        [
            entry(Asked("lead", "answered"), channel="web", text="ai chủ trì", now=NOON),
            entry(Asked("greet", "small_talk"), channel="web", text="chào", now=NOON),
        ]
    )
    (question,) = record.questions("2026-03-01")
    assert (question.text, question.times, question.subjects, question.outcome) == ("tốn bao nhiêu tiền", 2, (FIBRE,), "out_of_plan")
    assert record.questions("2026-03-02") == []
    record.close()


def test_only_the_newest_are_kept(url: str) -> None:
    record = Record(url, most_questions=3, most_counts=2)
    for number in range(6):
        record.add([entry(REFUSED, channel="web", text=f"câu {number}", now=NOON + number * DAY)])
    assert [question.text for question in record.questions("2026-01-01")] == ["câu 3", "câu 4", "câu 5"]
    assert len(record.counts("2026-01-01")) == 2
    record.close()


def test_words_go_before_counts(url: str) -> None:
    record = Record(url)
    record.add([entry(REFUSED, channel="web", text="cũ", now=NOON), entry(REFUSED, channel="web", text="mới", now=NOON + 2 * DAY)])
    assert record.prune(questions_before=day_of(NOON + DAY), counts_before=day_of(NOON)) == (1, 0)
    assert [question.text for question in record.questions("2026-01-01")] == ["mới"]
    assert record.prune(questions_before="2027-01-01", counts_before="2027-01-01") == (1, 2)
    record.close()


def test_nothing_that_is_kept_tells_who_asked_or_at_what_hour(url: str, tmp_path: Path) -> None:
    record = Record(url)
    text = "số tôi 0912 345 678, thư an.nguyen@xa.example, CCCD 001099012345, hỏi kinh phí\x00\x1b[2J"
    record.add([entry(REFUSED, channel="somebody@home", text=text, now=NOON)])
    record.add([entry(Asked("x'; DROP", "not_understood"), channel="web", text="a " * 3000 + "0912345678", now=NOON)])
    first, second = record.questions("2026-01-01")
    assert (first.day, first.channel) == ("2026-03-01", "other")
    assert first.text.startswith("số tôi •••, thư •••") and first.text.endswith("hỏi kinh phí [2J")
    assert (second.ask, len(second.text)) == ("", MOST_CHARACTERS)
    record.close()
    files = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert not [secret for secret in (b"0912", b"an.nguyen", b"001099012345", b"somebody") if secret in files]
    (row,) = sqlite3.connect(tmp_path / "bot.sqlite").execute("SELECT * FROM open_questions LIMIT 1")
    assert not [value for value in row if str(value).startswith("177")]  # no clock beside the day


def test_a_gatherer_writes_beside_the_answering_and_before_it_ends(url: str) -> None:
    gatherer = Gatherer(url)
    gatherer.gather([REFUSED], channel="web", text="một")
    record = Record(url)
    until(lambda: len(record.questions("2026-01-01")) == 1)
    gatherer.gather([REFUSED], channel="web", text="hai")
    gatherer.close()
    assert [question.text for question in record.questions("2026-01-01")] == ["một", "hai"]
    record.close()


def test_questions_of_many_threads_and_two_processes_are_all_counted(url: str) -> None:
    gatherers = [Gatherer(url), Gatherer(url)]
    threads = [
        threading.Thread(target=lambda gatherer=gatherer: [gatherer.gather([REFUSED], channel="web", text="hỏi") for _ in range(50)])
        for gatherer in gatherers * 4
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for gatherer in gatherers:
        gatherer.close()
    record = Record(url)
    assert [count.questions for count in record.counts("2026-01-01")] == [400]
    assert [question.times for question in record.questions("2026-01-01")] == [400]
    record.close()


def test_a_database_that_fails_costs_no_answer_is_told_once_and_used_when_it_is_back(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    file = tmp_path / "bot.sqlite"
    file.write_text("no database at all, but long enough to be taken for the head of one " * 20)
    gatherer = Gatherer(f"sqlite:///{file}")
    with caplog.at_level(logging.WARNING, "bot.gathered.gatherer"):
        gatherer.gather([REFUSED], channel="web", text="một")
        until(lambda: bool(caplog.messages))
        gatherer.gather([REFUSED], channel="web", text="hai")
        time.sleep(1.2)
    assert len(caplog.messages) == 1 and "một" not in caplog.text
    file.unlink()
    gatherer.gather([REFUSED], channel="web", text="ba")
    record = Record(f"sqlite:///{file}")
    until(lambda: len(record.questions("2026-01-01")) == 3)
    gatherer.close()
    record.close()


def test_what_does_not_fit_into_the_queue_is_passed_over(url: str) -> None:
    gatherer = Gatherer(url, most_waiting=2)
    gatherer.gather([REFUSED] * 5, channel="web", text="hỏi")
    gatherer.gather([REFUSED], channel="web", text="hỏi")
    gatherer.close()
