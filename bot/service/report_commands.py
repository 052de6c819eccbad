"""The commands that show what people ask: python -m bot report [export-nlu | open-data]. See docs/operate.md."""

from __future__ import annotations

import argparse
import json
import os
import re
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.service.channel_commands import Add, fail, in_database, tell

if TYPE_CHECKING:
    from bot.gathered.labels import Labels
    from bot.gathered.record import Question, Record
    from bot.gathered.report import Report

# What a command needs is imported when it runs.
DAYS = 30
MOST_DAYS = 3660
_MONTH = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])")


def add_report_commands(commands: argparse._SubParsersAction, add: Add) -> None:
    """Add report and what goes with it to *commands*."""
    report = add("report", _report, "what people ask, and what got no answer; nothing tells who asked", to=commands)
    report.add_argument("--days", type=_days, default=DAYS, metavar="N", help=f"today and the days before it, N together (default: {DAYS})")
    report.add_argument("--html", type=Path, metavar="FILE", help="write it as one page that needs nothing else, with every group")
    more = report.add_subparsers(metavar="COMMAND")
    export = add("export-nlu", _export, "questions without an answer as a draft of Rasa's training data", to=more)
    export.add_argument("file", type=Path, metavar="FILE")
    export.add_argument("--days", type=_days, default=argparse.SUPPRESS, metavar="N", help=argparse.SUPPRESS)
    export.add_argument("--group", type=int, action="append", metavar="NUMBER", help="this group of the report only; may be given several times")
    export.add_argument("--least", type=int, default=1, metavar="N", help="only groups of N questions or more")
    export.add_argument("--with-words", default="", metavar="WORDS", help="only questions with these words in them, with or without diacritics")
    publish = add("open-data", _publish, "counts of one month as CSV, none under 5; for cron", to=more)
    publish.add_argument("file", type=Path, metavar="FILE")
    publish.add_argument("--month", type=_month, metavar="YYYY-MM", help="a month that is over (default: the last one)")


def _report(options: argparse.Namespace) -> int:
    from bot.gathered.shown import lines, page
    from bot.paths import REPORT_TEMPLATES

    labels = _labels()
    with _record() as record:
        report = _made(record, options.days)
    for line in lines(report, labels):
        tell(line)
    if options.html is None:
        return 0
    code = _write(options.html, page(report, labels, REPORT_TEMPLATES), mode=0o600)
    if not code:
        tell(f"\n{options.html}")
    return code


def _export(options: argparse.Namespace) -> int:
    from bot.gathered.drafts import chosen, draft

    labels = _labels()
    with _record() as record:
        groups = _made(record, options.days).groups
    missing = sorted(set(options.group or ()) - {group.number for group in groups})
    if missing:
        return fail(f"the report of {options.days} days has no group {', '.join(map(str, missing))}")
    picked = chosen(groups, numbers=options.group or (), least=options.least, words=options.with_words)
    if not picked:
        return fail("no question was chosen")
    code = _write(options.file, draft(picked, head=labels.draft, intents=labels.asks), mode=0o600)
    if not code:
        tell(f"{options.file}: {sum(len(group.wordings) for group in picked)} questions of {len(picked)} groups; read them before they are used")
    return code


def _publish(options: argparse.Namespace) -> int:
    from bot.gathered.asked import day_of
    from bot.gathered.open_data import lines, month_before, text
    from bot.service.retention import DAY_SECONDS
    from bot.service.settings import read_settings

    today = day_of(time.time())
    month = options.month or month_before(today)
    if month >= today[:7]:
        return fail(f"{month} is not over: two exports of it would tell the difference between them", code=2)
    if f"{month}-01" < day_of(time.time() - read_settings().keep_counts_days * DAY_SECONDS):
        return fail(f"the counts of {month} are not kept any more, or not all of them (KEEP_COUNTS_DAYS)")
    labels = _labels()
    with _record() as record:
        counts = record.counts(f"{month}-01", f"{month}-31")
    # The mark in front lets spreadsheets read the labels.
    return _write(options.file, "\ufeff" + text(lines(counts, month), labels.of_value), mode=0o644)


def _made(record: Record, days: int) -> Report:
    """The report of the last *days* days, votes included."""
    from bot.gathered.asked import day_of
    from bot.gathered.report import Votes, first_day, report

    until = day_of(time.time())
    since = first_day(until, days)
    votes = [(vote["value"], question) for vote, question in _votes() if since <= question.day <= until]
    disliked = [question for value, question in votes if value == "down"]
    counted = Votes(up=len(votes) - len(disliked), down=len(disliked))
    return report(record.counts(since), [*record.questions(since), *disliked], since=since, until=until, votes=counted)


def _votes() -> Iterator[tuple[dict[str, Any], Question]]:
    """Every vote of the web, with its question."""
    from datetime import datetime

    from bot.gathered.asked import day_of, words_of
    from bot.gathered.record import Question
    from bot.gathered.report import DISLIKED
    from bot.service.settings import read_settings
    from bot.web.feedback import Feedback

    feedback = Feedback(read_settings().database)
    try:
        votes = feedback.votes()
    finally:
        feedback.close()
    for vote in votes:
        frame: dict[str, Any] = next(iter(json.loads(vote["frames"])), {})
        day = day_of(datetime.fromisoformat(vote["hour"]).timestamp())
        yield vote, Question(day, "web", frame.get("ask") or "", DISLIKED, words_of(vote["question"]), subjects=tuple(frame.get("subjects", ())))


def _record() -> AbstractContextManager[Record]:
    """What was gathered."""
    from bot.gathered.record import Record

    return in_database(Record)


def _labels() -> Labels:
    from bot.gathered.labels import Labels
    from bot.paths import PLANS, REPORT_TEXTS
    from bot.plan.find import Library
    from bot.plan.load import load_plans

    return Labels(REPORT_TEXTS, Library(load_plans(PLANS)))


def _write(file: Path, text: str, *, mode: int) -> int:
    """Put *text* into *file*, whole or not at all; the exit code."""
    made = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        made.touch(mode=mode)
        made.write_text(text, "utf-8", newline="")
        made.replace(file)
    except OSError as error:
        made.unlink(missing_ok=True)
        return fail(f"{file} cannot be written ({error.strerror})")
    return 0


def _days(text: str) -> int:
    days = int(text)
    if not 1 <= days <= MOST_DAYS:
        raise ValueError
    return days


def _month(text: str) -> str:
    if not _MONTH.fullmatch(text):
        raise ValueError
    return text
