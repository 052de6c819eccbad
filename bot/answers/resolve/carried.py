"""The ask that a follow-up leaves out: whether it does, and which one the conversation gives it."""

from __future__ import annotations

from bot.answers.asks import ASKS_NO_FACT, DEFAULT_ASK, LOOSE_ASKS, OUTSIDE, WITHOUT_ASK
from bot.answers.conversation import Conversation
from bot.answers.frame import SUBJECT_KINDS, Frame
from bot.answers.outcome import Outcome
from bot.answers.query import Query
from bot.answers.resolve.mentions import cued_owners
from bot.answers.resolve.sureness import is_unsure
from bot.answers.subjects import are_related, can_be_asked
from bot.language.interrogatives import asks_something


def lacks_ask(frame: Frame, conversation: Conversation) -> bool:
    """Whether the message says nothing of what is asked, so that the conversation does."""
    if frame.ask in WITHOUT_ASK or (is_unsure(frame) and frame.ask not in OUTSIDE):
        return True
    if frame.mentions and not frame.words:  # «cấp tỉnh?», «2022»
        return True
    last = conversation.last
    if last is None:
        return False
    if last.outcome == Outcome.ASK_BACK.value and last.ask is not None and not asks_something(frame.all_words):
        return True  # the answer to what the bot asked back
    return last.outcome == Outcome.OUT_OF_PLAN.value and frame.ask in LOOSE_ASKS and not frame.of(*SUBJECT_KINDS)


def effective_ask(query: Query, conversation: Conversation) -> str:
    """The ask to choose readings by: that of the turn before where the message has none."""
    last = conversation.last
    if last is not None and last.ask and lacks_ask(query.frame, conversation):
        return last.ask
    return query.ask


def with_carried_ask(query: Query, conversation: Conversation) -> Query:
    """A subject without an ask takes the ask before it, or what was last asked about it, or its usual ask."""
    subject = query.subjects[0]
    before = conversation.last.ask if conversation.last else None
    if before == "organisation_duties" and subject.kind in ("target", "task"):
        before = "lead"  # «Bộ Y tế chủ trì gì? – Thế dạy học trực tuyến?»
    if subject.kind == "target" and "target" in query.frame.values("kind"):
        before = "target_value"  # «nhắc lại chỉ tiêu cáp quang xem» after who leads it
    candidates = [before, conversation.memory.ask_about(subject.ref)]
    if query.frame.ask == "more" or any(are_related(subject, owner) for owner in cued_owners(query, conversation)):
        candidates = ["task_detail"]
    for ask in candidates:
        if ask is not None and ask not in ASKS_NO_FACT and can_be_asked(ask, subject):
            return query.carrying(*query.subjects, ask=ask)
    return query.asking(DEFAULT_ASK[subject.kind])
