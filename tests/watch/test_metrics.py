"""What is counted: right, bounded, without anything of a person, and never at the cost of an answer."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.parser import text_string_to_metric_families

from bot.answers.outcome import Outcome
from bot.service.watching import Called, watched
from bot.watch.metrics import MOST_VALUES, Metrics
from bot.watch.pseudonyms import Pseudonyms
from bot.watch.told import NOT_UNDERSTOOD, Question, Told

ANSWERED = Told.of([Question("target_value", "answered")])
PEOPLE = Pseudonyms(b"secret")


def figures(metrics: Metrics) -> dict[str, dict[tuple[str, ...], float]]:
    """By name and label values, read as Prometheus reads them."""
    found: dict[str, dict[tuple[str, ...], float]] = {}
    for family in text_string_to_metric_families(metrics.shown("")[1].decode()):
        for sample in family.samples:
            found.setdefault(sample.name, {})[tuple(sample.labels.values())] = sample.value
    return found


def test_a_message_with_two_questions_is_counted_once_and_each_question_too() -> None:
    metrics = Metrics()
    metrics.began()
    metrics.ended("web", seconds=0.02, told=Told.of([Question("target_value", "answered"), Question("lead", "not_stated")]))
    found = figures(metrics)
    assert found["bot_messages_total"] == {("web",): 1}
    assert found["bot_outcomes_total"] == {("web", "answered"): 1, ("web", "not_stated"): 1}
    assert found["bot_questions_total"] == {("target_value", "answered"): 1, ("lead", "not_stated"): 1}
    assert found["bot_message_seconds_count"] == {("web",): 1}
    assert found["bot_messages_in_progress"] == {(): 0}
    assert "bot_fallbacks_total" not in found


@pytest.mark.parametrize(
    ("told", "reason", "errors"),
    [
        (None, "no_answer", {("web", "no_answer"): 1}),
        (Told.unread("too_long"), "too_long", None),
        (Told.of([Question("lead", NOT_UNDERSTOOD)]), NOT_UNDERSTOOD, None),
    ],
    ids=["unanswered", "too long", "not understood"],
)
def test_a_message_that_no_fact_was_given_to_is_a_fallback_with_its_reason(told: Told | None, reason: str, errors: Any) -> None:
    metrics = Metrics()
    metrics.ended("web", seconds=0.02, told=told)
    assert figures(metrics)["bot_fallbacks_total"] == {("web", reason): 1}
    assert figures(metrics).get("bot_errors_total") == errors


def test_the_outcome_of_what_was_not_understood_has_the_same_name_everywhere() -> None:
    assert Outcome.NOT_UNDERSTOOD.value == NOT_UNDERSTOOD


def test_labels_have_few_values_and_none_that_a_person_could_have_written() -> None:
    metrics = Metrics()
    for value in ("0912345678", "Nguyễn Văn A", "a@b.vn", 'x"} 1', "a" * 41, "A"):
        metrics.ended(value, seconds=0.01, told=Told((Question(value, value),), value))
        metrics.error(value, value)
        metrics.voted(value)
    for number in range(2 * MOST_VALUES):
        metrics.ended(f"channel{number}", seconds=0.01, told=Told((Question(f"ask{number}", "answered"),)))
    found = figures(metrics)
    assert len(found["bot_messages_total"]) == len({ask for ask, _ in found["bot_questions_total"]}) == MOST_VALUES + 1
    text = metrics.shown("")[1].decode()
    assert not [word for word in ("0912345678", "Nguy", "b.vn") if word in text]


def test_the_names_are_those_of_prometheus() -> None:
    for family in Metrics().registry.collect():
        assert family.name.startswith(("bot_", "process_"))
        assert family.documentation
        assert family.type != "histogram" or family.name.endswith("_seconds")


def test_figures_that_cannot_be_looked_up_are_missing_and_the_others_are_there(caplog: pytest.LogCaptureFixture) -> None:
    metrics = Metrics()

    def broken() -> Any:
        raise OSError("disk")

    metrics.look_up("broken", broken)
    metrics.look_up("whole", lambda: [GaugeMetricFamily("bot_whole", "Whole.", value=5)])
    found = figures(metrics)
    assert found["bot_figures_missing"] == {("broken",): 1, ("whole",): 0}
    assert found["bot_whole"] == {(): 5}
    assert "broken" in caplog.text


class Broken(Metrics):
    """Fails at everything."""

    def __getattribute__(self, name: str) -> Any:
        if name.startswith("_") and not name.startswith("__"):
            raise OSError(name)
        return super().__getattribute__(name)


def message(text: str = "xin chào") -> Any:
    return SimpleNamespace(input_channel="web", sender_id="web-1", text=text)


def test_a_citizen_is_answered_though_nothing_can_be_counted(caplog: pytest.LogCaptureFixture) -> None:
    broken = Metrics()
    broken.__class__ = Broken

    async def handle(agent: Any, said: Any) -> str:
        Called(broken).ended({"events": [{"metadata": ANSWERED.metadata()}]}, seconds=0.01)
        return f"«{said.text}»"

    answer = watched(handle, broken, PEOPLE)
    assert [asyncio.run(answer(None, message(text))) for text in ("một", "hai")] == ["«một»", "«hai»"]
    assert len([record for record in caplog.records if "is not counted (ended)" in record.message]) == 1


@pytest.mark.parametrize("reply", [None, [], "text", {}, {"events": None}, {"events": [None]}, {"events": [{"metadata": {"watch": 5}}]}])
def test_whatever_an_action_server_replies_counting_does_not_fail(reply: Any) -> None:
    Called(Metrics()).ended(reply, seconds=0.01)


def test_an_error_of_rasa_is_counted_and_goes_on_to_the_channel() -> None:
    metrics = Metrics()

    async def handle(agent: Any, said: Any) -> None:
        raise ConnectionError(said.text)

    with pytest.raises(ConnectionError):
        asyncio.run(watched(handle, metrics, PEOPLE)(None, message()))
    assert figures(metrics)["bot_errors_total"] == {("web", "connectionerror"): 1, ("web", "no_answer"): 1}


def test_messages_that_are_answered_at_the_same_time_do_not_share_what_is_counted() -> None:
    metrics = Metrics()
    called = Called(metrics)

    async def handle(agent: Any, said: Any) -> None:
        await asyncio.sleep(0.01)
        called.ended({"events": [{"metadata": Told.of([Question(said.text, "answered")]).metadata()}]}, seconds=0.01)
        await asyncio.sleep(0.01)

    async def both() -> None:
        answer = watched(handle, metrics, PEOPLE)
        await asyncio.gather(answer(None, message("lead")), answer(None, message("deadline")))

    asyncio.run(both())
    assert figures(metrics)["bot_questions_total"] == {("lead", "answered"): 1, ("deadline", "answered"): 1}
