"""Words that ask, join and point in Vietnamese questions (folded)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from bot.language.normalise import fold

_ASKING = frozenset(("hay", "khong", "chua", "ha", "nao", "gi", "ai", "may", "sao", "dau", "nhieu", "lau", "%", "what", "who", "when", "which", "how", "where", "why"))
JOINING = frozenset(("va", "voi", "con", "roi", "ma", "and", ",", "+"))


class HasText(Protocol):
    """A token or a word of a frame."""

    @property
    def text(self) -> str:
        """As read."""


def asks_something(words: Sequence[HasText]) -> bool:
    """Whether a question word stands in *words*.

    >>> from bot.language.tokens import tokenise
    >>> asks_something(tokenise("ai chủ trì")), asks_something(tokenise("điện thoại"))
    (True, False)
    """
    return any(fold(word.text) in _ASKING for word in words)
