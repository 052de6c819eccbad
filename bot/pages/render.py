"""Templates → HTML. Every value is escaped; the Vietnamese of the pages stands in web/templates/."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined

HTML = "text/html; charset=utf-8"
ASSETS = "/assets/lookup"
ASK = "#hoi="  # opens the chat on the question that follows (docs/widget.md)


class Renderer:
    """The templates of *web*/templates; files of *web*/lookup are linked with a hash of their content."""

    def __init__(self, web: Path) -> None:
        self._assets = {file.name: _versioned(file) for file in sorted((web / "lookup").iterdir()) if file.is_file()}
        self._environment = Environment(
            loader=FileSystemLoader(web / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self._environment.globals["asset"] = self._assets.__getitem__
        self._environment.filters.update(opening=opening, ask=ask)

    def render(self, template: str, **values: Any) -> bytes:
        """The page. Raises jinja2.UndefinedError for a value that the template wants and is not given."""
        return self._environment.get_template(template).render(**values).encode()

    def assets(self) -> list[str]:
        """The address of every file that pages link."""
        return list(self._assets.values())


def opening(text: str) -> str:
    """With a capital in front, as a heading has it; the rest of the name stays.

    >>> opening("hạ tầng số")
    'Hạ tầng số'
    """
    return text[:1].upper() + text[1:]


def ask(question: str) -> str:
    """The link that opens the chat on *question*.

    >>> ask("Ai chủ trì?")
    '#hoi=Ai%20ch%E1%BB%A7%20tr%C3%AC%3F'
    """
    return ASK + quote(question, safe="")


def _versioned(file: Path) -> str:
    return f"{ASSETS}/{file.name}?v={hashlib.sha256(file.read_bytes()).hexdigest()[:10]}"
