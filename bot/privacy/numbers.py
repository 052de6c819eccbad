"""Which numbers in a text tell who somebody is. The text is flat: normalised, without diacritics, digits as ASCII."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.language.normalise import fold

LONG = 9  # digits in a row that are no figure, date or number of a document any more
MOST = 20  # digits of the longest account number
_MOST_GROUPS = 14  # of a number that is dictated digit by digit, with the country's code
_SHORTEST_AFTER_CUE = 6
_LAST_LISTED = 31  # tasks, days and months are listed two digits each; pairs of a telephone number hardly rise from first to last below this
_CUE_CHARACTERS = 32

_RUN = re.compile(r"\d(?:[ .,_()/|~\u00b7-]{0,3}\d)*")
_GROUP = re.compile(r"\d+")
_DAY, _MONTH, _ANY_YEAR = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])", r"(?:19|20)\d\d"
_DATE = re.compile(rf"(?<!\d)(?:{_DAY}([./-]){_MONTH}\1{_ANY_YEAR}|{_ANY_YEAR}([./-]){_MONTH}\2{_DAY})(?!\d)")
_DATE_WITHOUT_MARKS = re.compile(r"(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])(?:19|20)\d\d|(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")
_YEAR = re.compile(r"19[5-9]\d|20[0-4]\d")
_ROUND = re.compile(r"[1-9]\d{0,2}0{6,}")
_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:([., ])\d{3})(?:\1\d{3})*(?:[.,]\d+)?")
_HOTLINE = re.compile(r"1[89]00\d{4,6}")  # of firms and offices, nobody's own
_PHONE = re.compile(r"0\d{9,10}")  # mobile and landline numbers of today and of before 2018
_WITH_COUNTRY = re.compile(r"(?:00)?84(0?[235789]\d{8,9})")
_IDENTITY = re.compile(r"0\d{11}")
_DOCUMENT_AFTER = re.compile(r" ?(?:/ ?(?:[a-z]{2,}|qh\d+)|- ?(?:nq|qd|nd|tt|ct|cv|hd|kh|tb|bc)[/-])")
_UNIT_AFTER = re.compile(r" ?(?:%|phan tram|trieu|nghin|ngan|ty|dong|vnd|nguoi|dan|ho|to|the|xa|tinh|tai khoan|thue bao|doanh nghiep)\b|%")
_LETTERS_BEFORE = re.compile(r"(?<![a-z])[a-z]{1,2}$")
_COUNTRY_BEFORE = re.compile(r"\(?\+84\)? ?$")
_PASSPORT_LETTER = re.compile(r"(?<![a-z0-9])[a-z]$")

# Words that say what kind of number comes, as they are typed without diacritics.
_IDENTITY_CUE = re.compile(
    r"\b(?:stk|so tai khoan|so tk|tk so|tai khoan so|account number|cccd|cmnd|cmtnd|cmt|so can cuoc|so chung minh|ho chieu|passport"
    r"|ma so thue|mst|bhyt|bhxh|ma so bao hiem|so bao hiem|so the|so giay phep|gplx|id number)\b[^\d\u2022]*$"
)
_PHONE_CUE = re.compile(
    r"\b(?:sdt|sodt|dt|so dien thoai|dien thoai|so may|so phone|phone|goi|lien he|lien lac|zalo|viber|whatsapp|call"
    r"|so cua (?:toi|em|minh|tui))\b[^\d\u2022]*$"
)
_DOCUMENT_CUE = re.compile(
    r"\b(?:quyet dinh|qd|nghi quyet|nq|nghi dinh|nd|van ban|cong van|thong tu|luat|chi thi|ke hoach|nhiem vu|muc tieu"
    r"|document|decision)s?\b[^\d\u2022]*$"
)

_DIGIT_WORD = "khong|mot|hai|ba|bon|tu|nam|lam|sau|bay|tam|chin|zero|one|two|three|four|five|six|seven|eight|nine"
_DICTATED = re.compile(rf"(?<![a-z])(?:{_DIGIT_WORD})(?:[ ,.-]{{1,3}}(?:{_DIGIT_WORD}|\d)(?![a-z\d])){{8,}}")
_BEGINS_WITH_ZERO = ("khong", "zero")


def flat(text: str) -> str:
    """Normalised *text* without diacritics and with ASCII digits, each character in its place.

    >>> flat("số điện thoại ٣")
    'so dien thoai 3'
    """
    return "".join(char if char.isascii() else _flat(char) for char in text)


def _flat(char: str) -> str:
    if char.isdecimal():
        return str(unicodedata.decimal(char))
    return (fold(char) or char)[:1]


@dataclass(frozen=True)
class _Group:
    """Digits in a row. mark: what stands between it and the group before."""

    digits: str
    start: int
    end: int
    mark: str


def numbers(text: str) -> Iterator[tuple[int, int]]:
    """The places of personal numbers in a flat *text*, end exclusive."""
    for match in _DICTATED.finditer(text):
        if match.group().startswith(_BEGINS_WITH_ZERO) or _has_cue(text, match.start(), _PHONE_CUE, _IDENTITY_CUE):
            yield match.span()
    for match in _RUN.finditer(text):
        if sum(char.isdigit() for char in match.group()) >= _SHORTEST_AFTER_CUE:
            for groups in _without_dates(text, match.start(), match.end()):
                yield from _in(text, groups)


def _without_dates(text: str, start: int, end: int) -> Iterator[list[_Group]]:
    """The run's groups, parted where a date is written."""
    dates = [match.span() for match in _DATE.finditer(text, start, end)]
    groups: list[_Group] = []
    last = start
    for match in _GROUP.finditer(text, start, end):
        if any(first <= match.start() < stop for first, stop in dates):
            if groups:
                yield groups
            groups = []
        else:
            groups.append(_Group(match.group(), match.start(), match.end(), text[last : match.start()] if groups else ""))
        last = match.end()
    if groups:
        yield groups


