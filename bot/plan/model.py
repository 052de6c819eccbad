"""The plan file as pydantic models: what a plan can state, field by field (docs/plan-file.md)."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from decimal import Decimal
from enum import Enum
from typing import Literal

from pydantic import BaseModel, Extra, Field, HttpUrl, PrivateAttr, root_validator, validator

NOT_STATED: Literal["not_stated"] = "not_stated"
BUTTON_TITLE_CHARACTERS = 20  # Messenger cuts quick replies there (docs of the platform); Zalo allows more.


class Strict(BaseModel):
    """A frozen model that refuses unknown fields."""

    class Config:
        extra = Extra.forbid
        frozen = True


class Comparator(str, Enum):
    """How a figure binds: exactly that, at least that, or more than that."""

    EXACTLY = "exactly"
    AT_LEAST = "at_least"
    OVER = "over"


class Level(str, Enum):
    """Level of administration."""

    MINISTRY = "ministry"
    PROVINCE = "province"
    DISTRICT = "district"


def _no_float(value: object) -> object:
    if isinstance(value, float):
        raise ValueError('write the number between quotes, with a point for decimals, for instance "8.5"')
    return value


def _not_empty(entries: tuple) -> tuple:
    if not entries:
        raise ValueError("at least one entry is needed here; a fact without a source may not be said")
    return entries


class Figure(Strict):
    """A value, or a range when from and to are given; in unit (percent unless said otherwise)."""

    comparator: Comparator = Comparator.EXACTLY
    value: Decimal | None = None
    low: Decimal | None = Field(None, alias="from")
    high: Decimal | None = Field(None, alias="to")
    unit: str = "%"

    _no_floats = validator("value", "low", "high", pre=True, allow_reuse=True)(_no_float)

    @root_validator(skip_on_failure=True)
    def _value_or_range(cls, fields: dict) -> dict:
        value, low, high = fields["value"], fields["low"], fields["high"]
        if (value is None) == (low is None) or (low is None) != (high is None):
            raise ValueError("give either «value», or both «from» and «to»")
        if low is not None and low >= high:
            raise ValueError(f'figure "{low}-{high}" runs backwards; write the smaller number first: "{high}-{low}"')
        numbers = [number for number in (value, low, high) if number is not None]
        if any(number < 0 for number in numbers):
            raise ValueError("a figure cannot be negative; take out the minus sign")
        if fields["unit"] == "%" and any(number > 100 for number in numbers):
            raise ValueError(f"{max(numbers)}% is over 100%, which a share of a whole cannot be; correct the number or give another unit")
        return fields

    @property
    def bounds(self) -> tuple[Decimal, Decimal]:
        """Lowest and highest stated number; equal for a single value."""
        if self.low is not None and self.high is not None:
            return self.low, self.high
        assert self.value is not None
        return self.value, self.value

    def states(self, number: Decimal) -> bool:
        """Whether *number* is one that the figure is written with."""
        return number in self.bounds


class NoFigure(Figure):
    """Stands in for a figure that is being checked (bot.plan.review): it is like no other, has no unit, and no number that may be told."""

    value: Decimal | None = Decimal(0)
    unit: str = ""


class Sourced(Strict):
    """A statement in the project's own words with the ids of the sources it rests on."""

    text: str
    sources: tuple[str, ...]
    rows: tuple[str, ...] = ()

    _has_sources = validator("sources", allow_reuse=True)(_not_empty)


class Source(Strict):
    """A document. cite is how it is named to the citizen, url the public web address that it opens at."""

    id: str
    kind: Literal["decision", "article", "guideline", "law", "resolution", "decree", "page"]
    title: str
    publisher: str
    date: datetime.date | None = None
    url: HttpUrl | None = None
    cite: str
    rows: tuple[str, ...] = ()


class Reviewed(Strict):
    """What officers can put under review while the service runs: nothing of its content is told then. No field of a plan file."""

    _under_review: bool = PrivateAttr(False)

    @property
    def under_review(self) -> bool:
        """Whether it is being checked; what it states has been taken out (bot.plan.review)."""
        return self._under_review


class Named(Reviewed):
    """Something that people name: a subject of questions.

    questions: by ask, how people ask about it in words of their own, without its names; subjects that are only described are learnt from
    them (bot.nlu.describing).
    """

    id: str
    name: str
    short: str = Field("", max_length=BUTTON_TITLE_CHARACTERS)
    aliases: tuple[str, ...] = ()
    shared_aliases: tuple[str, ...] = ()
    questions: dict[str, tuple[str, ...]] = {}
    rows: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """The name short enough for a button."""
        return self.short or self.name


class Pillar(Named):
    """A pillar of digital transformation that targets are grouped by."""


class Organisation(Named):
    """A body of the state or a group of them. today: what a reader after the plan must be told about it."""

    short: str = ""
    head: str | None = None
    today: Sourced | None = None

    @property
    def leader(self) -> str:
        """Who leads on its behalf."""
        return self.head or self.name


