"""Mentions in a message, and which of those that overlap count."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from bot.nlu.names import Claim


@dataclass(frozen=True)
class Link:
    """A mention of *claims* in the message. start and end count tokens of the whole reading, weight the matched syllables.

    covered: the tokens that belong to the mention; those between them are the rest of the sentence.
    """

    claims: tuple[Claim, ...]
    start: int
    end: int
    weight: int
    covered: frozenset[int]


_CUES = frozenset(("fact", "level", "level_word"))


def longest(links: list[Link]) -> Iterator[Link]:
    """Links that do not overlap a heavier one; equal spans are merged into one link with all claims.

    Cues of facts and levels («một cửa cấp tỉnh») may stand inside a subject's name: they only add, so they are kept apart.
    """
    merged: dict[tuple[int, int, bool], Link] = {}
    for link in links:
        cue = all(claim.kind in _CUES for claim in link.claims)
        claims = link.claims
        key = (link.start, link.end, cue)
        if key in merged:
            claims = tuple(dict.fromkeys((*merged[key].claims, *claims)))
        if key in merged and merged[key].weight > link.weight:
            link = merged[key]
        merged[key] = replace(link, claims=claims)
    for cue_pass in (False, True):
        taken: set[int] = set()
        for (_, _, cue), link in sorted(merged.items(), key=_precedence):
            if cue == cue_pass and not taken.intersection(link.covered) and not _crosses(link, taken):
                taken.update(link.covered)
                yield link


def _precedence(item: tuple[tuple[int, int, bool], Link]) -> tuple[int, bool, int, int]:
    """Heavier first, then places («tỉnh Thanh Hóa» is no «tỉnh thành»), then closer together, then earlier."""
    link = item[1]
    return -link.weight, link.claims[0].kind != "place", link.end - link.start, link.start


def _crosses(link: Link, taken: set[int]) -> bool:
    """Whether another mention stands in the gap: two things named one after the other are not one thing."""
    return any(position in taken for position in range(link.start, link.end))
