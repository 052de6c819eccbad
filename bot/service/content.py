"""The wordings that the service itself uses (data/service.yml)."""

from __future__ import annotations

from typing import Any

from ruamel.yaml import YAML

from bot.paths import SERVICE_TEXTS


def service_texts() -> dict[str, Any]:
    """The file's content, read anew."""
    texts: dict[str, Any] = YAML(typ="safe").load(SERVICE_TEXTS.read_text("utf-8"))
    return texts
