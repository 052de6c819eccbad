"""Provinces and cities of the first level, as they are called today and were before."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from vietnam_provinces import Province

from bot.language.lexicon import pairs


def provinces(lexicon_folder: Path) -> Iterator[tuple[str, str]]:
    """(how it is written, name as answered): today's from the package, earlier and everyday names from the lexicon, with «my own place»."""
    for province in Province.iter_all():
        name = _bare_name(province)
        yield name, name
    yield from pairs(lexicon_folder / "places.tsv")


def _bare_name(province: Province) -> str:
    """The name without the words for what it is a province or city by: those that the package's name shares with its division type."""
    words, division = province.name.split(" "), province.division_type.value.split(" ")
    shared = 0
    while shared < min(len(words), len(division)) and words[shared].lower() == division[shared]:
        shared += 1
    return " ".join(words[shared:])
