"""Dates, years and quarters as people write and say them."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence

from bot.language.numbers import NUMBER_WORDS, Mention, read_number
from bot.language.tokens import Token

_YEAR = re.compile(r"(?:19|20)\d\d")
_SHORT_YEAR = re.compile(r"\d\d")
_DAY = re.compile(r"\d{1,2}")
_MAX_MONTH_WORDS = 2
_QUARTERS = {
    "i": "1",
    "ii": "2",
    "iii": "3",
    "iv": "4",
    "1": "1",
    "2": "2",
    "3": "3",
    "4": "4",
    "mot": "1",
    "hai": "2",
    "ba": "3",
    "bon": "4",
    "tu": "4",
    "dau": "1",
}
_SEPARATORS = {"/", "-", "."}
_SHORT_QUARTER = re.compile(r"q([1-4])")
_SHORT_MONTH = re.compile(r"t(1[0-2]|[1-9])")
_AFTER_TWENTY = {"mot": "1", "hai": "2", "ba": "3", "bon": "4", "tu": "4", "lam": "5", "sau": "6", "bay": "7", "tam": "8", "chin": "9"}
_BEFORE_YEAR = ({"nam"}, {"/"}, {"-"}, {","})
_FIRST_WORDS = NUMBER_WORDS | {"quy", "nam", "thang"}  # everything below begins with a digit, with one of these, with a short quarter or month


def _is_date(year: int, month: int, day: int) -> bool:
    try:
        datetime.date(year, month, day)
    except ValueError:
        return False
    return True


# Years told by their distance from the speaker's own, folded, and what stands behind «năm» for each.
_RELATIVE_YEARS = {
    ("nam", "nay"): "nay", ("nam", "ngoai"): "ngoái", ("nam", "truoc"): "trước", ("nam", "roi"): "rồi", ("nam", "kia"): "kia", ("nam", "sau"): "sau",
    ("nam", "toi"): "tới", ("sang", "nam"): "sau", ("this", "year"): "nay", ("last", "year"): "ngoái", ("next", "year"): "sau",
}  # fmt: skip
_NOT_BEFORE_RELATIVE = frozenset(("viet", "may", "moi", "cac", "nhieu", "nhung", "hang"))  # «Việt Nam sau», «mấy năm nay», «các năm sau»
_OF_PEOPLE = frozenset(("toi", "tui", "em", "chau", "con", "ong", "ba", "tuoi"))  # «năm nay tôi bảy mươi»
_NEAR = 2
_SHORT = 6


def relative_years(words: Sequence[str], is_subject: Sequence[bool]) -> list[str]:
    """What a question is limited to by «năm nay», «năm ngoái», «sang năm»: the word behind «năm».

    words: the folded words of the question; is_subject: which of them name something. One that is told beside (how old somebody
    is this year) limits nothing, so a subject or the figure asked for must stand near it.

    >>> relative_years("nam ngoai cap quang bao nhieu".split(), [False, False, True, True, False, False])
    ['ngoái']
    >>> relative_years("nam nay toi bay muoi tuoi muon hoi dinh danh la gi".split(), [False] * 12)
    []
    """
    found = []
    for position, pair in enumerate(zip(words, words[1:], strict=False)):
        before, after = words[position - 1] if position else "", words[position + 2 : position + 2 + _NEAR]
        other = before in _NOT_BEFORE_RELATIVE and not is_subject[position - 1]
        if pair not in _RELATIVE_YEARS or other or _OF_PEOPLE.intersection(after):
            continue
        near = range(max(0, position - _NEAR), min(len(words), position + 2 + _NEAR))
        if len(words) <= _SHORT or any(is_subject[at] or words[at] in _ASKED_FIGURE for at in near):
            found.append(_RELATIVE_YEARS[pair])
    return found


_ASKED_FIGURE = frozenset(("bao", "nhieu", "may", "muc", "chi", "dat", "%"))


def find_dates(tokens: list[Token]) -> list[Mention]:
    """Dates (value «2022-06-01», or «--06-01» where no year is said), months («2022-06», «--06»), quarters («2022-Q1», «Q1») and years, left to right.

    Numbers of documents («34/2021/QĐ-TTg») are one token of the reading and so no dates.
    """
    found: list[Mention] = []
    position = 0
    while position < len(tokens):
        first = tokens[position].fold
        if not (first[0].isdigit() or first in _FIRST_WORDS or _SHORT_QUARTER.fullmatch(first) or _SHORT_MONTH.fullmatch(first)):
            position += 1
            continue
        mention = (
            _numeric_date(tokens, position)
            or _spoken_date(tokens, position)
            or _spoken_month(tokens, position)
            or _quarter(tokens, position)
            or _year(tokens, position)
        )
        if mention is None:
            position += 1
            continue
        found.append(mention)
        position = mention.end
    return found


def _texts(tokens: list[Token], start: int, count: int) -> list[str]:
    return [token.fold for token in tokens[start : start + count]]


def _numeric_date(tokens: list[Token], start: int) -> Mention | None:
    """1/6/2022, 1-6-2022, 1/6; the tokeniser keeps «1.6.2022» whole."""
    dotted = re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.((?:19|20)\d\d)", tokens[start].text)
    if dotted:
        day, month, year = (int(group) for group in dotted.groups())
        return Mention("date", f"{year}-{month:02}-{day:02}", start, start + 1) if _is_date(year, month, day) else None
    words = _texts(tokens, start, 5)
    if len(words) < 3 or not (_DAY.fullmatch(words[0]) and words[1] in _SEPARATORS and (_DAY.fullmatch(words[2]) or _YEAR.fullmatch(words[2]))):
        return None
    day, month = int(words[0]), int(words[2])
    if len(words) == 5 and words[3] == words[1] and (_YEAR.fullmatch(words[4]) or _SHORT_YEAR.fullmatch(words[4])):
        year = int(words[4]) if len(words[4]) == 4 else 2000 + int(words[4])
        return Mention("date", f"{year}-{month:02}-{day:02}", start, start + 5) if _is_date(year, month, day) else None
    if start and tokens[start - 1].text in _SEPARATORS:  # the rest of a date that is none: 31/2/2022
        return None
    if words[1] == "/" and len(words[2]) == 4 and _YEAR.fullmatch(words[2]) and 1 <= day <= 12:
        return Mention("date", f"{words[2]}-{day:02}", start, start + 3)
    if words[1] == "/" and len(words[0]) <= 2 and len(words[2]) <= 2 and _is_date(2000, month, day):
        return Mention("date", f"--{month:02}-{day:02}", start, start + 3)
    return None


def _spoken_date(tokens: list[Token], start: int) -> Mention | None:
    """«(ngày) (mùng) 1 tháng 6 (năm 2022)», also with number words and with the English month left to the lexicon."""
    day = read_number(tokens, start)
    if day is None or not _DAY.fullmatch(day[0]) or _texts(tokens, day[1], 1) != ["thang"]:
        return None
    if _texts(tokens, start, day[1] - start) == ["tu"]:  # «từ tháng 6» begins on no fourth, which is «mùng bốn»
        return None
    found = _month(tokens, day[1] + 1)
    if found is None or not _is_date(2000, found[0], int(day[0])):
        return None
    month, end = found
    value = f"-{month:02}-{int(day[0]):02}"
    year = _year_after(tokens, end)
    if year is not None:
        return Mention("date", year[0] + value, start, year[1])
    return Mention("date", "-" + value, start, end)


def _spoken_month(tokens: list[Token], start: int) -> Mention | None:
    """«tháng 6 (năm 2022)», «tháng sáu», «T6/2022»; a month of no named year only where nothing else is called so."""
    before = tokens[start - 1].fold if start else ""
    if before[:1].isdigit() or before in NUMBER_WORDS - {"tu", "nam"}:  # «31 tháng 2»: a day that is none
        return None
    short = _SHORT_MONTH.fullmatch(tokens[start].fold)
    found = (int(short.group(1)), start + 1) if short else _month(tokens, start + 1) if tokens[start].fold == "thang" else None
    if found is None:
        return None
    month, end = found
    names_year = _texts(tokens, start + 1, 1) == ["nam"]  # «ngày tháng năm», hardly May
    year = _year_after(tokens, end)
    if year is not None and not (names_year and before == "ngay"):
        return Mention("date", f"{year[0]}-{month:02}", start, year[1])
    return None if short or names_year or year else Mention("date", f"--{month:02}", start, end)


def _year_after(tokens: list[Token], end: int) -> tuple[str, int] | None:
    """The year that follows a month, and where it ends."""
    year = read_number(tokens, end + 1 if set(_texts(tokens, end, 1)) in _BEFORE_YEAR else end)
    return year if year is not None and _YEAR.fullmatch(year[0]) else None


def _month(tokens: list[Token], start: int) -> tuple[int, int] | None:
    """The month at *start* and where it ends; «sáu năm hai không…» is June, for sixty-five is no month."""
    for count in range(_MAX_MONTH_WORDS, 0, -1):
        number = read_number(tokens[: start + count], start)
        if number is not None and _DAY.fullmatch(number[0]) and 1 <= int(number[0]) <= 12:
            return int(number[0]), number[1]
    return None


def _quarter(tokens: list[Token], start: int) -> Mention | None:
    words = _texts(tokens, start, 4)
    short = _SHORT_QUARTER.fullmatch(words[0])
    if not short and (words[0] != "quy" or len(words) < 2 or words[1] not in _QUARTERS):
        return None
    number, end = (short.group(1), start + 1) if short else (_QUARTERS[words[1]], start + 2)
    skip = 1 if _texts(tokens, end, 1) in (["/"], ["nam"]) else 0
    year = _texts(tokens, end + skip, 1)
    if year and _YEAR.fullmatch(year[0]):
        return Mention("date", f"{year[0]}-Q{number}", start, end + skip + 1)
    return Mention("date", f"Q{number}", start, end)


def _year(tokens: list[Token], start: int) -> Mention | None:
    token = tokens[start]
    after = _texts(tokens, start + 1, 1)
    if _YEAR.fullmatch(token.text):
        return Mention("year", token.text, start, start + 1)
    says_year = token.text == "năm" or token.fold == "nam"
    if says_year and after and _SHORT_YEAR.fullmatch(after[0]) and "15" <= after[0] <= "50" and _texts(tokens, start + 2, 1) != ["%"]:
        return Mention("year", f"20{after[0]}", start, start + 2)
    unit = after == ["hai"] and _AFTER_TWENTY.get("".join(_texts(tokens, start + 2, 1)))
    follows_number = start and tokens[start - 1].fold in (NUMBER_WORDS | {"viet"}) - {"tu", "nam"}
    if says_year and unit and not follows_number and _texts(tokens, start + 3, 1) not in (["%"], ["phan"], ["muoi"]):
        return Mention("year", f"202{unit}", start, start + 3)  # «năm hai ba»
    number = read_number(tokens, start)
    if number is not None and number[1] - start >= 3 and _YEAR.fullmatch(number[0]):
        return Mention("year", number[0], start, number[1])
    return None
