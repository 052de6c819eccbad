"""The wordings that the service itself uses (data/service.yml)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from bot.paths import SERVICE_TEXTS


def service_texts(path: Path = SERVICE_TEXTS) -> dict[str, Any]:
    """The file's content, read anew."""
    texts: dict[str, Any] = YAML(typ="safe").load(path.read_text("utf-8"))
    return texts
