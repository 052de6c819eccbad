"""Which contacts to show: those of the place that is named or known, and those for everybody."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.contacts.model import Contact
from bot.language.normalise import fold
from bot.language.tokens import tokenise

MOST_SHOWN = 4
# What stands before the name of a place; people leave it out, or say another one. Longest first.
_KINDS = ("thanh pho", "thi tran", "dac khu", "thi xa", "tinh", "phuong", "quan", "huyen", "xa", "tp")


@dataclass(frozen=True)
class Chosen:
    """shown: what to show. missing: the place that was named and has no contact of its own."""

    shown: tuple[Contact, ...]
    missing: str = ""


class Contacts:
    """The entries of the contact file."""

    def __init__(self, entries: Sequence[Contact] = ()) -> None:
        self._entries = tuple(entries)

    def __bool__(self) -> bool:
        return bool(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def on(self, channel: str) -> Contacts:
        """Those that are shown on a channel of the bot."""
        return Contacts([entry for entry in self._entries if not entry.channels or channel in entry.channels])

    def places(self) -> tuple[str, ...]:
        """Every place that an entry is for, in the file's order."""
        return tuple(dict.fromkeys(place for entry in self._entries for place in (entry.place, entry.within) if place))

    def places_in(self, words: Sequence[str]) -> tuple[str, ...]:
        """The places of entries that stand in the folded *words* of a question."""
        said = f" {' '.join(words)} "
        return tuple(place for place in self.places() if f" {place_key(place)} " in said)

    def choose(self, places: Iterable[str]) -> Chosen:
        """What to show somebody who named *places*, as he wrote them or as the file does; first those nearest to him."""
        named = {key: place for place in places if (key := place_key(place))}
        of_place = [entry for entry in self._entries if place_key(entry.place) in named]
        provinces = {place_key(entry.within) for entry in of_place if entry.within}
        around = [entry for entry in self._entries if place_key(entry.place) in provinces]
        inside = [entry for entry in self._entries if place_key(entry.within) in named] if not of_place else []
        for_all = [entry for entry in self._entries if not entry.place]
        shown = tuple({id(entry): entry for entry in (*of_place, *around, *inside, *for_all)}.values())[:MOST_SHOWN]
        known = {place_key(place) for place in self.places()}
        return Chosen(shown, next((place for key, place in named.items() if key not in known), ""))


def place_key(place: str) -> str:
    """What two ways of writing a place have in common.

    >>> place_key("Tỉnh Bến Tre") == place_key("ben tre")
    True
    """
    words = " ".join(fold(token.text) for token in tokenise(place) if not token.is_mark)
    kind = next((kind for kind in _KINDS if words.startswith(f"{kind} ")), "")
    return words.removeprefix(f"{kind} ") if kind else words
