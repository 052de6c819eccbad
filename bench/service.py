"""This service beside Rasa's stock pipeline and policies, in one run on one machine.

    python -m bench.service                       everything; the stock side trains for about a quarter of an hour
    python -m bench.service --models FOLDER       train into FOLDER, or use the models that are there
    python -m bench.service --sides ours          only one side; the other one needs the extra «tensorflow»

Both sides run at once; their turns at the load alternate, so that what else the machine does meets both. Results go to
bench/results/service.json after each step; bench.report makes the table.
"""

from __future__ import annotations

import argparse
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from bench.common import keep, megabytes, percentile, questions
from bench.stock import EPOCHS, check_tensorflow, write_project
from bench.traffic import Client, load
from bot.paths import PROJECT
from bot.service.client import new_sender

OUR_PORT, STOCK_PORT, STOCK_ACTION_PORT = 6205, 6215, 6265
READY_SECONDS = 900.0
LONG_MESSAGE_CHARACTERS = 400_000
LONG_CONVERSATION_TURNS = 300
# Each leaves six events or more, so there are 10,000 of them. Rasa's own tracker would take the square of it; only this side is asked so often.
VERY_LONG_CONVERSATION_TURNS = 1_700
FEW = 5  # turns whose median stands for the begin and the end of a conversation


