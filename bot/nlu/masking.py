"""A reading with its mentions masked: what the intent classifier sees, so that an ask is learnt apart from its subjects."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from bot.language.tokens import Token, tokenise
from bot.nlu.linking import SUBJECT_KINDS
from bot.nlu.links import Link
from bot.plan.model import Plan

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
    inside = [link for link in masked_links if link.covered and any(link.covered < other.covered for other in masked_links)]  # a level in a subject's name
    starts = {link.start - offset: link for link in masked_links if link not in inside}
    covered = {position - offset for link in starts.values() for position in link.covered}
    masked: list[Token] = []
    for position, token in enumerate(tokens):
        if position in starts:
            masked.append(token.with_text(MASKS[starts[position].claims[0].kind]))
        if position not in covered and not token.is_mark:
            masked.append(token)
    return masked


def mask_names(tokens: Sequence[Token], links: Sequence[Link], names: Mapping[str, str]) -> list[Token]:
    """The words, each subject's official name as one token of its own; other ways to call it have that token before their words.

    A long official name would drown the few words that tell what is asked; «ban chỉ đạo tỉnh» tells more than its subject.
    names: the folded official name of each subject («plan/id»).
    """
    starts = {link.start: link for link in links if link.claims[0].kind in SUBJECT_KINDS}
    masked: list[Token] = []
    left_out: frozenset[int] = frozenset()
    for position, token in enumerate(tokens):
        if position in starts:
            link = starts[position]
            value = link.claims[0].value
            masked.append(token.with_text("z" + "".join(filter(str.isalnum, value))))
            called = " ".join(tokens[place].fold for place in sorted(link.covered))
            left_out = link.covered if called == names.get(value) else frozenset()
        if position not in left_out and not token.is_mark:
            masked.append(token)
    return masked


def official_names(plans: Iterable[Plan]) -> dict[str, str]:
    """The folded official name of every subject, by «plan/id»."""
    return {f"{plan.id}/{entry.id}": " ".join(token.fold for token in tokenise(entry.name) if not token.is_mark) for plan in plans for entry in plan.subjects()}


def is_mask(token: Token) -> bool:
    """Whether *token* stands for a mention."""
    return token.text in _MASK_WORDS


_MASK_WORDS = frozenset(MASKS.values())
