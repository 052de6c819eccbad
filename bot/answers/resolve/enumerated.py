"""Targets told off one by one, each by a word that would be too short by itself: «dịch vụ công, hồ sơ, báo cáo, dữ liệu, mỗi cái bao nhiêu»."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from bot.answers.frame import Frame, Word
from bot.language.interrogatives import JOINING
from bot.language.normalise import fold
from bot.plan.find import Subject
from bot.plan.model import Plan

LEAST_ITEMS = 3
_ASKS = frozenset(("list_targets", "target_value", "count", "scope", "change_subject"))
_Hit = tuple[int, int, frozenset[str]]  # words start:end and the ids of the targets that they may be


def enumerated_targets(frame: Frame, plan: Plan) -> tuple[Subject, ...]:
    """The targets of *plan* of which at least three stand in a row in the question, in file order; () if it tells none off."""
    if frame.ask not in _ASKS:
        return ()
    meant: set[str] = set()
    for run in _runs(list(_hits(frame.all_words, plan)), frame):
        if len({targets for _, _, targets in run}) >= LEAST_ITEMS:
            meant.update(*(targets for _, _, targets in run))
    return tuple(Subject(plan, target) for target in plan.targets if target.id in meant)


def _hits(words: Sequence[Word], plan: Plan) -> Iterator[_Hit]:
    """Where themes of targets stand in *words*, the longest at each place."""
    begun_by = _by_first_word(tuple((target.id, target.themes) for target in plan.targets))
    place = 0
    while place < len(words):
        found = [(theme, target) for theme, target in begun_by.get(words[place].text, ()) if _stands(words[place:], theme)]
        longest = max((len(theme) for theme, _ in found), default=0)
        if longest:
            yield place, place + longest, frozenset(target for theme, target in found if len(theme) == longest)
        place += longest or 1


@lru_cache(maxsize=8)  # one entry for each plan
def _by_first_word(themes_of: tuple[tuple[str, tuple[str, ...]], ...]) -> dict[str, list[tuple[list[str], str]]]:
    """The words of the themes, with the id of their target, by the first word, folded."""
    begun_by: dict[str, list[tuple[list[str], str]]] = {}
    for target, themes in themes_of:
        for words in (theme.lower().split() for theme in themes):
            begun_by.setdefault(fold(words[0]), []).append((words, target))
    return begun_by


def _stands(words: Sequence[Word], theme: Sequence[str]) -> bool:
    return len(words) >= len(theme) and all(word.may_be(part) for word, part in zip(words, theme, strict=False))


def _runs(hits: list[_Hit], frame: Frame) -> Iterator[list[_Hit]]:
    """The hits that are parted by nothing but marks and «và»."""
    run = hits[:1]
    for before, hit in zip(hits, hits[1:], strict=False):
        if not _goes_on(before, hit, frame):
            yield run
            run = []
        run.append(hit)
    yield run


def _goes_on(before: _Hit, hit: _Hit, frame: Frame) -> bool:
    words = frame.all_words
    between = [word.text for word in words[before[1] : hit[0]]]
    marked = any(words[before[1] - 1].start < mark <= words[hit[0]].start for mark in frame.breaks)
    return (marked and not between) or (bool(between) and JOINING.issuperset(between))
