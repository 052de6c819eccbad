"""The sentences and command words of the chat platforms, from data/channels.yml."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML


class TextsError(Exception):
    """The file lacks something; the text says what."""


@dataclass(frozen=True)
class Commands:
    """What can be typed; see the comments in the file."""

    menu: Sequence[str]
    targets: Sequence[str]
    tasks: Sequence[str]
    look_up: Sequence[str]
    more: Sequence[str]
    forget: Sequence[str]
    officer: Sequence[str]
    bot: Sequence[str]


@dataclass(frozen=True)
class Lines:
    """What is added to an answer."""

    automatic: str
    automatic_sign: str
    figure_line: str
    choice_line: str
    pick_line: str
    pick_range: str
    pick_one: str
    ask_line: str
    title: str
    last: str
    link_line: str
    more_line: str
    more: str
    open_page: str


@dataclass(frozen=True)
class GuideTexts:
    """Menus and look-up."""

    menu: str
    targets: str
    tasks: str
    found: str
    target: str
    task: str
    entry: str
    titles: Mapping[str, str]
    nothing_found: str
    search_how: str


@dataclass(frozen=True)
class Notices:
    """What is said in place of an answer."""

    too_many: str
    busy: str
    unavailable: str
    deleted: str
    deleted_here: str


@dataclass(frozen=True)
class DeskTexts:
    """Talking with an officer (docs/handover.md): buttons, what the citizen is told, what officers read."""

    offer: str
    agree: str
    agree_question: str
    begun: str
    back: str
    back_question: str
    officer: str
    late: str
    ended: str
    returned: str
    nobody: str
    away: str
    late_desk: str
    lost: str
    closed: str
    attachment: str
    contact_name: str
    note_begun: str
    line_citizen: str
    line_bot: str
    note_returned: str
    note_nobody: str
    note_idle: str
    note_away: str


@dataclass(frozen=True)
class Login:
    """The page on which the owner of a Zalo account lands after his consent."""

    title: str
    text: str


@dataclass(frozen=True)
class ChannelTexts:
    """The whole file."""

    commands: Commands
    number_words: Sequence[str]
    lines: Lines
    guide: GuideTexts
    notices: Notices
    desk: DeskTexts
    welcome_question: str
    login: Login

    @classmethod
    def from_file(cls, path: Path) -> ChannelTexts:
        """Read the file. Raises TextsError for a missing or an unknown key."""
        content = YAML(typ="safe").load(path.read_text("utf-8"))
        sections = {"commands": Commands, "lines": Lines, "guide": GuideTexts, "notices": Notices, "desk": DeskTexts, "login": Login}
        _check(path, cls, content)
        for name, section in sections.items():
            _check(path, section, content[name], name)
            content[name] = section(**content[name])
        return cls(**content)


def _check(path: Path, kind: type[Any], content: Mapping[str, Any], section: str = "") -> None:
    different = {field.name for field in fields(kind)} ^ set(content)
    if different:
        raise TextsError(f"{path}: {section or 'the file'} must have the keys of {kind.__name__}; missing or unknown: {', '.join(sorted(different))}")