def _in(text: str, groups: Sequence[_Group]) -> Iterator[tuple[int, int]]:
    """The longest stretches of *groups* that are somebody's number, left to right."""
    first = 0
    while first < len(groups):
        length = _length(text, groups, first)
        if length:
            end = groups[first + length - 1].end
            yield _beginning(text, groups[first].start, end), end
        first += length or 1


def _length(text: str, groups: Sequence[_Group], first: int) -> int:
    """How many groups from *first* on are one personal number; 0 if none is. A group that is long enough stands for itself."""
    group = groups[first]
    if len(group.digits) >= LONG:
        return int(not _is_of_document(text, group.end) and _is_personal_in_a_row(text, group))
    may_be_any = _has_plus(text, group.start) or _has_cue(text, group.start, _IDENTITY_CUE, _PHONE_CUE)
    if not (may_be_any or group.digits[0] == "0" or group.digits.startswith(("8", "00")) or len(group.digits) >= 3):
        return int(len(group.digits) > 6 and _is_personal_in_a_row(text, group))
    total = ends = 0
    for place in range(first, min(len(groups), first + _MOST_GROUPS)):
        if total + len(groups[place].digits) > MOST or len(groups[place].digits) >= LONG:
            break
        total += len(groups[place].digits)
        ends = place + 1
    least = _SHORTEST_AFTER_CUE if may_be_any else LONG
    for end in range(ends, first, -1):
        long_enough = total >= least or end == first + 1
        if long_enough and not _is_of_document(text, groups[end - 1].end) and _is_personal(text, groups[first:end]):
            return end - first
        total -= len(groups[end - 1].digits)
    return 0


def _is_of_document(text: str, end: int) -> bool:
    return bool(_DOCUMENT_AFTER.match(text, end))


def _is_personal(text: str, groups: Sequence[_Group]) -> bool:
    if len(groups) == 1:
        return _is_personal_in_a_row(text, groups[0])
    start, end = groups[0].start, groups[-1].end
    digits = "".join(group.digits for group in groups)
    written = text[start:end]
    if all(_YEAR.fullmatch(group.digits) or len(group.digits) <= 2 for group in groups) and any(_YEAR.fullmatch(group.digits) for group in groups):
        return False  # years, months with years
    if _has_cue(text, start, _IDENTITY_CUE) and not _is_amount(text, written, end):
        return True
    if _has_plus(text, start):
        return len(digits) >= 8 and not _is_list(groups)
    if _WITH_COUNTRY.fullmatch(digits) and not _is_amount(text, written, end) and _is_spoken_in_parts(groups):
        return True
    if _THOUSANDS.fullmatch(written):
        told = _has_cue(text, start, _PHONE_CUE) and len(digits) == LONG and digits[0] in "35789"
        return (told or " " in written) and not _is_amount(text, written, end) and _is_in_threes(text, groups, told=told)
    if _is_list(groups):
        return False
    if _PHONE.fullmatch(digits) or _IDENTITY.fullmatch(digits):
        return True
    return len(digits) >= LONG and (_is_in_threes(text, groups) or _is_account(text, groups))


