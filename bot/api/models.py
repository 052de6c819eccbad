"""What the API replies with, field by field. The OpenAPI document is generated from these models (bot/api/openapi.py).

Every field is in every reply: what a plan does not have is null or an empty list, what its sources do not state is
«not_stated». Officers can put an entry under review: its figure is then null, its lists are empty, and its texts say so.
"""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any, Literal

from pydantic import BaseModel, Extra, Field

from bot.plan.model import Comparator, Level

NotStated = Literal["not_stated"]
UnderReview = Literal["under_review"]
EntryKind = Literal["target", "task", "organisation", "topic", "pillar"]


class Reply(BaseModel):
    """A frozen model whose schema says what its JSON is like: every field there, null only where it may be."""

    class Config:
        extra = Extra.forbid
        frozen = True
        # Exact up to 15 digits, as numbers in JSON are for most readers.
        json_encoders = {Decimal: lambda number: int(number) if number == number.to_integral_value() else float(number)}

        @staticmethod
        def schema_extra(schema: dict[str, Any], model: type[BaseModel]) -> None:
            """Pydantic writes optional fields as fields that may be missing."""
            properties = schema["properties"]
            for field in model.__fields__.values():
                if field.allow_none:
                    described = properties[field.alias]
                    title, description = described.pop("title", None), described.pop("description", None)
                    properties[field.alias] = {"anyOf": [described, {"type": "null"}]}
                    properties[field.alias].update({key: text for key, text in (("title", title), ("description", description)) if text})
            schema["required"] = list(properties)


class Reference(Reply):
    """Something that has an address of its own in this API."""

    id: str = Field(description="unique within its plan and list")
    name: str
    href: str = Field(description="path on this server, percent-encoded")


class Day(Reply):
    """A date, for machines and for people."""

    iso: datetime.date
    text: str = Field(description="as Vietnamese write it: 31/12/2022")


class Cited(Reply):
    """A document that a statement rests on."""

    id: str
    href: str
    cite: str = Field(description="how it is named to the citizen")
    title: str
    publisher: str
    date: Day | None
    link: str | None = Field(description="address of the document, if known")


class Statement(Reply):
    """One or two whole sentences with the documents that they rest on."""

    text: str
    sources: tuple[Cited, ...]


class Fact(Statement):
    """A statement with an id that is unique within its entry."""

    id: str


class Question(Reply):
    """A question that can be put to the chat as it stands."""

    title: str = Field(description="short enough for a button")
    question: str


class Figure(Reply):
    """How much: either value, or from and to."""

    comparator: Comparator = Field(description="exactly that, at least that (from there upwards), or over that")
    value: Decimal | None
    low: Decimal | None = Field(alias="from")
    high: Decimal | None = Field(alias="to")
    unit: str
    text: str = Field(description="the figure in words as the chat says it: comparator, number, unit")


class Condition(Statement):
    """From when a target holds for a level of administration."""

    level: Level
    name: str = Field(description="the level in Vietnamese")
    start: Day = Field(alias="from")
    today: Statement | None = Field(description="what has become of the level since the plan")


class Entry(Reference):
    """What the entries of all lists share. A plan's reference is its short title."""

    label: str = Field(description="the name, short enough for a button where the plan has such a one")
    plan: Reference
    ask: Question = Field(description="the question that opens the chat on this entry")
    questions: tuple[Question, ...] = Field(description="natural next questions", maxItems=3)
    under_review: bool = Field(description="whether officers are checking it; then nothing is told of what it states")


class Target(Entry):
    """A goal that the plan sets; never a result."""

    figure: Figure | None = Field(description="null while it is under review")
    goal: str = Field(description="a whole sentence with the figure, and by when")
    phrase: str = Field(description="the goal with its figure, to stand within a sentence")
    due: Day
    counted: Statement = Field(description="who or what the figure is a share of")
    conditions: tuple[Condition, ...]
    exemptions: tuple[Statement, ...]
    facts: tuple[Fact, ...]
    pillar: Reference | None
    task: Reference | None
    sources: tuple[Cited, ...]


class Role(Reply):
    """An organisation that leads or coordinates a part of a task."""

    organisation: Reference
    text: str = Field(description="who, as the chat says it: of a leader the head of the body, with the note")
    note: str | None = Field(description="whose word it is, where only one source says so")
    sources: tuple[Cited, ...]


