"""Tasks by their numbers: one, several, a range, the first or the last few."""

from __future__ import annotations

import re

from bot.answers.frame import Frame
from bot.language.numbers import NUMBER_WORDS, number_of_words, read_ordinal
from bot.plan.find import Subject
from bot.plan.model import Plan

# What may stand between the word for «task» and its number.
_BEFORE_NUMBER = frozenset(("", "so", "thu", "trong tam so", "trong tam thu"))
_BEGINS_ORDINAL = frozenset(("so", "thu", "dau", "cuoi"))
_ORDINAL_WORDS = {"nhat": 1, "nhi": 2, "tu": 4}  # that are no number words
_BEFORE_NUMBER_WORD = frozenset(("so", "thu"))
# In the folded words, where each mention of «nhiệm vụ» is one «#».
_NUMBER = r"(?:(?:so|thu|#) )*(\d{1,2})"
_RANGE = re.compile(rf"(?:\btu|#) {_NUMBER} (?:den|toi|to|-) (?:(?:het|cuoi|last)\b|{_NUMBER}\b)")
_ONWARD = re.compile(rf"(?:\btu|#) {_NUMBER} (?:tro (?:di|xuong|ve sau|len)|onwards?)\b")
_ENDS = re.compile(r"(\d{1,2}) # (?:trong tam )?(dau|cuoi)\b|\b(first|last) (\d{1,2}) #")
_COUNTED = frozenset(("cai", "viec", "muc", "dieu"))  # what stands for «nhiệm vụ» once tasks are talked about
_SEVERAL = re.compile(rf"# (?:trong tam )?{_NUMBER}(?: (?:(?:va|voi|cung|and|con|roi|cai) )*{_NUMBER}\b)+")
_ONE = re.compile(r"# (?:trong tam )?(?:so|thu) (\d{1,2})\b")
_NUMBERED = re.compile(r"# (?:trong tam )?(?:so |thu )?(\d{1,3})\b")
_DIGITS = re.compile(r"\d{1,2}")


def numbered_tasks(frame: Frame, plan: Plan, *, goes_on: bool = False) -> list[Subject]:
    """The tasks that «nhiệm vụ» and numbers name: «nhiệm vụ 3, 4 và 5», «từ nhiệm vụ 13 đến hết», «bảy nhiệm vụ đầu»; [] if none.

    goes_on: whether tasks were just listed or counted, so that «ba cái đầu» means them.
    """
    ordered = sorted(plan.tasks, key=lambda task: task.number)
    several = _several(frame, len(ordered), goes_on=goes_on)
    if len(several) > 1:
        return [Subject(plan, task) for task in ordered if task.number in several]
    one = _one(frame, len(ordered))
    return [Subject(plan, task) for task in ordered if task.number == one]


def number_beyond(frame: Frame, plan: Plan) -> int | None:
    """The number of a task that the plan does not have: «nhiệm vụ 40»."""
    found = _NUMBERED.search(_text(frame))
    return int(found[1]) if found and not 1 <= int(found[1]) <= max((task.number for task in plan.tasks), default=0) else None


def _several(frame: Frame, last: int, *, goes_on: bool) -> frozenset[int]:
    """The numbers of a range, of an end of the list, or of an enumeration."""
    text = _text(frame)
    if goes_on and (found := _ENDS.search(_text(frame, goes_on=True))):
        return _at_end(found, last)
    if "#" not in text and not goes_on:  # «người từ 15 trở lên» names no tasks
        return frozenset()
    if found := _RANGE.search(text):
        return frozenset(range(int(found[1]), int(found[2] or last) + 1))
    if found := _ONWARD.search(text):
        return frozenset(range(int(found[1]), last + 1))
    if found := _ENDS.search(text):
        return _at_end(found, last)
    found = _SEVERAL.search(text)
    return frozenset(map(int, _DIGITS.findall(found[0]))) if found else frozenset()


def _at_end(found: re.Match[str], last: int) -> frozenset[int]:
    many = int(found[1] or found[4])
    return frozenset(range(1, many + 1) if "dau" in found[0] or "first" in found[0] else range(last - many + 1, last + 1))


def _text(frame: Frame, *, goes_on: bool = False) -> str:
    """The folded words, each mention of «nhiệm vụ» as «#», numbers in words as digits where «số», «thứ» or «nhiệm vụ» tells that they are numbers."""
    tasks = [mention for mention in frame.mentions if "task" in mention.values("kind")]
    percents = frame.of("figure")  # «định danh điện tử 15-20%» is no «từ 15 đến 20»
    words: list[str] = []
    for word in frame.all_words:
        if any(mention.start <= word.start < mention.end for mention in tasks) or (goes_on and word.text in _COUNTED):
            words += [] if words and words[-1] == "#" else ["#"]
        elif any(mention.start <= word.start < mention.end for mention in percents):
            words.append("%")
        else:
            words.append(word.text)
    text: list[str] = []
    position = 0
    while position < len(words):
        if words[position - 1 : position] == ["thu"] and words[position] in _ORDINAL_WORDS:
            text.append(str(_ORDINAL_WORDS[words[position]]))
            position += 1
            continue
        length = next((length for length in (2, 1) if _is_number(words, position, length)), 0)
        text.append(str(number_of_words(words[position : position + length])) if length else words[position])
        position += length or 1
    return " ".join(text)


def _is_number(words: list[str], position: int, length: int) -> bool:
    group, after = words[position : position + length], words[position + length : position + length + 1]
    if len(group) < length or not NUMBER_WORDS.issuperset(group) or number_of_words(group) is None:
        return False
    return words[position - 1 : position] in ([word] for word in _BEFORE_NUMBER_WORD) or after == ["#"]


def _one(frame: Frame, last: int) -> int | None:
    """«nhiệm vụ số 5», «nhiệm vụ thứ 5», «nhiệm vụ cuối»: a number after the word, not before it."""
    spelled = _ONE.search(_text(frame))
    if spelled:  # «nhiệm vụ thứ mười hai» is not the tenth
        return int(spelled[1]) if 1 <= int(spelled[1]) <= last else None
    for kind in frame.mentions:
        if "task" not in kind.values("kind"):
            continue
        for number in frame.of("number"):
            between = [word.text for word in frame.words if kind.end <= word.start < number.start]
            value = number.values("number")[0]
            if number.start >= kind.end and " ".join(between) in _BEFORE_NUMBER and value.isdigit() and 1 <= int(value) <= last:
                return int(value)
        after = [word.text for word in frame.words if word.start >= kind.end][:2]
        ordinal = read_ordinal(after) if after and after[0] in _BEGINS_ORDINAL else None
        if ordinal is not None and (ordinal == -1 or 1 <= ordinal <= last):
            return last if ordinal == -1 else ordinal
    return None
