"""What people type by the VNI method, in which digits set the marks, where the keyboard does not convert it: «d9o65ng o73 tho6n»."""

from __future__ import annotations

import re

from bot.language.normalise import normalise
from bot.language.syllables import TONES, is_syllable, with_tone
from bot.language.tokens import Token

LEAST_WORDS = 2  # as many make a message VNI; one alone may be «quy1», «cap1»
_SHAPE = re.compile(r"[a-z]+[1-9][a-z1-9]*")
_TONE_KEYS = dict(zip("12345", (TONES[key] for key in "sfrxj"), strict=True))
_MARKS = {"6": str.maketrans("aeo", "âêô"), "7": str.maketrans("uo", "ươ"), "8": str.maketrans("a", "ă"), "9": str.maketrans("d", "đ")}
_MOST_TONES = 1


def decode_vni(word: str) -> str | None:
    """The syllable that *word* spells in VNI keystrokes, wherever in it the digits stand; None if it spells none.

    >>> decode_vni("d9o65ng"), decode_vni("nuoc71"), decode_vni("duong972"), decode_vni("t12")
    ('động', 'nước', 'đường', None)
    """
    if not _SHAPE.fullmatch(word):
        return None
    syllable = "".join(filter(str.isalpha, word))
    keys = [char for char in word if char.isdigit()]
    tones = [key for key in keys if key in _TONE_KEYS]
    for key in keys:
        if key in _MARKS:
            marked = _marked(syllable, key)
            if marked is None:
                return None
            syllable = marked
    if len(tones) > _MOST_TONES or not is_syllable(syllable):
        return None
    return normalise(with_tone(syllable, _TONE_KEYS[tones[0]])).text if tones else syllable


def _marked(syllable: str, key: str) -> str | None:
    """*syllable* with the mark of *key* where it may stand; None if it may stand nowhere."""
    if key == "9":
        return syllable.translate(_MARKS[key]) if syllable.startswith("d") else None
    if key == "7" and "uo" in syllable:
        return syllable.replace("uo", "ươ")
    place = next((place for place in range(len(syllable) - 1, -1, -1) if ord(syllable[place]) in _MARKS[key]), None)
    return syllable[:place] + syllable[place].translate(_MARKS[key]) + syllable[place + 1 :] if place is not None else None


def from_vni(tokens: list[Token]) -> list[Token]:
    """The tokens with words typed in VNI read as what they spell, if the message holds at least LEAST_WORDS of them.

    One must have a mark that is no tone, and one a digit that is not its only and last sign: «cap1 muc2» and «số6 và số7» are no VNI.
    """
    decoded = [decode_vni(token.text) for token in tokens]
    words = [token.text for token, word in zip(tokens, decoded, strict=True) if word is not None]
    if len(words) < LEAST_WORDS or not any(key in word for word in words for key in _MARKS) or all(word[:-1].isalpha() for word in words):
        return tokens
    return [token if word is None else token.with_text(word) for token, word in zip(tokens, decoded, strict=True)]
