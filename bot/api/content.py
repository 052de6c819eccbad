"""What API and look-up pages are made from, read once for both: reading a plan file takes half a second of the start."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Generic, TypeVar

from bot.answers.phrases import Phrases
from bot.api.search import Search
from bot.api.wording import Wording
from bot.plan.find import Library
from bot.plan.load import load_plans
from bot.plan.review import without_reviewed

Made = TypeVar("Made")
Stamp = tuple[tuple[str, int, int], ...]  # name, time of change and size of each file


@dataclass(frozen=True)
class Content:
    """The plans, the wordings, and what searches them."""

    library: Library
    phrases: Phrases
    wording: Wording
    search: Search

    def without(self, refs: frozenset[str]) -> Content:
        """The content in which nothing is told of the subjects with *refs*, which are under review."""
        if not refs:
            return self
        library = without_reviewed(self.library, refs, self.phrases.texts["under_review"])
        return replace(self, library=library, search=Search(library))


class UnderReview(Generic[Made]):
    """What is made from the content, anew whenever other subjects are under review. Its method may be called from any thread."""

    def __init__(self, content: Content, make: Callable[[Content], Made]) -> None:
        self._content = content
        self._make = make
        self._all = make(content)
        self._last: tuple[frozenset[str], Made] = (frozenset(), self._all)
        self._making = threading.Lock()

    def without(self, refs: frozenset[str]) -> Made:
        """What tells nothing of the subjects with *refs*."""
        if not refs:
            return self._all
        with self._making:
            if self._last[0] != refs:
                self._last = (refs, self._make(self._content.without(refs)))
            return self._last[1]


def read_content(*, plans: Path, phrases: Path) -> Content:
    """The content of the files as they are now. Raises PlanError for a wrong plan file."""
    return _read(plans, phrases, _stamp([*sorted(plans.glob("*.yml")), phrases]))


@lru_cache(maxsize=1)
def _read(plans: Path, phrases: Path, stamp: Stamp) -> Content:
    library = Library(load_plans(plans))
    return Content(library, Phrases.from_file(phrases), Wording.from_file(phrases), Search(library))


def _stamp(files: list[Path]) -> Stamp:
    return tuple((str(file), file.stat().st_mtime_ns, file.stat().st_size) for file in files)
