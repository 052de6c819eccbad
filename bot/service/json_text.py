"""JSON of what passes between the processes and into the database, for every message."""

from __future__ import annotations

import json
from typing import Any

import orjson


def to_json(value: Any) -> str:
    """JSON without white space; halves of characters, which nothing can write, become «?». Raises TypeError for objects that are no data."""
    try:
        return orjson.dumps(value).decode()
    except orjson.JSONEncodeError:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace").decode()


def from_json(text: str) -> Any:
    """What *text* holds, also in the standard library's wider JSON (NaN). Raises ValueError."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return json.loads(text)
