"""Look-up in the plan: by id, figure, date, organisation, pillar, words."""

import datetime

import pytest

from bot.language.documents import parse_document
from bot.plan.find import (
    Library,
    by_words,
    facts_citing,
    facts_dated,
    facts_for,
    figure_is,
    same_day,
    targets_of,
    targets_with_figure,
    tasks_with_role,
    topics_for,
    twins,
)
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
    ("mention", "same"),
    [("2022-06-01", True), ("--06-01", True), ("2022-06", True), ("--06", True), ("2022-07", False), ("2023-06-01", False), ("--01-06", False), ("Q2", False)],
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
    assert held.for_year(2022) is the_plan()
    assert held.for_year(1999) is None
    for plan in held.plans:
        for entry in plan.subjects():
            found = held.subject(f"{plan.id}/{entry.id}")
            assert found is not None
            assert found.entry is entry
            assert found == held.of(plan, entry.id)
    assert held.subject("2022/no-such-thing") is None


def test_a_question_without_a_year_is_about_the_newest_plan_unless_a_file_says_otherwise() -> None:
    older, newer = the_plan(), the_plan().copy(update={"id": "2023", "year": 2023})
    assert Library([older, newer]).default is newer
    assert Library([newer, older]).default is newer
    preferred = older.copy(update={"default": True})
    assert Library([preferred, newer]).default is preferred


@pytest.mark.parametrize(
    ("code", "said"),
    [("749/qd-ttg", "749/QĐ-TTg"), ("942/qd", "942/QĐ-TTg"), ("34/2021/qd-ttg", "34/2021/QĐ-TTg"), ("203/nq", "203/2025/QH15"), ("598/qd-ttg", "598/QĐ-TTg")],
)
def test_statements_are_found_by_a_document_that_they_name(code: str, said: str) -> None:
    found = facts_citing(the_plan(), parse_document(code))
    assert found
    assert all(said in fact.text for _, fact in found)


def test_a_document_named_in_no_statement_leads_to_those_that_rest_on_it() -> None:
    found = facts_citing(the_plan(), parse_document("55/2025/nd-cp"))
    assert found
    assert all("nd55-2025" in fact.sources for _, fact in found)
    assert facts_citing(the_plan(), parse_document("131/qd-ttg")) == []


@pytest.mark.parametrize(
    ("mention", "words"),
    [
        ("2022-03", ["15/3/2022", "5/3/2022"]),
        ("2022-04", ["22/4/2022"]),
        ("2022-10-10", ["10/10"]),
        ("2025-07", ["1/7/2025"]),
        ("2022-Q1", ["quý I/2022"]),
        ("--10", ["10/10"]),
    ],
)
def test_statements_are_found_by_a_date_in_them(mention: str, words: list[str]) -> None:
    found = [fact.text for _, fact in facts_dated(the_plan(), mention)]
    assert [word for word in words if not any(word in text for text in found)] == []
    assert all(any(word in text for word in words) for text in found)


@pytest.mark.parametrize("mention", ["2022-08", "2023-06", "2022-Q3"])
def test_digits_of_other_dates_and_of_documents_are_no_date(mention: str) -> None:
    assert facts_dated(the_plan(), mention) == []


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
