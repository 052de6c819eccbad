"""The API over the committed plans, without a server, and ways of walking through it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from bot.api.replies import Api
from bot.api.wording import Wording
from bot.paths import PHRASES
from bot.plan.find import Library
from bot.plan.model import Plan
from tests.support import library, phrases

LISTS = ("targets", "tasks", "organisations", "topics", "pillars", "sources")


@lru_cache(maxsize=1)
def api() -> Api:
    """The API as it is served."""
    return Api(library(), phrases(), Wording.from_file(PHRASES))


def api_of(*plans: Plan) -> Api:
    """The API over *plans* alone."""
    return Api(Library(plans), phrases(), Wording.from_file(PHRASES))


def read(path: str, *, of: Api | None = None) -> Any:
    """What stands at *path*."""
    reply = (of or api()).reply("GET", path)
    assert reply.status == 200, path
    return json.loads(reply.body)


def values(content: Any, key: str) -> Iterator[Any]:
    """Every value of *key*, however deep."""
    if isinstance(content, dict):
        yield from ([content[key]] if key in content else ())
    for inner in content.values() if isinstance(content, dict) else content if isinstance(content, list) else ():
        yield from values(inner, key)


@lru_cache(maxsize=1)
def addresses() -> tuple[str, ...]:
    """Every address that is found by following references from the list of plans."""
    found = {"/api/plans": None}
    waiting = list(found)
    while waiting:
        for href in values(read(waiting.pop()), "href"):
            if href not in found:
                found[href] = None
                waiting.append(href)
    return tuple(found)
