"""The API's own wordings, from the section «api» of data/phrases.yml."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, fields
from pathlib import Path

from ruamel.yaml import YAML

from bot.answers.phrases import Phrases


@dataclass(frozen=True)
class Wording:
    """Sentences with blanks; see the comments in the file."""

    goal_by_year_end: str
    goal_by_date: str
    role: str
    not_found: str
    method_not_allowed: str

    @classmethod
    def from_file(cls, path: Path) -> Wording:
        """Read the wordings. Raises KeyError for a missing one."""
        content = YAML(typ="safe").load(path.read_text("utf-8"))["api"]
        return cls(**{field.name: content[field.name] for field in fields(cls)})

    def goal(self, goal: str, due: datetime.date, phrases: Phrases) -> str:
        """The whole sentence of a goal that is set for *due*."""
        if (due.month, due.day) == (12, 31):
            return self.goal_by_year_end.format(year=due.year, goal=goal)
        return self.goal_by_date.format(date=phrases.date(due), goal=goal)

    def who(self, name: str, note: str | None) -> str:
        """A body with the note on whose word it is."""
        return self.role.format(who=name, note=note) if note else name
