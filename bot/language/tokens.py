"""From a message to its syllables, each with its place in the message as stored."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from bot.language.normalise import NormalisedText, fold, normalise

# Words with inner ampersand (TT&TT), numbers with decimal sign, the percent sign and the marks that end or part a clause.
_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W_]+(?:&[^\W_]+)*|%|[.?!;:,\n…/+-]")
CLAUSE_MARKS = frozenset(".?!;\n…")
PART_MARKS = CLAUSE_MARKS | frozenset(",:-/+")


@dataclass(frozen=True)
class Token:
    """A syllable, number or mark. start and end are offsets into the original message, end exclusive.

    typed: the text is what the writer typed; False for words written out or mended in reading.
    """

    text: str
    start: int
    end: int
    typed: bool = True

    @cached_property
    def fold(self) -> str:
        """The text without diacritics."""
        return fold(self.text)

    @property
    def is_mark(self) -> bool:
        """Whether this is punctuation."""
        return self.text in PART_MARKS

    def with_text(self, text: str) -> Token:
        """The same place in the message, read as *text*."""
        return Token(text, self.start, self.end, typed=False)


def tokenise(text: str | NormalisedText) -> list[Token]:
    """Split a message into syllables, numbers and marks.

    >>> [token.text for token in tokenise("Hợp đồng điện tử,hoá đơn: 85 %?")]
    ['hợp', 'đồng', 'điện', 'tử', ',', 'hóa', 'đơn', ':', '85', '%', '?']
    """
    normalised = normalise(text) if isinstance(text, str) else text
    tokens = []
    for match in _TOKEN.finditer(normalised.text):
        start, end = normalised.original_span(*match.span())
        tokens.extend(_split_number(match.group(), start, end))
    return tokens


def _split_number(word: str, start: int, end: int) -> list[Token]:
    """Part digits from the letters stuck to them: «100trieu», «q1», «5trường»; plain words stay whole."""
    digits = re.match(r"\d[\d.,]*", word)
    if digits is None or word[-1].isdecimal() or end - start != len(word):
        return [Token(word, start, end)]
    cut = digits.end()
    return [Token(word[:cut], start, start + cut), Token(word[cut:], start + cut, end)]


def clauses(tokens: list[Token]) -> list[list[Token]]:
    """Cut at the marks that end a clause; marks themselves are left out, empty clauses too."""
    parts: list[list[Token]] = [[]]
    for token in tokens:
        if token.text in CLAUSE_MARKS:
            parts.append([])
        else:
            parts[-1].append(token)
    return [part for part in parts if any(not token.is_mark for token in part)]
