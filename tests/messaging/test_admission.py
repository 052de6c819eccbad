"""How much one person, and all together, may ask."""

from bot.messaging.admission import MOST_WAITING, NOTICE_MS, Admission, Admitted


def test_one_person_is_slowed_down_and_others_are_not() -> None:
    admission = Admission(per_minute=20, most_waiting=100)
    admitted = [admission.admit("a", now=0, waiting=0, of_all=0) for _ in range(30)]
    assert admitted == [Admitted.YES] * 20 + [Admitted.TOO_MANY] * 10
    assert admission.admit("b", now=0, waiting=0, of_all=0) is Admitted.YES
    assert admission.admit("a", now=60_000, waiting=0, of_all=0) is Admitted.YES


def test_who_has_many_waiting_or_comes_when_all_is_full_is_not_taken() -> None:
    admission = Admission(per_minute=20, most_waiting=100)
    assert admission.admit("a", now=0, waiting=MOST_WAITING, of_all=5) is Admitted.TOO_MANY
    assert admission.admit("a", now=0, waiting=0, of_all=100) is Admitted.BUSY


def test_it_is_said_once_in_a_while() -> None:
    admission = Admission(per_minute=1, most_waiting=1)
    assert [admission.tells("a", now=now) for now in (0, 1, NOTICE_MS - 1, NOTICE_MS)] == [True, False, False, True]
    assert admission.tells("b", now=1)
