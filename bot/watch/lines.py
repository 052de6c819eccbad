"""How log lines are written: for people, or as one JSON object a line."""

from __future__ import annotations

import json
import logging
import traceback
from datetime import UTC, datetime
from typing import Any

from bot.watch.requests import request_id

FIELDS = "fields"  # a line's own, in the extra of a logging call: {"fields": {name: value}}


class TextLines(logging.Formatter):
    """Time, level, logger, message, the line's own fields and the request's id.

    Tracebacks tell where and which kind of error, not its message, which may quote what a citizen wrote.
    """

    def __init__(self) -> None:
        super().__init__("{asctime} {levelname:<7} {name}: {message}", "%Y-%m-%d %H:%M:%S", style="{")

    def formatMessage(self, record: logging.LogRecord) -> str:
        """See the parent class."""
        fields = {**getattr(record, FIELDS, {}), **_request()}
        return " ".join([super().formatMessage(record), *(f"{name}={value}" for name, value in fields.items())])

    def formatException(self, ei: Any) -> str:
        """See the parent class."""
        return where(ei)


class JsonLines(logging.Formatter):
    """One JSON object a line, with the same. process: which of the service's processes it is."""

    def __init__(self, process: str) -> None:
        super().__init__()
        self._process = process

    def format(self, record: logging.LogRecord) -> str:
        """See the parent class."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "process": self._process,
            "logger": record.name,
            "message": record.getMessage(),
            **_request(),
        }
        line.update({name: value for name, value in getattr(record, FIELDS, {}).items() if name not in line})
        if record.exc_info:
            line["error"] = where(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


def where(error: Any) -> str:
    """The last places that an exception passed, and its kind."""
    kind, _, trace = error
    frames = "".join(traceback.format_list(traceback.extract_tb(trace)[-6:]))
    return f"{frames}{kind.__name__ if kind else 'error'}"


def _request() -> dict[str, str]:
    """The request's id as a field, within one."""
    request = request_id()
    return {"request": request} if request else {}
