"""Districts, communes, wards and villages that a message names: «huyện Đồng Văn», «phường 12», «ở Củ Chi»."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from vietnam_provinces import Ward

from bot.language.lexicon import lines
from bot.language.normalise import fold
from bot.language.provinces import provinces
from bot.language.tokens import Token, tokenise

DISTRICTS, COMMUNES = "districts.tsv", "communes.tsv"
LONGEST_NAME = 4  # syllables
_DIVISION = re.compile(r"^(?:Xã|Phường|Đặc khu) ")
# What stands before a name: of districts and of communes, nearly all of whose names are listed, and of hamlets.
_DISTRICT_UNITS = (("thị", "xã"), ("thành", "phố"), ("huyện",), ("quận",))
_UNITS = (*_DISTRICT_UNITS, ("thị", "trấn"), ("đặc", "khu"), ("phường",), ("xã",))
_HAMLETS = (("tổ", "dân", "phố"), ("khu", "phố"), ("thôn",), ("bản",), ("ấp",), ("buôn",), ("làng",), ("sóc",), ("xóm",))
_FOLDED: dict[tuple[str, ...], tuple[str, ...]] = {unit: tuple(fold(word) for word in unit) for unit in (*_UNITS, *_HAMLETS)}
_UNITS_BY_WORD = {word: [unit for unit, letters in _FOLDED.items() if letters[0] == word] for word in {letters[0] for letters in _FOLDED.values()}}
_NUMBERED = frozenset((("quận",), ("phường",), ("tổ", "dân", "phố"), ("khu", "phố"), ("thôn",), ("ấp",)))
_SHORT_NUMBERED = re.compile(r"(q|p)(\d{1,2})")
_SHORT_UNITS = {"q": "quận", "p": "phường"}
_HIGHEST_NUMBER = 40
_NO_NAME_BEHIND = frozenset(("%", "phan", "muc", "chi", "nhiem", "tro", "thang", "nam"))  # «phường 80 phần trăm», «xã 2 nhiệm vụ»
# Syllables before a unit typed without diacritics that make another word of it: «địa phương», «cơ quan».
_OTHER_WORDS = {
    "phuong": frozenset(("dia", "da", "song", "doi")),
    "quan": frozenset(("co", "lien", "tong", "hai", "truc", "phia", "khach", "chu", "bao", "tham", "chinh", "hoi")),
    "xa": frozenset(("tu", "vien", "ky")),
}
_IN = frozenset(("ở", "tại", "dưới", "trên", "tận", "về"))
_IN_FOLDED = frozenset(fold(word) for word in _IN)
_LONG = 5  # letters of a name of one syllable that is no other word: «Pleiku»
_TITLE_SHARE = 0.6  # of a message's words; where more begin with a capital, capitals tell nothing


@dataclass(frozen=True)
class Locality:
    """A place below a province. start and end count tokens, name is as shown."""

    start: int
    end: int
    name: str


class Localities:
    """Finds localities by listed names, and by capitals behind the word for what they are. Provinces are none."""

    def __init__(self, lexicon_folder: Path) -> None:
        districts, communes = (list(lines(lexicon_folder / name)) for name in (DISTRICTS, COMMUNES))
        self._districts = _by_letters(districts)
        self._communes = _by_letters((*communes, *districts, *(_DIVISION.sub("", ward.name) for ward in Ward.iter_all())))
        forms = [tokenise(form) for form, _ in provinces(lexicon_folder)]
        self._provinces = {letters for form in forms for letters in (_letters_of(form), " ".join(token.text for token in form))}

    def find(self, tokens: Sequence[Token]) -> list[Locality]:
        """The localities that *tokens* name, left to right."""
        found: list[Locality] = []
        words = [token for token in tokens if token.typed and token.text[:1].isalpha()]
        capitals = sum(token.is_capital for token in words) < _TITLE_SHARE * len(words)
        accented = any(token.text != token.fold for token in words)
        position = 0
        while position < len(tokens):
            locality = self._at(tokens, position, capitals=capitals, accented=accented)
            if locality is not None:
                found.append(locality)
            position = locality.end if locality is not None else position + 1
        return found

    def _at(self, tokens: Sequence[Token], position: int, *, capitals: bool, accented: bool) -> Locality | None:
        short = _SHORT_NUMBERED.fullmatch(tokens[position].text) if tokens[position].text[0] in _SHORT_UNITS else None
        if short is not None and 0 < int(short[2]) <= _HIGHEST_NUMBER and not _is_quarter(short, tokens[position + 1 :]):
            return Locality(position, position + 1, f"{_SHORT_UNITS[short[1]]} {short[2]}")
        for unit in _UNITS_BY_WORD.get(tokens[position].fold, ()):
            if _stands(unit, tokens, position, accented=accented):
                return self._behind(unit, tokens, position, capitals=capitals)
        return self._bare(tokens, position, capitals=capitals)

    def _behind(self, unit: tuple[str, ...], tokens: Sequence[Token], position: int, *, capitals: bool) -> Locality | None:
        """The locality whose name stands behind *unit*: listed, written with capitals, or a number."""
        start = position + len(unit)
        behind = tokens[start].text if start < len(tokens) else ""
        if behind.isdecimal():
            following = tokens[start + 1].fold if start + 1 < len(tokens) else ""
            is_number = unit in _NUMBERED and 0 < int(behind) <= _HIGHEST_NUMBER and following not in _NO_NAME_BEHIND
            return Locality(position, start + 1, " ".join((*unit, behind))) if is_number else None
        names = self._districts if unit in _DISTRICT_UNITS else self._communes
        listed = next(self._names_at(tokens, start, names), None) if unit in _UNITS else None
        if listed is not None:
            return Locality(position, start + listed.syllables, " ".join((*unit, listed.name)))
        written = _capitals_from(tokens, start) if capitals else 0
        if written < (1 if unit in _UNITS else 2) or " ".join(token.text for token in tokens[start : start + written]) in self._provinces:
            return None
        return Locality(position, start + written, " ".join((*unit, *(token.text.capitalize() for token in tokens[start : start + written]))))

    def _bare(self, tokens: Sequence[Token], position: int, *, capitals: bool) -> Locality | None:
        """A district named without the word for it: with capitals, or behind «ở»."""
        before = tokens[position - 1] if position else None
        is_in = before is not None and before.text in (_IN_FOLDED if before.text == before.fold else _IN)
        written = _capitals_from(tokens, position) if capitals else 0
        if not is_in and written < 2:
            return None
        for name in self._names_at(tokens, position, self._districts):
            if is_in or written == name.syllables:
                return Locality(position, position + name.syllables, name.name)
        return None

    def _names_at(self, tokens: Sequence[Token], start: int, names: Mapping[str, Sequence[_Name]]) -> Iterator[_Name]:
        """The names that stand at *start*, longest first; of one syllable only those that are long or begin with a capital."""
        for length in range(min(LONGEST_NAME, len(tokens) - start), 0, -1):
            stretch = tokens[start : start + length]
            letters = _letters_of(stretch)
            typed = " ".join(token.text for token in stretch)
            if typed in self._provinces:
                return
            if length == 1 and not (stretch[0].is_capital or len(letters) >= _LONG):
                return
            yield from (name for name in names.get(letters, ()) if typed in (letters, name.typed))


@dataclass(frozen=True)
class _Name:
    """A listed name: as shown, and as it is read."""

    name: str
    typed: str
    syllables: int


def _by_letters(names: Iterable[str]) -> dict[str, list[_Name]]:
    """Names by their letters without diacritics."""
    found: dict[str, list[_Name]] = {}
    for name in dict.fromkeys(names):
        tokens = tokenise(name)
        found.setdefault(_letters_of(tokens), []).append(_Name(name, " ".join(token.text for token in tokens), len(tokens)))
    return found


def _letters_of(tokens: Sequence[Token]) -> str:
    return " ".join(token.fold for token in tokens)


def _is_quarter(short: re.Match[str], following: Sequence[Token]) -> bool:
    """Whether it is a quarter of a year: «Q1/2022»."""
    return (
        short[1] == "q" and int(short[2]) <= 4 and bool(following) and (following[0].text == "/" or following[0].text.isdecimal() or following[0].fold == "nam")
    )


def _stands(unit: tuple[str, ...], tokens: Sequence[Token], position: int, *, accented: bool) -> bool:
    """Whether *unit* stands at *position*, and is no other word without its diacritics."""
    typed = tuple(token.text for token in tokens[position : position + len(unit)])
    if typed == unit:
        return True
    letters = _FOLDED[unit]
    if accented or typed != letters:
        return False
    before = tokens[position - 1].fold if position else ""
    return unit in _UNITS and before not in _OTHER_WORDS.get(letters[0], ())


def _capitals_from(tokens: Sequence[Token], start: int) -> int:
    """How many syllables from *start* on begin with a capital."""
    count = 0
    while start + count < len(tokens) and count < LONGEST_NAME and tokens[start + count].is_capital and tokens[start + count].text.isalpha():
        count += 1
    return count
