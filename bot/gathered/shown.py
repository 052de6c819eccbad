"""The report as lines of a terminal and as one page that needs nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.gathered.groups import Group
from bot.gathered.labels import Labels, number
from bot.gathered.report import ALL_SERIES, DISLIKED, Report, Row

TEMPLATE: Final = "report.html"
MOST_ROWS: Final = 15  # of a table in the terminal
MOST_GROUPS: Final = 10
MOST_WORDINGS: Final = 3  # of a group in the terminal
MOST_GROUPS_ON_PAGE: Final = 200
MOST_WORDINGS_ON_PAGE: Final = 20


def page(report: Report, labels: Labels, templates: Path) -> str:
    """The report as HTML: no script, nothing from elsewhere."""
    environment = Environment(loader=FileSystemLoader(templates), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters["number"] = number
    limits = {"most_groups": MOST_GROUPS_ON_PAGE, "most_wordings": MOST_WORDINGS_ON_PAGE}
    return environment.get_template(TEMPLATE).render(report=report, labels=labels, texts=labels.texts, all_series=ALL_SERIES, disliked=DISLIKED, **limits)


def lines(report: Report, labels: Labels) -> Iterator[str]:
    """The report for a terminal."""
    texts = labels.texts
    yield texts["title"]
    yield texts["period"].format(since=labels.day(report.since), until=labels.day(report.until))
    if not report.whole.total and not report.groups:
        yield texts["nobody_asked"]
        return
    yield f"{texts['questions']}: {number(report.whole.total)}"
    yield f"{texts['votes']}: {number(report.votes.up)} {texts['liked']}, {number(report.votes.down)} {texts['disliked']}"
    yield from _section(texts["by_outcome"])
    yield from table([[labels.outcome(outcome), number(count)] for outcome, count in report.outcomes])
    for heading, rows, name in (
        (texts["by_day"], [row for row in report.days if row.total][-MOST_ROWS:], labels.day),
        (texts["by_channel"], report.channels, labels.channel),
        (texts["by_ask"], report.asks[:MOST_ROWS], labels.ask),
        (texts["by_target"], report.targets[:MOST_ROWS], labels.subject),
    ):
        if rows:
            yield from _section(heading)
            yield from table(_cells(rows, labels.series, texts["total"], [name(row.value) for row in rows]))
    yield from _section(texts["groups"])
    for group in report.groups[:MOST_GROUPS]:
        yield from _of_group(group, labels)
    if not report.groups:
        yield texts["no_groups"]


def table(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Columns two spaces apart, the first one flush left, numbers flush right.

    >>> list(table([["web", "7"], ["zalo", "12"]]))
    ['web    7', 'zalo  12']
    """
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for first, *others in rows:
        yield "  ".join([first.ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(others, widths[1:], strict=True))])


def _section(heading: str) -> list[str]:
    return ["", heading, "-" * len(heading)]


def _cells(rows: Sequence[Row], series: Mapping[str, str], total: str, names: Sequence[str]) -> list[list[str]]:
    head = ["", total, *(series[one] for one in ALL_SERIES)]
    return [head, *([name, number(row.total), *(number(row.parts[one]) for one in ALL_SERIES)] for name, row in zip(names, rows, strict=True))]


def _of_group(group: Group, labels: Labels) -> Iterator[str]:
    texts = labels.texts
    why = ", ".join(labels.outcome(outcome) for outcome, _ in group.most("outcome"))
    asked = labels.ask(group.most("ask")[0][0])
    yield f"{texts['group'].format(number=group.number)}: {texts['times'].format(count=number(group.times))} ({asked}; {why})"
    for wording in group.wordings[:MOST_WORDINGS]:
        yield f"    {wording.text}"
    if len(group.wordings) > MOST_WORDINGS:
        yield f"    {texts['more'].format(count=number(len(group.wordings) - MOST_WORDINGS))}"
