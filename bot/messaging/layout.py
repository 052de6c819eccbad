"""An answer as messages of a platform: the figure on top, two messages at most, choices as buttons or as numbered text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from bot.messaging.menus import Menu
from bot.messaging.platform import Limits
from bot.messaging.replies import Choice, Outgoing, Reply
from bot.messaging.splitting import cut, graphemes, length
from bot.messaging.texts import ChannelTexts, Lines

MOST_CHOICES = 9  # what a single digit can pick
MOST_LISTED = 4  # numbers that are listed one by one
_NUMBERED = re.compile(r"^\W*\d{1,2}[.)]\s", re.MULTILINE)  # «• 12. …», as in the lists of the plan's tasks


@dataclass(frozen=True)
class Layout:
    """rest: what did not fit, for the next message; None if all did."""

    messages: tuple[Outgoing, ...]
    menu: Menu | None
    rest: str | None = None


def lay_out(reply: Reply, limits: Limits, texts: ChannelTexts, *, now: int, buttons: bool = True, first: str = "") -> Layout:
    """The messages of *reply*. buttons: False if the platform has lately refused them. first: a line above all.

    now: milliseconds since 1970.
    """
    lines = texts.lines
    text = unicodedata.normalize("NFC", "\n".join(_unspaced(part) for part in (first, *_figure(reply), *reply.texts) if part.strip()))
    has_numbers = bool(_NUMBERED.search(text))
    choices = reply.choices[:MOST_CHOICES]
    all_fit = all(fits(choice, limits) for choice in choices)  # else they are text, and a link button would stand beside more than it may
    link = reply.link if buttons and all_fit and length(text) <= limits.text_with_link and len(choices) < limits.choices else None
    if reply.link and not link:
        text += "\n" + lines.link_line.format(title=reply.link.title, url=reply.link.url)
    tappable = buttons and all_fit and bool(choices) and len(choices) + bool(link) <= limits.choices
    block = _block(choices, lines, numbered=not has_numbers)
    parts, rest = _parts(text, "" if tappable else block, limits, lines)
    if rest and tappable:
        if len(choices) + 1 + bool(link) <= limits.choices:
            choices = (Choice(lines.more, texts.commands.more[0]), *choices)[:MOST_CHOICES]
            block = _block(choices, lines, numbered=not has_numbers)
        else:  # no button is left for the rest: all are text, with room kept for them
            tappable = False
            parts, rest = _parts(text, block, limits, lines)
    plain = None
    if tappable:
        whole = f"{parts[-1]}\n{block}"
        plain = whole if length(whole) <= limits.text else parts[-1]
    last = Outgoing(parts[-1], choices if tappable else (), link, plain)
    menu = Menu(choices, now, numbered=not has_numbers) if choices else None
    return Layout((*(Outgoing(part) for part in parts[:-1]), last), menu, rest or None)


def fits(choice: Choice, limits: Limits) -> bool:
    """Whether the platform can show it as a button."""
    title = unicodedata.normalize("NFC", choice.title)
    return graphemes(title) <= limits.choice_title and length(choice.question) <= limits.choice_payload


def _figure(reply: Reply) -> tuple[str, ...]:
    """The line on top: of several figures none is the answer."""
    return reply.figures if len(reply.figures) == 1 else ()


def _unspaced(text: str) -> str:
    """Without empty lines: each costs room, and on some platforms they look like the end."""
    return re.sub(r"\n\s*\n", "\n", text.strip())


def _block(choices: Sequence[Choice], lines: Lines, *, numbered: bool) -> str:
    """The choices as text; without numbers if the answer has numbers of its own, which people then pick by."""
    if not choices:
        return ""
    if not numbered:
        titles = ", ".join(lines.title.format(title=choice.title) for choice in choices)
        return lines.ask_line.format(titles=titles)
    shown = [lines.choice_line.format(number=number, title=choice.title) for number, choice in enumerate(choices, 1)]
    return "\n".join([*shown, _pick(len(choices), lines)])


def _pick(count: int, lines: Lines) -> str:
    """How to pick one of so many."""
    numbers = [str(number) for number in range(1, count + 1)]
    if count == 1:
        return lines.pick_one
    if count > MOST_LISTED:
        return lines.pick_range.format(last=count)
    return lines.pick_line.format(numbers=", ".join(numbers[:-1]) + lines.last + numbers[-1])


def _parts(text: str, block: str, limits: Limits, lines: Lines) -> tuple[list[str], str]:
    """The texts of the messages, the last one with *block* below it, and what is left over."""
    parts: list[str] = []
    rest = text
    while True:
        whole = "\n".join(part for part in (rest, block) if part)
        if length(whole) <= limits.text:
            return [*parts, whole], ""
        if len(parts) == limits.messages - 1:
            suffix = "\n" + "\n".join(part for part in (lines.more_line, block) if part)
            head, rest = cut(rest, limits.text - length(suffix))
            return [*parts, head + suffix], rest
        head, rest = cut(rest, limits.text)
        parts.append(head)
