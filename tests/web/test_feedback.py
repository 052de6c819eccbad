"""Votes are kept without who cast them, and not without bound."""

from __future__ import annotations

import asyncio
import json
import re
import time
from pathlib import Path
from typing import Any

from bot.privacy.masking import MASK
from bot.store.settings import StoreSettings
from bot.web.cards import Frame, version_of
from bot.web.feedback import Feedback
from bot.web.replies import Told

FRAME = Frame("target_value", ("2022/cap-quang",), {}, "answered")


def told(answer: str, question: str = "cáp quang?", frame: Frame = FRAME) -> Told:
    return Told(answer, b"{}", question, ("ít nhất 75%",), (frame,), "2022")


def opened(folder: Path, **options: Any) -> Feedback:
    return Feedback(StoreSettings(data_folder=folder).database, **options)


def keep(feedback: Feedback, told: Told, value: str, *, reason: str | None = None) -> None:
    asyncio.run(feedback.keep(told, value, reason=reason))


def test_a_vote_tells_the_hour_and_not_the_minute(tmp_path: Path) -> None:
    feedback = opened(tmp_path, plan_version="v")
    keep(feedback, told("a"), "up")
    (vote,) = feedback.votes()
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:00Z", vote["hour"])
    assert (vote["reason"], vote["plan_version"]) == (None, "v")


def test_what_limited_the_question_is_kept_and_no_number_that_tells_who_somebody_is(tmp_path: Path) -> None:
    feedback = opened(tmp_path, plan_version="v")
    limits = {"year": ("2022", "2023"), "place": ("Hà Nội",), "level": ("district",), "figure": ("65-70", "912345678")}
    keep(feedback, told("a", frame=Frame("verify_claim", ("2022/cap-quang",), limits, "out_of_plan")), "down")
    (frame,) = json.loads(feedback.votes()[0]["frames"])
    assert frame == {
        "ask": "verify_claim",
        "subjects": ["2022/cap-quang"],
        "qualifiers": {"year": ["2022", "2023"], "place": ["Hà Nội"], "level": ["district"], "figure": ["65-70", MASK]},
        "outcome": "out_of_plan",
    }


def test_the_last_votes_are_kept_and_the_first_go(tmp_path: Path) -> None:
    feedback = opened(tmp_path, plan_version="v", most=3)
    for number in range(6):
        keep(feedback, told(str(number), question=f"question {number}"), "up")
        keep(feedback, told(str(number), question=f"question {number}"), "down")
    assert [(vote["question"], vote["value"]) for vote in feedback.votes()] == [(f"question {number}", "down") for number in (3, 4, 5)]


def test_votes_outlive_the_service(tmp_path: Path) -> None:
    keep(opened(tmp_path / "new", plan_version="v"), told("a"), "up", reason="'); DROP TABLE votes; --\0\ud83d")
    (vote,) = opened(tmp_path / "new", plan_version="w").votes()
    assert vote["reason"] == "'); DROP TABLE votes; --\ufffd?"


def test_votes_of_many_at_once_are_all_kept(tmp_path: Path) -> None:
    feedback = opened(tmp_path, plan_version="v")

    async def vote() -> None:
        await asyncio.gather(*(feedback.keep(told(str(number)), "up", reason=None) for number in range(8)))

    asyncio.run(vote())
    assert len(feedback.votes()) == 8


def test_old_votes_go_and_those_of_this_hour_stay(tmp_path: Path) -> None:
    feedback = opened(tmp_path, plan_version="v")
    keep(feedback, told("a"), "up")
    now = round(time.time() * 1000)
    assert feedback.prune(now) == 0 and len(feedback.votes()) == 1
    assert feedback.prune(now + 2 * 3600 * 1000) == 1 and feedback.votes() == []


def test_the_version_of_the_plans_changes_with_any_of_them(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text("x")
    first = version_of(tmp_path)
    assert version_of(tmp_path) == first
    (tmp_path / "b.yml").write_text("y")
    second = version_of(tmp_path)
    (tmp_path / "b.yml").write_text("z")
    assert len({first, second, version_of(tmp_path)}) == 3
