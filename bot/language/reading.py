"""A message read as a Vietnamese reader would: slips mended, short forms written out."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from bot.language.documents import join_codes
from bot.language.lexicon import Lexicon, load_lexicon
from bot.language.limits import MAX_CHARACTERS
from bot.language.localities import Localities
from bot.language.spelling import Spelling
from bot.language.tokens import Token, tokenise
from bot.language.vni import from_vni

_ELEMENTS = "script|style|html|head|body|meta|p|br|div|span|a|b|i|u|em|strong|font|ul|ol|li|h[1-6]|table|tr|td|th|img|svg|iframe|input|form|button"
_TAG = re.compile(rf"<script\b[^>]*>.*?</script\s*>|</?(?:{_ELEMENTS})(?:\s[^<>]*=[^<>]*)?\s*/?>", re.IGNORECASE | re.DOTALL)
_DOTS = re.compile(r"(?<=[^\W\d_])[._]+(?=[^\W\d_])")
_DOTTED_WORD = re.compile(r"\w+[.]+")
LEAST_DOTS = 3
LEAST_BESIDE = 3  # words that may ask something
_OBJECT = re.compile(r"""\{\s*["'][^{}]*:[^{}]*\}""")
READING_FILES = ("teencode", "abbreviations", "dialect", "synonyms")


@dataclass
class Reader:
    """Turns text into canonical tokens; the same one serves questions, aliases and training examples."""

    lexicon: Lexicon
    localities: Localities
    spelling: Spelling = field(default_factory=Spelling)

    @classmethod
    def from_folder(cls, folder: Path) -> Reader:
        """A reader with the lexicon files of *folder* and nothing learnt yet."""
        return cls(load_lexicon(folder, READING_FILES), Localities(folder))

    def read_plain(self, text: str) -> list[Token]:
        """Tokens with short forms written out, spelling and the numbers of documents untouched; for text that is well written."""
        return self.lexicon.replace(join_codes(from_vni(tokenise(_without_dots(_without_code(text[:MAX_CHARACTERS]))))))

    def read(self, text: str) -> list[Token]:
        """Tokens of a citizen's message: short forms written out, slips mended but for names of places, and forms that only then show."""
        plain = self.spelling.without_dots(self.read_plain(text))
        named = {position for place in self.localities.find(plain) for position in range(place.start, place.end)}
        return self.lexicon.replace(self.spelling.mend(plain, besides=named))


def _without_dots(text: str) -> str:
    """A space for each dot in a message that has dots in place of spaces («hóa.đơn.điện.tử»), or one behind every word («cáp. quang. bao. nhiêu»)."""
    words = text.split()
    if len(words) == 1 and len(_DOTS.findall(text)) >= LEAST_DOTS:
        return _DOTS.sub(_blank, text)
    if len(words) > LEAST_DOTS and all(map(_DOTTED_WORD.fullmatch, words[:-1])):
        return text.replace(".", " ")
    return text


def _without_code(text: str) -> str:
    """*text* with a space for each character of HTML, or of a JSON object beside a question, which come with what is copied: the rest keeps its place."""
    text = _TAG.sub(_blank, text)
    beside = _OBJECT.sub(_blank, text)
    return beside if len(beside.split()) >= LEAST_BESIDE else text  # else the object holds the question


def _blank(found: re.Match[str]) -> str:
    return " " * len(found.group())
