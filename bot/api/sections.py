"""The lists of a plan: the one table that addresses, replies and the OpenAPI document follow."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from bot.api import models

ROOT = "/api"
PLANS = f"{ROOT}/plans"
OPENAPI = f"{ROOT}/openapi.json"


@dataclass(frozen=True)
class Section:
    """A list of a plan: its name in the address, the models of the list and of one entry."""

    name: str
    list: type[models.Reply]
    entry: type[models.Reply]


SECTIONS = (
    Section("targets", models.Targets, models.Target),
    Section("tasks", models.Tasks, models.Task),
    Section("organisations", models.Organisations, models.Organisation),
    Section("topics", models.Topics, models.Topic),
    Section("pillars", models.Pillars, models.Pillar),
    Section("sources", models.Sources, models.Source),
)


def address(*steps: str) -> str:
    """The path of a plan, a list or an entry: address("2022", "targets").

    >>> address("2022", "targets", "a/b c")
    '/api/plans/2022/targets/a%2Fb%20c'
    """
    return "/".join((PLANS, *(quote(step, safe="") for step in steps)))
