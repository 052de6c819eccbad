"""The page of each target, task, organisation and topic: all that the plan states of it, each goal as a goal, every link leading somewhere."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

import pytest

from bot.plan.model import NOT_STATED, Organisation, Plan, Target, Task, Topic
from tests.pages.reading import ENTRIES, PAGES, SHEETS, TARGETS, address, lookup_of, opened, page
from tests.support import phrases, plans, the_plan


@pytest.mark.parametrize(("plan", "entry"), ENTRIES)
def test_everything_in_every_plan_has_a_page_under_its_name(plan: Plan, entry: Any) -> None:
    found = page(address(plan, entry))
    assert opened(entry.name) in found.one("h1").text
    assert plan.short_title in found.text
    assert found.one("html").given["lang"] == "vi"


@pytest.mark.parametrize(("plan", "entry"), ENTRIES)
def test_the_overview_lists_it(plan: Plan, entry: Any) -> None:
    overview = page(f"/tra-cuu/{plan.id}")
    assert [link for link in overview.all("a") if link.given["href"].rsplit("/", 1)[-1] == entry.id and opened(entry.name) in link.text]


@pytest.mark.parametrize(("plan", "target"), TARGETS)
def test_a_target_tells_its_figure_whom_it_counts_until_when_and_that_it_is_a_goal(plan: Plan, target: Target) -> None:
    found = page(address(plan, target)).one("main").text
    assert phrases().figure(target.figure) in found
    assert target.counted.text in found
    assert phrases().date(target.due) in found
    assert "không phải kết quả" in found
    for told in (*target.conditions, *target.exemptions, *target.facts):
        assert told.text in found


@pytest.mark.parametrize(("plan", "target"), TARGETS)
def test_a_figure_never_stands_without_the_word_that_it_is_a_goal(plan: Plan, target: Target) -> None:
    """On the page, in what a shared link shows, and on paper."""
    path = address(plan, target)
    for shown in (page(path), page(f"{path}/in"), page(f"/tra-cuu/{plan.id}"), page(f"/tra-cuu/{plan.id}/in")):
        assert "không phải kết quả" in shown.one("body").text
    head = {meta.given.get("property") or meta.given.get("name"): meta.given["content"] for meta in page(path).all("meta") if "content" in meta.given}
    for name in ("description", "og:title", "og:description"):
        assert "mục tiêu" in head[name].lower(), name


@pytest.mark.parametrize(("plan", "task"), [pytest.param(plan, task, id=task.id) for plan in plans() for task in plan.tasks])
def test_a_task_tells_who_leads_and_coordinates_or_that_the_sources_do_not(plan: Plan, task: Task) -> None:
    found = page(address(plan, task)).one("main").text
    bodies = {body.id: body for body in plan.organisations}
    for part in task.parts:
        for field in ("leads", "coordinators"):
            roles = getattr(part, field)
            for role in () if roles == NOT_STATED else roles:
                assert bodies[role.organisation].name.lower() in found.lower()
                assert (role.note or "") in found
            if roles == NOT_STATED:
                assert opened(phrases().texts["nobody_stated"]) in found
        assert part.work == NOT_STATED or part.work.text in found
    for target in plan.targets:
        assert target.task != task.id or opened(target.name) in found


@pytest.mark.parametrize(("plan", "body"), [pytest.param(plan, body, id=body.id) for plan in plans() for body in plan.organisations])
def test_an_organisation_tells_its_tasks_and_what_became_of_it(plan: Plan, body: Organisation) -> None:
    found = page(address(plan, body)).one("main")
    for field in ("leads", "coordinators"):
        for task in plan.tasks:
            for part in task.parts:
                roles = getattr(part, field)
                if roles != NOT_STATED and any(role.organisation == body.id for role in roles):
                    assert task.name in found.text
    assert body.today is None or body.today.text in found.text


@pytest.mark.parametrize(("plan", "topic"), [pytest.param(plan, topic, id=topic.id) for plan in plans() for topic in plan.topics])
def test_a_topic_tells_all_its_facts(plan: Plan, topic: Topic) -> None:
    found = page(address(plan, topic)).one("main").text
    assert [fact.text for fact in topic.facts if fact.text not in found] == []


@pytest.mark.parametrize(
    ("plan", "entry"), [pytest.param(plan, entry, id=entry.id) for plan in plans() for entry in plan.subjects() if hasattr(entry, "sources")]
)
def test_sources_stand_on_the_page_and_lead_to_the_document(plan: Plan, entry: Any) -> None:
    found = page(address(plan, entry)).one("main")
    listed = {item.text: item.one("a").given["href"] for item in found.one("ol", class_="sources").all("li")}
    for source in (source for source in plan.sources if source.id in entry.sources):
        assert listed[source.cite] == (source.url or f"/tra-cuu/nguon#{source.id}")
    assert {source.given["id"] for source in page("/tra-cuu/nguon").one("main").all("li")} == {source.id for source in plan.sources}


def test_a_document_whose_address_is_known_is_linked() -> None:
    sources = tuple(source.copy(update={"url": f"https://vi-du.example/{source.id}"}) for source in the_plan().sources)
    changed = lookup_of(the_plan().copy(update={"sources": sources}))
    target = the_plan().targets[0]
    links = {link.given["href"] for link in page(f"/tra-cuu/{target.id}", of=changed).one("ol", class_="sources").all("a")}
    assert links == {f"https://vi-du.example/{source}" for source in target.sources}


@pytest.mark.parametrize("path", PAGES)
def test_every_mark_after_a_statement_leads_to_a_note_on_the_page(path: str) -> None:
    found = page(path)
    ids = [element.given["id"] for element in found.all() if "id" in element.given]
    assert len(ids) == len(set(ids))
    marks = [link.given["href"] for sup in found.all("sup") for link in sup.all("a")]
    assert [mark for mark in marks if mark.removeprefix("#") not in ids] == []


@pytest.mark.parametrize("path", [*PAGES, *SHEETS])
def test_every_link_leads_somewhere(path: str) -> None:
    for link in page(path).all("a"):
        href = link.given["href"]
        if href.startswith("/tra-cuu"):
            place, _, fragment = href.partition("#")
            assert not fragment or fragment in {element.given.get("id") for element in page(place).all()}, href
        else:
            assert href == "/" or href.startswith("#"), href


@pytest.mark.parametrize("path", PAGES)
def test_questions_for_the_chat_are_whole_and_open_it(path: str) -> None:
    for link in page(path).all("a"):
        if "data-ask" in link.given and link.text != "Hỏi trợ lý câu này":
            assert link.given["href"].startswith("#hoi=")
            assert unquote(link.given["href"].removeprefix("#hoi=")).endswith("?")


def test_each_entry_offers_the_chat_on_itself_and_related_questions() -> None:
    found = page("/tra-cuu/cap-quang")
    (first, *others) = [unquote(link.given["href"].removeprefix("#hoi=")) for link in found.all("a") if "data-ask" in link.given]
    assert first == phrases().button("choose_target", name=the_plan().targets[1].name, short="").question
    assert others


def test_a_figure_in_a_headline_is_said_to_be_a_goal() -> None:
    found = page("/tra-cuu/nguon")
    headlines = [item.text for item in found.one("ul", class_="sources").all("li") if "%" in item.text]
    assert headlines
    assert all("mục tiêu đặt ra, không phải kết quả" in text for text in headlines)
