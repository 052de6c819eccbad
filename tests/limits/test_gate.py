"""Who is let in how often."""

from __future__ import annotations

import pytest

from bot.limits.addresses import Client
from bot.limits.counting import HOUR_MS, MINUTE_MS, Quota
from bot.limits.gate import Gate, NotTakenError
from bot.limits.settings import LimitSettings

SCHOOL = Client("203.0.113.7")


class Clock:
    """Stands still until it is set."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


def refused(gate: Gate, client: Client, sender: str) -> tuple[str, int]:
    with pytest.raises(NotTakenError) as error:
        gate.admit(client, sender)
    return error.value.code, error.value.seconds


def test_a_class_of_forty_five_behind_one_address_asks_six_questions_each_within_a_minute() -> None:
    gate = Gate(LimitSettings(), clock=Clock())
    for pupil in range(45):
        for _ in range(6):
            gate.admit(SCHOOL, f"pupil {pupil}")


def test_one_sender_is_let_in_again_when_the_minute_is_over() -> None:
    clock = Clock()
    gate = Gate(LimitSettings(messages_per_minute=2), clock=clock)
    gate.admit(SCHOOL, "a")
    clock.seconds += 20
    gate.admit(SCHOOL, "a")
    assert refused(gate, SCHOOL, "a") == ("too_many", 40)
    gate.admit(SCHOOL, "b")
    clock.seconds += 39.5
    assert refused(gate, SCHOOL, "a") == ("too_many", 1)
    clock.seconds += 0.5
    gate.admit(SCHOOL, "a")


def test_many_names_do_not_help_behind_one_address_and_others_are_not_held_up() -> None:
    gate = Gate(LimitSettings(address_per_minute=3), clock=Clock())
    for number in range(3):
        gate.admit(SCHOOL, str(number))
    assert refused(gate, SCHOOL, "another") == ("busy", 60)
    gate.admit(Client("203.0.113.8"), "another")


def test_what_is_refused_does_not_lengthen_the_wait() -> None:
    clock = Clock()
    gate = Gate(LimitSettings(messages_per_minute=1, address_per_minute=2), clock=clock)
    gate.admit(SCHOOL, "a")
    for _ in range(50):
        refused(gate, SCHOOL, "a")
    gate.admit(SCHOOL, "b")  # nor did it use up what others of the address have


def test_whoever_runs_the_service_may_try_it_out_on_its_machine() -> None:
    gate = Gate(LimitSettings(messages_per_minute=1, address_per_minute=1), clock=Clock())
    for _ in range(100):
        gate.admit(Client(None, is_local=True), "evaluation")


def test_a_long_text_counts_as_several_messages_and_a_question_as_one() -> None:
    gate = Gate(LimitSettings(messages_per_minute=12), clock=Clock())
    gate.admit(SCHOOL, "a")
    gate.weigh(SCHOOL, "a", "Cáp quang bao nhiêu phần trăm?")
    gate.admit(SCHOOL, "a")
    gate.weigh(SCHOOL, "a", "dài " * 100_000)
    assert refused(gate, SCHOOL, "a")[0] == "too_many"


def test_people_whose_address_is_not_known_are_counted_by_sender_only() -> None:
    gate = Gate(LimitSettings(messages_per_minute=1, address_per_minute=1), clock=Clock())
    gate.admit(Client(None), "a")
    gate.admit(Client(None), "b")
    assert refused(gate, Client(None), "a")[0] == "too_many"


def test_so_many_messages_are_at_work_at_once_and_no_more() -> None:
    gate = Gate(LimitSettings(messages_at_work=1))
    with gate.at_work(SCHOOL), pytest.raises(NotTakenError) as error, gate.at_work(Client("203.0.113.8")):
        pass
    assert error.value.code == "busy"
    with pytest.raises(KeyError), gate.at_work(SCHOOL):
        raise KeyError
    with gate.at_work(SCHOOL):
        pass


def test_one_address_cannot_take_every_place_at_work() -> None:
    gate = Gate(LimitSettings(messages_at_work=8))
    with gate.at_work(SCHOOL), gate.at_work(SCHOOL):
        with pytest.raises(NotTakenError) as error, gate.at_work(SCHOOL):
            pass
        assert error.value.code == "busy"
        with gate.at_work(Client("203.0.113.8")):
            pass
        with gate.at_work(Client(None)), gate.at_work(Client(None)), gate.at_work(Client(None)):
            pass
    with gate.at_work(SCHOOL), gate.at_work(SCHOOL):
        pass
    assert not gate._at_work_of  # an address that is done costs no memory


def test_listening_uses_up_no_message_and_has_a_limit_of_its_own() -> None:
    gate = Gate(LimitSettings(messages_per_minute=1, address_per_minute=6), clock=Clock())
    for _ in range(60):
        gate.look(SCHOOL, "a")
    with pytest.raises(NotTakenError) as error:
        gate.look(SCHOOL, "a")
    assert error.value.code == "too_many"
    gate.admit(SCHOOL, "a")
    assert refused(gate, SCHOOL, "a")[0] == "too_many"
    with pytest.raises(NotTakenError) as error:
        gate.look(SCHOOL, "b")  # sixty of the address, ten for each of its messages
    assert error.value.code == "busy"


def test_what_is_counted_by_the_hour_is_taken_again_after_an_hour() -> None:
    counting = Quota(1, period=HOUR_MS)
    counting.count("a", now=0)
    assert counting.wait("a", now=MINUTE_MS) == HOUR_MS - MINUTE_MS
    assert counting.wait("a", now=HOUR_MS) == 0


def test_a_hundred_thousand_names_take_no_more_memory_than_are_remembered() -> None:
    counting = Quota(1, most_keys=100)
    for number in range(100_000):
        counting.count(str(number), now=0)
    assert len(counting._periods) == 100
    assert counting.wait("99999", now=1) == MINUTE_MS - 1
    assert counting.wait("1", now=1) == 0
