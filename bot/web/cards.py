"""What the action says beside its sentences when it speaks to the web: which goals, sources and questions the answer is about.

The action sends ids only; figures, addresses and links stand in the API's entries.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bot.answers.answer import Context
from bot.answers.card import KEY
from bot.answers.memory import Memory
from bot.answers.outcome import Outcome
from bot.answers.phrases import Phrases
from bot.api.entries import Entries
from bot.api.sections import SOURCES_PAGE, entry_page, plan_page
from bot.api.wording import Wording
from bot.plan.find import Library


@dataclass(frozen=True)
class Frame:
    """One question of a message as it was answered; subjects are ids («plan/id»), qualifiers what is limited: year, place, level, figure."""

    ask: str | None
    subjects: tuple[str, ...]
    qualifiers: Mapping[str, tuple[str, ...]]
    outcome: str

    @classmethod
    def read(cls, told: Mapping[str, Any]) -> Frame:
        """The frame as a card tells it."""
        limits = {kind: tuple(values) for kind, values in told["qualifiers"].items()}
        return cls(told["ask"], tuple(told["subjects"]), limits, told["outcome"])


@dataclass(frozen=True)
class Card:
    """goals and sources: ids («plan/id»); goals are those that the answer may state. plan: the id of the plan that it is from."""

    plan: str | None = None
    goals: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    frames: tuple[Frame, ...] = ()

    @classmethod
    def read(cls, custom: Iterable[Mapping[str, Any]]) -> Card:
        """The card among the custom messages of a reply; an empty one where there is none."""
        for message in custom:
            if KEY in message:
                told = message[KEY]
                return cls(told["plan"], tuple(told["goals"]), tuple(told["sources"]), tuple(map(Frame.read, told["frames"])))
        return cls()

    @property
    def can_be_judged(self) -> bool:
        """Whether a vote on the answer says something: small talk answers nothing."""
        return any(frame.outcome != Outcome.SMALL_TALK.value for frame in self.frames)


class Cards:
    """The figures and links that cards speak of, as they are drawn."""

    def __init__(self, library: Library, phrases: Phrases, wording: Wording) -> None:
        context = Context(library, phrases, Memory())
        self._figures: dict[str, Mapping[str, Any]] = {}
        self._phrases: dict[str, str] = {}
        self._sources: dict[str, Mapping[str, Any]] = {}
        for plan in library.plans:
            entries = Entries(plan, context, wording)
            for entry in entries.entries("targets"):
                told = json.loads(entry.json(by_alias=True))
                path = entry_page(library, plan, entry.id)
                shown = {key: told[key] for key in ("name", "goal", "figure", "due")}
                self._phrases[f"{plan.id}/{entry.id}"] = told["phrase"]
                self._figures[f"{plan.id}/{entry.id}"] = {"plan": plan.id, "id": entry.id, "href": path, **shown}
            described = plan_page(library, plan, SOURCES_PAGE)
            for source in plan.sources:
                self._sources[f"{plan.id}/{source.id}"] = {"cite": source.cite, "link": source.url or described + f"#{source.id}"}

    def figures(self, card: Card, texts: Iterable[str]) -> list[Mapping[str, Any]]:
        """The goals of *card* that stand in the *texts* sent, in the order of the texts, to be drawn."""
        text = "\n".join(texts)
        found: list[tuple[int, int, str]] = []  # from, to, id
        for goal in card.goals:
            phrase = self._phrases.get(goal, "")
            place = text.find(phrase) if phrase else -1
            if place >= 0:
                found.append((place, place + len(phrase), goal))
        whole = [one for one in found if not any(one is not other and other[0] <= one[0] and one[1] <= other[1] for other in found)]
        return [self._figures[goal] for _, _, goal in sorted(whole)]

    def sources(self, card: Card) -> list[Mapping[str, Any]]:
        """The documents of *card*: how each is named, and where it opens: its own address, or the page that describes it."""
        return [self._sources[source] for source in card.sources if source in self._sources]


def frames_as_json(frames: Iterable[Frame]) -> str:
    """Frames to be kept."""
    return json.dumps([asdict(frame) for frame in frames], ensure_ascii=False)


def version_of(plans: Path) -> str:
    """A mark of the plan files of a folder that changes whenever one of them does."""
    digest = hashlib.sha256()
    for file in sorted(plans.glob("*.yml")):
        digest.update(f"{file.name}\0{file.stat().st_size}\0".encode() + file.read_bytes())
    return digest.hexdigest()[:16]
