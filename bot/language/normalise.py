"""One spelling for one Vietnamese text: Unicode form, invisible characters, place of the tone mark."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

# Characters without width that phones and copy-paste leave inside words; format characters (category Cf) in general.
_VARIATION_SELECTORS = range(0xFE00, 0xFE10)

# Old and new placement of the tone mark in the open rimes oa, oe, uy: «hoà» and «hòa» are one word.
_TONE_PLACES = {
    old: new
    for olds, news in (
        ("oà oá oả oã oạ", "òa óa ỏa õa ọa"),
        ("oè oé oẻ oẽ oẹ", "òe óe ỏe õe ọe"),
        ("uỳ uý uỷ uỹ uỵ", "ùy úy ủy ũy ụy"),
    )
    for old, new in zip(olds.split(), news.split(), strict=True)
}
# Typeset dashes and the minus sign: newspapers write «65–70%», keyboards «65-70%».
_DASHES = frozenset("\u2010\u2011\u2012\u2013\u2014\u2015\u2212")
_OPEN_RIME = re.compile(r"(?<!q)(?:" + "|".join(_TONE_PLACES) + r")(?![^\W\d_])", re.IGNORECASE)


# The Icelandic eth, which old Vietnamese fonts print for Đ: «QÐ-TTg».
_ETH = "ð"


# A tone mark set on the u of qu: «qúy» is «quý».
_TONED_U = re.compile(r"q([úùủũụ])([aeiouyăâêôơư])")


_LETTERS = "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ"
_PLAIN = re.compile(f"[ -~{_LETTERS}{_LETTERS.upper()}]*")


def _retone(match: re.Match[str]) -> str:
    tone = unicodedata.normalize("NFD", match.group(1))[1]
    return "qu" + unicodedata.normalize("NFC", match.group(2) + tone)


@dataclass(frozen=True)
class NormalisedText:
    """Normalised text that remembers where each character stood.

    text: lower case, NFC, no invisible characters, plain spaces and dashes, new tone placement.
    offsets: for each character of *text* its offset in the original, plus one entry for the end; non-decreasing.
    """

    text: str
    offsets: tuple[int, ...]

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        """The half-open span in the original text that ``text[start:end]`` was made from."""
        if start >= end:
            return self.offsets[start], self.offsets[start]
        return self.offsets[start], self.offsets[end]


def _is_invisible(char: str) -> bool:
    return unicodedata.category(char) in ("Cf", "Cs") or ord(char) in _VARIATION_SELECTORS


def normalise(text: str) -> NormalisedText:
    """Bring *text* to one spelling.

    >>> normalise("Uỷ ban\\u200b quốc gia").text
    'ủy ban quốc gia'
    """
    if _PLAIN.fullmatch(text):  # nearly every message: nothing to decompose, and each character stays one
        return NormalisedText(_place_tones(text.lower()), tuple(range(len(text) + 1)))
    characters: list[str] = []
    offsets: list[int] = []
    cluster, cluster_start = "", 0
    for position, char in enumerate(text):
        if _is_invisible(char):
            continue
        if cluster and unicodedata.combining(char):
            cluster += char
            continue
        _flush(cluster, cluster_start, characters, offsets)
        cluster, cluster_start = char, position
    _flush(cluster, cluster_start, characters, offsets)
    offsets.append(len(text))
    return NormalisedText(_place_tones("".join(characters)), tuple(offsets))


def _place_tones(text: str) -> str:
    return _OPEN_RIME.sub(lambda match: _TONE_PLACES[match.group()], _TONED_U.sub(_retone, text))


def _flush(cluster: str, start: int, characters: list[str], offsets: list[int]) -> None:
    """Append the lower-case NFC form of one character with its marks."""
    plain = cluster if cluster == "…" else unicodedata.normalize("NFKC", cluster)  # an ellipsis is one mark, not three full stops
    for char in unicodedata.normalize("NFC", plain.lower()):
        characters.append(" " if char.isspace() else "-" if char in _DASHES else "đ" if char == _ETH else char)
        offsets.append(start)


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """Strip Vietnamese diacritics, also from NFD input; case is kept.

    >>> fold("Ủy ban uỷ quyền đ/c")
    'Uy ban uy quyen d/c'
    """
    decomposed = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def without_bar(text: str) -> str:
    """Without the bar of đ, which phones drop on its own; other diacritics stay.

    >>> without_bar("điện")
    'diện'
    """
    return text.replace("đ", "d")
