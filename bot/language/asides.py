"""Words that stand around a question and ask for nothing themselves (folded): who is spoken to, particles, calls to list, bare words of time."""

from __future__ import annotations

from collections.abc import Sequence

from bot.language.interrogatives import PERHAPS_SPEAKERS, SPEAKERS

CALLING = frozenset(("oi",))  # «cán bộ ơi»
_MOST_WORDS_OF_CALL = 7
_LISTS = ("liet ke", "ke", "diem ten", "neu ten", "doc ten", "gui", "doc", "neu", "ghi", "ke ra", "chi ra", "list", "name", "tell")
_WHICH = (
    "la nhung cai nao", "la cai nao", "nhung cai nao", "la nhung gi", "gom nhung gi", "gom nhung cai nao", "do la nhung cai nao", "do la nhung gi",
    "which ones",
)  # fmt: skip
# What may stand beside them without asking for another thing.
_BESIDE_LISTS = frozenset(
    (
        "ho", "giup", "gium", "ra", "het", "di", "cho", "em", "toi", "tui", "minh", "chau", "con", "bac", "co", "chu", "anh", "chi", "voi", "nhe", "nha",
        "nhen", "a", "ca", "cac", "tung", "du", "day", "tat", "toan", "bo", "ten", "cai", "so", "hai", "ba", "bon", "nam", "moi", "thu", "luon", "xem",
        "nghe", "biet", "coi", "thoi", "vay", "the", "z", "ha", "nao", "them", "please", "all", "me", "for", "dum", "ban", "ad", "shop", "hen", "dang",
        "hoang", "chinh", "xac",
    )
)  # fmt: skip
_PARTICLES = frozenset(
    (
        "vay", "the", "ta", "a", "ah", "ha", "ho", "nhi", "nhe", "nha", "nhen", "z", "v", "ri", "rua", "he", "hi", "day", "do", "ay", "nao", "roi", "oi",
        "ui", "ad", "admin", "shop", "bot", "ban", "thay", "sep", "dong", "chi", "cho", "hoi", "xin", "da", "uh", "u", "o", "ua", "alo", "biet", "voi",
        "giup", "gium", "cai", "no", "ma", "lan", "bay", "hen", "hay", "troi", "luon",
    )
)  # fmt: skip
_OF_TIME = frozenset(
    (
        "khi", "nao", "bao", "gio", "lau", "luc", "chung", "ngay", "hom", "thang", "quy", "han", "moc", "la", "tu", "den", "toi", "vao", "thoi", "diem",
        "gian", "cuoi", "may", "mo", "bat", "dau", "ket", "thuc", "chot", "xong", "phai", "thi", "dung", "chinh", "xac", "when", "the", "deadline",
        "is", "what", "date", "by",
    )
)  # fmt: skip


def is_mere_address(word: str) -> bool:
    """Whether the folded *word* only speaks to somebody or colours a sentence: «hở shop», «vậy con»."""
    return word in SPEAKERS | PERHAPS_SPEAKERS | _PARTICLES


def says_only_when(words: Sequence[str]) -> bool:
    """Whether the folded *words* ask for a time and name nothing that has one.

    >>> says_only_when("han la khi nao ho shop".split()), says_only_when("ky ngay nao".split())
    (True, False)
    """
    return all(word in _OF_TIME or is_mere_address(word) for word in words)


def calls_for_a_list(words: Sequence[str]) -> bool:
    """Whether the folded *words* only say that what was asked for is to be listed.

    >>> calls_for_a_list("liet ke ho".split()), calls_for_a_list("la nhung cai nao".split()), calls_for_a_list("ke ho cac nhiem vu".split())
    (True, True, False)
    """
    text = f"{' '.join(words)} "
    if text.startswith(tuple(f"{phrase} " for phrase in _WHICH)):
        return len(words) <= _MOST_WORDS_OF_CALL
    opening = next((phrase for phrase in sorted(_LISTS, key=len, reverse=True) if text.startswith(f"{phrase} ")), None)
    return opening is not None and _BESIDE_LISTS.issuperset(text[len(opening) :].split())
