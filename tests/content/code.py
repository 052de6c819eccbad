"""The project's Python as syntax trees: its files, its strings, its imports."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from bot.paths import PROJECT


@dataclass(frozen=True)
class Text:
    """A string in the code that is no docstring. parts: f-strings with their blanks as «{}»."""

    path: str
    line: int
    value: str
    is_template: bool = False

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.value[:60]!r}"


@lru_cache(maxsize=1)
def modules() -> dict[str, ast.Module]:
    """Every committed Python file outside tests/, by its path in the project."""
    paths = [path for folder in ("bot", "actions", "bench", "deploy") for path in sorted((PROJECT / folder).rglob("*.py"))]
    return {path.relative_to(PROJECT).as_posix(): ast.parse(path.read_text("utf-8")) for path in paths}


def texts(*rooms: str) -> Iterator[Text]:
    """The strings of the files whose path begins with one of *rooms*; of all without."""
    for path, tree in modules().items():
        if not rooms or path.startswith(rooms):
            yield from _texts(path, tree)


def _texts(path: str, tree: ast.Module) -> Iterator[Text]:
    told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)}  # docstrings
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            told.update(id(part) for part in node.values)
            yield Text(path, node.lineno, "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values), is_template=True)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield Text(path, node.lineno, node.value)


def imports(path: str) -> Iterator[tuple[int, str]]:
    """Line and name of every module that the file imports, also inside functions."""
    for node in ast.walk(modules()[path]):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: write the import whole"
            yield node.lineno, node.module or ""
            yield from (
                (node.lineno, f"{node.module}.{alias.name}") for alias in node.names if Path(PROJECT, *(node.module or "").split("."), alias.name).exists()
            )
        elif isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
