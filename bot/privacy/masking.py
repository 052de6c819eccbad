"""What tells who somebody is goes out of a message before anything sees or keeps it: telephone, identity, account numbers, e-mail addresses.

Nothing is looked up: whether a number exists does not matter, and one with a slip in it is masked as well. A library of the
world's numbering plans (phonenumbers) was weighed for this: it tells real numbers from others, and here the others go too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.language.normalise import NormalisedText, normalise
from bot.privacy.numbers import flat, numbers

# What stands instead. Reading passes over it (bot.language.tokens), so that the question around is understood as if nothing stood there.
MASK = "•••"
_OF_ONE = 80  # characters of the longest number as it is typed
_UNREAD = "\u2060"  # a word joiner, which is not shown and not read

_AT = r"(?: ?@ ?| ?[(\[]at[)\]] ?| a cong )"
_DOT = r"(?: ?\. ?| cham | dot )"
_HOSTS = "gmail|yahoo|hotmail|outlook|icloud"
_NAME = r"[a-z0-9](?:[a-z0-9._%+-]{0,63}[a-z0-9])?"
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?"
_ADDRESS = re.compile(
    rf"(?<![a-z0-9]){_NAME}(?:{_AT}(?:{_HOSTS})\b(?:{_DOT}[a-z]{{2,}}\b)*"  # a host that everybody knows, with or without its ending
    rf"|{_AT}{_LABEL}(?:{_DOT}{_LABEL})*{_DOT}[a-z]{{2,24}}\b|@{_LABEL}(?:\.{_LABEL})+)"
)
_MAY_BE_ADDRESS = re.compile(r"@|[(\[]at[)\]]| a cong ")
# 29A-123.45, 59X3-12345
_PLATE = re.compile(r"(?<!\w)\d{2}[a-z]{1,2}\d?(?: ?- ?\d{3}\.?\d{2}| \d{3}\.\d{2})(?!\w)")


def masked(text: str) -> str:
    """*text* with MASK in place of every number and address that tells who somebody is.

    >>> masked("Số 0912 345 678, a@b.vn: Quyết định 27/QĐ-UBQGCĐS ngày 15/3/2022 đạt 75%?")
    'Số •••, •••: Quyết định 27/QĐ-UBQGCĐS ngày 15/3/2022 đạt 75%?'
    """
    normalised = normalise(text)
    plain = flat(normalised.text)
    parts: list[str] = []
    end = 0
    for start, stop in _merged(sorted(_spans(plain))):
        first, last = _place(normalised, start, stop)
        if last > end:
            parts += [text[end : max(first, end)], "" if first <= end and parts else MASK]
            end = last
    return "".join((*parts, text[end:])) if parts else text


def beginning(text: str, most: int) -> str:
    """The first *most* characters of *text*, masked before it is cut, so that no part of a number is left at the end.

    One character more is kept of a longer text, whatever was masked in it: who reads it can tell that it was longer.
    """
    read = masked(text[: most + 1 + _OF_ONE])[: most + 1]
    return read.ljust(most + 1, _UNREAD) if len(text) > most else read


def has_mask(text: str) -> bool:
    """Whether something was taken out of *text*."""
    return MASK in text


def _spans(plain: str) -> Iterator[tuple[int, int]]:
    """Places in the flattened text, in any order."""
    if _MAY_BE_ADDRESS.search(plain):
        yield from (match.span() for match in _ADDRESS.finditer(plain))
    yield from (match.span() for match in _PLATE.finditer(plain))
    yield from numbers(plain)


def _merged(spans: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Overlapping ones as one."""
    current: tuple[int, int] | None = None
    for start, stop in spans:
        if current is not None and start <= current[1]:
            current = (current[0], max(current[1], stop))
            continue
        if current is not None:
            yield current
        current = (start, stop)
    if current is not None:
        yield current


def _place(normalised: NormalisedText, start: int, stop: int) -> tuple[int, int]:
    """The place in the message as it was typed; a character that was written out as several goes as a whole."""
    first = normalised.offsets[start]
    while stop < len(normalised.text) and normalised.offsets[stop] == normalised.offsets[stop - 1]:
        stop += 1
    return first, normalised.offsets[stop]
