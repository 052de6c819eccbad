"""The lists of a plan: the one table that addresses, replies and the OpenAPI document follow."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from bot.api import models
from bot.plan.find import Library
from bot.plan.model import Plan

ROOT = "/api"
PLANS = f"{ROOT}/plans"
OPENAPI = f"{ROOT}/openapi.json"
SEARCH = "search"  # the last step of the address: of all plans under ROOT, of one plan under its own
PAGES = "/tra-cuu"
# Pages of the look-up that are no entry's (bot/pages); an entry with such an id is found under its plan's address.
SOURCES_PAGE = "nguon"
OWN_PAGES = frozenset(("in", SOURCES_PAGE, "offline.json", "qr.svg"))


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
    return _path(PLANS, *steps)


def section_of(kind: str) -> str:
    """The list in which the entries of a kind stand: «targets» of «target».

    >>> section_of("organisation")
    'organisations'
    """
    return f"{kind}s"


def plan_page(library: Library, plan: Plan, *steps: str) -> str:
    """The path of a look-up page about a plan as a whole: its overview, or one of OWN_PAGES."""
    return _path(PAGES, *(() if plan is library.default else (plan.id,)), *steps)


def entry_page(library: Library, plan: Plan, entry_id: str, *steps: str) -> str:
    """The path of an entry's look-up page, or of what belongs to it (*steps*).

    Entries of the default plan have the short form that people pass on; the form with the plan's id works for all.
    """
    is_taken = entry_id in OWN_PAGES or any(other.id == entry_id for other in library.plans)
    return _path(PAGES, *(() if plan is library.default and not is_taken else (plan.id,)), entry_id, *steps)


def _path(*steps: str) -> str:
    return "/".join((steps[0], *(quote(step, safe="") for step in steps[1:])))
