"""An answer as messages of a platform: the figure on top, two messages at most, choices as buttons or as numbered text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from bot.messaging.menus import Menu
from bot.messaging.platform import LEAST_TEXT, Limits
from bot.messaging.replies import Choice, Link, Outgoing, Reply
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
    numbered = not _NUMBERED.search(text)
    choices = reply.choices[:MOST_CHOICES]
    while choices and length(_block(choices, lines, numbered=numbered)) > limits.text - LEAST_TEXT // 2 - length(lines.more_line):
        choices = choices[:-1]  # only where an officer has set a limit far below the platform's
    all_fit = all(fits(choice, limits) for choice in choices)  # else they are text, and a link button would stand beside more than it may
    link_line = lines.link_line.format(title=reply.link.title, url=reply.link.url) if reply.link else ""
    link = reply.link if buttons and all_fit and len(choices) < limits.choices and _stands_beside(text, reply.link, limits) else None
    if reply.link and not link:
        text += "\n" + link_line
    tappable = buttons and all_fit and bool(choices) and len(choices) + bool(link) <= limits.choices

    def below(choices: Sequence[Choice]) -> str:
        """What stands as text in place of the buttons; room is kept for it, since the platform may refuse them."""
        return _joined(link_line if link else "", _block(choices, lines, numbered=numbered))

    parts, rest = _parts(text, below(choices), limits, lines)
    if rest and tappable:
        if len(choices) + 1 + bool(link) <= limits.choices:
            choices = (Choice(lines.more, texts.commands.more[0]), *choices)[:MOST_CHOICES]
            parts, rest = _parts(text, below(choices), limits, lines)
        else:  # no button is left for the rest
            tappable = False
    plain = _joined(parts[-1], below(choices))
    last = Outgoing(parts[-1], choices, link, plain) if tappable or (link and not choices) else Outgoing(plain)
    menu = Menu(choices, now, numbered=numbered) if choices else None
    return Layout((*(Outgoing(part) for part in parts[:-1]), last), menu, rest or None)


def fits(choice: Choice, limits: Limits) -> bool:
    """Whether the platform can show it as a button."""
    title = unicodedata.normalize("NFC", choice.title)
    return graphemes(title) <= limits.choice_title and length(choice.question) <= limits.choice_payload


def _stands_beside(text: str, link: Link | None, limits: Limits) -> bool:
    """Whether a button for *link* may stand beside *text*."""
    return link is not None and length(text) <= limits.text_with_link and graphemes(link.title) <= limits.choice_title


def _joined(*parts: str) -> str:
    return "\n".join(part for part in parts if part)


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


def _parts(text: str, below: str, limits: Limits, lines: Lines) -> tuple[list[str], str]:
    """The texts of the messages, with room for *below* under the last one, and what is left over."""
    parts: list[str] = []
    rest = text
    while length(_joined(rest, below)) > limits.text:
        if len(parts) == limits.messages - 1:
            head, rest = cut(rest, limits.text - length(_joined("\n" + lines.more_line, below)))
            return [*parts, _joined(head, lines.more_line)], rest
        head, rest = cut(rest, min(limits.text, length(rest) - 1))  # something is left, for *below* to stand under
        parts.append(head)
    return [*parts, rest], ""
