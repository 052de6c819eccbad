"""What kind of subject something is, beyond its kind in the plan file, and which subjects go together."""

from __future__ import annotations

from collections.abc import Iterable

from bot.answers.asks import KINDS_FOR_ASK, ROLE_FIELDS, TOPIC_ASKS
from bot.plan.find import Library, Subject, facts_for, roles, twins
from bot.plan.model import Organisation, Target, Task, Topic


def is_background(subject: Subject) -> bool:
    """Whether it is a topic that people name in passing («trong kế hoạch này»)."""
    return isinstance(subject.entry, Topic) and subject.entry.background


def are_background(refs: Iterable[str], library: Library) -> bool:
    """Whether each of *refs* («plan/id») is a topic that people name in passing."""
    subjects = [library.subject(ref) for ref in refs]
    return all(subject is not None and is_background(subject) for subject in subjects)


def is_body(subject: Subject) -> bool:
    """Whether it is an organisation with a head: one ministry, one board."""
    return isinstance(subject.entry, Organisation) and bool(subject.entry.head)


def is_group(subject: Subject) -> bool:
    """Whether it is an organisation without a head: the provinces, the ministries."""
    return isinstance(subject.entry, Organisation) and not subject.entry.head


def are_related(one: Subject, other: Subject) -> bool:
    """The same subject, or a target and its task."""
    if one == other:
        return True
    tasks = [getattr(subject.entry, "task", None) for subject in (one, other)]
    return tasks[0] == other.entry.id or tasks[1] == one.entry.id


def can_be_asked(ask: str, subject: Subject) -> bool:
    """Whether *ask*, carried over from an earlier turn, means something of *subject*."""
    if ask in TOPIC_ASKS or subject.kind == "topic":
        return bool(facts_for(subject.entry, ask))
    if ask in ("list_targets", "count", "list_tasks", "source", "reverse_lookup"):
        return subject.kind in ("pillar", "organisation") and ask != "reverse_lookup"
    if ask in ("verify_claim", "compare", "achieved_result"):
        return False
    if subject.kind == "pillar":
        return False
    if subject.kind == "organisation":
        return ask in ("organisation_duties", "coordinators", "task_detail", "target_value")
    return ask in KINDS_FOR_ASK


def task_of(subject: Subject) -> Subject | None:
    """The task itself, a target's task, or the task that goes by the target's everyday name."""
    if isinstance(subject.entry, Task):
        return subject
    if isinstance(subject.entry, Target):
        if subject.entry.task is not None:
            wanted = subject.entry.task
            return next(Subject(subject.plan, task) for task in subject.plan.tasks if task.id == wanted)
        return next(iter(twins(subject, "task")), None)
    return None


def bodies_with_role(task: Subject, ask: str) -> list[Subject]:
    """The organisations that lead or coordinate (by the *ask* for them) a task, as far as they are stated."""
    assert isinstance(task.entry, Task)
    named = {role.organisation for part in task.entry.parts for role in roles(part, ROLE_FIELDS[ask])}
    return [Subject(task.plan, organisation) for organisation in task.plan.organisations if organisation.id in named]
