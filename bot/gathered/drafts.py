"""Questions without an answer as a draft of Rasa's training data, for a person to read, correct and move."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping

from bot.gathered.groups import Group, Wording
from bot.language.normalise import fold
from bot.privacy.masking import has_mask

_SYNTAX = re.compile(r"[\[\]{}()]")  # marks an entity in Rasa's examples


def draft(groups: Iterable[Group], *, head: str, intents: Mapping[str, str]) -> str:
    """The YAML file. head: what stands above it; intents: the sentence beside each intent that may be guessed.

    Each wording stands once, under the intent that it was taken for most often. Those that were taken for none of *intents*
    stand at the end as comments. What was masked is left out.
    """
    taken: dict[str, list[str]] = {}
    for wording in (wording for group in groups for wording in group.wordings):
        if not has_mask(wording.text) and example(wording.text):
            taken.setdefault(_guessed(wording, intents), []).append(example(wording.text))
    lines = [*(f"# {line}".rstrip() for line in head.splitlines()), 'version: "3.1"', "nlu:"]
    lines += [] if any(taken) else ["  []"]
    for intent in sorted(filter(None, taken)):
        lines += ["", f"  # {intents[intent]}".rstrip(), f"  - intent: {intent}", "    examples: |"]
        lines += [f"      - {text}" for text in taken[intent]]
    if "" in taken:
        lines += ["", "# ?"]
        lines += [f"#     - {text}" for text in taken[""]]
    return "\n".join(lines) + "\n"


def chosen(groups: Iterable[Group], *, numbers: Collection[int] = (), least: int = 1, words: str = "") -> list[Group]:
    """Those of *groups* with one of the *numbers* (none: all) and at least *least* questions; of them the wordings that have *words*."""
    sought = fold(words).lower()
    picked = []
    for group in groups:
        if (not numbers or group.number in numbers) and group.times >= least:
            wordings = tuple(wording for wording in group.wordings if sought in fold(wording.text).lower())
            picked += [Group(group.number, wordings)] if wordings else []
    return picked


def example(text: str) -> str:
    """*text* as Rasa reads it back: on one line, without what marks entities or commands.

    >>> example("/cáp [quang](x) là gì")
    'cáp quang x là gì'
    """
    return " ".join(_SYNTAX.sub(" ", text).split()).lstrip("/-# ")


def _guessed(wording: Wording, intents: Mapping[str, str]) -> str:
    """The intent that the wording was taken for most often; "" if none."""
    times: dict[str, int] = {}
    for question in wording.questions:
        intent = next((name for name in (question.ask, question.guess) if name in intents), "")
        times[intent] = times.get(intent, 0) + question.times
    return max(times, key=lambda name: (bool(name), times[name], name))
