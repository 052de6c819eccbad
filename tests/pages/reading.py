"""The look-up over the committed plans, without a server, and its pages as trees of elements."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode

import pytest

from bot.api.content import Content
from bot.api.replies import HttpReply
from bot.api.search import Search
from bot.api.wording import Wording
from bot.pages.lookup import Lookup
from bot.pages.render import Renderer
from bot.paths import PHRASES, WEB
from bot.plan.find import Library
from bot.plan.model import Plan
from tests.support import library, linker, phrases, plans, reader

ORIGIN = "https://tra-cuu.example"
VOID = {"meta", "link", "img", "input", "br", "line", "circle", "rect"}


@dataclass
class Element:
    """An element and what is in it, in order."""

    tag: str
    given: dict[str, str] = field(default_factory=dict)
    inside: list[Element | str] = field(default_factory=list)

    def all(self, tag: str | None = None, **wanted: str) -> Iterator[Element]:
        """The elements within, of *tag*, whose attributes have the words wanted (class_, data_kind for data-kind)."""
        for child in self.inside:
            if isinstance(child, Element):
                if (tag is None or child.tag == tag) and all(
                    word in child.given.get(name.rstrip("_").replace("_", "-"), "").split() for name, word in wanted.items()
                ):
                    yield child
                yield from child.all(tag, **wanted)

    def one(self, tag: str | None = None, **wanted: str) -> Element:
        """The only such element."""
        (found,) = self.all(tag, **wanted)
        return found

    @property
    def text(self) -> str:
        """What is read, with single blanks."""
        return " ".join("".join(self._texts()).split())

    def _texts(self) -> Iterator[str]:
        for child in self.inside:
            if isinstance(child, str):
                yield child
            elif child.tag not in ("script", "style", "svg"):
                yield from child._texts()
                if child.tag not in ("a", "b", "span", "small", "strong", "i", "sup", "br"):
                    yield " "


class _Tree(HTMLParser):
    """Fails on tags that are not closed in order."""

    def __init__(self) -> None:
        super().__init__()
        self.root = Element("root")
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len(dict(attrs)) == len(attrs), f"<{tag}> has an attribute twice"
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].inside.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].inside.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop().tag == tag, f"</{tag}> closes nothing"

    def handle_data(self, data: str) -> None:
        self.open[-1].inside.append(data)


def tree(reply: HttpReply) -> Element:
    """The page that a reply holds."""
    assert reply.headers["Content-Type"] == "text/html; charset=utf-8"
    parser = _Tree()
    parser.feed(reply.body.decode())
    parser.close()
    assert parser.open == [parser.root]
    return parser.root


@lru_cache(maxsize=1)
def lookup() -> Lookup:
    """The look-up as it is served."""
    return lookup_of(*library().plans)


def lookup_of(*plans: Plan) -> Lookup:
    """The look-up over *plans* alone."""
    library = Library(plans)
    return Lookup(Content(library, phrases(), Wording.from_file(PHRASES), Search(library)), Renderer(WEB), WEB)


def page(path: str, *, of: Lookup | None = None, entities: Any = (), **query: str) -> Element:
    """What stands at *path*."""
    if of is None and not query:
        return _own_page(path)
    reply = (of or lookup()).reply("GET", path, query=urlencode(query), entities=entities, origin=ORIGIN)
    assert reply.status == 200, path
    return tree(reply)


@lru_cache(maxsize=256)
def _own_page(path: str) -> Element:
    reply = lookup().reply("GET", path, origin=ORIGIN)
    assert reply.status == 200, path
    return tree(reply)


def entities(text: str) -> list[dict[str, Any]]:
    """What the served bot's linker finds in *text*."""
    tokens = reader().read(text)
    return [
        {"entity": claim.kind, "value": claim.value, "start": tokens[link.start].start, "end": tokens[link.end - 1].end}
        for link in linker().link(tokens)
        for claim in link.claims
    ]


def address(plan: Plan, entry: Any) -> str:
    """The address of an entry's page that works for every plan."""
    return f"/tra-cuu/{plan.id}/{entry.id}"


def opened(text: str) -> str:
    """The text as it stands at the beginning of a line."""
    return text[:1].upper() + text[1:]


ENTRIES = [pytest.param(plan, entry, id=f"{plan.id}/{entry.id}") for plan in plans() for entry in plan.subjects()]
TARGETS = [pytest.param(plan, target, id=target.id) for plan in plans() for target in plan.targets]
PAGES = list(lookup().addresses())
SHEETS = ["/tra-cuu/in", *(f"{path}/in" for path in PAGES if path not in ("/tra-cuu", "/tra-cuu/nguon"))]
