"""From a message to its syllables, each with its place in the message as stored."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from bot.language.interrogatives import goes_on, is_question
from bot.language.normalise import fold, normalise

# Words with inner ampersand (TT&TT), numbers with decimal sign, the percent sign and the marks that end or part a clause.
_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W_]+(?:&[^\W_]+)*|%|[.?!;:,…/+-]")
_LINE_END = "\n"  # stands where a line ends a question
_BREAK = re.compile(r"[\n\r\v\f\x85\u2028\u2029]")
CLAUSE_MARKS = frozenset((*".?!;…", _LINE_END))
PART_MARKS = CLAUSE_MARKS | frozenset(",:-/+")


@dataclass(frozen=True)
class Token:
    """A syllable, number or mark. start and end are offsets into the original message, end exclusive.

    typed: the text is what the writer typed; False for words written out or mended in reading. is_capital: whether it began with
    a capital, since the text never does.
    """

    text: str
    start: int
    end: int
    typed: bool = True
    is_capital: bool = False

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
        return Token(text, self.start, self.end, typed=False, is_capital=self.is_capital)


def tokenise(text: str) -> list[Token]:
    """Split a message into syllables, numbers and marks. A line break is a mark where it parts two questions, else white space.

    >>> [token.text for token in tokenise("Hợp đồng điện tử,hoá đơn: 85 %?")]
    ['hợp', 'đồng', 'điện', 'tử', ',', 'hóa', 'đơn', ':', '85', '%', '?']
    """
    normalised = normalise(text)
    tokens: list[Token] = []
    for match in _TOKEN.finditer(normalised.text):
        start, end = normalised.original_span(*match.span())
        tokens.extend(_split_number(match.group(), start, end, is_capital=text[start].isupper()))
    return _with_line_ends(tokens, text) if _BREAK.search(text) else tokens


def _with_line_ends(tokens: list[Token], text: str) -> list[Token]:
    """A mark for each line break with a question before it and one after it; people also break the line within a question."""
    lines: list[list[Token]] = [[]]
    for position, token in enumerate(tokens):
        if position and _BREAK.search(text, tokens[position - 1].end, token.start):
            lines.append([])
        lines[-1].append(token)
    asking = [is_question([token for token in line if not token.is_mark]) for line in lines]
    last = max((number for number, asks in enumerate(asking) if asks), default=0)
    result: list[Token] = []
    asked = False  # since the last line end
    for number, line in enumerate(lines):
        if asked and number <= last and not goes_on(line):
            result.append(Token(_LINE_END, result[-1].end, line[0].start))
            asked = False
        asked = asked or asking[number]
        result.extend(line)
    return result


def _split_number(word: str, start: int, end: int, *, is_capital: bool) -> list[Token]:
    """Part digits from the letters stuck to them: «100trieu», «q1», «5trường»; plain words stay whole."""
    digits = re.match(r"\d[\d.,]*", word)
    if digits is None or word[-1].isdecimal() or end - start != len(word):
        return [Token(word, start, end, is_capital=is_capital)]
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
