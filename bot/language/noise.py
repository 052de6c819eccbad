"""Write a sentence as hurried people would: without diacritics, with slips, without marks. For training only; seeded by the caller."""

from __future__ import annotations

import random

from bot.language.normalise import fold

SLIPS_PER_CHARACTER = 0.02  # about one slip in a line of fifty characters
_NEIGHBOURS = {
    "a": "sqz", "b": "vn", "c": "xv", "d": "sf", "e": "wr", "g": "fh", "h": "gj", "i": "uo", "k": "jl", "l": "k", "m": "n", "n": "bm", "o": "ip", "p": "o",
    "q": "w", "r": "et", "s": "ad", "t": "ry", "u": "yi", "v": "cb", "x": "zc", "y": "tu",
}  # fmt: skip


def fold_partly(text: str, rng: random.Random, share: float = 0.5) -> str:
    """Each word loses its diacritics with probability *share*."""
    return " ".join(fold(word) if rng.random() < share else word for word in text.split(" "))


def slip(text: str, rng: random.Random, rate: float = SLIPS_PER_CHARACTER) -> str:
    """Swap, drop, double or miss letters at *rate* per character."""
    result: list[str] = []
    for char in text:
        if not char.isalpha() or rng.random() >= rate:
            result.append(char)
            continue
        kind = rng.randrange(4)
        if kind == 0 and result and result[-1].isalpha():
            result.insert(-1, char)
        elif kind == 1:
            result.append(char + char)
        elif kind == 2:
            result.append(rng.choice(_NEIGHBOURS.get(char.lower(), char)))
        # kind 3: the letter is left out
    return "".join(result)


def without_marks(text: str) -> str:
    """As dictation gives it: no punctuation, lower case."""
    return " ".join("".join(char for char in text.lower() if char.isalnum() or char in " %/&" or ord(char) > 127).split())
