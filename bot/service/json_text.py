"""JSON of what passes between the processes and into the database, for every message."""

from __future__ import annotations

import json
from typing import Any

import orjson


def to_json(value: Any) -> str:
    """JSON without white space; halves of characters, which nothing can write, become «?». Raises TypeError for what JSON cannot hold."""
    try:
        return orjson.dumps(value).decode()
    except orjson.JSONEncodeError:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace").decode()
