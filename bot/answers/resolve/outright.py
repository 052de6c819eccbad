"""What the words of a question settle by themselves, whatever the classifier takes it for."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.answers.conversation import Conversation
from bot.answers.frame import Frame
from bot.language.interrogatives import asks_something

SETTLED = 1.0  # the confidence of an ask that stands in the words
# What no plan states of its subjects: pay and cost, and what becomes of who fails.
_PAY = (
    "phu cap", "thu lao", "tien cong", "linh luong", "luong thang", "tra luong cho", "allowance", "stipend", "spend on", "spent on", "how much money", "in usd",
    "the cost of", "cost the",
)  # fmt: skip
_SANCTIONS = ("ky luat", "phe binh", "kiem diem", "xu phat", "che tai", "cach chuc", "bi phat", "sanction", "sanctions", "penalty", "penalties")
_OF_TIME = ("khi nao", "bao gio", "ngay", "thang", "quy may", "quy nao", "han", "truoc", "when", "deadline", "by")
_WHO_ARE_IN = re.compile(r"\b(?:(?:bao )?gom (?:co |nhung )?ai|co nhung ai|nhung ai (?:tham gia|vao)|ai duoc vao|who (?:is|are) in)\b")
_DEPUTIES = ("pho chu tich", "vice chair", "vice chairs", "deputy chair", "deputy chairs")
_THANKS = ("cam on", "cam ta", "da ta", "thanks", "thank you", "tks")
_WHICH_PILLARS = ("ba tru cot nao", "nhung tru cot nao", "may tru cot", "ba tru cot la", "ba tru cot gi", "which pillars", "three pillars")
_BELONGS = ("thuoc", "nam o", "nam trong")
_PARTICLES = frozenset(("vay", "the", "do", "day", "a", "ha", "z", "nhi"))


def asked_outright(frame: Frame, conversation: Conversation) -> Frame | None:
    """The frame with the ask that its words name; None if they leave it open."""
    if frame.has_words(*_PAY) and not frame.values("figure"):
        return _taken_as(frame, "budget")
    if frame.ask != "verify_claim" and frame.has_words(*_SANCTIONS) and not frame.has_words(*_OF_TIME):
        return _taken_as(frame, "off_topic")
    if _wishes_well(frame):
        return replace(_taken_as(frame, "thank"), mentions=())
    if frame.has_words(*_DEPUTIES) and not frame.of("target", "task"):
        return _taken_as(frame, "composition")
    if frame.of("topic") and not frame.of("target", "task") and _WHO_ARE_IN.search(" ".join(word.text for word in frame.words)):
        return _taken_as(frame, "composition")
    if frame.has_words(*_WHICH_PILLARS) and not frame.of("target", "task", "pillar", "part") and not frame.has_words(*_BELONGS):
        return _taken_as(frame, "list_targets")
    if frame.ask == "document_title" and frame.of("task") and not frame.of("topic", "document"):
        return frame.asking("belongs_to")  # «nhiệm vụ về thanh toán số tên đầy đủ là gì»
    if conversation.has_begun and [word.text for word in frame.all_words if word.text not in _PARTICLES] in (["ai"], ["who"]):
        return _taken_as(frame, "lead")
    return None


def _taken_as(frame: Frame, ask: str) -> Frame:
    return replace(frame, ask=ask, confidence=SETTLED, ranking=((ask, SETTLED),))


def _wishes_well(frame: Frame) -> bool:
    """«cảm ơn nhiều, chúc sức khỏe»."""
    begins = bool(frame.all_words) and frame.all_words[0].text == "chuc"
    return frame.has_words("chuc") and (begins or frame.has_words(*_THANKS)) and not asks_something(frame.words)
