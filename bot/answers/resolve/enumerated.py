"""Targets told off one by one, each by a word too short by itself («dịch vụ công, hồ sơ, báo cáo, mỗi cái bao nhiêu»), and what is left of a list."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from bot.answers.asks import OUTSIDE, ROLE_ASKS
from bot.answers.conversation import Conversation
from bot.answers.frame import Frame, Word
from bot.answers.query import Query
from bot.language.interrogatives import JOINING
from bot.language.normalise import fold
from bot.plan.find import Subject
from bot.plan.model import Plan

LEAST_ITEMS = 3
_ASKS = frozenset(("list_targets", "target_value", "count", "scope", "change_subject"))
_BEFORE_A_NAME = frozenset(("cai", "muc", "chi", "tieu", "ty", "le", "vu"))
_NOT_BESIDES = frozenset(("nuoc", "nguoi", "ben", "vung", "mien"))  # «nước ngoài»
_WHAT_ELSE = re.compile(r"\bcon (?:lai )?(?:cai |nhung |muc |chi tieu |may cai )*(?:gi|nao|may|chi)\b")
_Hit = tuple[int, int, frozenset[str]]  # words start:end and the ids of the targets that they may be


def enumerated_targets(frame: Frame, plan: Plan) -> tuple[Subject, ...]:
    """The targets of *plan* of which at least three stand in a row in the question, in file order; () if it tells none off."""
    if frame.ask not in _ASKS or "task" in frame.values("kind"):
        return ()
    meant: set[str] = set()
    for run in _runs(list(_hits(frame.all_words, plan)), frame):
        told = {target for _, _, targets in run for target in targets}
        if min(len({targets for _, _, targets in run}), len(told)) >= LEAST_ITEMS and not _names_another(frame, run):
            meant.update(told)
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


def _names_another(frame: Frame, run: list[_Hit]) -> bool:
    """Whether a target is named before or behind the row: that one is asked about."""
    begin, end = frame.all_words[run[0][0]].start, frame.all_words[run[-1][1] - 1].start
    return any(not begin <= mention.start <= end and not mention.described for mention in frame.of("target"))


def _goes_on(before: _Hit, hit: _Hit, frame: Frame) -> bool:
    words = frame.all_words
    between = [word.text for word in words[before[1] : hit[0]]]
    marked = any(words[before[1] - 1].start < mark <= words[hit[0]].start for mark in frame.breaks)
    return (marked and not between) or (bool(between) and JOINING.issuperset(between))


def rest_of_list(query: Query, conversation: Conversation) -> list[Subject]:
    """«ngoài hóa đơn điện tử ra còn cái gì» of the targets at 100%: those listed without the ones named; [] if that is not asked."""
    frame, listed = query.frame, conversation.listed_targets()
    targets = frame.of("target")
    if not targets or "task" in frame.values("kind") or query.ask in OUTSIDE | ROLE_ASKS:
        return []
    before = [word for word in frame.words_before(targets[0]) if word not in _BEFORE_A_NAME]
    behind = " ".join(word.text for word in frame.all_words if word.start >= targets[-1].end)
    if before[-1:] != ["ngoai"] or not _NOT_BESIDES.isdisjoint(before[-2:-1]) or not _WHAT_ELSE.search(behind):
        return []
    named = {ref for mention in targets for ref in mention.values("target")}
    rest = [subject for subject in listed if subject.ref not in named]
    return rest if len(rest) < len(listed) else []
