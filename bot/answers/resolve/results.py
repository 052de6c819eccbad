"""Whether a question takes a goal for something reached: «vậy là đã có 85% rồi nhỉ»."""

from __future__ import annotations

import re

from bot.answers.asks import LEADING_WORDS
from bot.answers.frame import Frame, says
from bot.language.spelled import RANKS, SET

_REACHED = (
    *(f"da {verb}" for verb in ("co", "dung", "xai", "su dung", "len", "len toi", "duoc phu", "phu duoc", "lam duoc", "ket noi", "mo", "xong")),
    "has reached", "have reached", "has hit", "have got", "now have",
)  # fmt: skip
# «đã phủ được chừng bao nhiêu phần trăm»
_HOW_MUCH_BY_NOW = re.compile(
    r"(?<!ke hoach)(?<!uy ban)(?<!chi tieu)(?<!muc tieu)"
    r" da (?:co|dat|len|phu|dung|xai|lam|xong|mo)(?: (?:duoc|toi|den|dung|chung|khoang|tong cong|ca thay|thuc su))* (?:bao nhieu|may|nhieu) (?:phan tram|%) "
)
_BY_NOW = tuple(f"roi {ending}" for ending in ("nhi", "a", "ha", "hen", "hung", "phai khong", "dung khong", "day", "luon", "chu", "co phai"))
# What was laid down or only said is no result: «chốt 75% rồi», «phải có 75% rồi», «nói rồi». Phrases, since «can» is also «cán bộ», and «giao» «giao dịch».
_LAID_DOWN = (
    "dat ra", "de ra", "dat muc tieu", "yeu cau", "quy dinh", "duoc giao", "giao cho", "giao chi tieu", "co neu", "neu trong",
    "neu ro", "co ghi", "ghi trong", "ghi ro",
    "theo ke hoach", "theo quyet dinh", "theo muc tieu", "theo van ban", "can phai", "can dat", "can co",
    "phai co", "phai dat", "phai duoc", "phai dung", "phai len", "phai xong", "se", "duyet", "chot", "da ky", "ban hanh", "minh nho", "toi nho", "em nho",
    "target", "goal", "plan", "must", "should",
)  # fmt: skip
_TOLD = tuple(f"{verb} roi" for verb in ("noi", "bao", "hieu", "biet", "nho", "thay", "ro", "hoi", "nghe", "ghi", "doc", "tra loi"))
# Who did it, or did it best: no plan tells.
_DOERS = tuple(
    f"{body} nao"
    for body in ("bo", "tinh", "thanh pho", "co quan", "dia phuong", "noi", "huyen", "xa", "doanh nghiep", "cong ty", "don vi", "nganh", "vung", "mien")
)
_DID = (
    "xep hang", "dan dau", "dung dau bang", "dung nhat", "doi so", "beu ten", "chua chiu", "chua lam", "chua cong bo", "chua mo", "lam tot nhat",
    "lam nhieu nhat", "da lam duoc", "da cong bo", "da dat",
)  # fmt: skip
_RANKING = ("xep hang", "nhat nuoc", "nhut nuoc", "nhat ca nuoc", "dung dau bang", "bet bang", "beu ten")
_BEST = ("gioi nhat", "kem nhat", "te nhat", "tot nhat", "xuat sac nhat", "best", "worst")
_RANKED = ("nhieu nhat", "it nhat", "cham nhat", "nhanh nhat")
# «chậm nhất khi nào» asks for a day, «ít nhất bao nhiêu» for the goal.
_NO_RANK = ("khi nao", "bao gio", "bao nhieu", "may", "ngay", "den", "toi", "la", "vao", "thang", "hom")


def asks_who_did(frame: Frame) -> bool:
    """«bộ nào mở dữ liệu nhiều nhất, xếp hạng cho xem»; not «huyện nào cũng phải xong chậm nhất ngày nào»."""
    text = _text(frame)
    if not frame.of("target") or frame.values("figure") or _has(text, "nao cung", *LEADING_WORDS):
        return False
    ranks = any(_has(text, rank) and not _has(text, *(f"{rank} {after}" for after in _NO_RANK)) for rank in _RANKED)
    return _has(text, *(f"nao {did}" for did in _DID)) or (_has(text, *_DOERS) and (ranks or _has(text, *_DID)))


def asks_for_rank(frame: Frame) -> bool:
    """«tỉnh nào xếp hạng nhất», «sở nào giỏi nhất», whether a target is named or not; not of who leads best, nor of the tasks."""
    text = _text(frame)
    if _has(text, "bang xep hang", "xep hang"):
        text = text.replace(" dung dau ", " ")  # at the head of the table, not of the task
    by_rank = _has(text, *_RANKING, *_BEST) or says(frame.all_words, *RANKS)
    ranked = (_has(text, *_DOERS) and by_rank) or (_has(text, "so nao") and _has(text, *_BEST))
    return ranked and not frame.of("kind") and not _has(text, "nhiem vu", "task", "phoi hop", "danh sach", "chu tri", *LEADING_WORDS)


def tells_result(frame: Frame) -> bool:
    """Whether the words ask for a result, or tell a figure of a target as one."""
    text = _text(frame)
    if frame.of("tense") or (_HOW_MUCH_BY_NOW.search(text) and not says(frame.all_words, SET, exactly=True)):
        return True
    if not frame.values("figure") or not frame.of("target") or "target" in frame.values("kind") or _has(text, *_LAID_DOWN):
        return False
    return _has(text, *_REACHED) or (not _has(text, *_TOLD) and (_has(text, *_BY_NOW) or text.endswith(" roi ")))


def _text(frame: Frame) -> str:
    """All words, also those of names: words must stand side by side in the message to be one phrase."""
    return f" {' '.join(word.text for word in frame.all_words)} "


def _has(text: str, *phrases: str) -> bool:
    return any(f" {phrase} " in text for phrase in phrases)
