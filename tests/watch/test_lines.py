"""Log lines, for people and for programs."""

from __future__ import annotations

import json
import logging
import sys

import pytest

from bot.watch.lines import JsonLines, TextLines
from bot.watch.requests import one_request, request_id, take_over

SECRET = "0912345678"


def record(message: str = "answer", *arguments: object, fail: bool = False, **fields: object) -> logging.LogRecord:
    error = None
    if fail:
        try:
            raise ValueError(SECRET)
        except ValueError:
            error = sys.exc_info()
    made = logging.LogRecord("bot", logging.ERROR, __file__, 1, message, arguments, error)
    if fields:
        made.fields = fields
    return made


def test_a_line_of_json_is_one_object_with_the_request_and_its_own_fields() -> None:
    with one_request() as known:
        text = JsonLines("rasa").format(record("%s:\nhai", "một", channel="web", seconds=0.5))
    assert "\n" not in text
    line = json.loads(text)
    assert line.pop("time").endswith("+00:00")
    assert line == {"level": "ERROR", "process": "rasa", "logger": "bot", "message": "một:\nhai", "request": known, "channel": "web", "seconds": 0.5}


def test_a_line_of_text_ends_with_the_same() -> None:
    with one_request() as known:
        assert TextLines().format(record(channel="web")).endswith(f"ERROR   bot: answer channel=web request={known}")
    assert TextLines().format(record()).endswith("bot: answer")


@pytest.mark.parametrize("lines", [TextLines(), JsonLines("rasa")], ids=["text", "json"])
def test_an_error_tells_where_it_was_and_not_what_it_says(lines: logging.Formatter) -> None:
    text = lines.format(record(fail=True))
    assert "ValueError" in text
    assert "test_lines.py" in text
    assert SECRET not in text


def test_a_field_cannot_take_the_place_of_what_every_line_has() -> None:
    assert json.loads(JsonLines("rasa").format(record(level="quiet", process="other")))["level"] == "ERROR"


def test_an_id_of_another_process_is_taken_over_and_anything_else_is_not() -> None:
    with one_request("0123456789abcdef") as known:
        assert known == request_id() == "0123456789abcdef"
        for forged in ("", SECRET, "x" * 16, "0123456789abcdef\n", "0123456789ABCDEF"):
            take_over(forged)
            assert request_id() == ""
