"""Wrong answers against refusals: how the thresholds of asking back and refusing move both, over the development banks.

    python -m bench.risk        trains once in process, then asks the banks again for each setting

Neither Rasa nor HTTP takes part. A setting changes one threshold, the others stay as they are in the code. The held-out
bank is not read. Results go to bench/results/risk.json; bench.report makes the table.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from types import ModuleType
from typing import Any

from ruamel.yaml import YAML

from actions.wording import bubbles
from bench.common import BANKS, keep
from bench.folds import expanded
from bot.answers.answering import answer_message
from bot.answers.compose import statements
from bot.answers.frame import frames_of
from bot.answers.memory import Memory
from bot.answers.phrases import Phrases
from bot.answers.resolve import facts, sureness
from bot.nlu import describing
from bot.nlu.understanding import Understanding
from bot.paths import EVALUATION, PHRASES, PLANS, PROJECT
from bot.plan.find import Library
from bot.plan.load import load_plans
from bot.service.client import Bubble
from bot.service.evaluate import read_banks
from bot.service.judge import Item, Judge, Verdict

# Thresholds by module and name, with the values to try.
THRESHOLDS: dict[tuple[ModuleType, str], tuple[float, ...]] = {
    (sureness, "LEAST_SURE"): (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7),
    (statements, "LEAST_FIT"): (0.0, 0.15, 0.3, 0.45, 0.6, 0.9),
    (facts, "SURE_OF_FACT"): (0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.1),
    (describing, "SURE_OF_DESCRIPTION"): (0.5, 0.65, 0.8, 0.9, 1.1),
}


class Bot:
    """The bot's insides, from a text to what it says."""

    def __init__(self) -> None:
        plans = load_plans(PLANS)
        understanding = Understanding(plans).train(expanded())
        self.parse = lru_cache(maxsize=None)(understanding.parse)  # what is understood does not hang on the thresholds
        self.library = Library(plans)
        self.phrases = Phrases.from_file(PHRASES)
        files = sorted((PROJECT / "data" / "responses").glob("*.yml"))
        self._responses = {name: texts for file in files for name, texts in YAML(typ="safe").load(file.read_text("utf-8"))["responses"].items()}

    def say(self, text: str, memory: Memory, *, heed_unknown: bool) -> list[Bubble]:
        """The reply, with the first variant of each response."""
        parse: dict[str, Any] = self.parse(text)
        if not heed_unknown:
            parse = {**parse, "questions": [{**question, "unknown": []} for question in parse["questions"]]}
        said = bubbles(answer_message(frames_of(parse), self.library, self.phrases, memory), self.library, memory)
        return [Bubble(self._text(bubble.response, bubble.facts), tuple((button["title"], button["payload"]) for button in bubble.buttons)) for bubble in said]

    def _text(self, response: str, facts: dict[str, str]) -> str:
        text: str = self._responses[response][0]["text"]
        for name, value in facts.items():
            text = text.replace("{" + name + "}", str(value))
        return text


def main() -> int:
    """Ask the banks at every setting."""
    bot, judge = Bot(), Judge(EVALUATION)
    items = [item for _, item in read_banks(sorted(bank for bank in BANKS.glob("*.jsonl") if bank.stem != "held_out"))]
    results: dict[str, dict[str, int]] = {}

    def measure(name: str, *, heed_unknown: bool = True) -> None:
        results[name] = _verdicts(bot, judge, items, heed_unknown=heed_unknown)
        sys.stdout.write(f"{name:<32} {results[name]}\n")
        sys.stdout.flush()
        keep("risk", results)

    measure("as configured")
    for (module, name), values in THRESHOLDS.items():
        for value in values:
            with _threshold(module, name, value):
                if module is describing:  # the one threshold of what is understood
                    bot.parse.cache_clear()
                measure(f"{name} {value}")
    bot.parse.cache_clear()
    measure("unknown words not heeded", heed_unknown=False)
    return 0


def _verdicts(bot: Bot, judge: Judge, items: list[Item], *, heed_unknown: bool) -> dict[str, int]:
    """passed, missed (refused or asked back without need) and wrong."""
    verdicts: Counter[Verdict] = Counter()
    for item in items:
        memory = Memory()
        for turn in item.turns:
            reply = bot.say(turn, memory, heed_unknown=heed_unknown)
        verdicts[judge.judge(item, reply)[0]] += 1
    return {verdict.value: verdicts[verdict] for verdict in Verdict}


@contextmanager
def _threshold(module: ModuleType, name: str, value: float) -> Iterator[None]:
    before = getattr(module, name)
    setattr(module, name, value)
    try:
        yield
    finally:
        setattr(module, name, before)


if __name__ == "__main__":
    sys.exit(main())
