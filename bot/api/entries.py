"""From a plan to what the API tells of it: references with addresses, figures and dates in words, sources resolved."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Sequence
from typing import Any, cast

from bot.answers.answer import Context
from bot.answers.compose.parts import MAX_BUTTONS, goal, next_for_target, next_for_task, opening_buttons
from bot.answers.compose.statements import next_buttons
from bot.answers.phrases import Button
from bot.api import models
from bot.api.sections import address, section_of
from bot.api.wording import Wording
from bot.plan.find import Subject, roles, targets_of, tasks_with_role
from bot.plan.model import NOT_STATED, Condition, Fact, Figure, Level, Named, Organisation, Part, Pillar, Plan, Role, Source, Sourced, Target, Task, Topic

_NOT_STATED: models.NotStated = "not_stated"
_UNDER_REVIEW: models.UnderReview = "under_review"


class Entries:
    """Everything that the API tells of one plan."""

    def __init__(self, plan: Plan, context: Context, wording: Wording) -> None:
        self._plan = plan
        self._context = context
        self._phrases = context.phrases
        self._wording = wording
        self._names = {entry.id: entry.name for entry in plan.subjects()}

    # -- the plan and its lists

    def plan(self) -> models.Plan:
        """The plan itself."""
        plan = self._plan
        return models.Plan(
            id=plan.id,
            name=plan.title,
            href=address(plan.id),
            label=plan.short_title,
            year=plan.year,
            default=plan is self._context.library.default,
            period=models.Period(**_span(self._day(plan.period.start), self._day(plan.period.end))),
            decision=models.Decision(number=plan.decision.number, date=self._day(plan.decision.date)),
            levels=tuple(models.LevelToday(level=note.level, name=self._level(note.level), today=self._statement(note.today)) for note in plan.levels),
            lists=models.Shelves(**{name: models.Shelf(href=address(plan.id, name), count=len(getattr(plan, name))) for name in models.Shelves.__fields__}),
            questions=self._questions(opening_buttons(plan, self._context)),
        )

    def entries(self, section: str) -> Sequence[models.Entry | models.Source]:
        """The entries of a list, in file order. Raises KeyError for a list that there is not."""
        plan = self._plan
        tellers: dict[str, Callable[[], Sequence[models.Entry | models.Source]]] = {
            "targets": lambda: [self._target(target) for target in plan.targets],
            "tasks": lambda: [self._task(task) for task in plan.tasks],
            "organisations": lambda: [self._organisation(body) for body in plan.organisations],
            "topics": lambda: [self._topic(topic) for topic in plan.topics],
            "pillars": lambda: [self._pillar(pillar) for pillar in plan.pillars],
            "sources": lambda: [self._source(source) for source in plan.sources],
        }
        return tellers[section]()

    def reference(self) -> models.Reference:
        """The plan as its entries refer to it."""
        return models.Reference(id=self._plan.id, name=self._plan.short_title, href=address(self._plan.id))

    def hit(self, entry: Named, *, page: str) -> models.Hit:
        """An entry that was searched for; page: the path of its look-up page."""
        kind = cast(models.EntryKind, self._subject(entry).kind)
        return models.Hit(
            id=entry.id,
            name=entry.name,
            href=address(self._plan.id, section_of(kind), entry.id),
            kind=kind,
            label=entry.label,
            page=page,
            plan=self.reference(),
            figure=self._phrases.figure(entry.figure) if isinstance(entry, Target) and not entry.under_review else None,
            goal=self._wording.goal(goal(entry, self._context), entry.due, self._phrases) if isinstance(entry, Target) else None,
            under_review=entry.under_review,
        )

    # -- one entry of each kind

    def _target(self, target: Target) -> models.Target:
        phrase = goal(target, self._context)
        return models.Target(
            **self._shared(target, "targets", next_for_target(self._subject(target), self._context, told="target_value")),
            figure=None if target.under_review else self._figure(target.figure),
            goal=self._wording.goal(phrase, target.due, self._phrases),
            phrase=phrase,
            due=self._day(target.due),
            counted=self._statement(target.counted),
            conditions=tuple(self._condition(condition) for condition in target.conditions),
            exemptions=tuple(self._statement(exemption) for exemption in target.exemptions),
            facts=() if target.under_review else self._facts(target.facts),
            pillar=self._reference("pillars", target.pillar) if target.pillar else None,
            task=self._reference("tasks", target.task) if target.task else None,
            sources=self._cited(target.sources),
        )

    def _task(self, task: Task) -> models.Task:
        return models.Task(
            **self._shared(task, "tasks", next_for_task(self._subject(task), self._context, told="list_tasks")),
            number=task.number,
            parts=tuple(self._part(part) for part in task.parts),
            facts=() if task.under_review else self._facts(task.facts),
            targets=self._references("targets", targets_of(self._plan, task=task.id)),
            sources=self._cited(task.sources),
        )

    def _organisation(self, body: Organisation) -> models.Organisation:
        told = not body.under_review
        duties = {role: tasks_with_role(self._plan, body.id, role) if told else [] for role in ("leads", "coordinators")}
        tasks = {task.id: task for found in duties.values() for task, _ in found}
        buttons = [self._opening(task) for task in list(tasks.values())[:MAX_BUTTONS]] or opening_buttons(self._plan, self._context)
        return models.Organisation(
            **self._shared(body, "organisations", buttons),
            head=body.head,
            today=self._statement(body.today) if body.today else None,
            leads=tuple(duty for task, part in duties["leads"] for duty in self._duties(body, task, part, "leads")),
            coordinates=tuple(duty for task, part in duties["coordinators"] for duty in self._duties(body, task, part, "coordinators")),
        )

    def _topic(self, topic: Topic) -> models.Topic:
        return models.Topic(
            **self._shared(topic, "topics", next_buttons(self._subject(topic), self._context, told="definition")),
            facts=() if topic.under_review else self._facts(topic.facts),
        )

    def _pillar(self, pillar: Pillar) -> models.Pillar:
        targets = targets_of(self._plan, pillar=pillar.id)
        return models.Pillar(
            **self._shared(pillar, "pillars", [self._opening(target) for target in targets[:MAX_BUTTONS]]),
            targets=self._references("targets", targets),
        )

    def _source(self, source: Source) -> models.Source:
        return models.Source(**dict(self._cited([source.id])[0]), plan=self.reference(), kind=source.kind)

    # -- their pieces

    def _shared(self, entry: Named, section: str, buttons: Sequence[Button]) -> dict[str, Any]:
        return {
            "id": entry.id,
            "name": entry.name,
            "href": address(self._plan.id, section, entry.id),
            "label": entry.label,
            "plan": self.reference(),
            "ask": self._questions([self._opening(entry)])[0],
            "questions": self._questions(buttons),
            "under_review": entry.under_review,
        }

    def _opening(self, entry: Named) -> Button:
        """The usual question about an entry."""
        return self._phrases.button(f"choose_{self._subject(entry).kind}", name=entry.name, short=entry.label)

    def _part(self, part: Part) -> models.Part:
        if part.under_review:
            return self._part_under_review(part)
        nothing = self._phrases.texts["nobody_stated"]
        leads = self._roles(part, "leads")
        coordinators = self._roles(part, "coordinators")
        return models.Part(
            id=part.id,
            name=part.name or None,
            leads=leads or _NOT_STATED,
            leads_text=self._phrases.join(role.text for role in leads) or nothing,
            coordinators=coordinators or _NOT_STATED,
            coordinators_text=self._phrases.join(role.text for role in coordinators) or nothing,
            work=_NOT_STATED if part.work == NOT_STATED else self._statement(part.work),
            work_text=nothing if part.work == NOT_STATED else part.work.text,
        )

    def _part_under_review(self, part: Part) -> models.Part:
        notice = self._phrases.texts["under_review"]
        return models.Part(
            id=part.id, name=part.name or None, leads=_UNDER_REVIEW, leads_text=notice, coordinators=_UNDER_REVIEW, coordinators_text=notice,
            work=_UNDER_REVIEW, work_text=notice,
        )  # fmt: skip

    def _roles(self, part: Part, field: str) -> tuple[models.Role, ...]:
        return tuple(self._role(role, leads=field == "leads") for role in roles(part, field))

    def _role(self, role: Role, *, leads: bool) -> models.Role:
        body = next(body for body in self._plan.organisations if body.id == role.organisation)
        return models.Role(
            organisation=self._reference("organisations", body.id),
            text=self._wording.who(body.leader if leads else body.name, role.note),
            note=role.note,
            sources=self._cited(role.sources),
        )

    def _duties(self, body: Organisation, task: Task, part: Part, field: str) -> Iterable[models.Duty]:
        for role in roles(part, field):
            if role.organisation == body.id:
                yield models.Duty(
                    task=self._reference("tasks", task.id),
                    part=part.name if len(task.parts) > 1 and part.name else None,
                    note=role.note,
                    sources=self._cited(role.sources),
                )

    def _condition(self, condition: Condition) -> models.Condition:
        today = next((note.today for note in self._plan.levels if note.level == condition.level), None)
        return models.Condition(
            text=condition.text,
            sources=self._cited(condition.sources),
            level=condition.level,
            name=self._level(condition.level),
            **{"from": self._day(condition.start)},
            today=self._statement(today) if today else None,
        )

    def _figure(self, figure: Figure) -> models.Figure:
        return models.Figure(
            comparator=figure.comparator, value=figure.value, **_span(figure.low, figure.high), unit=figure.unit, text=self._phrases.figure(figure)
        )

    def _facts(self, facts: Iterable[Fact]) -> tuple[models.Fact, ...]:
        return tuple(models.Fact(id=fact.id, text=fact.text, sources=self._cited(fact.sources)) for fact in facts)

    def _statement(self, statement: Sourced) -> models.Statement:
        return models.Statement(text=statement.text, sources=self._cited(statement.sources))

    def _cited(self, sources: Iterable[str]) -> tuple[models.Cited, ...]:
        found = (self._context.library.source(self._plan, source) for source in sources)
        return tuple(
            models.Cited(
                id=source.id,
                href=address(self._plan.id, "sources", source.id),
                cite=source.cite,
                title=source.title,
                publisher=source.publisher,
                date=self._day(source.date) if source.date else None,
                link=source.url,
            )
            for source in found
        )

    def _reference(self, section: str, entry_id: str) -> models.Reference:
        return models.Reference(id=entry_id, name=self._names[entry_id], href=address(self._plan.id, section, entry_id))

    def _references(self, section: str, entries: Iterable[Named]) -> tuple[models.Reference, ...]:
        return tuple(self._reference(section, entry.id) for entry in entries)

    def _questions(self, buttons: Iterable[Button]) -> tuple[models.Question, ...]:
        return tuple(models.Question(title=button.title, question=button.question) for button in buttons)

    def _subject(self, entry: Named) -> Subject:
        return self._context.library.of(self._plan, entry.id)

    def _level(self, level: Level) -> str:
        return self._phrases.levels[level.value]

    def _day(self, day: datetime.date) -> models.Day:
        return models.Day(iso=day, text=self._phrases.date(day))


def _span(start: object, end: object) -> dict[str, Any]:
    """The fields that Python has no names for."""
    return {"from": start, "to": end}
