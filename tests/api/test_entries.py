"""What the API tells of a plan: all of it, in words that stand in the plan, and nothing that is not meant for readers."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from bot.plan.model import NOT_STATED, Plan, Target
from tests.api.reading import LISTS, addresses, api_of, read, values
from tests.support import library, phrases, plans, the_plan

TARGETS = [pytest.param(plan, target, id=target.id) for plan in plans() for target in plan.targets]
HIDDEN = {"aliases", "shared_aliases", "rows", "asks", "unlisted", "short_title", "background", "suggested"}


@pytest.mark.parametrize("plan", plans(), ids=lambda plan: plan.id)
@pytest.mark.parametrize("name", LISTS)
def test_every_entry_of_every_plan_answers_as_its_list_tells_it(plan: Plan, name: str) -> None:
    whole = read(f"/api/plans/{plan.id}/{name}")
    assert [item["id"] for item in whole["items"]] == [entry.id for entry in getattr(plan, name)]
    assert [read(item["href"]) for item in whole["items"]] == whole["items"]
    assert read(f"/api/plans/{plan.id}")["lists"][name] == {"href": f"/api/plans/{plan.id}/{name}", "count": len(whole["items"])}


def test_the_plans_are_told_as_each_tells_itself() -> None:
    items = read("/api/plans")["items"]
    assert [item["id"] for item in items] == [plan.id for plan in plans()]
    assert [read(item["href"]) for item in items] == items
    assert [item["id"] for item in items if item["default"]] == [library().default.id]


def test_everything_that_is_referred_to_is_there_under_the_name_it_is_called() -> None:
    """`addresses` reads whatever an href names, and fails at the first that leads nowhere."""
    told = {reference["href"]: reference["name"] for path in addresses() for reference in references(read(path))}
    assert {href.split("/")[4] for href in told if href.count("/") > 3} == {"targets", "tasks", "organisations", "pillars"}
    for href, name in told.items():
        entry = read(href)
        assert name in (entry["name"], entry["label"]), href


def references(content: Any) -> list[dict[str, Any]]:
    if isinstance(content, list):
        return [found for inner in content for found in references(inner)]
    if not isinstance(content, dict):
        return []
    own = [content] if set(content) == {"id", "name", "href"} else []
    return own + [found for inner in content.values() for found in references(inner)]


@pytest.mark.parametrize(("plan", "target"), TARGETS)
def test_a_figure_is_the_plans_in_numbers_and_in_words(plan: Plan, target: Target) -> None:
    told = read(f"/api/plans/{plan.id}/targets/{target.id}")
    figure = told["figure"]
    numbers = {key: None if figure[key] is None else Decimal(str(figure[key])) for key in ("value", "from", "to")}
    assert numbers == {"value": target.figure.value, "from": target.figure.low, "to": target.figure.high}
    assert (figure["comparator"], figure["unit"]) == (target.figure.comparator.value, target.figure.unit)
    assert figure["text"] == phrases().figure(target.figure)
    assert figure["text"] in told["phrase"]
    assert told["phrase"] in told["goal"]


@pytest.mark.parametrize(("plan", "target"), TARGETS)
def test_a_goal_is_a_sentence_that_says_by_when(plan: Plan, target: Target) -> None:
    told = read(f"/api/plans/{plan.id}/targets/{target.id}")
    assert told["goal"][0].isupper()
    assert told["goal"].endswith(".")
    assert str(target.due.year) in told["goal"]
    assert "{" not in told["goal"]
    assert told["due"] == {"iso": target.due.isoformat(), "text": phrases().date(target.due)}


def test_a_goal_that_is_due_within_the_year_says_the_day() -> None:
    target = the_plan().targets[0]
    day = target.due.replace(month=6, day=30)
    plan = the_plan().copy(update={"targets": (target.copy(update={"due": day}),)})
    told = read(f"/api/plans/{plan.id}/targets/{target.id}", of=api_of(plan))
    assert phrases().date(day) in told["goal"]


@pytest.mark.parametrize(("plan", "target"), TARGETS)
def test_a_target_tells_who_is_counted_from_when_and_who_is_exempt(plan: Plan, target: Target) -> None:
    told = read(f"/api/plans/{plan.id}/targets/{target.id}")
    assert told["counted"]["text"] == target.counted.text
    assert [exemption["text"] for exemption in told["exemptions"]] == [exemption.text for exemption in target.exemptions]
    assert [(condition["level"], condition["from"]["iso"], condition["text"]) for condition in told["conditions"]] == [
        (condition.level.value, condition.start.isoformat(), condition.text) for condition in target.conditions
    ]
    assert [condition["name"] for condition in told["conditions"]] == [phrases().levels[condition.level.value] for condition in target.conditions]
    assert (told["task"] or {}).get("id") == target.task
    assert (told["pillar"] or {}).get("id") == target.pillar


def test_what_became_of_a_level_stands_beside_its_condition() -> None:
    notes = {note.level.value: note.today.text for plan in plans() for note in plan.levels}
    conditions = [condition for plan in plans() for item in read(f"/api/plans/{plan.id}/targets")["items"] for condition in item["conditions"]]
    assert any(condition["level"] in notes for condition in conditions)
    for condition in conditions:
        assert (condition["today"] or {}).get("text") == notes.get(condition["level"])


@pytest.mark.parametrize("plan", plans(), ids=lambda plan: plan.id)
def test_a_task_names_who_leads_and_coordinates_or_says_that_it_is_not_stated(plan: Plan) -> None:
    seen = set()
    for task, told in zip(plan.tasks, read(f"/api/plans/{plan.id}/tasks")["items"], strict=True):
        assert told["number"] == task.number
        for part, part_told in zip(task.parts, told["parts"], strict=True):
            for field in ("leads", "coordinators"):
                roles, roles_told = getattr(part, field), part_told[field]
                seen.add(roles == NOT_STATED)
                if roles == NOT_STATED:
                    assert roles_told == NOT_STATED
                    assert part_told[f"{field}_text"] == phrases().texts["nobody_stated"]
                else:
                    assert [role["organisation"]["id"] for role in roles_told] == [role.organisation for role in roles]
                    assert all(role["text"] in part_told[f"{field}_text"] for role in roles_told)
                    assert all(role.note in role_told["text"] for role, role_told in zip(roles, roles_told, strict=True) if role.note)
            assert part_told["work"] == NOT_STATED if part.work == NOT_STATED else part_told["work"]["text"] == part.work.text == part_told["work_text"]
        assert [target["id"] for target in told["targets"]] == [target.id for target in plan.targets if target.task == task.id]
    assert seen == {True, False}


def test_a_minister_leads_and_a_ministry_coordinates() -> None:
    roles = [(role, field) for part in values(read("/api/plans/2022/tasks"), "parts") for each in part for field in ("leads", "coordinators")
             for role in ([] if each[field] == NOT_STATED else each[field])]  # fmt: skip
    heads = {body.id: body.head for body in the_plan().organisations}
    for role, field in roles:
        head = heads[role["organisation"]["id"]]
        assert role["text"].startswith(head or role["organisation"]["name"] if field == "leads" else role["organisation"]["name"])


@pytest.mark.parametrize("plan", plans(), ids=lambda plan: plan.id)
def test_the_duties_of_organisations_are_the_roles_of_tasks_seen_from_the_other_side(plan: Plan) -> None:
    roles, duties = [], []
    for task in read(f"/api/plans/{plan.id}/tasks")["items"]:
        for part in task["parts"]:
            for field in ("leads", "coordinators"):
                roles += [(role["organisation"]["id"], field, task["id"]) for role in (() if part[field] == NOT_STATED else part[field])]
    for body in read(f"/api/plans/{plan.id}/organisations")["items"]:
        for field, key in (("leads", "leads"), ("coordinators", "coordinates")):
            duties += [(body["id"], field, duty["task"]["id"]) for duty in body[key]]
    assert sorted(duties) == sorted(roles)
    assert roles


@pytest.mark.parametrize("plan", plans(), ids=lambda plan: plan.id)
def test_an_organisation_tells_its_head_and_what_became_of_it(plan: Plan) -> None:
    for body, told in zip(plan.organisations, read(f"/api/plans/{plan.id}/organisations")["items"], strict=True):
        assert told["head"] == body.head
        assert (told["today"] or {}).get("text") == (body.today.text if body.today else None)


@pytest.mark.parametrize("plan", plans(), ids=lambda plan: plan.id)
@pytest.mark.parametrize("name", ["targets", "tasks", "topics"])
def test_facts_are_told_word_for_word_with_their_documents(plan: Plan, name: str) -> None:
    for entry, told in zip(getattr(plan, name), read(f"/api/plans/{plan.id}/{name}")["items"], strict=True):
        for fact, fact_told in zip(entry.facts, told["facts"], strict=True):
            assert fact_told["text"] == fact.text
            assert [source["cite"] for source in fact_told["sources"]] == [library().source(plan, source).cite for source in fact.sources]


@pytest.mark.parametrize("plan", plans(), ids=lambda plan: plan.id)
def test_a_source_is_told_as_the_plan_has_it(plan: Plan) -> None:
    for source, told in zip(plan.sources, read(f"/api/plans/{plan.id}/sources")["items"], strict=True):
        assert (told["cite"], told["title"], told["publisher"], told["link"]) == (source.cite, source.title, source.publisher, source.url)
        assert (told["date"] or {}).get("iso") == (source.date.isoformat() if source.date else None)


def test_statements_carry_the_same_documents_as_the_list_of_sources() -> None:
    listed = {source["href"]: source for plan in plans() for source in read(f"/api/plans/{plan.id}/sources")["items"]}
    cited = [source for path in addresses() for sources in values(read(path), "sources") if isinstance(sources, list) for source in sources]
    assert cited
    for source in cited:
        assert source.items() <= listed[source["href"]].items()


def test_every_entry_offers_up_to_three_whole_questions() -> None:
    questions = [offered for path in addresses() for offered in values(read(path), "questions") if isinstance(offered, list)]
    assert all(1 <= len(offered) <= 3 for offered in questions)
    opening = [ask for path in addresses() for ask in values(read(path), "ask") if "question" in ask]
    for question in [*opening, *(question for offered in questions for question in offered)]:
        assert question["question"].endswith("?")
        assert len(question["title"]) <= 20
        assert "{" not in question["question"] + question["title"]


def test_nothing_is_told_that_only_the_bot_needs() -> None:
    for path in addresses():
        assert not [key for key in HIDDEN if any(True for _ in values(read(path), key))], path
    asked = {question for topic in the_plan().topics for fact in topic.facts for question in fact.questions}
    topics = read("/api/plans/2022/topics")
    assert asked.intersection(strings(topics)) <= set(values(topics, "question"))


def strings(content: Any) -> list[str]:
    if isinstance(content, str):
        return [content]
    return [found for inner in (content.values() if isinstance(content, dict) else content if isinstance(content, list) else ()) for found in strings(inner)]


def test_an_id_with_any_character_has_an_address_that_leads_to_it() -> None:
    source = the_plan().targets[0]
    for odd in ("a/b", "có dấu", "50%", "?x=1", "..", "#"):
        target = source.copy(update={"id": odd, "task": None, "pillar": None})
        plan = the_plan().copy(update={"targets": (target,), "id": odd})
        api = api_of(plan)
        item = read(read("/api/plans", of=api)["items"][0]["lists"]["targets"]["href"], of=api)["items"][0]
        assert item["href"].isascii()
        assert read(item["href"], of=api)["id"] == odd
