"""What is asked of the last two subjects together."""

from __future__ import annotations

import re

from bot.answers.asks import LEADING_WORDS, ROLE_ASKS
from bot.answers.conversation import Conversation
from bot.answers.outcome import Outcome
from bot.answers.query import Query

_BOTH_OF_THEM = re.compile(r"\b(?:ca (?:hai|2)|(?:hai|2) (?:con so|so|cai|muc|chi tieu|nhiem vu|ty le|viec)|both)\b")
_THESE = ("nay", "do", "kia", "tren", "vua roi", "luc nay", "nay nay", "these", "those", "both")
_TOLD_OF_EACH = ROLE_ASKS | {"target_value", "deadline"}


def both(query: Query, conversation: Conversation) -> Query | None:
    """«hai nhiệm vụ này cùng một bộ chủ trì à», «nhắc lại cả hai số»: what is asked of the last two subjects."""
    frame, memory = query.frame, conversation.memory
    earlier = [subject for subject in map(conversation.library.subject, memory.subjects_in_order()) if subject is not None]
    if len(earlier) < 2:
        return None
    asked = conversation.last.ask if conversation.last is not None else None
    if frame.ask == "repeat" and _BOTH_OF_THEM.search(" ".join(word.text for word in frame.all_words)):
        same = asked in _TOLD_OF_EACH and all(memory.ask_about(subject.ref) == asked for subject in earlier[-2:])
        return query.carrying(*earlier[-2:], ask=asked) if same else None
    if not ("2" in frame.values("number") or frame.has_words("hai", "both")) or not frame.has_words(*_THESE):
        return None
    if frame.has_words(*LEADING_WORDS) or (asked in ROLE_ASKS and frame.of("level_word")):  # «cùng một bộ trưởng hay hai người»
        return query.carrying(*earlier[-2:], ask=asked if asked in ROLE_ASKS else "lead")
    return query.carrying(*earlier[-2:], ask="compare") if frame.ask in ("compare", "verify_claim") else None


def last_two(query: Query, conversation: Conversation) -> Query | None:
    """«cái nào cao hơn» compares the last two subjects, or the two that the bot asked back about."""
    last = conversation.last
    offered = last is not None and last.outcome == Outcome.ASK_BACK.value and len(last.options) == 2
    talked_about = last.options if last is not None and offered else conversation.memory.subjects_in_order()
    if query.frame.ask != "compare" or len(talked_about) < 2:
        return None
    pair = map(conversation.library.subject, talked_about[-2:])
    return query.carrying(*(subject for subject in pair if subject is not None))
