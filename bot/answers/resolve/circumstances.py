"""What a message tells of its writer before it asks: a subject named there is no part of the question."""

from __future__ import annotations

from dataclasses import replace

from bot.answers.frame import SUBJECT_KINDS, Frame, Mention
from bot.answers.subjects import are_background
from bot.language.interrogatives import JOINING, SPEAKERS, tells_of_the_speaker
from bot.plan.find import Library

_NAMED = (*SUBJECT_KINDS, "part", "unlisted")
_COUNTED_IN = ("nam trong", "tinh vao", "tinh trong", "thuoc", "nam o trong", "counted in", "part of")


def without_circumstances(frame: Frame, library: Library) -> Frame:
    """The frame without subjects that only tell who asks: «em trực một cửa xã, …», «tui có cái công ty nhỏ, cho hỏi …»; whole if nothing else is named.

    The plan itself, which people name in passing, is nothing else.
    """
    like = [mention for mention in frame.of("unlisted") if _is_like_the_speaker(frame, mention)]
    if like:
        frame = replace(frame, mentions=tuple(mention for mention in frame.mentions if mention not in like))  # «giám đốc hợp tác xã như tôi»
    mentions = frame.of(*_NAMED)
    if len(mentions) < 2 or frame.ask == "compare":
        return frame
    asked_from = frame.question_begins()
    inside = frame.ask == "scope" and mentions[-1].values("target") and frame.has_words(*_COUNTED_IN)  # «công ty nhỏ có nằm trong con số hóa đơn ấy không»
    told = [mention for mention in mentions[:-1] if inside or mention.end <= asked_from or _is_of_the_speaker(frame, mention, mentions)]
    kept = [mention for mention in mentions if mention not in told]
    if not told or all(are_background(mention.values(*_NAMED), library) for mention in kept) or _values(told) & _values(kept) or kept[0].start < told[-1].start:
        return frame
    return replace(frame, mentions=tuple(mention for mention in frame.mentions if mention not in told))


def _values(mentions: list[Mention]) -> set[str]:
    return {value for mention in mentions for value in mention.values(*_NAMED)}


def _is_like_the_speaker(frame: Frame, mention: Mention) -> bool:
    after = [word.text for word in frame.all_words if word.start >= mention.end][:2]
    return after[:1] == ["nhu"] and after[1:] != [] and after[1] in SPEAKERS


def _is_of_the_speaker(frame: Frame, mention: Mention, mentions: list[Mention]) -> bool:
    """Whether *mention* stands in what somebody says of himself, and is not one of several things asked about."""
    following = next((other for other in mentions if other.start >= mention.end), None)
    between = [word.text for word in frame.all_words if following is not None and mention.end <= word.start < following.start]
    return tells_of_the_speaker(frame.words_before(mention)) and not (between and JOINING.issuperset(between))
