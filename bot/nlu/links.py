"""Mentions in a message, and which of those that overlap count."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bot.language.tokens import Token
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
    cut = {id(link) for link in links if link.claims[0].kind == "place" and any(_ends_in(link, other) for other in links)}
    places = [link for link in links if link.claims[0].kind == "place" and id(link) not in cut]
    for link in links:
        if id(link) in cut or any(_takes_from(place, link, links) for place in places):
            continue
        cue = all(claim.kind in _CUES for claim in link.claims)
        if cue and any(link.start < place.start < link.end < place.end for place in places):
            continue  # «ở xã» of «ở xã Tân Lập»
        claims = link.claims
        key = (link.start, link.end, cue)
        if key in merged:
            claims = tuple(dict.fromkeys((*merged[key].claims, *claims)))
        if key in merged and merged[key].weight > link.weight:
            link = merged[key]
        merged[key] = replace(link, claims=claims)
    kept: list[Link] = []
    for cue_pass in (False, True):
        taken: set[int] = set()
        for (start, end, cue), link in sorted(merged.items(), key=_precedence):
            if cue != cue_pass:
                continue
            if not taken.intersection(link.covered) and not _crosses(link, taken):
                taken.update(link.covered)
                kept.append(link)
                yield link
            elif not cue and _cues(link) and not any(_cues(other) and other.covered & link.covered for other in kept):
                # «y bạ giấy» tells of a statement also where «sổ y bạ» is what is named
                beside = merged[start, end, True].claims if (start, end, True) in merged else ()
                merged[start, end, True] = replace(link, claims=tuple(dict.fromkeys((*beside, *_cues(link)))))


def _cues(link: Link) -> tuple[Claim, ...]:
    return tuple(claim for claim in link.claims if claim.kind in _CUES)


def _ends_in(place: Link, link: Link) -> bool:
    """Whether *link* ends in the middle of *place*, whose first syllable is its own: «cap quang nam 2022» is not in Quảng Nam."""
    return link.claims[0].kind in ("target", "task") and link.start < place.start < link.end < place.end


def _takes_from(place: Link, link: Link, links: list[Link]) -> bool:
    """Whether *link* has a syllable of *place* that its name does without: «Hải Dương cáp quang» is no «đường cáp quang»."""
    if place.claims == link.claims or not place.covered & link.covered or place.covered <= link.covered:
        return False
    beside = (other for other in links if other.covered < link.covered and not other.covered & place.covered)
    return any(set(other.claims) & set(link.claims) for other in beside)


def _precedence(item: tuple[tuple[int, int, bool], Link]) -> tuple[int, bool, int, int]:
    """Heavier first, then places («tỉnh Thanh Hóa» is no «tỉnh thành»), then closer together, then earlier."""
    link = item[1]
    return -link.weight, link.claims[0].kind != "place", link.end - link.start, link.start


def _crosses(link: Link, taken: set[int]) -> bool:
    """Whether another mention stands in the gap: two things named one after the other are not one thing."""
    return any(position in taken for position in range(link.start, link.end))


def end_of(link: Link, reading: Sequence[Token]) -> int:
    """Where in the message the link ends, in characters; where it begins, if it has no length."""
    return reading[link.end - 1].end if link.end > link.start else reading[link.start].start
