"""Words that ask, join and point in Vietnamese questions (folded)."""

from __future__ import annotations

from collections.abc import Sequence

from bot.language.tokens import Token

_ASKING = frozenset(("nao", "gi", "ai", "may", "sao", "dau", "nhieu", "lau", "%", "what", "who", "when", "which", "how", "where", "why"))
JOINING = frozenset(("va", "voi", "con", "roi", "ma", "and", ",", "+"))


def asks_something(tokens: Sequence[Token]) -> bool:
    """Whether a question word stands in *tokens*.

    >>> from bot.language.tokens import tokenise
    >>> asks_something(tokenise("ai chủ trì")), asks_something(tokenise("điện thoại"))
    (True, False)
    """
    return any(token.fold in _ASKING for token in tokens)
