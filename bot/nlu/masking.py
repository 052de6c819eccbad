"""A reading with its mentions masked: what the intent classifier sees, so that an ask is learnt apart from its subjects."""

from __future__ import annotations

from collections.abc import Sequence

from bot.language.tokens import Token
from bot.nlu.linking import Link

# Targets, tasks and parts are asked about in the same words, so they share a mask; cues of facts are part of the ask and stay.
# So does a document that no plan knows: a word that nobody knows. One that a plan knows is a mention of the subject that states it.
MASKS = {
    "target": "zsubject", "task": "zsubject", "part": "zsubject", "unlisted": "zsubject",
    "organisation": "zorganisation", "pillar": "zpillar", "topic": "ztopic",
    "figure": "zfigure", "number": "znumber", "date": "zdate", "year": "zyear", "place": "zplace", "level": "zlevel",
}  # fmt: skip


def mask(tokens: Sequence[Token], links: Sequence[Link], *, offset: int = 0) -> list[Token]:
    """*tokens* with each masked mention as one token; marks are dropped.

    links count tokens from *offset* tokens before the first of *tokens*.
    """
    masked_links = [link for link in links if link.claims[0].kind in MASKS]
    inside = [link for link in masked_links if any(link.covered < other.covered for other in masked_links)]  # a level in a subject's name
    starts = {link.start - offset: link for link in masked_links if link not in inside}
    covered = {position - offset for link in starts.values() for position in link.covered}
    masked: list[Token] = []
    for position, token in enumerate(tokens):
        if position in starts:
            masked.append(token.with_text(MASKS[starts[position].claims[0].kind]))
        elif position not in covered and not token.is_mark:
            masked.append(token)
    return masked


def is_mask(token: Token) -> bool:
    """Whether *token* stands for a mention."""
    return token.text in _MASK_WORDS


_MASK_WORDS = frozenset(MASKS.values())
