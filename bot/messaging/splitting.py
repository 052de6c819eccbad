"""Long texts in pieces: between sentences where that is possible, never inside a figure, a date or a document's number."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.language.dates import find_dates
from bot.language.documents import find_documents, join_codes
from bot.language.numbers import find_figures
from bot.language.tokens import Token, tokenise

# Where a text may be cut, the best places first: after a line, a sentence, a part of a sentence, a word.
_PLACES = tuple(re.compile(pattern) for pattern in (r"\n", r"[.!?…][\"'”»)\]]*\s", r"[;:,–—]\s", r"\s"))
_LEAST_SHARE = 4  # a place in the first quarter is too early; the next best kind is looked at
_NUMBER_WITH_MARKS = re.compile(r"\d(?:[\w.,/:%–-]*[\w%])?")
# A letter with its marks, an emoji with its colour and what is joined to it.
_GRAPHEME = re.compile(r".(?:[\u0300-\u036f\ufe00-\ufe0f\U0001f3fb-\U0001f3ff]|\u200d.)*", re.DOTALL)
_MARKS_AROUND = 60  # so much beyond the limit is read, so that what is cut in the middle is seen whole


def length(text: str) -> int:
    """In UTF-16 units, as platforms count that were written in Java or JavaScript; an emoji counts two.

    >>> length("đ"), length("😀")
    (1, 2)
    """
    return len(text) + sum(char > "\uffff" for char in text)


def graphemes(text: str) -> int:
    """How many characters people count.

    >>> graphemes("Điều"), graphemes("👍🏽")
    (4, 1)
    """
    return sum(1 for _ in _GRAPHEME.finditer(text))


def cut(text: str, limit: int) -> tuple[str, str]:
    """*text* in two: as much as fits into *limit* units, and the rest, without the white space between them.

    >>> cut("Mục tiêu là 75 %. Hạn là ngày 1/6/2022.", 30)
    ('Mục tiêu là 75 %.', 'Hạn là ngày 1/6/2022.')
    """
    if length(text) <= limit:
        return text.rstrip(), ""
    end = _fitting(text, limit)
    whole = list(protected(text[: end + _MARKS_AROUND]))
    for pattern in _PLACES:
        places = [place.end() for place in pattern.finditer(text, 0, end + 1) if place.end() - 1 <= end]
        good = [place for place in places if place >= end // _LEAST_SHARE and not _is_inside(place, whole)]
        if good:
            return text[: good[-1]].rstrip(), text[good[-1] :].lstrip()
    inside = [span for span in whole if span[0] < end < span[1] and span[0] > 0]
    place = inside[0][0] if inside else _between_graphemes(text, end)
    return text[:place].rstrip(), text[place:].lstrip()


def split(text: str, limit: int) -> list[str]:
    """The pieces of *text*, each of *limit* units at most."""
    pieces = []
    while text:
        piece, text = cut(text, limit)
        pieces.append(piece)
    return pieces


def protected(text: str) -> Iterator[tuple[int, int]]:
    """What must not be cut, as spans: figures and ranges with their unit, dates, documents by their number."""
    tokens = tokenise(text)
    coded = join_codes(tokens)
    for mention in find_figures(tokens):
        end = mention.end
        if end < len(tokens) and not tokens[end].is_mark and text[tokens[end - 1].end : tokens[end].start] == " ":
            end += 1  # its unit
        yield _span(tokens, mention.start, end)
    for dated in find_dates(tokens):
        start = dated.start
        if start and not tokens[start - 1].is_mark and text[tokens[start - 1].end : tokens[start].start] == " ":
            start -= 1  # the word for day, month or year
        yield _span(tokens, start, dated.end)
    for document in find_documents(coded):
        yield _span(coded, document.start, document.end)
    yield from (match.span() for match in _NUMBER_WITH_MARKS.finditer(text))


def _span(tokens: list[Token], start: int, end: int) -> tuple[int, int]:
    return tokens[start].start, tokens[end - 1].end


def _is_inside(place: int, spans: list[tuple[int, int]]) -> bool:
    return any(start < place < end for start, end in spans)


def _fitting(text: str, limit: int) -> int:
    """How many characters fit into *limit* units."""
    units = 0
    for position, char in enumerate(text):
        units += 2 if char > "\uffff" else 1
        if units > limit:
            return position
    return len(text)


def _between_graphemes(text: str, end: int) -> int:
    """The last place up to *end* that parts no letter from its marks and no emoji from its own; *end* if there is none."""
    ends = [match.end() for match in _GRAPHEME.finditer(text[: end + _MARKS_AROUND]) if match.end() <= end]
    return ends[-1] if ends else max(end, 1)
