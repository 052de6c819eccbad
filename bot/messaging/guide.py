"""For members of community teams, who know what they look for: lists of targets and tasks and a look-up, without small talk."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from bot.answers.answer import Context
from bot.answers.compose.parts import opening_buttons
from bot.answers.memory import Memory
from bot.api.content import Content
from bot.messaging.menus import plain
from bot.messaging.replies import Choice
from bot.messaging.texts import ChannelTexts
from bot.plan.find import Subject
from bot.plan.model import Named, Target, Task

MOST_CHARACTERS = 300  # of a command; longer texts are not looked through
PAGE = 8  # entries of a list, so that their numbers and «next» have one digit


class Asked(str, Enum):
    """What a command wants."""

    MENU = "menu"
    TARGETS = "targets"
    TASKS = "tasks"
    LOOK_UP = "look_up"
    MORE = "more"
    FORGET = "forget"


@dataclass(frozen=True)
class Command:
    """A command as it was typed. page: of a list, from 1. words: to look up."""

    asked: Asked
    page: int = 1
    words: str = ""


@dataclass(frozen=True)
class Shown:
    """What a command shows, or instead the question that it asks the bot."""

    text: str = ""
    choices: tuple[Choice, ...] = ()
    ask: str | None = None


class Guide:
    """Reads commands and shows what the plan that is current has."""

    def __init__(self, content: Content, texts: ChannelTexts) -> None:
        self._content = content
        self._all_texts = texts
        self._commands = texts.commands
        self._texts = texts.guide
        self._next = texts.lines.more
        self._plan = content.library.default
        self._context = Context(content.library, content.phrases, Memory())

    def over(self, content: Content) -> Guide:
        """The same over *content*, which may tell nothing of what is under review."""
        return self if content is self._content else Guide(content, self._all_texts)

    def read(self, text: str) -> Command | None:
        """The command that *text* is; None if it is a question."""
        if len(text) > MOST_CHARACTERS:
            return None
        said = plain(text)
        if said in map(plain, self._commands.forget):
            return Command(Asked.FORGET)
        if said in map(plain, self._commands.more):
            return Command(Asked.MORE)
        if said in map(plain, self._commands.menu):
            return Command(Asked.MENU)
        for asked, words in ((Asked.TARGETS, self._commands.targets), (Asked.TASKS, self._commands.tasks)):
            listed = re.fullmatch(rf"{_any([self._commands.menu[0]])} {_any(words)}(?: (\d{{1,3}}))?", said)
            if listed:
                return Command(asked, page=int(listed[1] or 1))
        if re.match(rf"{_any(self._commands.look_up)}(?!\w)", said):
            return Command(Asked.LOOK_UP, words=self._after(text))
        return None

    def opening(self) -> tuple[Choice, ...]:
        """What to begin with."""
        return tuple(Choice(button.title, button.question) for button in opening_buttons(self._plan, self._context))

    def show(self, command: Command) -> Shown:
        """A menu or a page of a list."""
        if command.asked is Asked.TARGETS:
            return self._page(command, self._texts.targets, self._commands.targets[0], self._plan.targets)
        if command.asked is Asked.TASKS:
            return self._page(command, self._texts.tasks, self._commands.tasks[0], self._plan.tasks)
        return Shown(self._texts.menu, self._main())

    def look_up(self, words: str, entities: Iterable[Mapping[str, Any]] = ()) -> Shown:
        """What *words* find: the one entry that they name, or a list. entities: what the bot's linker found in them."""
        if not plain(words):
            return Shown(self._texts.search_how.format(example=self._plan.targets[0].label if self._plan.targets else ""))
        found = self._content.search.find(words, entities)
        named = [subject for subject in found if plain(words) in map(plain, _names(subject.entry))]
        if len(found) == 1 or len(named) == 1:
            return Shown(ask=self._question((named or found)[0]))
        if not found:
            return Shown(self._texts.nothing_found.format(words=words), self._main())
        return Shown(self._texts.found.format(words=words), tuple(Choice(self._title(subject), self._question(subject)) for subject in found[:PAGE]))

    def _main(self) -> tuple[Choice, ...]:
        first = self._commands.menu[0]
        questions = {
            "targets": f"{first} {self._commands.targets[0]}",
            "tasks": f"{first} {self._commands.tasks[0]}",
            "look_up": self._commands.look_up[0],
            "forget": self._commands.forget[0],
        }
        return tuple(Choice(self._texts.titles[name], question) for name, question in questions.items())

    def _page(self, command: Command, heading: str, word: str, entries: Sequence[Named]) -> Shown:
        pages = max(1, -(-len(entries) // PAGE))
        page = min(max(command.page, 1), pages)
        subjects = [Subject(self._plan, entry) for entry in entries[(page - 1) * PAGE : page * PAGE]]
        choices = [Choice(self._title(subject), self._question(subject)) for subject in subjects]
        if page < pages:
            choices.append(Choice(self._next, f"{self._commands.menu[0]} {word} {page + 1}"))
        return Shown(heading.format(plan=self._plan.short_title, page=page, pages=pages), tuple(choices))

    def _title(self, subject: Subject) -> str:
        entry = subject.entry
        if isinstance(entry, Target):
            return self._texts.target.format(figure=self._content.phrases.figure(entry.figure), name=entry.label)
        if isinstance(entry, Task):
            return self._texts.task.format(number=entry.number, name=entry.label)
        return self._texts.entry.format(name=entry.label)

    def _question(self, subject: Subject) -> str:
        """The usual question about an entry, the same as on the page and in the API."""
        entry = subject.entry
        return self._content.phrases.button(f"choose_{subject.kind}", name=entry.name, short=entry.label).question

    def _after(self, text: str) -> str:
        """What follows the command, as it was typed."""
        for word in sorted(self._commands.look_up, key=len, reverse=True):
            if plain(text).startswith(plain(word)):
                return " ".join(text.split()[len(word.split()) :]).strip(" :,.\"'“”«»")
        return ""


def _any(words: Iterable[str]) -> str:
    return f"(?:{'|'.join(re.escape(plain(word)) for word in sorted(words, key=len, reverse=True))})"


def _names(entry: Named) -> Iterable[str]:
    return (entry.name, entry.label, *entry.aliases, *entry.shared_aliases)
