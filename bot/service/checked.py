"""What the check of a copy of the content has found (bot.service.checking), for the process that had it checked."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

_FILE = "checked.json"


@dataclass(frozen=True)
class Checked:
    """problems: one line each, «file:line: …», files as seen from the content's folder. training: why the model must be trained; None if it fits."""

    problems: tuple[str, ...] = ()
    training: str | None = None

    @classmethod
    def forget(cls, folder: Path) -> None:
        """Nothing is found yet."""
        (folder / _FILE).unlink(missing_ok=True)

    def write(self, folder: Path) -> None:
        """Leave it in the copy's *folder*."""
        (folder / _FILE).write_text(json.dumps(asdict(self)), "utf-8")

    @classmethod
    def read(cls, folder: Path) -> Checked:
        """What was found about the copy in *folder*. Raises OSError, ValueError if the check did not come to its end."""
        found = json.loads((folder / _FILE).read_text("utf-8"))
        return cls(tuple(found["problems"]), found["training"])
