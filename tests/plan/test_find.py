"""Look-up in the plan: by id, figure, date, organisation, pillar, words."""

import datetime

import pytest

from bot.plan.find import by_words, facts_for, figure_is, same_day, targets_of, targets_with_figure, tasks_with_role, topics_for, twins
from tests.support import library, the_plan


def rows(entries: object) -> list[str]:
    return [row for entry in entries for row in entry.rows if row[0] in "TN"]  # type: ignore[attr-defined]


def target_id(row: str) -> str:
    return next(target.id for target in the_plan().targets if row in target.rows)


@pytest.mark.parametrize(
    ("figure", "expected"),
    [
        ("50", ["T5", "T7", "T8", "T11"]),
        ("100", ["T3", "T6", "T10"]),
        ("7", ["T12"]),
        ("7.0", ["T12"]),
        ("65-70", ["T13"]),
        ("70", ["T13"]),
        ("20", ["T14"]),
        ("90", ["T15"]),
        ("67", []),
        ("nhiều", []),
        ("1.2.3", []),
    ],
)
def test_targets_are_found_by_their_figure(figure: str, expected: list[str]) -> None:
    assert rows(targets_with_figure(the_plan(), figure)) == expected


@pytest.mark.parametrize(("figure", "right"), [("65-70", True), ("65", False), ("70-65", False), ("85", False), ("x", False)])
def test_a_range_is_right_only_as_a_whole(figure: str, right: bool) -> None:
    accounts = next(target for target in the_plan().targets if "T13" in target.rows)
    assert figure_is(accounts, figure) is right


@pytest.mark.parametrize(
    ("mention", "same"), [("2022-06-01", True), ("--06-01", True), ("2022-06", True), ("2023-06-01", False), ("--01-06", False), ("Q2", False)]
)
def test_a_date_may_be_said_without_its_year_or_day(mention: str, same: bool) -> None:
    assert same_day(datetime.date(2022, 6, 1), mention) is same


def test_targets_are_listed_by_pillar_and_by_task() -> None:
    plan = the_plan()
    assert [rows(targets_of(plan, pillar=pillar.id)) for pillar in plan.pillars] == [
        ["T1", "T2", "T3"],
        ["T4", "T5", "T6", "T7", "T8"],
        ["T9", "T10", "T11", "T12", "T13"],
    ]
    assert rows(targets_of(plan, task=plan.tasks[1].id)) == ["T14"]
    assert len(targets_of(plan)) == 15


def test_tasks_are_found_by_who_leads_and_who_coordinates() -> None:
    plan = the_plan()
    ids = {organisation.short: organisation.id for organisation in plan.organisations}
    assert [task.number for task, _ in tasks_with_role(plan, ids["Bộ Công an"], "leads")] == [2, 3]
    assert [task.number for task, _ in tasks_with_role(plan, ids["Bộ TT&TT"], "leads")] == [1, 3, 18]
    assert [task.number for task, _ in tasks_with_role(plan, ids["Bộ TT&TT"], "coordinators")] == [2, 3, 4, 5, 6, 10]
    assert tasks_with_role(plan, ids["Bộ NN&PTNT"], "leads") == []


def test_a_plan_is_found_by_its_year_and_a_subject_by_its_id() -> None:
    held = library()
    assert held.default is held.plans[0]
    assert held.for_year(2022) is the_plan()
    assert held.for_year(1999) is None
    for plan in held.plans:
        for entry in plan.subjects():
            found = held.subject(f"{plan.id}/{entry.id}")
            assert found is not None
            assert found.entry is entry
            assert found == held.of(plan, entry.id)
    assert held.subject("2022/no-such-thing") is None


def test_a_task_and_a_target_with_one_everyday_name_are_twins() -> None:
    held, plan = library(), the_plan()
    invoices = held.of(plan, target_id("T10"))
    assert rows(twin.entry for twin in twins(invoices, "task")) == ["N7"]
    assert twins(held.of(plan, target_id("T7")), "task") == []


def test_entries_are_found_by_the_words_they_share_with_a_question() -> None:
    tasks = the_plan().tasks
    assert {task.number for task in by_words(tasks, ["nhung", "viec", "dieu", "phoi", "phat", "trien"])} == {17, 18}
    assert by_words(tasks, ["bong", "da"]) == []


def test_facts_are_found_by_what_they_answer() -> None:
    plan = the_plan()
    signed = [topic for topic in topics_for(plan, "signer") if facts_for(topic, "signer")]
    assert len(signed) == 1
    assert "Phạm Minh Chính" in facts_for(signed[0], "signer")[0].text
    assert topics_for(plan, "no_such_ask") == []
