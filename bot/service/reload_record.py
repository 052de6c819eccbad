"""What became of changed content: written by the service's first process, shown by the others among their figures."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from bot.service.settings import Settings


@dataclass(frozen=True)
class ReloadRecord:
    """Since the service started. stands_refused: whether the files as they lie there were refused."""

    taken: int = 0
    refused: int = 0
    stands_refused: bool = False

    @classmethod
    def read(cls, settings: Settings) -> ReloadRecord:
        """What the service at the settings' port has written last. Raises OSError, ValueError."""
        return cls(**json.loads(_file(settings).read_text("utf-8")))

    def write(self, settings: Settings) -> None:
        """In one step, so that a reader finds it whole. Raises OSError."""
        file = _file(settings)
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        made = file.with_name(f"{file.name}.new")
        made.write_text(json.dumps(asdict(self)) + "\n", "utf-8")
        os.replace(made, file)


def _file(settings: Settings) -> Path:
    return settings.content_store / f"reloads-{settings.port}.json"
