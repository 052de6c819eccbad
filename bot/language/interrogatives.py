"""Words that ask, join and point in Vietnamese questions (folded)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from bot.language.normalise import fold

_ASKING = frozenset(
    ("hay", "khong", "chua", "ha", "nao", "gi", "ai", "may", "sao", "dau", "nhieu", "lau", "%", "what", "who", "when", "which", "how", "where", "why")
)
# Words that any question may hold, so that by themselves they name nothing, though an alias («bao nhiêu nhà có …») has them.
OF_ANY_QUESTION = _ASKING | {"bao", "phan", "tram", "thi", "la", "the", "co", "phai", "cua", "cac", "cho", "va", "voi", "duoc", "bi", "nam", "con", "vay"}
JOINING = frozenset(("va", "voi", "con", "roi", "ma", "and", ",", "+"))


_SPEAKERS = frozenset(("toi", "tui", "em", "minh", "chau", "anh", "chu", "bac", "me", "tao", "tau"))
# Without diacritics these may be other words («có», «còn»), unless they are said to live somewhere.
_PERHAPS_SPEAKERS, _LIVES = frozenset(("con", "chi", "co", "ba", "nha")), frozenset(("o", "nguoi", "dan", "que", "song", "lam", *_SPEAKERS))
_WANTS_TO_KNOW = frozenset(("hoi", "biet", "xem", "tra", "tim", "can"))
_OWN_PLACES = frozenset(("que", "tinh", "xa", "huyen", "thon", "cho", "ben", "phuong"))


def tells_where_the_speaker_lives(before: Sequence[str]) -> bool:
    """Whether the folded words *before* a place only say where somebody is: «tui ở An Giang», not «ở An Giang bao nhiêu».

    >>> tells_where_the_speaker_lives("chi o".split()), tells_where_the_speaker_lives("cho em hoi o".split()), tells_where_the_speaker_lives(["co"])
    (True, False, False)
    """
    if len(before) >= 2 and before[-1] in _SPEAKERS | _PERHAPS_SPEAKERS and before[-2] in _OWN_PLACES:
        return False  # «quê em Nghệ An»: the place is what is asked about
    if before[-1:] == ["o"] and _WANTS_TO_KNOW.intersection(before[-2:-1]):
        return False  # «cho em hỏi ở Nghệ An»
    if "cua" in before[-3:] or (before and before[-1] == "tai"):
        return False
    lives = [bool(_LIVES.intersection(before[place : place + 1])) for place in range(1, len(before) + 1)]
    speakers = [place for place, word in enumerate(before) if word in _SPEAKERS or (word in _PERHAPS_SPEAKERS and lives[place])]
    lives_there = before[-1:] == ["o"] and 0 in speakers and not _WANTS_TO_KNOW.intersection(before)
    return lives_there or any(place >= len(before) - 5 for place in speakers)


class HasText(Protocol):
    """A token or a word of a frame."""

    @property
    def text(self) -> str:
        """As read."""


_WEAK = frozenset(("hay", "khong", "chua", "ha", "sao"))


def asks_outright(words: Sequence[HasText]) -> bool:
    """Whether a question word stands in *words* that small talk has no use for."""
    return any(fold(word.text) in _ASKING - _WEAK for word in words)


# Words of a question that stand on their own, as spelled; without diacritics only those that are no other word («may»: mấy, máy).
_SPELLED = frozenset(("nào", "gì", "ai", "mấy", "đâu", "nhiêu", "lâu", "what", "who", "when", "which", "how", "where", "why"))
_FOLDED = frozenset(("nao", "gi", "ai", "nhieu", "what", "who", "when", "which", "how", "where", "why"))
# Particles that make a question of the sentence before them, and what may follow them.
_PARTICLES = frozenset(("khong", "chua", "ha", "sao"))
_LAST_WORDS = 3
# Words that go on with the sentence begun on the line before.
_GOING_ON = (("%",), ("phan", "tram"), ("hay",), ("hoac",), ("con",), ("the", "con"), ("vay", "con"))


def is_question(words: Sequence[HasText]) -> bool:
    """Whether *words* are a question by themselves: by a question word, or by the particle at their end.

    >>> from bot.language.tokens import tokenise
    >>> is_question(tokenise("cáp quang bao nhiêu")), is_question(tokenise("có máy tính")), is_question(tokenise("có bắt buộc không ạ"))
    (True, False, True)
    """
    if any(word.text in _SPELLED or (word.text == fold(word.text) and word.text in _FOLDED) for word in words):
        return True
    return any(fold(word.text) in _PARTICLES for word in words[-_LAST_WORDS:])


def goes_on(words: Sequence[HasText]) -> bool:
    """Whether *words*, which begin a line, only go on with the sentence of the line before: «bao nhiêu / phần trăm vậy», «… / còn hóa đơn?»."""
    return any(tuple(fold(word.text) for word in words[: len(first)]) == first for first in _GOING_ON)


def asks_something(words: Sequence[HasText]) -> bool:
    """Whether a question word stands in *words*.

    >>> from bot.language.tokens import tokenise
    >>> asks_something(tokenise("ai chủ trì")), asks_something(tokenise("điện thoại"))
    (True, False)
    """
    return any(fold(word.text) in _ASKING for word in words)