class Side:
    """One of the two services: how it is trained, how its processes are started, where it answers."""

    def __init__(self, name: str, folder: Path, logs: Path, port: int, train: list[str], start: list[list[str]], environment: Mapping[str, str]) -> None:
        self.name = name
        self.folder = folder
        self._logs = logs
        self.port = port
        self._train = train
        self._start = start
        self._environment = {
            **os.environ, "RASA_TELEMETRY_ENABLED": "false", "TQDM_DISABLE": "1", "TF_CPP_MIN_LOG_LEVEL": "3",
            "PYTHONPATH": str(PROJECT), "LOG_LEVEL": "WARNING",
            "SETUPTOOLS_USE_DISTUTILS": "stdlib", **environment,
        }  # fmt: skip
        self.processes: list[subprocess.Popen[bytes]] = []
        # Stock Rasa trained for few epochs is unsure of every message; its fallback says nothing and calls no action.
        self.may_be_silent = name == "stock"

    def train(self) -> float:
        """Train; seconds."""
        started = time.perf_counter()
        subprocess.run(self._command(self._train), cwd=self.folder, env=self._environment, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return time.perf_counter() - started

    def start(self) -> float:
        """Start the processes; seconds until the first question is answered. Raises TimeoutError."""
        started = time.perf_counter()
        for command in self._start:
            with (self._logs / f"{self.name}.{command[0]}.log").open("w") as log:
                # Our action server ends itself when its standard input closes.
                started_process = subprocess.Popen(
                    self._command(command), cwd=self.folder, env=self._environment, stdin=subprocess.PIPE, stdout=log, stderr=log
                )
            self.processes.append(started_process)
        question = questions(1)[0]
        while time.perf_counter() - started < READY_SECONDS:
            try:
                if Client(self.port).ask(new_sender("ready"), question) or self.may_be_silent:
                    return time.perf_counter() - started
            except OSError:
                time.sleep(0.05)
        raise TimeoutError(f"{self.name} does not answer on port {self.port}")

    def memory(self) -> float:
        """MB of all processes."""
        return megabytes(process.pid for process in self.processes)

    def stop(self) -> None:
        """End the processes."""
        for process in self.processes:
            process.send_signal(signal.SIGTERM)
        for process in self.processes:
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
        self.processes = []

    def _command(self, arguments: list[str]) -> list[str]:
        return [sys.executable, "-m", *arguments]


def ours(folder: Path) -> Side:
    """This project, as «python -m bot serve» starts it."""
    settings = {"PORT": str(OUR_PORT), "MODEL": str(folder / "ours" / "bot.tar.gz")}
    return Side("ours", PROJECT, folder, OUR_PORT, ["bot", "train"], [["bot", "serve"]], settings)


def stock(folder: Path, *, epochs: int, policy_epochs: int) -> Side:
    """rasa init's configuration, with the same action server in a process of its own."""
    project = folder / "stock"
    if not project.exists():
        write_project(project, action_port=STOCK_ACTION_PORT, epochs=epochs, policy_epochs=policy_epochs)
    run = ["rasa", "run", "-m", "models/stock.tar.gz", "-p", str(STOCK_PORT), "-i", "127.0.0.1"]
    settings = {"ACTION_PORT": str(STOCK_ACTION_PORT)}
    return Side("stock", project, folder, STOCK_PORT, ["rasa", "train", "--fixed-model-name", "stock"], [["bot.service.action_server"], run], settings)


def main() -> int:
    """Measure, print as it goes, keep the results."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--models", type=Path, help="a folder for the models; without it both sides are trained into one that is thrown away")
    parser.add_argument("--sides", nargs="+", default=["ours", "stock"], choices=["ours", "stock"])
    parser.add_argument("--messages", type=int, default=300, help="different questions in each round")
    parser.add_argument("--rounds", type=int, default=3, help="rounds of each load on each side; the one with the median rate counts")
    parser.add_argument("--epochs", type=int, default=EPOCHS, help="of the stock side's DIETClassifier and ResponseSelector")
    parser.add_argument("--policy-epochs", type=int, default=EPOCHS, help="of the stock side's TEDPolicy and UnexpecTEDIntentPolicy")
    options = parser.parse_args()
    if "stock" in options.sides:
        check_tensorflow("the stock side (all but --sides ours)")
    with ExitStack() as stack:
        folder = (options.models or Path(stack.enter_context(tempfile.TemporaryDirectory()))).resolve()
        makers: dict[str, Callable[[], Side]] = {
            "ours": lambda: ours(folder),
            "stock": lambda: stock(folder, epochs=options.epochs, policy_epochs=options.policy_epochs),
        }
        sides = [makers[name]() for name in options.sides]
        results = _Results(epochs=options.epochs, policy_epochs=options.policy_epochs, cores=os.cpu_count(), messages=options.messages, rounds=options.rounds)
        for side in sides:
            _prepare(side, folder, results)
            stack.callback(side.stop)
            results.add(side, "ready_seconds", side.start())
        for clients in (1, 8):
            _load(sides, clients, options, results)
        for side in sides:
            first, last = _long_conversation(side, LONG_CONVERSATION_TURNS)
            results.add(side, "first_turns_ms", first)
            results.add(side, "last_turns_ms", last)
            if side.name == "ours":
                first, last = _long_conversation(side, VERY_LONG_CONVERSATION_TURNS, few=100)
                results.add(side, "turns_after_10000_events_ratio", last / first)
            own, longest = _long_message(side)
            results.add(side, "long_message_ms", own)
            results.add(side, "wait_beside_long_message_ms", longest)
            results.add(side, "memory_mb_at_end", side.memory())
    return 0


class _Results:
    def __init__(self, **conditions: Any) -> None:
        self._kept: dict[str, Any] = {"conditions": {**conditions, "date": time.strftime("%Y-%m-%d")}}

    def add(self, side: Side, name: str, value: float) -> None:
        self._kept.setdefault(side.name, {})[name] = value
        sys.stdout.write(f"{side.name:<6} {name:<32} {value:10.1f}\n")
        sys.stdout.flush()
        keep("service", self._kept)


def _prepare(side: Side, folder: Path, results: _Results) -> None:
    """Train unless the folder holds a model; the training time is kept beside it."""
    mark = folder / f"{side.name}.training_seconds"
    if not mark.exists():
        mark.write_text(str(side.train()))
    results.add(side, "training_seconds", float(mark.read_text()))


def _load(sides: list[Side], clients: int, options: argparse.Namespace, results: _Results) -> None:
    texts = questions(options.messages)
    rounds: dict[str, list[tuple[float, list[float]]]] = {side.name: [] for side in sides}
    for side in sides:  # warm: caches, connections
        load(side.port, texts[:40], clients, may_be_silent=side.may_be_silent)
        if clients == 1:
            results.add(side, "memory_mb", side.memory())
    for _ in range(options.rounds):
        for side in sides:
            rounds[side.name].append(load(side.port, texts, clients, may_be_silent=side.may_be_silent))
    for side in sides:
        rate, seconds = sorted(rounds[side.name])[options.rounds // 2]
        results.add(side, f"messages_per_second_{clients}", rate)
        for share in (0.50, 0.95, 0.99):
            results.add(side, f"p{share * 100:.0f}_ms_{clients}", percentile(seconds, share) * 1e3)


def _long_conversation(side: Side, turns: int, few: int = FEW) -> tuple[float, float]:
    """Median ms of the *few* first and the *few* last turns of one conversation."""
    texts, client, sender, times = questions(turns), Client(side.port), new_sender("long"), []
    for turn in range(turns):
        started = time.perf_counter()
        client.ask(sender, texts[turn % len(texts)])
        times.append((time.perf_counter() - started) * 1e3)
    return statistics.median(times[:few]), statistics.median(times[-few:])


def _long_message(side: Side) -> tuple[float, float]:
    """Milliseconds that a message of 400 kB takes, and the longest that another client waits meanwhile."""
    text = questions(1)[0] + " "
    message = (text * (LONG_MESSAGE_CHARACTERS // len(text) + 1))[:LONG_MESSAGE_CHARACTERS]
    took: list[float] = []

    def send() -> None:
        started = time.perf_counter()
        Client(side.port).ask(new_sender("flood"), message)
        took.append((time.perf_counter() - started) * 1e3)

    sender = threading.Thread(target=send)
    waits, client = [], Client(side.port)
    sender.start()
    for text in questions(300):
        started = time.perf_counter()
        client.ask(new_sender("beside"), text)
        waits.append((time.perf_counter() - started) * 1e3)
        if not sender.is_alive():
            break
    sender.join()
    return took[0], max(waits)


if __name__ == "__main__":
    sys.exit(main())
