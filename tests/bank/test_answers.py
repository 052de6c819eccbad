"""The served bot asked every question of the banks, over HTTP."""

import pytest

from bot.paths import EVALUATION
from bot.service.evaluate import Result, folded, is_good, read_banks, run, summary
from bot.service.judge import Judge
from tests.support import BANKS

HELD_OUT = BANKS / "held_out.jsonl"
LATER = [
    *(BANKS / f"citizens_{name}.jsonl" for name in (*"defghijklmqrstuvwxyz", *(f"z{letter}" for letter in "abcdefghijklmnopqrstuv"))),
    *(BANKS / f"{name}.jsonl" for name in ("dialogues_d", "dialogues_e", "dialogues_f", "officers")),
]
FIRST = sorted(path for path in BANKS.glob("*.jsonl") if path not in (HELD_OUT, *LATER))
# Banks with the shares of passed and of wrong answers. All were answered better than this when the floors were set: raise
# them, never lower them. The first and the later banks were developed with, the later ones less and with harder questions.
# The held-out bank was written apart; its questions are read by nobody who develops, only counts of its failures are seen.
FLOORS = {"first": (FIRST, 0.968, 0.026), "later": (LATER, 0.943, 0.044), "held out": ([HELD_OUT], 0.940, 0.041)}


@pytest.mark.parametrize("typing", ["as written", "without diacritics"])
@pytest.mark.parametrize(("banks", "least", "most_wrong"), FLOORS.values(), ids=FLOORS)
def test_the_banks_are_answered_as_well_as_before(service: str, banks: list, least: float, most_wrong: float, typing: str) -> None:
    items = read_banks(banks)
    results: list[Result] = run(folded(items) if typing == "without diacritics" else items, Judge(EVALUATION), service)
    assert is_good(results, least=least, most_wrong=most_wrong), "\n".join(summary(results))
