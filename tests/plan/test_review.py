"""What is under review is gone from the plan, wherever it stands; all else is as it was."""

import pytest

from bot.plan.find import Library, Subject
from bot.plan.load import parse_plan
from bot.plan.model import NOT_STATED, Organisation, Target, Task, Topic
from bot.plan.review import without_reviewed
from tests.support import PLAN_2022, library

NOTICE = "under review"


def target(reviewed: Library, entry_id: str) -> Target:
    found = reviewed.subject(f"2022/{entry_id}")
    assert found is not None and isinstance(found.entry, Target)
    return found.entry


@pytest.mark.parametrize("entry", library().default.targets, ids=lambda entry: entry.id)
def test_a_target_keeps_its_name_and_loses_all_that_it_states(entry: Target) -> None:
    held = target(without_reviewed(library(), {f"2022/{entry.id}"}, NOTICE), entry.id)
    assert held.under_review and not entry.under_review
    assert (held.name, held.aliases) == (entry.name, entry.aliases)
    told = [held.counted.text, *(fact.text for fact in held.facts), *(one.text for one in (*held.conditions, *held.exemptions))]
    assert all(NOTICE in text for text in told)
    assert held.figure.unit == "" and held.figure.bounds != entry.figure.bounds


def test_nothing_else_changes() -> None:
    reviewed = without_reviewed(library(), {"2022/cap-quang"}, NOTICE)
    before = {entry.id: entry for entry in library().default.subjects()}
    changed = [entry.id for entry in reviewed.default.subjects() if entry != before[entry.id]]
    assert changed == ["cap-quang"]
    assert without_reviewed(library(), frozenset(), NOTICE) is library()


def test_a_headline_or_a_statement_elsewhere_that_gives_the_figure_goes_too() -> None:
    reviewed = without_reviewed(library(), {"2022/dien-thoai-thong-minh"}, NOTICE)
    assert any("85%" in source.title for source in library().default.sources)
    assert not any("85%" in source.title for source in reviewed.default.sources)
    text = PLAN_2022.read_text("utf-8")
    topic = next(topic for topic in library().default.topics if topic.facts)
    plan = parse_plan(text.replace(topic.facts[0].text, f"Nói thêm: 85 phần trăm, rồi {topic.facts[0].text}", 1), "plan")
    held = without_reviewed(Library([plan]), {"2022/dien-thoai-thong-minh"}, NOTICE).of(plan, topic.id).entry
    assert isinstance(held, Topic) and not held.under_review
    assert NOTICE in held.facts[0].text and held.facts[1:] == topic.facts[1:]


def test_a_task_loses_its_leaders_and_an_organisation_under_review_is_marked_wherever_it_leads() -> None:
    plan = library().default
    task = plan.tasks[0]
    held = without_reviewed(library(), {f"2022/{task.id}"}, NOTICE).of(plan, task.id).entry
    assert isinstance(held, Task) and all((part.leads, part.work, part.under_review) == (NOT_STATED, NOT_STATED, True) for part in held.parts)
    led = next(task for task in plan.tasks if task.parts[0].leads != NOT_STATED)
    body = led.parts[0].leads[0].organisation
    reviewed = without_reviewed(library(), {f"2022/{body}"}, NOTICE)
    entry = reviewed.of(plan, led.id).entry
    assert isinstance(entry, Task) and entry.parts[0].leads[0].note == NOTICE
    held_body = reviewed.of(plan, body).entry
    assert isinstance(held_body, Organisation) and held_body.under_review and held_body.today is None


def test_a_pillar_stands_for_its_targets() -> None:
    plan = library().default
    pillar = plan.pillars[0].id
    reviewed = without_reviewed(library(), {f"2022/{pillar}"}, NOTICE).default
    assert {entry.id for entry in reviewed.targets if entry.under_review} == {entry.id for entry in plan.targets if entry.pillar == pillar}
    assert Subject(plan, plan.targets[0]) == Subject(reviewed, reviewed.targets[0])
