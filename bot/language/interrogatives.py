"""Words that ask, join and point in Vietnamese questions (folded)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol

from bot.language.normalise import fold

_ASKING = frozenset(
    ("hay", "khong", "chua", "ha", "nao", "gi", "ai", "may", "sao", "dau", "nhieu", "lau", "%", "what", "who", "when", "which", "how", "where", "why")
)
# Words that any question may hold, so that by themselves they name nothing, though an alias («bao nhiêu nhà có …») has them.
OF_ANY_QUESTION = _ASKING | {"bao", "phan", "tram", "thi", "la", "the", "co", "phai", "cua", "cac", "cho", "va", "voi", "duoc", "bi", "nam", "con", "vay"}
JOINING = frozenset(("va", "voi", "con", "roi", "ma", "and", ",", "+"))


SPEAKERS = frozenset(("toi", "tui", "em", "minh", "chau", "anh", "chu", "bac", "me", "tao", "tau", "ma", "bo", "cau", "di"))
# Without diacritics these may be other words («có», «còn»), unless they are said to live somewhere.
PERHAPS_SPEAKERS = frozenset(("con", "chi", "co", "ba", "nha", "ong"))
_ENDS_IN_MINH = frozenset(("thong", "van", "chung", "chi", "xac", "thuyet", "binh"))  # «thông minh», «chứng minh»
_LIVES = frozenset(("o", "nguoi", "dan", "song", "tu", "goc"))
_ON_THE_WAY = frozenset(  # between «tui» or «ở» and the name of the place
    (
        "dang", "cung", "von", "la", "hien", "tan", "mai", "duoi", "tren", "trong", "ngoai", "ben", "mien", "miet", "xu", "vung", "tinh", "thanh", "pho", "tp",
        "huyen", "quan", "thi", "xa", "tuot", "tit", "khe", "nui", "deo", "heo", "lanh",
    )
)  # fmt: skip
_HIDDEN = frozenset(("tuot", "tit", "khe", "nui", "deo", "heo", "lanh"))
_WANTS_TO_KNOW = frozenset(("hoi", "biet", "xem", "tra", "tim", "can", "muon", "coi", "so"))
_OWN_PLACES = frozenset(("que", "tinh", "xa", "huyen", "thon", "cho", "ben", "phuong"))
_IS = frozenset(("la", "lam", "truc", "day", "ban", "mo", "hoc"))
_ASKING_FIGURE = frozenset(("nhieu", "may", "nao", "gi"))
_MOST_WORDS_OF_SELF = 3
_GREETS = frozenset(("da", "chao", "alo", "a", "e", "oi", "thua", "xin"))


def tells_where_the_speaker_lives(before: Sequence[str]) -> bool:
    """Whether the folded words *before* a place only say where somebody is: «tui ở An Giang», not «ở An Giang bao nhiêu».

    "" stands for each word of a name: who says «em hỏi cáp quang ở …» asks about the place, and whoever is in doubt is taken to.

    >>> tells_where_the_speaker_lives("chi o".split()), tells_where_the_speaker_lives("cho em hoi o".split()), tells_where_the_speaker_lives(["co"])
    (True, False, False)
    >>> tells_where_the_speaker_lives("toi lam nong o".split()), tells_where_the_speaker_lives(["cho", "toi", "biet", "", "o"])
    (True, False)
    """
    words = ["" if word == "minh" and earlier in _ENDS_IN_MINH else word for earlier, word in zip(["", *before], before, strict=False)]
    hidden = _HIDDEN.intersection(words)
    while words and words[-1] in _ON_THE_WAY:
        words.pop()
    if not words:
        return False
    if hidden and words[:1] == ["nha"] and len(words) == 2 and words[1] in SPEAKERS:
        return True  # «nhà tui tuốt trong khe núi Hương Khê»
    told = [word for word in words if word not in _GREETS]
    speaks_first = told[0] in SPEAKERS | PERHAPS_SPEAKERS if told else False
    if told and told[0] in _ENGLISH_SPEAKERS and words[-1] in _ENGLISH_PLACES and "" not in words and _ENGLISH_DOES.intersection(words):
        return True  # «I run a bakery in Hoi An, …»
    if speaks_first and told[1:2] == ["la"] and not _WANTS_TO_KNOW.intersection(words):
        return True  # «em là điều dưỡng bệnh viện thị xã Buôn Hồ, …»
    begins = speaks_first and ("", "") not in zip(words, words[1:], strict=False) and not _WANTS_TO_KNOW.intersection(words)
    if words[-1] in _LIVES:
        who = [word for word in words[:-1] if word not in _ON_THE_WAY]
        return begins or bool(who) and who[-1] in SPEAKERS | PERHAPS_SPEAKERS
    if begins and told[1:2] and told[1] in _IS:
        return True  # «tôi là trưởng thôn Hà Tĩnh, xin hỏi …»
    if (
        "" not in words[-_MOST_WORDS_OF_SELF:]
        and SPEAKERS.intersection(words[-_MOST_WORDS_OF_SELF:-1])
        and _ASKING_FIGURE.intersection(words[:-_MOST_WORDS_OF_SELF])
    ):
        return True  # «… bao nhiêu trường vậy, em sinh viên Thái Nguyên»
    if words[-2:-1] and words[-2] in _OWN_PLACES:
        return False  # «quê em Nghệ An»: the place is what is asked about
    return words[-1] in SPEAKERS and _GREETS.issuperset(words[:-1])


_ENGLISH_SPEAKERS, _ENGLISH_PLACES = frozenset(("i", "im", "we")), frozenset(("in", "at", "from", "near"))
_ENGLISH_DOES = frozenset(("run", "live", "work", "am", "im", "are", "own", "teach", "study", "sell"))
_DOES = frozenset(("co", "lam", "truc", "o", "mo", "ban", "chay", "nuoi", "hoc", "day", "dung", "xai", "quan", "phu", "ngoi", "cong"))
_WHICH_HOUSE = ("nha", "mo")  # «nhà mô»; only elsewhere is it «mở»
_MOST_WORDS_AFTER = 4


def tells_of_the_speaker(before: Sequence[str]) -> bool:
    """Whether the folded words *before* a name say that it is the speaker's own: what he has, where he works.

    >>> tells_of_the_speaker("chu co cai".split()), tells_of_the_speaker("em truc".split()), tells_of_the_speaker("cho em biet".split())
    (True, True, False)
    """
    last = before[-_MOST_WORDS_AFTER:]
    pairs = zip(last, last[1:], strict=False)
    return any(who in SPEAKERS | PERHAPS_SPEAKERS and does in _DOES and (who, does) != _WHICH_HOUSE for who, does in pairs)


_OWN = frozenset(("toi", "tui", "minh", "em", "chau", "my", "i", "our", "we"))
_SHORTEST_STORY = 5  # words


def speaks_of_self(words: Sequence[str]) -> bool:
    """Whether the folded *words* tell of the one who writes: «bà ngoại em ở Bến Tre mới kéo cáp quang».

    >>> speaks_of_self("ba ngoai em o Ben Tre moi keo mang".split()), speaks_of_self("cap quang o Hue".split())
    (True, False)
    """
    return len(words) >= _SHORTEST_STORY and bool(_OWN.intersection(words))


# What one says before the question itself, folded. «cơ hội», «xã hội», «nhà em hồi 2022» are written the same.
_OPENS_QUESTION = re.compile(
    r"\b(?:muon|cho|xin|can|dinh|nho) hoi\b|"
    r"\b(?:em|chau|toi|tui|minh) hoi\b(?! (?:\d|nam\b|do\b|ay\b|nay\b|truoc\b|xua\b|thang\b|dau\b|cuoi\b))|"
    r"\bhoi (?:cai|la|ve|xem|giup|thu|theo|rang|coi)\b|\b(?:bat|bao|nho|sai) tra\b"
)


def question_opens(words: Sequence[str]) -> int | None:
    """The position in the folded *words* of the words that say that a question follows, the last ones; None if there are none.

    >>> question_opens("nha em o xa cho hoi cap quang".split()), question_opens("nha em hoi 2022".split())
    (4, None)
    """
    openings = list(_OPENS_QUESTION.finditer(" ".join(words)))
    return " ".join(words)[: openings[-1].start()].count(" ") if openings else None


# «cho hỏi hai điều: …», with what may follow before the first of them.
_ANNOUNCES = re.compile(
    r"\b(?:hoi|co|biet) (?:\w+ ){0,2}?(?:hai|ba|may|vai|2|3) (?:cau hoi|thu|dieu|cau|chuyen|viec|cai|y|van de)"
    r"(?: (?:nay|sau|day|cho|tien|luon|lien|mot|the|luc|nhe|nha|a))*$"
)
_FIRST, _NEXT = ("mot la", "thu nhat la", "thu nhat", "1 la"), ("hai la", "thu hai la", "thu hai", "2 la", "ba la", "thu ba la", "3 la")


def announces_questions(words: Sequence[str]) -> bool:
    """Whether the folded *words* only say that several questions follow.

    >>> announces_questions("cho minh hoi luon hai thu cho tien".split()), announces_questions("cho minh hoi hai thu do ai lam".split())
    (True, False)
    """
    return bool(_ANNOUNCES.search(" ".join(words)))


def numbered_questions(words: Sequence[str]) -> list[tuple[int, int]]:
    """Where in the folded *words* «một là», «hai là» stand, which part questions, as (start, end); none unless there are a first and a second.

    >>> numbered_questions("mot la bao nhieu hai la ai lam".split()), numbered_questions("hai la ai".split())
    ([(0, 2), (4, 6)], [])
    """
    text = " ".join(words)
    found: list[tuple[int, int]] = []
    for entries in (_FIRST, _NEXT):
        matches = list(re.finditer(rf"\b(?:{'|'.join(entries)})\b", text))
        if not matches or (found and matches[0].start() < found[0][0]):
            return []
        found += [match.span() for match in (matches[:1] if entries is _FIRST else matches)]
    return [(text[:start].count(" "), text[:end].count(" ") + 1) for start, end in found]


class HasText(Protocol):
    """A token or a word of a frame."""

    @property
    def text(self) -> str:
        """As read."""


_WEAK = frozenset(("hay", "khong", "chua", "ha", "sao"))


def asks_outright(words: Sequence[HasText]) -> bool:
    """Whether a question word stands in *words* that small talk has no use for."""
    return any(fold(word.text) in _ASKING - _WEAK for word in words)


# Words of a question that stand on their own, as spelled; without diacritics only those that are no other word («may»: mấy, máy).
_SPELLED = frozenset(("nào", "gì", "ai", "mấy", "đâu", "nhiêu", "lâu", "what", "who", "when", "which", "how", "where", "why"))
_FOLDED = frozenset(("nao", "gi", "ai", "nhieu", "what", "who", "when", "which", "how", "where", "why"))
# Particles that make a question of the sentence before them, and what may follow them.
_PARTICLES = frozenset(("khong", "chua", "ha", "sao"))
_LAST_WORDS = 3
# Words that go on with the sentence begun on the line before.
_GOING_ON = (("%",), ("phan", "tram"), ("hay",), ("hoac",), ("con",), ("the", "con"), ("vay", "con"))


def is_question(words: Sequence[HasText]) -> bool:
    """Whether *words* are a question by themselves: by a question word, or by the particle at their end.

    >>> from bot.language.tokens import tokenise
    >>> is_question(tokenise("cáp quang bao nhiêu")), is_question(tokenise("có máy tính")), is_question(tokenise("có bắt buộc không ạ"))
    (True, False, True)
    """
    if any(word.text in _SPELLED or (word.text == fold(word.text) and word.text in _FOLDED) for word in words):
        return True
    return any(fold(word.text) in _PARTICLES for word in words[-_LAST_WORDS:])


def goes_on(words: Sequence[HasText]) -> bool:
    """Whether *words*, which begin a line, only go on with the sentence of the line before: «bao nhiêu / phần trăm vậy», «… / còn hóa đơn?»."""
    return any(tuple(fold(word.text) for word in words[: len(first)]) == first for first in _GOING_ON)


def asks_something(words: Sequence[HasText]) -> bool:
    """Whether a question word stands in *words*.

    >>> from bot.language.tokens import tokenise
    >>> asks_something(tokenise("ai chủ trì")), asks_something(tokenise("điện thoại"))
    (True, False)
    """
    return any(fold(word.text) in _ASKING for word in words)