def _is_personal_in_a_row(text: str, group: _Group) -> bool:
    digits, start, end = group.digits, group.start, group.end
    if len(digits) >= LONG:
        return not (_ROUND.fullmatch(digits) or (len(digits) == 10 and _HOTLINE.fullmatch(digits)))
    if _has_plus(text, start) and len(digits) >= 8:
        return True
    if len(digits) in (7, 8) and _PASSPORT_LETTER.search(text, max(0, start - 2), start) and not text[end : end + 1].isalnum():
        return True
    if len(digits) >= _SHORTEST_AFTER_CUE and _has_cue(text, start, _IDENTITY_CUE):
        return not _UNIT_AFTER.match(text, end)
    if len(digits) >= 7 and _has_cue(text, start, _PHONE_CUE):
        return not (_UNIT_AFTER.match(text, end) or _DATE_WITHOUT_MARKS.fullmatch(digits) or _HOTLINE.fullmatch(digits) or set(digits[1:]) == {"0"})
    return False


def _is_amount(text: str, written: str, end: int) -> bool:
    """«100.000.000», «1.234.567 người»: a figure, whatever stands before it."""
    return bool(_THOUSANDS.fullmatch(written)) and (written.endswith("000") or bool(_UNIT_AFTER.match(text, end)))


def _is_list(groups: Sequence[_Group]) -> bool:
    """«05 06 07 08 09», «0,5 1,2 3,4»: numbers one after the other rather than parts of one."""
    marks = {group.mark.strip() for group in groups[1:]}
    values = [int(group.digits) for group in groups]
    if values[-1] <= _LAST_LISTED and all(one < other for one, other in zip(values, values[1:], strict=False)):
        return True
    if "," in marks and len(marks) > 1:
        return True
    return "." in marks and len(marks) > 1 and any(len(group.digits) == 1 for group in groups)


def _is_spoken_in_parts(groups: Sequence[_Group]) -> bool:
    """Whether a country's code is followed by parts as telephone numbers have them; «84 85 90 95 100» are figures."""
    if all(len(group.digits) == 1 for group in groups):
        return True
    return any(len(group.digits) >= 3 and group.digits != "100" and not _YEAR.fullmatch(group.digits) for group in groups[1:])


def _is_in_threes(text: str, groups: Sequence[_Group], *, told: bool = False) -> bool:
    """«123 456 789»: an identity number of nine digits, or one of twelve; no figure is written so, and documents are told apart by the word before."""
    if len(groups) not in (3, 4) or any(len(group.digits) != 3 for group in groups) or len({group.mark for group in groups[1:]}) > 1:
        return False
    are_round = all(group.digits[-1] == "0" for group in groups)
    return told or not (are_round or _has_cue(text, groups[0].start, _DOCUMENT_CUE) or _UNIT_AFTER.match(text, groups[-1].end))


def _is_account(text: str, groups: Sequence[_Group]) -> bool:
    """«1903 4567 8901 23»: groups of four and more, the last one of what is left."""
    marks = {group.mark for group in groups[1:]}
    if len(marks) > 1 or marks.pop() not in (" ", ".", "-") or any(len(group.digits) < 4 for group in groups[:-1]):
        return False
    return not any(_YEAR.fullmatch(group.digits) for group in groups) and not _has_cue(text, groups[0].start, _DOCUMENT_CUE)


def _has_plus(text: str, start: int) -> bool:
    return text[max(0, start - 2) : start].rstrip("( ").endswith("+") and not text[max(0, start - 3) : start - 1].strip("+( ").isdigit()


def _has_cue(text: str, start: int, *cues: re.Pattern[str]) -> bool:
    before = text[max(0, start - _CUE_CHARACTERS) : start]
    return any(cue.search(before) for cue in cues)


def _beginning(text: str, start: int, end: int) -> int:
    """Where the number begins with what is stuck to it: letters of passports and health insurance («C1234567»), «+», a bracket that it closes."""
    letters = _LETTERS_BEFORE.search(text, max(0, start - 3), start)
    if letters:
        return letters.start()
    country = _COUNTRY_BEFORE.search(text, max(0, start - 7), start)
    if country:
        return country.start()
    if text[max(0, start - 1) : start] == "+":
        start -= 1
    if text[max(0, start - 1) : start] == "(" and text.count(")", start, end) > text.count("(", start, end):
        start -= 1
    return start
