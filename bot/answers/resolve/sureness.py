"""How sure the classifier must be of an ask for it to count."""

from __future__ import annotations

from bot.answers.frame import Frame

LEAST_SURE = 0.30  # a less confident ask counts as none; bench/risk.py shows what it costs to move it
DOUBTFUL = 0.45  # below it the classifier hardly prefers the ask to the next ones
SURE = 0.80
LEAST_FITTING = 0.15  # how likely an ask must be that fits what is named or talked about better than the likeliest


def is_unsure(frame: Frame) -> bool:
    """Whether the ask is too unlikely to count as one."""
    return frame.confidence < LEAST_SURE


def may_be(frame: Frame, ask: str) -> bool:
    """Whether *ask* may be meant too."""
    return dict(frame.ranking).get(ask, 0.0) >= LEAST_FITTING
