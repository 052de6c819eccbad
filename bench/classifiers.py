"""Intent classifiers compared on the committed examples, and ours with a part left out.

    python -m bench.classifiers                  every row that bench/results/classifiers.json lacks
    python -m bench.classifiers --again DIET     rows whose name contains a word, once more
    python -m bench.classifiers --folds 5        so many folds for every row

Each model is trained in one process and loaded and asked in a fresh one, so that times and memory are its own. The rows
are kept one by one. bench.report makes the table.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import mean
from typing import Any

from bench.common import keep, kept, megabytes, percentile, spread
from bench.stock import check_tensorflow
from bot.paths import PROJECT


def main() -> int:
    """Measure what is missing."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--again", default=None, help="measure rows whose name contains this, known or not")
    parser.add_argument("--folds", type=int, help="how many of the five folds are trained and judged")
    parser.add_argument("--step", nargs=4, metavar=("STEP", "ROW", "FOLD", "FOLDER"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.step:
        step, row, fold, folder = options.step
        sys.stdout.write(json.dumps(_STEPS[step](row, int(fold), Path(folder))) + "\n")
        return 0
    from bench.contenders import CONTENDERS
    from bench.linear import VARIANTS

    wanted = [row for row in CONTENDERS if _is_wanted("classifiers", row, options.again)]
    for row in wanted:
        if CONTENDERS[row][0].tensorflow:
            check_tensorflow(f"«{row}»")
    for row, (_, folds) in CONTENDERS.items():
        if row in wanted:
            _add("classifiers", row, _measure(row, range(options.folds or folds)))
    for row in VARIANTS:
        if _is_wanted("ablations", row, options.again):
            _add("ablations", row, _cross_validate(row, range(options.folds or 5)))
    return 0


def _is_wanted(name: str, row: str, again: str | None) -> bool:
    return again.lower() in row.lower() if again is not None else row not in kept(name)


def _add(name: str, row: str, result: dict[str, Any]) -> None:
    keep(name, {**kept(name), row: result})
    sys.stdout.write(f"{row}: {json.dumps(result)}\n")
    sys.stdout.flush()


def _measure(row: str, folds: range) -> dict[str, Any]:
    """Accuracy over the folds; times and memory of the first."""
    accuracies: list[float] = []
    first: dict[str, Any] = {}
    for fold in folds:
        with tempfile.TemporaryDirectory() as folder:
            trained = _run("train", row, fold, folder)
            asked = _run("ask", row, fold, folder)
        accuracies.append(asked["accuracy"])
        first = first or {**trained, **asked}
    return {**first, "accuracy": mean(accuracies), "spread": spread(accuracies), "folds": len(folds)}


def _run(step: str, row: str, fold: int, folder: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "bench.classifiers", "--step", step, row, str(fold), folder]
    done = subprocess.run(command, cwd=PROJECT, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def _train(row: str, fold: int, folder: Path) -> dict[str, float]:
    started = time.perf_counter()
    from bench.contenders import CONTENDERS

    CONTENDERS[row][0].train(folder, fold)
    return {"training_seconds": time.perf_counter() - started}


def _ask(row: str, fold: int, folder: Path) -> dict[str, float]:
    import os

    started = time.perf_counter()
    from bench.contenders import CONTENDERS

    predict = CONTENDERS[row][0].load(folder)
    load_seconds = time.perf_counter() - started
    predict("xin chào")
    memory = megabytes([os.getpid()])
    from bench.folds import test_part  # after the memory was taken: it brings in Rasa's readers of training data

    times, right = [], []
    for example in test_part(fold):
        started = time.perf_counter()
        ask = predict(example.text)
        times.append((time.perf_counter() - started) * 1e3)
        right.append(ask == example.intent)
    return {"accuracy": mean(right), "load_seconds": load_seconds, "memory_mb": memory, "p50_ms": percentile(times, 0.5), "p99_ms": percentile(times, 0.99)}


_STEPS = {"train": _train, "ask": _ask}


def _cross_validate(row: str, folds: range) -> dict[str, Any]:
    from bench.linear import VARIANTS, score

    scores = [score(VARIANTS[row], fold) for fold in folds]
    accuracies = [accuracy for accuracy, _ in scores]
    return {"accuracy": mean(accuracies), "spread": spread(accuracies), "folds": len(folds), "fit_seconds": mean(seconds for _, seconds in scores)}


if __name__ == "__main__":
    sys.exit(main())
