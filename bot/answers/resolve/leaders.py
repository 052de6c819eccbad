"""Whether a question is after who leads the tasks as a whole."""

from __future__ import annotations

from bot.answers.asks import LEADING_WORDS
from bot.answers.frame import Frame, says
from bot.language.spelled import ALL_MINISTERS, BY_NAME, FOUR_MINISTERS, SEVERAL_MINISTRIES, THE_MINISTRIES

WHICH_BODY = ("bo nao", "bo truong nao", "co quan nao", "don vi nao", "ben nao", "which ministry")
_EVERY_LEADER = (
    "nhung bo", "moi bo", "nhung ai", "nhung nguoi", "nhung vi", "nhung ong", "nhung co quan", "cac co quan", "which ministries",
)  # fmt: skip
_WHO_LEADS_WHICH = tuple(f"{who} {leads} nhiem vu nao" for who in ("ai", "nao") for leads in ("chu tri", "phu trach", "dung dau", "lam", "lo"))
_WHICH_HAVE_ONE = ("nhiem vu nao co", "viec nao co", "nhiem vu nao neu", "nhiem vu nao ghi", "nhiem vu nao da co", "nhiem vu nao biet", "which tasks have")
_EVERY_TASK = ("liet ke", "tung", "moi nhiem vu", "cac nhiem vu", "tat ca", "het", "danh sach", "bang", "list", "each")


def asks_for_every_leader(frame: Frame) -> bool:
    """«những bộ nào chủ trì», «ai chủ trì từng nhiệm vụ»: who leads the tasks as a whole."""
    if frame.of("target", "task", "part") or not frame.has_words(*LEADING_WORDS):
        return False
    if "task" in frame.values("kind") and says(frame.all_words, *ALL_MINISTERS):
        return True
    if "task" in frame.values("kind") and says(frame.all_words, *THE_MINISTRIES) and says(frame.all_words, *BY_NAME):
        return True
    of_ministers = says(frame.all_words, *ALL_MINISTERS) or (
        frame.has_words("bo truong", "nguoi chu tri")
        and not frame.has_words(*WHICH_BODY)
        and not frame.of("topic")
        and (not frame.of("organisation") or says(frame.all_words, *THE_MINISTRIES))
    )
    if of_ministers and says(frame.all_words, *BY_NAME):
        return True  # «liệt kê các bộ trưởng là người chủ trì»
    if says(frame.all_words, *SEVERAL_MINISTRIES):
        return True
    if says(frame.all_words, *FOUR_MINISTERS) and frame.has_words(*WHICH_BODY, "nhung ai", "la ai"):
        return True
    if "task" in frame.values("kind") and not frame.of("organisation") and frame.has_words(*_WHICH_HAVE_ONE):
        return True
    return frame.has_words(*_EVERY_LEADER, *_WHO_LEADS_WHICH) or ("task" in frame.values("kind") and frame.has_words(*_EVERY_TASK))


def asks_which_body(frame: Frame) -> bool:
    """«của bộ nào», «của bộ trưởng nào»."""
    ends = [mention.end for mention in frame.of("level", "level_word") if "ministry" in mention.values("level", "level_word")]
    after = ([word.text for word in frame.all_words if word.start >= end][:2] for end in ends)
    return frame.has_words(*WHICH_BODY) or any("nao" in words for words in after)
