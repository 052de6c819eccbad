"""Messages a second with 1, 2 and 4 Rasa workers of one service, over real Redis and PostgreSQL, in one run.

    python -m bench.cluster [--messages N] [--clients N] [--rounds N] && python -m bench.report

The figures hold for the machine that they were measured on: workers beyond its cores gain nothing, and PostgreSQL, Redis, the
action server and the clients want their share of these cores too. What is told are the ratios. Results go to bench/results/cluster.json.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any
from unittest import mock

import psutil

from bench.common import keep, percentile, questions
from bench.traffic import load
from bot.service.started import started_service
from tests.store.servers import postgres_server, programs, redis_server

WORKERS = (1, 2, 4)


def measure(workers: int, environment: dict[str, str], texts: list[str], *, clients: int, rounds: int) -> dict[str, Any]:
    """One service of so many workers under load."""
    with tempfile.TemporaryDirectory() as folder:
        given = {**environment, "WORKERS": str(workers), "DATA_FOLDER": f"{folder}/var", "LOG_LEVEL": "WARNING"}
        with mock.patch.dict(os.environ, given), started_service(log=Path(folder) / "log") as started:
            port = int(started.url.rpartition(":")[2])
            load(port, texts[: 20 * workers], clients)
            results = [load(port, texts, clients) for _ in range(rounds)]
            memory = sum(process.memory_full_info().pss for process in psutil.Process(started.process.pid).children())
    seconds = [each for _, several in results for each in several]
    return {
        "workers": workers,
        "messages_per_second": round(statistics.median(rate for rate, _ in results), 1),
        "p50_ms": round(percentile(seconds, 0.50) * 1000, 1),
        "p99_ms": round(percentile(seconds, 0.99) * 1000, 1),
        "memory_mb": round(memory / 1e6),
    }


def main() -> int:
    """Measure and keep."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--messages", type=int, default=400)
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    folder = programs()
    if folder is None:
        sys.stderr.write("error: needs Debian's packages postgresql and redis-server\n")
        return 1
    asked = questions(options.messages)
    texts = [asked[number % len(asked)] for number in range(options.messages)]
    conditions = {"date": time.strftime("%Y-%m-%d"), "cores": os.cpu_count(), "load_before": round(os.getloadavg()[0], 1), **vars(options)}
    runs = []
    with redis_server() as redis, postgres_server(folder) as postgres:
        for workers in WORKERS:
            runs.append(measure(workers, {"REDIS_URL": redis.url, "DATABASE_URL": postgres.url}, texts, clients=options.clients, rounds=options.rounds))
            sys.stdout.write(f"{runs[-1]}\n")
    keep("cluster", {"conditions": conditions, "runs": runs})
    return 0


if __name__ == "__main__":
    sys.exit(main())
