"""Judge a reply against what a bank item expects. The wordings by which a refusal is known stand in data/evaluation.yml."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from enum import Enum
from itertools import product
from pathlib import Path
from typing import Any

from pydantic import BaseModel, Extra, validator
from ruamel.yaml import YAML

from bot.service.client import Bubble

OPENING_CHARACTERS = 90  # where an answer may not abstain
FEWEST_OPTIONS = 2  # buttons that make a question one of asking back

_DASHES = re.compile("[\u2010-\u2015\u2212]")
_INVISIBLE = re.compile("[\u200b-\u200d\u2060\ufeff]")
_NUMBER = r"\d+(?:[.,]\d+)?"
_PERCENT = re.compile(rf"{_NUMBER}(?:-{_NUMBER})?%")


class Expect(str, Enum):
    """What kind of reply is right."""

    ANSWER = "answer"
    LIST = "list"
    CLARIFY = "clarify"
    REFUSE = "refuse"
    CHAT = "chat"


class Verdict(str, Enum):
    """What became of an item: right, no help, misleading, no reply."""

    PASS = "pass"
    MISS = "miss"
    WRONG = "wrong"
    ERROR = "error"


class Item(BaseModel):
    """One line of a bank: the turns of a fresh conversation, and what the reply to the last one must hold.

    must: groups of alternatives, one of each group is needed; must_not: strings that may stand nowhere; max_figures: the most
    distinct percent figures in the first bubble, None if they are not counted.
    """

    id: str
    turns: tuple[str, ...]
    expect: Expect
    must: tuple[tuple[str, ...], ...] = ()
    must_not: tuple[str, ...] = ()
    max_figures: int | None = None
    style: str = ""
    topic: str = ""
    note: str = ""

    @validator("turns")
    def _not_empty(cls, turns: tuple[str, ...]) -> tuple[str, ...]:
        if not turns:
            raise ValueError("at least one turn is needed")
        return turns

    class Config:
        """Banks may carry labels of their own."""

        extra = Extra.ignore
        frozen = True


class Judge:
    """Verdicts by the wordings of one file."""

    def __init__(self, path: Path) -> None:
        content: dict[str, Any] = YAML(typ="safe").load(path.read_text("utf-8"))
        self._abstains = _phrases(content["abstains"])
        self._no_such_fact = self._abstains + _phrases(content["no_such_fact"])
        self._asks_back = _phrases(content["asks_back"])
        self._range = re.compile(rf"({_NUMBER})\s*%?\s*(?:{'|'.join(['-', *content['range_words']])})\s*({_NUMBER})\s*%")

    def judge(self, item: Item, reply: Sequence[Bubble]) -> tuple[Verdict, str]:
        """The verdict on *reply*, and what is wrong with it."""
        texts = [self._read(bubble.text) for bubble in reply if bubble.text]
        if not texts:
            return Verdict.ERROR, "no text in the reply"
        said = " \n ".join(texts)
        forbidden = [string for string in item.must_not if self._read(string) in said]
        problem = f"must not say {forbidden}" if forbidden else self._problem(item, said, texts[0])
        if not problem:
            return Verdict.PASS, ""
        helpless = _holds(said, self._abstains) or self._offers_choice(said, reply)
        if item.expect in (Expect.ANSWER, Expect.LIST) and helpless and not forbidden:
            return Verdict.MISS, problem
        return Verdict.WRONG, problem

    def is_answer(self, reply: Sequence[Bubble]) -> bool:
        """Whether *reply* tells something: it neither opens by abstaining nor asks back."""
        texts = [self._read(bubble.text) for bubble in reply if bubble.text]
        return bool(texts) and not self._opens_abstaining(texts[0]) and not texts[0].endswith("?") and not self._offers_choice(texts[0], reply)

    def _problem(self, item: Item, said: str, first: str) -> str:
        for group in item.must:
            if not any(self._read(string) in said for string in group):
                return f"lacks one of {list(group)}"
        figures = sorted(set(_PERCENT.findall(first)))
        if item.max_figures is not None and len(figures) > item.max_figures:
            return f"first bubble has {len(figures)} figures: {', '.join(figures)}"
        if item.expect in (Expect.ANSWER, Expect.LIST) and self._opens_abstaining(first):
            return "opens by saying that it has no such information"
        if item.expect is Expect.REFUSE and not _holds(said, self._no_such_fact):
            return "does not say that it has no such information"
        if item.expect is Expect.CLARIFY and not _holds(said, self._asks_back):
            return "does not ask which one is meant"
        return ""

    def _opens_abstaining(self, first: str) -> bool:
        return _holds(first[:OPENING_CHARACTERS], self._abstains)

    def _offers_choice(self, said: str, reply: Sequence[Bubble]) -> bool:
        return _holds(said, self._asks_back) and sum(len(bubble.buttons) for bubble in reply) >= FEWEST_OPTIONS

    def _read(self, text: str) -> str:
        """Lower case, one kind of dash, percent ranges and white space in one form; the spelling stays."""
        text = _INVISIBLE.sub("", _DASHES.sub("-", unicodedata.normalize("NFC", text).lower()))
        text = re.sub(r"\s*-\s*", "-", self._range.sub(r"\1-\2%", text))
        return re.sub(r"\s+", " ", re.sub(r"\s+%", "%", text))


def _phrases(entries: Sequence[Any]) -> tuple[str, ...]:
    """Phrases written out: a text as it is, columns joined in every combination."""
    return tuple(phrase for entry in entries for phrase in ([entry] if isinstance(entry, str) else [" ".join(words) for words in product(*entry)]))


def _holds(text: str, phrases: Sequence[str]) -> bool:
    return any(phrase in text for phrase in phrases)
