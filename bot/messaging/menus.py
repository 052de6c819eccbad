"""What can be picked by a number or by its title, as the last reply offered it."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from bot.language.normalise import fold, normalise
from bot.messaging.replies import Choice

MOST_CHARACTERS = 200  # of what picks
VALID_MS = 24 * 3600 * 1000


@dataclass(frozen=True)
class Menu:
    """numbered: whether a bare number picks; it does not under an answer that has numbers of its own. made_at: milliseconds since 1970."""

    choices: tuple[Choice, ...]
    made_at: int
    numbered: bool = True

    def to_json(self) -> str:
        """As text that from_json reads."""
        return json.dumps([[[choice.title, choice.question] for choice in self.choices], self.made_at, self.numbered], ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Menu:
        """The menu that to_json wrote."""
        choices, made_at, numbered = json.loads(text)
        return cls(tuple(Choice(*choice) for choice in choices), made_at, numbered)


def plain(text: str) -> str:
    """Folded, in lower case, one space between words, without marks around them: how commands and titles are compared.

    >>> plain("  Xoá  DỮ LIỆU!!")
    'xoa du lieu'
    """
    return re.sub(r"\s+", " ", fold(normalise(text).text)).strip(" .,;:!?…()[]\"'“”«»*-–")


def chosen(text: str, menu: Menu | None, *, now: int, number_words: Iterable[str]) -> str | None:
    """The question that *text* picks from the menu: by a number from 1 to 9, alone or after one of *number_words*, or by a title.

    Numbers out of range, of two digits, or with more words beside them are left to the bot, who may know what they mean.
    """
    if menu is None or len(text) > MOST_CHARACTERS or not 0 <= now - menu.made_at <= VALID_MS:
        return None
    said = plain(unicodedata.normalize("NFKC", text))
    for choice in menu.choices:
        if said and said == plain(choice.title):
            return choice.question
    words = "|".join(re.escape(plain(word)) for word in number_words)
    picked = re.fullmatch(rf"(?:(?:{words}) )?([1-9])", said)
    if picked is None or not menu.numbered or int(picked[1]) > len(menu.choices):
        return None
    return menu.choices[int(picked[1]) - 1].question