class Condition(Sourced):
    """From when a target holds for a level of administration."""

    level: Level
    start: datetime.date = Field(alias="from")


class Fact(Sourced):
    """A statement about a subject; asks are the Rasa intents that it answers, aliases the cues that point to it.

    questions: how people ask for it; the ranking of facts is learnt from them (bot.nlu.fact_ranking).
    now: «topic/fact» of the statement that tells what has become of its numbers since; "" if none does.
    """

    id: str
    now: str = ""
    asks: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()


class Target(Named):
    """A goal for the period. goal is a sentence with {figure} where the figure belongs; themes: words that mean it only in a row of others («sóng»)."""

    goal: str
    figure: Figure
    due: datetime.date
    pillar: str | None
    task: str | None
    counted: Sourced
    conditions: tuple[Condition, ...] = ()
    exemptions: tuple[Sourced, ...] = ()
    themes: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    sources: tuple[str, ...]

    @validator("goal")
    def _has_place_for_figure(cls, goal: str) -> str:
        if goal.count("{figure}") != 1:
            raise ValueError("write {figure} once where the figure belongs, and no figure of your own")
        if set("{}").intersection(goal.replace("{figure}", "")):
            raise ValueError("only {figure} may stand between braces here; take the others out")
        if any(char.isdigit() for char in goal.replace("{figure}", "")) and "%" in goal:
            raise ValueError("the figure stands in «figure», not in «goal»")
        return goal

    _has_sources = validator("sources", allow_reuse=True)(_not_empty)


class Role(Strict):
    """An organisation that leads or coordinates, with its sources; note names the source where only one says so."""

    organisation: str
    sources: tuple[str, ...]
    note: str | None = None

    _has_sources = validator("sources", allow_reuse=True)(_not_empty)


Roles = tuple[Role, ...] | Literal["not_stated"]


class Part(Reviewed):
    """A part of a task with leaders and coordinators of its own; most tasks have one part."""

    id: str
    name: str = ""
    aliases: tuple[str, ...] = ()
    leads: Roles
    coordinators: Roles
    work: Sourced | Literal["not_stated"]
    rows: tuple[str, ...] = ()

    @validator("leads", "coordinators")
    def _named_or_not_stated(cls, roles: Roles) -> Roles:
        if not roles:
            raise ValueError("name at least one organisation, or write not_stated")
        return roles


class Task(Named):
    """A numbered task of the plan. themes: words under which tasks are asked for together, whatever each is called: «buôn bán»."""

    number: int = Field(ge=1)
    themes: tuple[str, ...] = ()
    parts: tuple[Part, ...]
    facts: tuple[Fact, ...] = ()
    sources: tuple[str, ...]

    _has_sources = validator("sources", allow_reuse=True)(_not_empty)

    _has_parts = validator("parts", allow_reuse=True)(_not_empty)


class Topic(Named):
    """A subject other than a target, a task or an organisation, with facts; the first fact says what it is.

    background: people name it in passing («theo kế hoạch 2022…»), so that any other subject of the question goes before it.
    suggested: offered as a button where nothing else is known of the asker's wish.
    """

    background: bool = False
    suggested: bool = False
    facts: tuple[Fact, ...]

    _has_facts = validator("facts", allow_reuse=True)(_not_empty)


class LevelNote(Strict):
    """What a reader after the plan must be told about a level of administration."""

    level: Level
    today: Sourced


class Unlisted(Strict):
    """Something that people ask about and the plan does not state, so that no neighbour is answered in its place."""

    id: str
    aliases: tuple[str, ...] = ()
    questions: dict[str, tuple[str, ...]] = {}


class Period(Strict):
    """First and last day of the plan."""

    start: datetime.date = Field(alias="from")
    end: datetime.date = Field(alias="to")

    @root_validator(skip_on_failure=True)
    def _forwards(cls, fields: dict) -> dict:
        if fields["start"] >= fields["end"]:
            raise ValueError("the period ends before it begins; exchange the two dates")
        return fields


class Decision(Strict):
    """The document that issued the plan."""

    number: str
    date: datetime.date


class Plan(Strict):
    """A plan file, whole. default: questions that name no year are about this plan, although there is a newer one."""

    id: str
    year: int
    default: bool = False
    title: str
    short_title: str
    period: Period
    decision: Decision
    sources: tuple[Source, ...]
    pillars: tuple[Pillar, ...] = ()
    organisations: tuple[Organisation, ...] = ()
    targets: tuple[Target, ...] = ()
    tasks: tuple[Task, ...] = ()
    topics: tuple[Topic, ...] = ()
    levels: tuple[LevelNote, ...] = ()
    unlisted: tuple[Unlisted, ...] = ()

    def subjects(self) -> Iterator[Named]:
        """Everything that a question can be about, in file order."""
        yield from self.pillars
        yield from self.organisations
        yield from self.targets
        yield from self.tasks
        yield from self.topics