class Part(Reply):
    """A part of a task; most tasks have one, without a name."""

    id: str
    name: str | None
    leads: tuple[Role, ...] | NotStated | UnderReview
    leads_text: str = Field(description="the leaders in words, or that the sources state none")
    coordinators: tuple[Role, ...] | NotStated | UnderReview
    coordinators_text: str = Field(description="the coordinators in words, or that the sources state none")
    work: Statement | NotStated | UnderReview
    work_text: str = Field(description="what is to be done in words, or that the sources do not state it")


class Task(Entry):
    """A numbered task of the plan."""

    number: int
    parts: tuple[Part, ...]
    facts: tuple[Fact, ...]
    targets: tuple[Reference, ...]
    sources: tuple[Cited, ...]


class Duty(Reply):
    """A task, or a part of it, in which an organisation has a role."""

    task: Reference
    part: str | None = Field(description="the part's name where the task has several")
    note: str | None
    sources: tuple[Cited, ...]


class Organisation(Entry):
    """A body of the state, or a group of them."""

    head: str | None = Field(description="who leads on its behalf: the office, no person's name")
    today: Statement | None = Field(description="what has become of it since the plan")
    leads: tuple[Duty, ...]
    coordinates: tuple[Duty, ...]


class Topic(Entry):
    """Another subject; the first fact says what it is."""

    facts: tuple[Fact, ...]


class Pillar(Entry):
    """A group of targets."""

    targets: tuple[Reference, ...]


class Source(Cited):
    """A document, whole."""

    plan: Reference
    kind: Literal["decision", "article", "guideline", "law", "resolution", "decree", "page"]


class Period(Reply):
    """First and last day of the plan."""

    start: Day = Field(alias="from")
    end: Day = Field(alias="to")


class Decision(Reply):
    """The document that issued the plan."""

    number: str
    date: Day


class Shelf(Reply):
    """One of a plan's lists."""

    href: str
    count: int


class LevelToday(Reply):
    """What has become of a level of administration since the plan."""

    level: Level
    name: str = Field(description="the level in Vietnamese")
    today: Statement


class Shelves(Reply):
    """A plan's lists."""

    targets: Shelf
    tasks: Shelf
    organisations: Shelf
    topics: Shelf
    pillars: Shelf
    sources: Shelf


class Plan(Reference):
    """A plan; its entries are in its lists."""

    label: str = Field(description="the short title, to stand within a sentence")
    year: int
    default: bool = Field(description="whether a question that names no year is answered from this plan")
    period: Period
    decision: Decision
    levels: tuple[LevelToday, ...]
    lists: Shelves
    questions: tuple[Question, ...] = Field(description="where to begin", maxItems=3)


class Plans(Reply):
    """The loaded plans."""

    items: tuple[Plan, ...]


class Targets(Reply):
    """The targets of a plan, in its order."""

    plan: Reference
    items: tuple[Target, ...]


class Tasks(Reply):
    """The tasks of a plan, in its order."""

    plan: Reference
    items: tuple[Task, ...]


class Organisations(Reply):
    """The organisations that a plan names."""

    plan: Reference
    items: tuple[Organisation, ...]


class Topics(Reply):
    """The other subjects of a plan."""

    plan: Reference
    items: tuple[Topic, ...]


class Pillars(Reply):
    """The pillars of a plan."""

    plan: Reference
    items: tuple[Pillar, ...]


class Sources(Reply):
    """The documents that a plan rests on."""

    plan: Reference
    items: tuple[Source, ...]


class Hit(Reference):
    """An entry that was found."""

    kind: EntryKind
    label: str = Field(description="the name, short enough for a button")
    page: str = Field(description="path of its look-up page")
    plan: Reference
    figure: str | None = Field(description="of a target: the figure in words, a goal and not a result")
    goal: str | None = Field(description="of a target: a whole sentence with the figure, and by when")
    under_review: bool = Field(description="whether officers are checking it; a target has no figure then")


class Hits(Reply):
    """What was found for a few words, the best first; at most 20."""

    query: str = Field(description="what was searched for: at most its first 200 characters are read")
    items: tuple[Hit, ...]


class Error(Reply):
    """Why there is nothing to read."""

    error: Literal["not_found", "method_not_allowed", "paused"]
    message: str = Field(description="in Vietnamese, for the reader")
