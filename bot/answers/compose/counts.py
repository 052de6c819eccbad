"""How many there are: targets, tasks, whatever a topic counts; and claims about it."""

from __future__ import annotations

from bot.answers.answer import Answer, Context, merged_sources, refs_in
from bot.answers.asks import KEY_TASKS
from bot.answers.compose.parts import opening_buttons, period_facts, without_fact
from bot.answers.compose.statements import facts_of_topics, not_stated, stated, statement, words_of
from bot.answers.compose.target_lists import pillars, targets, wants_pillars
from bot.answers.compose.targets import value
from bot.answers.compose.task_lists import are_some_tasks_named, tasks
from bot.answers.compose.tasks import organisation
from bot.answers.frame import Frame
from bot.answers.outcome import Outcome
from bot.answers.query import Query
from bot.answers.subjects import is_background, is_group
from bot.language.normalise import fold
from bot.plan.find import Subject, tasks_with_role
from bot.plan.model import Fact, Plan

_HOW_MANY = ("bao nhieu", "may", "how many", "number of", "so luong")


def count(query: Query, context: Context) -> Answer:
    """How many targets, tasks, or whatever a topic counts."""
    if wants_pillars(query):
        return pillars(query, context)
    answer = _stated_of_subject(query, context) or _of_organisation(query, context)
    if answer is not None:
        return answer
    if query.subject is not None and query.subject.kind == "pillar":
        return targets(query, context)
    kinds = query.frame.values("kind")
    if "task" in kinds:
        return tasks(query, context) if are_some_tasks_named(query) else _counted(query, context, "task")
    if "target" in kinds:
        return _counted(query, context, "target")
    if query.subject is not None:
        return not_stated(query, context)
    counts = _counts_in(query.plan)
    if len({subject.ref for subject, _ in counts}) == 1:
        return statement(query, context, counts[0][0], [counts[0][1]])
    return without_fact(Outcome.ASK_BACK, "utter_ask_count", query.plan, context, ask="count")


def _counts_in(plan: Plan) -> list[tuple[Subject, Fact]]:
    """What the topics of *plan* count."""
    return [(subject, fact) for subject, fact in facts_of_topics(plan) if "count" in fact.asks]


def _stated_of_subject(query: Query, context: Context) -> Answer | None:
    """The count that a topic, a target or a task states; of a group of organisations, the one that tells of it."""
    subject = query.subject
    if subject is None:
        return None
    if subject.kind == "topic":
        kinds = query.frame.values("kind")
        tasks_of_plan = "task" in kinds and (is_background(subject) or query.frame.has_words(*KEY_TASKS)) and not _counts_bodies(query.frame)
        if tasks_of_plan or ("target" in kinds and is_background(subject)):  # «kế hoạch có bao nhiêu nhiệm vụ», «nhiệm vụ trọng tâm của ủy ban»
            return None
        return stated(query, context, subject, ("count", "composition", "target_value"))
    if subject.kind in ("target", "task"):
        return stated(query, context, subject, ("count", "target_value")) or value(query, context)
    if is_group(subject):
        named = set(fold(subject.entry.name).lower().split()) | {word.text for word in query.frame.all_words}
        best = max(_counts_in(query.plan), key=lambda pair: len(named & words_of(pair[1])), default=None)
        return statement(query, context, best[0], [best[1]]) if best is not None else None
    return None


def _counts_bodies(frame: Frame) -> bool:
    """«bao nhiêu bộ ngành được giao nhiệm vụ trọng tâm»: the word for how many stands before the bodies."""
    return any(" ".join(frame.words_before(mention)[-2:]).endswith(_HOW_MANY) for mention in frame.of("organisation"))


def _of_organisation(query: Query, context: Context) -> Answer | None:
    """The tasks that an organisation leads, if it leads any."""
    kinds = query.frame.values("kind")
    bodies = [body for body in (*query.organisations, query.subject) if body is not None and body.kind == "organisation"]
    if not bodies or (kinds and "task" not in kinds) or not tasks_with_role(query.plan, bodies[0].entry.id, "leads"):
        return None
    return organisation(query.about(bodies[0]), context)


def _counted(query: Query, context: Context, kind: str, *, claimed: str | None = None) -> Answer:
    """The number of tasks or targets (by *kind*); right or wrong, if a number is *claimed*. The button leads to their list."""
    plan = query.plan
    entries = plan.tasks if kind == "task" else plan.targets
    facts = {**period_facts(plan), "count": str(len(entries))}
    buttons = opening_buttons(plan, context)
    response = f"utter_count_{kind}s"
    if claimed is None:
        buttons = buttons[1:2] if kind == "task" else buttons[:1]
    else:
        facts["claimed"] = claimed
        response = _verdict(kind, claimed, len(entries))
    sources = merged_sources(entry.sources for entry in entries)
    return Answer(Outcome.ANSWERED, response, plan, facts, sources, (), buttons, ask="count", options=refs_in(plan, entries))


def _verdict(kind: str, claimed: str, number: int) -> str:
    return f"utter_claim_count_{kind}s_{'right' if claimed == str(number) else 'wrong'}"


def verify_count(query: Query, context: Context) -> Answer | None:
    """«20 nhiệm vụ»: a number before the word for a kind of thing; None if other numbers are claimed as well."""
    if len(query.frame.of("number")) > 1:
        return None
    for mention in query.frame.of("number"):
        for kind in query.frame.of("kind"):
            between = [word for word in query.frame.words if mention.end <= word.start < kind.start]
            if kind.start < mention.end or len(between) > 1:
                continue
            counted = "task" if "task" in kind.values("kind") else "target"
            # «18 nhiệm vụ chia cho bốn bộ trưởng»: the number may be right, and more than that is claimed
            alone = not query.frame.of("level_word", "level", "organisation")
            return _counted(query, context, counted, claimed=mention.values("number")[0] if alone else None)
    return None


def verify_last_count(query: Query, context: Context) -> Answer | None:
    """«19 đúng không» after something was counted."""
    last = context.conversation.last
    numbers = query.frame.values("number")
    if last is None or last.ask != "count" or not last.options or not numbers:
        return None
    kind = "task" if context.conversation.has_listed_tasks() else "target"
    facts = {**period_facts(query.plan), "count": str(len(last.options)), "claimed": numbers[0]}
    response = _verdict(kind, numbers[0], len(last.options))
    return Answer(Outcome.ANSWERED, response, query.plan, facts, buttons=opening_buttons(query.plan, context), ask="count", options=last.options)
