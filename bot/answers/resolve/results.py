"""Whether a question takes a goal for something reached: «vậy là đã có 85% rồi nhỉ»."""

from __future__ import annotations

from bot.answers.frame import Frame

_REACHED = (
    *(f"da {verb}" for verb in ("co", "dung", "xai", "su dung", "len", "len toi", "duoc phu", "phu duoc", "lam duoc", "ket noi", "mo", "xong")),
    "has reached", "have reached", "has hit", "have got", "now have",
)  # fmt: skip
_BY_NOW = tuple(f"roi {ending}" for ending in ("nhi", "a", "ha", "hen", "hung", "phai khong", "dung khong", "day", "luon", "chu", "co phai"))
# What was said, heard or laid down is no result: «mục tiêu đã có», «nghe rồi», «phải có 75% rồi».
_LAID_DOWN = (
    "dat ra",
    "giao",
    "neu",
    "ghi",
    "de ra",
    "yeu cau",
    "quy dinh",
    "phai co",
    "phai dat",
    "phai duoc",
    "phai dung",
    "phai len",
    "se",
    "can",
    "theo",
    "target",
    "goal",
    "plan",
    "must",
    "should",
)
_TOLD = tuple(f"{verb} roi" for verb in ("noi", "bao", "hieu", "biet", "nho", "thay", "ro", "hoi", "nghe", "ghi", "doc", "tra loi"))
# Who did it, or did it best: no plan tells.
_DOERS = tuple(
    f"{body} nao"
    for body in ("bo", "tinh", "thanh pho", "co quan", "dia phuong", "noi", "huyen", "xa", "doanh nghiep", "cong ty", "don vi", "nganh", "vung", "mien")
)
_DID = (
    "xep hang", "dan dau", "dung dau bang", "dung nhat", "doi so", "beu ten", "chua chiu", "chua lam", "chua cong bo", "chua mo", "lam tot nhat",
    "lam nhieu nhat", "nhieu nhat", "it nhat", "cham nhat", "nhanh nhat", "da lam duoc", "da cong bo", "da dat",
)  # fmt: skip


def asks_who_did(frame: Frame) -> bool:
    """«bộ nào mở dữ liệu nhiều nhất, xếp hạng cho xem»."""
    if not frame.of("target") or frame.values("figure"):
        return False
    text = f" {' '.join(word.text for word in frame.all_words)} "  # «cơ quan nào chưa chịu công bố dữ liệu mở» may be one name with a gap
    return any(f" nao {did} " in text for did in _DID) or (any(f" {doer} " in text for doer in _DOERS) and frame.has_words(*_DID))


def tells_result(frame: Frame) -> bool:
    """Whether the words ask for a result, or tell a figure of a target as one."""
    if frame.of("tense"):
        return True
    if not frame.values("figure") or not frame.of("target") or "target" in frame.values("kind") or frame.has_words(*_LAID_DOWN):
        return False
    return frame.has_words(*_REACHED) or (not frame.has_words(*_TOLD) and (frame.has_words(*_BY_NOW) or _ends_with_by_now(frame)))


def _ends_with_by_now(frame: Frame) -> bool:
    return bool(frame.all_words) and frame.all_words[-1].text == "roi"
