"""Ask banks of judged questions over REST and report what became of them (docs/evaluation.md)."""

from __future__ import annotations

import datetime
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from pydantic import ValidationError

from bot.language.normalise import fold
from bot.service.client import Bubble, NoServiceError, ask, new_sender
from bot.service.judge import Item, Judge, Verdict


class BankError(ValueError):
    """A bank that cannot be read. One line for each problem: «file:line: what is wrong»."""


@dataclass(frozen=True)
class Result:
    """An item, the reply to its last turn, the verdict and its reason, and the seconds that the last turn took."""

    bank: str
    item: Item
    reply: tuple[Bubble, ...]
    verdict: Verdict
    why: str
    seconds: float


def read_banks(paths: Sequence[Path]) -> list[tuple[str, Item]]:
    """Every item of the banks with its bank's name. Raises BankError for bad lines and for an id that stands twice in a bank."""
    items: list[tuple[str, Item]] = []
    problems = []
    for path in paths:
        if not path.is_file():
            problems.append(f"{path}: no such file")
            continue
        seen: set[str] = set()
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
            if not line.strip():
                continue
            try:
                item = Item.parse_raw(line)
            except ValidationError as error:
                problems += [f"{path}:{number}: {'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()]
                continue
            if item.id in seen:
                problems.append(f"{path}:{number}: id: «{item.id}» stands twice")
            seen.add(item.id)
            items.append((path.stem, item))
    if problems:
        raise BankError("\n".join(problems))
    return items


def folded(items: Iterable[tuple[str, Item]]) -> list[tuple[str, Item]]:
    """The items as somebody types them who uses no diacritics."""
    return [(bank, item.copy(update={"turns": tuple(fold(turn) for turn in item.turns)})) for bank, item in items]


def run(items: Sequence[tuple[str, Item]], judge: Judge, url: str, *, jobs: int = 4, timeout: float = 20.0) -> list[Result]:
    """Ask every item in a conversation of its own, *jobs* at a time; *timeout* in seconds for each turn."""
    with ThreadPoolExecutor(jobs) as pool:
        return list(pool.map(lambda entry: _run_item(entry[0], entry[1], judge, url, timeout), items))


def _run_item(bank: str, item: Item, judge: Judge, url: str, timeout: float) -> Result:
    sender = new_sender("eval")
    reply: list[Bubble] = []
    started = perf_counter()
    try:
        for turn in item.turns:
            started = perf_counter()
            reply = ask(url, turn, sender=sender, timeout=timeout)
        verdict, why = judge.judge(item, reply)
    except NoServiceError as error:
        verdict, why = Verdict.ERROR, str(error)
    return Result(bank, item, tuple(reply), verdict, why, perf_counter() - started)


def summary(results: Sequence[Result]) -> Iterator[str]:
    """Lines of the report: counts by bank, expectation, style and topic, then the total."""
    for label, group in (
        ("bank", lambda result: result.bank),
        ("expect", lambda result: result.item.expect.value),
        ("style", lambda result: result.item.style),
        ("topic", lambda result: result.item.topic),
    ):
        counts: dict[str, Counter[Verdict]] = defaultdict(Counter)
        for result in results:
            counts[group(result)][result.verdict] += 1
        yield f"by {label:<22} pass      share   miss  wrong  error"
        for name, count in sorted(counts.items()):
            yield _row(name, count)
    yield _row("all", Counter(result.verdict for result in results))
    seconds = sorted(result.seconds for result in results)
    yield f"last turn: median {seconds[len(seconds) // 2] * 1e3:.0f} ms, longest {seconds[-1] * 1e3:.0f} ms"


def _row(name: str, count: Counter[Verdict]) -> str:
    total, passed = sum(count.values()), count[Verdict.PASS]
    return f"  {name:<22} {passed:>4}/{total:<4} {passed / total:>6.1%}  {count[Verdict.MISS]:>5}  {count[Verdict.WRONG]:>5}  {count[Verdict.ERROR]:>5}"


def is_good(results: Sequence[Result], *, least: float, most_wrong: float) -> bool:
    """Whether the share of passes is at least *least*, that of wrong replies at most *most_wrong*, and there is no error."""
    count = Counter(result.verdict for result in results)
    return bool(results) and count[Verdict.PASS] >= least * len(results) and count[Verdict.WRONG] <= most_wrong * len(results) and not count[Verdict.ERROR]


def write(results: Sequence[Result], folder: Path, settings: dict[str, object]) -> Path:
    """Write the run into a new folder under *folder*, and return it.

    answers.jsonl has every item with its reply, wrong.jsonl and missed.jsonl those to look at first, summary.txt the report,
    run.json what was asked of whom.
    """
    target = folder / datetime.datetime.now().strftime("%Y-%m-%d-%H%M%S-%f")[:-3]
    target.mkdir(parents=True)
    lines = {result: json.dumps(_as_json(result), ensure_ascii=False) + "\n" for result in results}
    (target / "answers.jsonl").write_text("".join(lines.values()), "utf-8")
    (target / "wrong.jsonl").write_text("".join(line for result, line in lines.items() if result.verdict in (Verdict.WRONG, Verdict.ERROR)), "utf-8")
    (target / "missed.jsonl").write_text("".join(line for result, line in lines.items() if result.verdict is Verdict.MISS), "utf-8")
    (target / "summary.txt").write_text("".join(line + "\n" for line in summary(results)), "utf-8")
    (target / "run.json").write_text(json.dumps(settings, ensure_ascii=False, indent=1) + "\n", "utf-8")
    return target


def _as_json(result: Result) -> dict[str, object]:
    item = result.item
    return {
        "bank": result.bank,
        "id": item.id,
        "verdict": result.verdict.value,
        "why": result.why,
        "turns": item.turns,
        "said": [bubble.text for bubble in result.reply],
        "buttons": [title for bubble in result.reply for title, _ in bubble.buttons],
        "expected": {"expect": item.expect.value, "must": item.must, "must_not": item.must_not, "max_figures": item.max_figures},
        "style": item.style,
        "topic": item.topic,
        "note": item.note,
        "seconds": round(result.seconds, 3),
    }
