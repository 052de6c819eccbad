"""Figures in words and digits: percents, ranges, plain numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.language.tokens import Token

_DIGITS = {
    "khong": 0, "linh": 0, "le": 0, "mot": 1, "moi": 1, "hai": 2, "ba": 3, "bon": 4, "tu": 4,
    "nam": 5, "lam": 5, "nham": 5, "sau": 6, "bay": 7, "bẩy": 7, "tam": 8, "chin": 9,
}  # fmt: skip
_TENS = {"muoi", "chuc"}
_HOW_MANY = frozenset(("may", "nhieu", "vai"))
NUMBER_WORDS = frozenset((*_DIGITS, *_TENS, "tram", "nghin", "ngan"))
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_PERCENT_WORDS = (("phan", "tram"), ("percent",), ("pct",), ("%",))
_RANGE_WORDS = {"-", "den", "toi", "to"}
_HALF_OF = frozenset(("mot", "1", "phan"))
_NOT_QUITE = frozenset(("nao", "gan", "qua", "hon", "duoi", "toi", "den", "them", "chua", "tren", "chung", "khoang"))  # before «một nửa»
# «chỉ nửa dân số»; «chừng nửa số nhà», «quá nửa» are no figure.
_MERELY = frozenset(("chi", "co", "nham", "dat"))
_COUNTED = frozenset(("dan", "so", "doanh", "ho", "nha", "nguoi", "thon", "co", "bao", "cong"))
_NO_SHARE = frozenset(
    (
        "con",
        "kia",
        "sau",
        "dau",
        "cuoi",
        "nam",
        "thang",
        "ngay",
        "phan",
        "cau",
        "nhiem",
        "gio",
        "tieng",
        "chang",
        "duong",
        "tien",
        "gia",
        "chi",
        "kinh",
    )
)  # behind «một nửa»
_THOUSANDS = re.compile(r"\d{1,3}(?:(?:\.\d{3})+(?:,\d+)?|(?:,\d{3})+(?:\.\d+)?)")
_DECIMAL = re.compile(r"\d+(?:[.,]\d+)?")
_TAKEN_FOR_NUMBERS = frozenset(("tu", "ba", "hai", "nam", "sau", "bay", "le", "chuc"))
_SPELLED_NUMBERS = frozenset(("tư", "năm", "sáu", "bảy", "bẩy", "lẻ", "chục"))
# Longer ones are no figures of a plan, and reading them costs time that other people wait for.
_MAX_DIGITS = 15
_MAX_WORDS = 12


@dataclass(frozen=True)
class Mention:
    """Something found in a message. start and end count tokens, end exclusive."""

    kind: str
    value: str
    start: int
    end: int


def read_number(tokens: Sequence[Token], start: int) -> tuple[str, int] | None:
    """The number that begins at *start* and where it ends, in digits or in words; None if there is none.

    Digits read one by one («hai không hai hai») and numbers up to 9999 in words are understood.
    """
    if start >= len(tokens):
        return None
    if _NUMBER.fullmatch(tokens[start].text):
        digits = _digits_of(tokens[start].text)
        return (digits, start + 1) if digits is not None else None
    words: list[str] = []
    position = start
    if tokens[start].fold not in NUMBER_WORDS or _is_other_word(tokens, start) or _is_asked(tokens, start):
        return None
    while position < min(len(tokens), start + _MAX_WORDS) and tokens[position].fold in NUMBER_WORDS and not _is_complete(words):
        words.append(tokens[position].fold)
        position += 1
    value = number_of_words(words)
    return (str(value), position) if value is not None else None


def _is_other_word(tokens: Sequence[Token], position: int) -> bool:
    """Whether the word only has the letters of a number: «điện tử tới 100%» is no range from four."""
    token = tokens[position]
    if token.text == token.fold:
        return token.text == "tu" and position > 0 and tokens[position - 1].fold == "dien"
    return token.fold in _TAKEN_FOR_NUMBERS and token.text not in _SPELLED_NUMBERS


def _is_asked(tokens: Sequence[Token], position: int) -> bool:
    """«mấy mươi phần trăm» asks for the figure."""
    return tokens[position].fold in _TENS and position > 0 and tokens[position - 1].fold in _HOW_MANY


def _is_complete(words: Sequence[str]) -> bool:
    """Whether tens and ones are said, so that nothing can follow: «hai mươi hai» before «năm»."""
    return len(words) >= 3 and words[-1] in _DIGITS and words[-2] in _TENS and words[-3] in _DIGITS


def _digits_of(text: str) -> str | None:
    """«150.000» → 150000, «8,5» → 8.5, «1.234,5» → 1234.5, «01» → 1; None for what is no number («1.2.3»)."""
    if len(text) > _MAX_DIGITS:
        return None
    if _THOUSANDS.fullmatch(text):
        text = text.replace(re.findall(r"[.,]", text)[0], "")
    elif not _DECIMAL.fullmatch(text):
        return None
    whole, _, part = text.replace(",", ".").partition(".")
    return f"{int(whole)}.{part}" if part else str(int(whole))


def number_of_words(words: Sequence[str]) -> int | None:
    """The number that folded number *words* say; None if they say none.

    >>> number_of_words(["muoi", "bon"]), number_of_words(["chuc"])
    (14, None)
    """
    if not words or words[0] in ("chuc", "linh", "le"):  # «mấy chục phần trăm», «tỷ lệ phần trăm» ask for a figure and claim none
        return None
    if all(word in _DIGITS for word in words):
        if len(words) == 2 and words[0] not in ("khong", "linh", "le"):
            return _DIGITS[words[0]] * 10 + _DIGITS[words[1]]
        return int("".join(str(_DIGITS[word]) for word in words)) if len(words) in (1, 4) else None
    total, current = 0, 0
    for index, word in enumerate(words):
        if word in ("nghin", "ngan"):
            total, current = (total + (current or 1)) * 1000, 0
        elif word == "tram":
            current = (current or (0 if index else 1)) * 100
        elif word in _TENS:
            current = current - current % 10 + (current % 10 or 1) * 10 if current % 10 or not index else current + 10
        elif index and words[index - 1] in _DIGITS and words[index - 1] not in ("khong", "linh", "le"):
            current = current - current % 10 + current % 10 * 10 + _DIGITS[word]  # «hai hai» is 22
        else:
            current += _DIGITS[word]
    return total + current


def _percent_sign(tokens: list[Token], position: int) -> int:
    """How many tokens the percent sign at *position* takes; 0 if there is none."""
    for words in _PERCENT_WORDS:
        if tuple(token.fold for token in tokens[position : position + len(words)]) == words:
            return len(words)
    return 0


def _half(tokens: Sequence[Token], position: int) -> int:
    """How many tokens from *position* on say a half, as a share of all: «một nửa doanh nghiệp».

    0 for «một nửa còn lại», «gần một nửa», and «mot nua» that may be «một nữa».
    """
    if tokens[position].text != "nửa" and tokens[position].fold not in _HALF_OF:
        return 0
    before = tokens[position - 1].fold if position else ""
    following = [token.fold for token in tokens[position + 1 : position + 3]]
    if tokens[position].text == "nửa":
        return 1 if before in _MERELY and following[:1] and following[0] in _COUNTED else 0
    if following[:1] != ["nua"] or before in _NOT_QUITE:
        return 0
    behind = following[1] if following[1:] else ""
    if tokens[position + 1].text == "nua":
        return 2 if tokens[position].fold == "mot" and behind in _COUNTED else 0
    return 2 if tokens[position + 1].text == "nửa" and behind not in _NO_SHARE else 0


def find_figures(tokens: list[Token]) -> list[Mention]:
    """Percent figures and ranges («85%», «65 đến 70 phần trăm», «tám lăm phần trăm») and plain numbers, left to right."""
    found: list[Mention] = []
    position = 0
    while position < len(tokens):
        half = _half(tokens, position)
        if half:
            found.append(Mention("figure", "50", position, position + half))
            position += half
            continue
        number = read_number(tokens, position)
        if number is None:
            position += 1
            continue
        value, after = number
        first_sign = _percent_sign(tokens, after)
        middle = after + first_sign
        if (
            middle < len(tokens)
            and tokens[middle].fold in _RANGE_WORDS
            and (second := read_number(tokens, middle + 1))
            and (sign := _percent_sign(tokens, second[1]))
        ):
            found.append(Mention("figure", f"{value}-{second[0]}", position, second[1] + sign))
            position = second[1] + sign
        elif first_sign:
            found.append(Mention("figure", value, position, middle))
            position = middle
        elif _NUMBER.fullmatch(tokens[position].text):
            found.append(Mention("number", value, position, after))
            position = after
        else:
            position = after
    return found


_ORDINALS = {
    "nhat": 1,
    "dau": 1,
    "mot": 1,
    "nhi": 2,
    "hai": 2,
    "ba": 3,
    "tu": 4,
    "bon": 4,
    "nam": 5,
    "sau": 6,
    "bay": 7,
    "tam": 8,
    "chin": 9,
    "muoi": 10,
    "first": 1,
    "second": 2,
    "third": 3,
}
_ORDINAL = re.compile(r"\d{1,3}")
_LAST = {"cuoi", "cung", "chot", "last"}


def read_ordinal(words: list[str]) -> int | None:
    """Which one of a list folded *words* choose, counted from 1, or -1 for the last; None if they choose none.

    >>> read_ordinal("cai thu hai".split()), read_ordinal(["so", "3"]), read_ordinal("cai cuoi".split())
    (2, 3, -1)
    """
    for position, word in enumerate(words):
        after = words[position + 1] if position + 1 < len(words) else ""
        if word in ("cai", "muc", "cau") and after in ("sau", "truoc"):
            return -1 if after == "sau" else 1
        if word in ("thu", "so", "cai", "muc", "the", "cau") and _ORDINAL.fullmatch(after):
            return int(after)
        spelled = words[position + 1 : position + 3]
        if word in ("thu", "so") and len(spelled) == 2 and "muoi" in spelled and NUMBER_WORDS.issuperset(spelled):
            return number_of_words(spelled)  # «thứ mười hai» is not the tenth
        if word in ("thu", "so", "cai", "muc", "the") and after in _ORDINALS:
            return _ORDINALS[after]
        if (
            word in ("dau", "first")
            and after in ("", "tien", "one", "a", "di", "nhe")
            or (word == "dau" and position and words[position - 1] in ("cai", "cau", "thu"))
        ):
            return 1
    digits = [word for word in words if _ORDINAL.fullmatch(word)]
    if len(digits) == 1 and len(words) <= 3:
        return int(digits[0])
    if any(word in _LAST and (position == 0 or words[position - 1] in ("cai", "muc", "thu", "cau", "the", "sau")) for position, word in enumerate(words)):
        return -1
    return None
