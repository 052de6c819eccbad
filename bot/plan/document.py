"""What of a YAML text nothing can be read from, found before it costs time or raises something without a line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import StringIO
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import YAMLError
from ruamel.yaml.events import AliasEvent, CollectionEndEvent, CollectionStartEvent, MappingStartEvent, NodeEvent
from ruamel.yaml.nodes import Node, ScalarNode

MOST_LEVELS = 30  # of lists and fields in each other; plans have seven
MOST_NODES = 1_000_000  # of what aliases stand for, written out
_NO_NAME = "the name of a field is expected here; check the colon and the brackets"
_HALF_CHARACTER = re.compile(r"\\(?:u|U0000)[dD][89a-fA-F]")


class UnusableDocumentError(ValueError):
    """line: from 1. The text says what is wrong and how to mend it."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


def check_text(text: str) -> None:
    """Raises UnusableDocumentError for halves of characters, and as check_events does."""
    half = _HALF_CHARACTER.search(text)
    if half is not None:
        raise UnusableDocumentError(text[: half.start()].count("\n") + 1, f"«{half[0]}…» is half a character; write the character itself")
    check_events(text)


def check_events(text: str) -> None:
    """Raises UnusableDocumentError for what is nested too deep or grows too large, anchors («&name») that stand twice, and lists or fields in
    place of a field's name, in each other of which the reader would take for ever; leaves what is no YAML to the reader."""
    try:
        _check(YAML(typ="safe").parse(StringIO(text)))
    except (YAMLError, UnicodeEncodeError):
        return


def _check(events: Iterator[Any]) -> None:
    sizes: dict[str, int] = {}  # of what each anchor names, written out
    open_nodes: list[tuple[str | None, int]] = []  # anchor, and how many nodes there were before it
    inside: list[int] = []  # for each open one: of fields, how many names and values came so far; -1 of a list
    anchors: set[str] = set()
    of_collections: set[str] = set()
    nodes = 0
    for event in events:
        anchor = getattr(event, "anchor", None)
        if anchor and not isinstance(event, AliasEvent):
            if anchor in anchors:
                raise UnusableDocumentError(event.start_mark.line + 1, f"the anchor «&{anchor}» stands twice; give each one a name of its own")
            anchors.add(anchor)
        if isinstance(event, CollectionEndEvent):
            anchor, before = open_nodes.pop()
            inside.pop()
            if anchor:
                sizes[anchor] = nodes - before
        elif isinstance(event, NodeEvent):
            is_name = bool(inside) and inside[-1] >= 0 and inside[-1] % 2 == 0
            if is_name and (isinstance(event, CollectionStartEvent) or (isinstance(event, AliasEvent) and event.anchor in of_collections)):
                raise UnusableDocumentError(event.start_mark.line + 1, _NO_NAME)
            if inside and inside[-1] >= 0:
                inside[-1] += 1
            nodes += sizes.get(event.anchor, 1) if isinstance(event, AliasEvent) else 1
            if isinstance(event, CollectionStartEvent):
                of_collections.add(event.anchor)
                open_nodes.append((event.anchor, nodes - 1))
                inside.append(0 if isinstance(event, MappingStartEvent) else -1)
        if len(open_nodes) > MOST_LEVELS:
            raise UnusableDocumentError(event.start_mark.line + 1, "lists and fields are nested too deep here; take the surplus brackets or indentation out")
        if nodes > MOST_NODES:
            raise UnusableDocumentError(event.start_mark.line + 1, "the aliases («*…») stand for too much; write out what is meant")


def line_of_misfit(text: str) -> int:
    """The line, from 1, of the first value that YAML takes for a number, date or the like and that is none."""
    reader = YAML(typ="safe", pure=True)
    for node in _nodes(reader, text):
        if isinstance(node, ScalarNode):
            try:
                reader.constructor.construct_object(node)
            except (ValueError, KeyError, ArithmeticError, YAMLError):
                return int(node.start_mark.line) + 1
    return 1


def _nodes(reader: YAML, text: str) -> Iterator[Node]:
    """Every node of the document once, in order; none of what is no YAML."""
    try:
        root = reader.compose(StringIO(text))
    except (YAMLError, RecursionError):
        return
    waiting = [root] if root is not None else []
    seen: set[int] = set()
    while waiting:
        node = waiting.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        yield node
        if not isinstance(node, ScalarNode):
            inner = [part for pair in node.value for part in (pair if isinstance(pair, tuple) else (pair,))]
            waiting.extend(reversed(inner))


def check_names(document: Any) -> None:
    """Raises UnusableDocumentError for a field whose name is no text."""
    waiting = [document]
    seen: set[int] = set()
    while waiting:
        node = waiting.pop()
        if id(node) in seen or not isinstance(node, CommentedMap | CommentedSeq):
            continue
        seen.add(id(node))
        if isinstance(node, CommentedMap):
            for name in node:
                if not isinstance(name, str):
                    raise UnusableDocumentError(
                        node.lc.line + 1 if name not in (node.lc.data or {}) else node.lc.key(name)[0] + 1,
                        f"{str(name)[:40]}: {_NO_NAME}",
                    )
        waiting.extend(node.values() if isinstance(node, CommentedMap) else node)
