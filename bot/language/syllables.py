"""What can be a Vietnamese syllable, and what a keyboard left half converted (Telex; VNI: bot.language.vni)."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from bot.language.normalise import fold, normalise

_INITIALS = "ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|b|c|d|g|h|k|l|m|n|p|r|s|t|v|x|"
_RIMES = (
    "a|ac|ach|ai|am|an|ang|anh|ao|ap|at|au|ay|e|ec|ech|em|en|eng|enh|eo|ep|et|eu|i|ia|ich|iec|iem|ien|ieng|iep|iet|ieu|im|in|inh|ip|it|iu|"
    "o|oa|oac|oach|oai|oam|oan|oang|oanh|oao|oap|oat|oay|oc|oe|oen|oeo|oet|oi|om|on|ong|ooc|oong|op|ot|"
    "u|ua|uan|uang|uat|uay|uc|ue|uech|uenh|ui|um|un|ung|uo|uoc|uoi|uom|uon|uong|uop|uot|uou|up|ut|uu|uy|uya|uych|uyen|uyet|uynh|uyt|uyu|uan|uc|"
    "y|yem|yen|yeng|yet|yeu"
)
_SYLLABLE = re.compile(f"(?:{_INITIALS})(?:{_RIMES})")

TONES = {"s": "\u0301", "f": "\u0300", "r": "\u0309", "x": "\u0303", "j": "\u0323"}
TONE_KEYS = frozenset(TONES)
_MARKS = (("aa", "â"), ("ee", "ê"), ("oo", "ô"), ("aw", "ă"), ("ow", "ơ"), ("uw", "ư"), ("dd", "đ"))
_TELEX_SHAPE = re.compile(r"[a-zđăâêôơư]*(?:aa|ee|oo|dd|w|[sfrxj])[a-zđăâêôơư]*")
_VOWELS = "aeiouyăâêôơư"


@lru_cache(maxsize=65536)
def is_syllable(word: str) -> bool:
    """Whether *word* (any case, with or without diacritics) is built like one Vietnamese syllable.

    >>> is_syllable("nghiêng"), is_syllable("nuwowcs"), is_syllable("wifi")
    (True, False, False)
    """
    return _SYLLABLE.fullmatch(fold(word.lower())) is not None


def is_consonants(letters: str) -> bool:
    """Whether *letters* (lower case) hold no vowel, as the beginning of a syllable."""
    return not any(fold(letter) in _VOWELS for letter in letters)


def decode_telex(word: str) -> str | None:
    """The syllable that *word* spells in Telex keystrokes, or None if it spells none.

    >>> decode_telex("nuwowcs"), decode_telex("leej"), decode_telex("tyr"), decode_telex("web")
    ('nước', 'lệ', 'tỷ', None)
    """
    if not _TELEX_SHAPE.fullmatch(word):
        return None
    rest = word
    tone = ""
    for position in range(len(word) - 1, 0, -1):
        if word[position] in TONES and any(letter in _VOWELS for letter in word[:position]):  # not the r of «treen»
            tone, rest = word[position], word[:position] + word[position + 1 :]
            break
    rest = rest.replace("uow", "ươ").replace("uwow", "ươ").replace("uwo", "ươ")
    for keys, letter in _MARKS:
        rest = rest.replace(keys, letter)
    if rest.startswith("d") and "d" in rest[1:]:
        rest = "đ" + rest[1:].replace("d", "", 1)
    if rest == word or not is_syllable(rest):
        return None
    if not tone:
        return rest
    return normalise(with_tone(rest, TONES[tone])).text


def with_tone(syllable: str, tone: str) -> str:
    """*syllable* with the combining *tone* on the vowel that carries it.

    >>> with_tone("nươc", TONES["s"])
    'nước'
    """
    onset = 2 if syllable.startswith(("qu", "gi")) and len(syllable) > 2 and syllable[2] in _VOWELS else 0
    vowels = [i for i in range(onset, len(syllable)) if syllable[i] in _VOWELS]
    if not vowels:
        return syllable
    marked = [i for i in vowels if syllable[i] in "ăâêôơư"]
    if marked:
        place = marked[-1]
    elif len(vowels) >= 2 and vowels[-1] != len(syllable) - 1:
        place = vowels[-1]
    else:
        place = vowels[max(0, len(vowels) - 2)]
    toned = unicodedata.normalize("NFC", syllable[place] + tone)
    return syllable[:place] + toned + syllable[place + 1 :]
