"""Read files that editors write: a wrong one is refused with file, line, field, what is wrong and how to mend it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from io import StringIO
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.constructor import DuplicateKeyError
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.reader import ReaderError

from bot.plan.check import Problem
from bot.plan.document import UnusableDocumentError, check_names, check_text, line_of_misfit

Content = TypeVar("Content", bound=BaseModel)

# What pydantic calls a mistake → what to do about it. Other kinds carry their own words.
_MENDS = {
    "value_error.extra": "this field is not known; check its spelling against {guide} or take it out",
    "value_error.missing": "this field is missing; add it",
    "type_error.enum": "this word is none of the allowed ones; see {guide}",
    "value_error.date": 'no such date; write it as year-month-day between quotes, for instance "2022-06-01"',
    "type_error.tuple": "a list is expected here; begin each entry with «- »",
    "type_error.none.not_allowed": "a value is missing here; write it after the colon, or take the field out",
    "type_error.str": "a text is expected here; write it on one line, between quotes",
    "type_error.decimal": 'this is no number; write digits between quotes, with a point for decimals, for instance "8.5"',
    "value_error.decimal.not_finite": 'this is no number; write digits between quotes, with a point for decimals, for instance "8.5"',
    "type_error.integer": "this is no whole number; write it in digits",
    "value_error.number.not_ge": "this number is too small; begin with {limit_value}",
    "type_error.dict": "fields are expected here, each on its own line as «field: value»",
    "value_error.any_str.max_length": "shorten it to {limit_value} characters; there is no room for more",
    "value_error.any_str.min_length": "a value is missing here; write it between the quotes, or take the field out",
    "value_error.url.scheme": "this is no web address; begin with https:// or http://",
    "value_error.url.host": "this web address names no server; write it whole, as it stands in the browser",
    "value_error.url.port": "this web address has a port that does not exist; write it as it stands in the browser",
    "value_error.url.extra": "«{extra}» cannot stand in a web address; take it out, and write each space as %20",
}


class ContentError(ValueError):
    """A file that cannot be used. One line for each problem: «file:line: field: what is wrong; how to mend it»."""

    def __init__(self, lines: Sequence[str]) -> None:
        super().__init__("\n".join(lines))
        self.lines = tuple(lines)


def text_of(path: Path) -> str:
    """The text of a file. Raises ContentError if it cannot be read."""
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise ContentError([f"{path}:{line}: this file is not in UTF-8; save it with the encoding UTF-8"]) from error
    except OSError as error:
        raise ContentError([f"{path}: cannot be read ({error.strerror}); check the file's name"]) from error


def parse(text: str, name: str, model: type[Content], problems: Callable[[Content], Sequence[Problem]], *, guide: str, nothing: str) -> Content:
    """What *text* states, as *model*. Raises ContentError.

    name: the file's, in messages. problems: the rules between its fields. guide: the document that describes them. nothing:
    what to say of a file without fields.
    """
    try:
        check_text(text)
        content = _without_lines(text, model, problems)
        if content is not None:
            return content
        document = _with_lines(text, name)
        check_names(document)
    except UnusableDocumentError as error:
        raise ContentError([f"{name}:{error.line}: {error}"]) from error
    if not isinstance(document, CommentedMap):
        raise ContentError([f"{name}:1: {nothing}; see {guide} for its fields"])
    try:
        content = model.parse_obj(document)
    except ValidationError as error:
        raise ContentError([_line(name, document, place, words) for place, words in _mistakes(error.errors(), guide).items()]) from error
    found = problems(content)
    if found:
        raise ContentError([_line(name, document, problem.location, problem.message) for problem in found])
    return content


def _with_lines(text: str, name: str) -> Any:
    """The content of the file, which knows its lines. Raises ContentError for what is no YAML."""
    try:
        return YAML(typ="rt").load(StringIO(text))
    except DuplicateKeyError as error:
        mark = error.problem_mark
        raise ContentError([f"{name}:{mark.line + 1}: {error.problem.split(' with value')[0]}: the same field stands twice; keep one of them"]) from error
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise ContentError(
            [f"{name}:{mark.line + 1}: not readable as YAML: {error.problem}; check the indentation, the quotes and the colon before this place"]
        ) from error
    except ReaderError as error:
        line = text[: error.position].count("\n") + 1
        raise ContentError(
            [f"{name}:{line}: character number {error.character:#x} cannot stand in a text; delete it (it is invisible) and type the place anew"]
        ) from error
    except (ValueError, KeyError, ArithmeticError) as error:  # of values that look like a number or a date
        raise ContentError([f"{name}:{line_of_misfit(text)}: this looks like a number or a date and is none; correct it, or put it between quotes"]) from error


def _without_lines(text: str, model: type[Content], problems: Callable[[Content], Sequence[Problem]]) -> Content | None:
    """The content, if nothing is wrong with it. The reader that knows line numbers takes ten times as long."""
    try:
        content = model.parse_obj(YAML(typ="safe").load(text))
    except (YAMLError, ValidationError, ValueError, TypeError, KeyError, ArithmeticError, RecursionError):
        return None  # told with its line by the slower reader
    return None if problems(content) else content


def _mistakes(errors: Sequence[Mapping[str, Any]], guide: str) -> dict[tuple[str | int, ...], str]:
    """What is wrong at each place. A value that may be a list or a word («leads») is complained about as both: told once."""
    found: dict[tuple[str | int, ...], list[str]] = {}
    for error in errors:
        found.setdefault(tuple(error["loc"]), []).append(_words(error, guide))
    outer = {place[:length] for place in found for length in range(len(place))}
    return {place: "; or ".join(dict.fromkeys(words)) for place, words in found.items() if place not in outer}


def _words(error: Mapping[str, Any], guide: str) -> str:
    context = error.get("ctx", {})
    if error["type"] == "value_error.const":
        return f"write {' or '.join(context['permitted'])}"
    mend = _MENDS.get(error["type"])
    return mend.format(**context, guide=guide) if mend else error["msg"]


def _line(name: str, document: CommentedMap, location: tuple[str | int, ...], message: str) -> str:
    """Message with the line of the deepest part of *location* that the file has."""
    node: Any = document
    line = 0
    steps: list[str] = []
    for step in location:
        if step == "__root__":
            continue
        if isinstance(node, CommentedMap) and step in node:
            line = node.lc.key(step)[0]
            node = node[step]
        elif isinstance(node, CommentedSeq) and isinstance(step, int) and step < len(node):
            line = node.lc.item(step)[0]
            node = node[step]
            if isinstance(node, CommentedMap) and "id" in node:
                steps.append(f"«{node['id']}»")
                continue
        else:
            node = None
        steps.append(str(step))
    return f"{name}:{line + 1}: {'.'.join(steps)}: {message}"
