"""Whatever an editor makes of the plan file: a plan, or complaints with file and line."""

from __future__ import annotations

import re
import signal
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from io import StringIO
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from bot.plan.load import PlanError, parse_plan
from tests.fuzz.inputs import INPUTS, fuzzed
from tests.support import PLAN_2022

HANG_SECONDS = 2.0
PATIENCE = 60.0
SECTIONS = ("pillars", "targets", "tasks", "topics", "organisations", "sources")
NASTY = (
    "2022-13-45", "0o9", "0x", "1e999999", "9" * 5000, ".nan", "-.inf", "1_0:9x", "190:20:30", "!!int abc", "!!float x", "!!bool x", "!!binary '###'",
    "!!set {x}", "!!omap [x]", "!!timestamp a", "!!python/object:os.system x", "!foo", "&a [*a]", "*a", "<<: [a]", "? [a]", "[", "]", "{", "}",
    "- - - -", "'", '"', '"\\ud800"', "\\", "|", ">", "%YAML 9", "---", "...", "#", "null", "~", "yes", "=", "<<", "@", "`", "\t", "\x00", "\x85",
    "\ufeff", "\u2028", "à" * 3, "not_stated", "100", "0", "-1", "{a: {b: {c: d}}}", "[[[[1]]]]", "[" * 60, "a: " * 20,
)  # fmt: skip


@lru_cache(maxsize=1)
def small() -> str:
    """The plan file cut down to one entry of each kind and what it refers to: read a hundred times faster."""
    whole = YAML(typ="safe").load(PLAN_2022.read_text("utf-8"))
    cut: dict[str, Any] = {name: value for name, value in whole.items() if name not in SECTIONS}
    cut |= {"levels": [], "unlisted": whole["unlisted"][:1], "targets": whole["targets"][:1], "topics": whole["topics"][:1]}
    cut["topics"][0]["facts"] = cut["topics"][0]["facts"][:1]
    cut["tasks"] = [task for task in whole["tasks"] if task["id"] == cut["targets"][0]["task"]]
    cut["pillars"] = [pillar for pillar in whole["pillars"] if pillar["id"] == cut["targets"][0]["pillar"]]
    _shorten(cut)
    for section in ("organisations", "sources"):
        named = set(_texts(cut))
        cut[section] = [entry for entry in whole[section] if entry["id"] in named]
    stream = StringIO()
    yaml = YAML()
    yaml.width = 1000
    yaml.dump({name: cut[name] for name in whole}, stream)
    text = stream.getvalue()
    assert parse_plan(text, "small").targets
    return text


def _shorten(node: Any) -> None:
    """Of long lists of texts (aliases, examples) the first two."""
    for inner in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        if isinstance(inner, list) and all(isinstance(text, str) for text in inner):
            del inner[2:]
        _shorten(inner)


def _texts(node: Any) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, Mapping | list):
        for inner in node.values() if isinstance(node, Mapping) else node:
            yield from _texts(inner)


@st.composite
def edited(draw: st.DrawFn, text: str) -> str:
    """*text* after a few slips, of the keyboard, of whole lines, of values."""
    lines = text.split("\n")
    for _ in range(draw(st.integers(1, 3))):
        place = draw(st.integers(0, len(lines) - 1))
        line = lines[place]
        how = draw(st.sampled_from(["value", "value", "value", "delete", "double", "move", "indent", "outdent", "insert", "insert", "cut", "key", "join"]))
        if how == "value" and ":" in line:
            lines[place] = line[: line.index(":") + 1] + " " + draw(st.one_of(st.sampled_from(NASTY), st.text(max_size=20)))
        elif how == "delete":
            del lines[place]
        elif how == "double":
            lines.insert(place, line)
        elif how == "move":
            lines.insert(draw(st.integers(0, len(lines) - 1)), lines.pop(place))
        elif how == "indent":
            lines[place] = " " * draw(st.integers(1, 5)) + line
        elif how == "outdent":
            lines[place] = line[draw(st.integers(1, 5)) :]
        elif how == "insert":
            column = draw(st.integers(0, len(line)))
            lines[place] = line[:column] + draw(st.one_of(st.sampled_from(NASTY), st.text(max_size=5))) + line[column:]
        elif how == "cut":
            del lines[place:]
        elif how == "key":
            lines[place] = re.sub(r"\w+(?=:)", draw(st.sampled_from(["id", "name", "x", "", "1", "[a]", "null", "figure"])), line, count=1)
        elif how == "join" and place + 1 < len(lines):
            lines[place] += lines.pop(place + 1)
        if not lines:
            lines = [""]
    return "\n".join(lines)


random_yaml = st.one_of(
    st.lists(
        st.one_of(st.sampled_from([*NASTY, ": ", "- ", "\n", "  ", "id", "targets", "name", "? ", ", ", "&b ", "*b"]), st.text(max_size=4)), max_size=30
    ).map("".join),
    st.text(max_size=80),
    st.builds(
        lambda opening, times: opening * times,
        st.sampled_from(["[", "{a: ", "- ", "? ", "a:\n ", "!", "&a ", "'", '"', "{", "- [", "\n", "a: b\n", "#"]),
        st.integers(1, 3000),
    ),
)


@contextmanager
def patience() -> Iterator[None]:
    """A hang ends as a failure."""

    def give_up(*_: Any) -> None:
        raise AssertionError("the reader hangs")

    before = signal.signal(signal.SIGALRM, give_up)
    signal.setitimer(signal.ITIMER_REAL, PATIENCE)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def judged(text: str, *, most: float = HANG_SECONDS) -> bool:
    """Whether *text* is a plan; what it is not is told with file and line, within *most* seconds of processor time."""
    before = time.process_time()
    with patience():
        try:
            parse_plan(text, "plan.yml")
            is_plan = True
        except PlanError as error:
            is_plan = False
            assert error.lines
            # A value may hold line breaks; the complaint about it begins with its place all the same.
            assert all(re.match(r"plan\.yml:[1-9]\d*: ", line) for line in error.lines), error.lines
            assert not re.search(r"Traceback|site-packages|\b[A-Z]\w+(?:Error|Exception)\b|ruamel|pydantic", str(error)), error.lines
    assert time.process_time() - before < most
    return is_plan


def test_every_slip_in_a_plan_file_is_told_with_its_line() -> None:
    @fuzzed(1, inputs=INPUTS - INPUTS // 4)
    @given(edited(small()))
    def fuzz(text: str) -> None:
        judged(text)

    fuzz()


def test_what_is_no_plan_at_all_is_told_so() -> None:
    @fuzzed(1, inputs=INPUTS // 4)
    @given(random_yaml)
    def fuzz(text: str) -> None:
        assert not judged(text.encode("utf-8", "replace").decode())

    fuzz()


def test_slips_in_the_whole_plan_file_are_told_with_their_line() -> None:
    whole = PLAN_2022.read_text("utf-8")

    @fuzzed(1, inputs=max(2, INPUTS // 100))
    @given(edited(whole))
    def fuzz(text: str) -> None:
        judged(text, most=30.0)

    fuzz()


def test_a_plan_whose_aliases_stand_for_millions_is_refused_at_once() -> None:
    bomb = "a: &a [x, x]\n" + "".join(f"{chr(98 + step)}: &{chr(98 + step)} [{', '.join(['*' + chr(97 + step)] * 10)}]\n" for step in range(9))
    assert not judged(bomb + "targets: *j\n")
