"""What API and look-up pages are made from, read once for both: reading a plan file takes half a second of the start."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from bot.answers.phrases import Phrases
from bot.api.search import Search
from bot.api.wording import Wording
from bot.plan.find import Library
from bot.plan.load import load_plans

Stamp = tuple[tuple[str, int, int], ...]  # name, time of change and size of each file


@dataclass(frozen=True)
class Content:
    """The plans, the wordings, and what searches them."""

    library: Library
    phrases: Phrases
    wording: Wording
    search: Search


def read_content(*, plans: Path, phrases: Path) -> Content:
    """The content of the files as they are now. Raises PlanError for a wrong plan file."""
    return _read(plans, phrases, _stamp([*sorted(plans.glob("*.yml")), phrases]))


@lru_cache(maxsize=1)
def _read(plans: Path, phrases: Path, stamp: Stamp) -> Content:
    library = Library(load_plans(plans))
    return Content(library, Phrases.from_file(phrases), Wording.from_file(phrases), Search(library))


def _stamp(files: list[Path]) -> Stamp:
    return tuple((str(file), file.stat().st_mtime_ns, file.stat().st_size) for file in files)
