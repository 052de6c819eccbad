"""Put the tables of bench/results into docs/nlu.md and docs/operate.md, between the marks that name them.

    python -m bench.report

A table whose results are missing stays as it is.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from bench.common import kept, table
from bot.paths import PROJECT

NLU, OPERATE = PROJECT / "docs" / "nlu.md", PROJECT / "docs" / "operate.md"
_RATIO_ROWS = (  # measure, key, unit, whether more is better (None: no ratio)
    ("Training", "training_seconds", "s", False),
    ("Ready: process start to first answer", "ready_seconds", "s", False),
    ("Memory of all processes, after 40 messages", "memory_mb", "MB", False),
    ("Memory of all processes, at the end", "memory_mb_at_end", "MB", False),
    ("Messages a second, 1 client", "messages_per_second_1", "", True),
    ("p50, 1 client", "p50_ms_1", "ms", False),
    ("p95, 1 client", "p95_ms_1", "ms", False),
    ("p99, 1 client", "p99_ms_1", "ms", False),
    ("Messages a second, 8 clients", "messages_per_second_8", "", True),
    ("p50, 8 clients", "p50_ms_8", "ms", False),
    ("p95, 8 clients", "p95_ms_8", "ms", False),
    ("p99, 8 clients", "p99_ms_8", "ms", False),
    ("First turns of a conversation", "first_turns_ms", "ms", False),
    ("Turns 296–300 of it", "last_turns_ms", "ms", False),
    ("A message of 400 kB", "long_message_ms", "ms", False),
    ("Longest wait of another client meanwhile", "wait_beside_long_message_ms", "ms", False),
)


def classifiers() -> str:
    """Whole classifiers."""
    rows = [
        (
            row,
            _accuracy(result),
            f"{result['training_seconds']:.0f} s",
            f"{result['load_seconds']:.1f} s",
            f"{result['memory_mb']:.0f} MB",
            f"{result['p50_ms']:.1f} ms",
        )
        for row, result in kept("classifiers").items()
    ]
    return table(("Classifier", "Accuracy", "Training", "Load", "Memory", "A message (p50)"), rows) if rows else ""


def ablations() -> str:
    """Ours with a part changed."""
    rows = [(row, _accuracy(result), f"{result['fit_seconds']:.0f} s") for row, result in kept("ablations").items()]
    return table(("Model", "Accuracy", "Fit"), rows) if rows else ""


def service() -> str:
    """Ours beside stock Rasa."""
    results = kept("service")
    if not {"ours", "stock"} <= set(results):
        return ""
    rows = []
    for name, key, unit, more_is_better in _RATIO_ROWS:
        ours, stock = (results[side].get(key) for side in ("ours", "stock"))
        if ours is not None and stock is not None:
            ratio = ours / stock if more_is_better else stock / ours
            rows.append((name, f"{ours:,.1f} {unit}".strip(), f"{stock:,.1f} {unit}".strip(), f"{ratio:.1f}×"))
    conditions = results["conditions"]
    said = (
        f"{conditions['date']}, {conditions['cores']} cores, {conditions['messages']} questions a round, median of {conditions['rounds']} rounds; "
        f"stock side: {conditions['epochs']} epochs of DIETClassifier, {conditions['policy_epochs']} of TEDPolicy and UnexpecTEDIntentPolicy."
    )
    ratio = results["ours"].get("turns_after_10000_events_ratio")
    if ratio is not None:
        said += f" After 10,000 events of one conversation a turn of this service takes {ratio:.2f} times what its first hundred took."
    return table(("Measure", "This service", "Stock Rasa", "Better by"), rows) + "\n\n" + said


def risk() -> str:
    """Wrong answers against refusals."""
    rows = [(name, str(counts["wrong"]), str(counts["miss"]), str(counts["pass"])) for name, counts in kept("risk").items()]
    return table(("Setting", "Wrong", "Refused or asked back without need", "Passed"), rows) if rows else ""


def cluster() -> str:
    """One worker beside several."""
    results = kept("cluster")
    if not results:
        return ""
    runs, conditions = results["runs"], results["conditions"]
    rows = [
        (
            str(run["workers"]),
            f"{run['messages_per_second']:.1f}",
            f"{run['messages_per_second'] / runs[0]['messages_per_second']:.2f}×",
            f"{run['p50_ms']:.0f} ms",
            f"{run['p99_ms']:.0f} ms",
            f"{run['memory_mb']} MB",
        )
        for run in runs
    ]
    said = (
        f"{conditions['date']}, {conditions['cores']} cores, which also serve PostgreSQL (without fsync), Redis and {conditions['clients']} clients; "
        f"{conditions['messages']} questions a round, each in a conversation of its own, median of {conditions['rounds']} rounds; "
        f"load of the machine before the run: {conditions['load_before']}."
    )
    return table(("Workers", "Messages a second", "Beside one", "p50", "p99", "Memory of all processes"), rows) + "\n\n" + said


def _accuracy(result: dict[str, float]) -> str:
    spread = f" ± {result['spread']:.1%}" if result["folds"] > 1 else " (1 fold)"
    return f"{result['accuracy']:.1%}{spread}"


TABLES: dict[str, tuple[Path, Callable[[], str]]] = {
    "classifiers": (NLU, classifiers),
    "ablations": (NLU, ablations),
    "service": (NLU, service),
    "risk": (NLU, risk),
    "cluster": (OPERATE, cluster),
}


def main() -> int:
    """Print the tables and write them into their documents."""
    for name, (document, make) in TABLES.items():
        made = make()
        if made:
            sys.stdout.write(f"{name}\n\n{made}\n\n")
            marks = (f"<!-- table: {name} -->", f"<!-- end: {name} -->")
            before, _, rest = document.read_text("utf-8").partition(marks[0])
            _, _, after = rest.partition(marks[1])
            document.write_text(f"{before}{marks[0]}\n{made}\n{marks[1]}{after}", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
