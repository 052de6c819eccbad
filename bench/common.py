"""What the benchmarks share: questions, percentiles, memory, results on disk, tables."""

from __future__ import annotations

import json
import random
import statistics
from collections.abc import Iterable, Sequence
from typing import Any

import psutil

from bot.paths import PROJECT

RESULTS = PROJECT / "bench" / "results"
BANKS = PROJECT / "tests" / "bank"
SEED = 27
SUBJECT_VARIANTS, NOISY_VARIANTS = 2, 3  # as in config.yml


def bank_items() -> list[dict[str, Any]]:
    """The items of the development banks; the held-out bank is not read."""
    files = sorted(file for file in BANKS.glob("*.jsonl") if file.stem != "held_out")
    return [json.loads(line) for file in files for line in file.read_text("utf-8").splitlines() if line.strip()]


def questions(count: int) -> list[str]:
    """*count* different questions, each the first of a conversation, in a fixed random order."""
    texts = sorted({item["turns"][0] for item in bank_items()})
    return random.Random(SEED).sample(texts, min(count, len(texts)))


def percentile(values: Sequence[float], share: float) -> float:
    """The value that *share* of *values* do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def spread(values: Sequence[float]) -> float:
    """Standard deviation; 0 for a single value."""
    return statistics.stdev(values) if len(values) > 1 else 0.0


def megabytes(pids: Iterable[int]) -> float:
    """Resident memory of the processes and all their descendants, in MB (10⁶ bytes)."""
    roots = [psutil.Process(pid) for pid in pids]
    family = {process.pid: process for root in roots for process in (root, *root.children(recursive=True))}
    return float(sum(process.memory_info().rss for process in family.values()) / 1e6)


def keep(name: str, results: Any) -> None:
    """Write *results* as bench/results/NAME.json, through a second file so that a stop loses nothing."""
    RESULTS.mkdir(parents=True, exist_ok=True)
    draft = RESULTS / f".{name}.json"
    draft.write_text(json.dumps(results, ensure_ascii=False, indent=1), "utf-8")
    draft.replace(RESULTS / f"{name}.json")


def kept(name: str) -> Any:
    """What keep wrote, {} if nothing."""
    path = RESULTS / f"{name}.json"
    return json.loads(path.read_text("utf-8")) if path.exists() else {}


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; the first column is aligned left, the others right."""
    lines = ["| " + " | ".join(head) + " |", "|---|" + "---:|" * (len(head) - 1)]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)])
