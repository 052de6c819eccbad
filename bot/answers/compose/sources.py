"""Where the facts come from."""

from __future__ import annotations

from collections.abc import Iterator

from bot.answers.answer import Answer, Context, merged_sources, refs
from bot.answers.compose.parts import opening_buttons, period_facts
from bot.answers.outcome import Outcome
from bot.answers.query import Query
from bot.plan.model import Named


def sources(query: Query, context: Context) -> Answer:
    """The documents that what was just told rests on, else those of the subject talked about, else those of the plan."""
    plan = query.plan
    last = context.conversation.last
    told = [found[1].sources for ref in (last.facts if query.carried and last is not None else ()) if (found := context.library.fact(ref)) is not None]
    own = told or [group for subject in query.subjects for group in _sources_of(subject.entry)]
    used = merged_sources(own) or merged_sources(task.sources for task in plan.tasks)
    facts = {
        **period_facts(plan),
        "items": context.phrases.items(context.library.source(plan, source).cite for source in used),
        "number": plan.decision.number,
        "date": context.phrases.date(plan.decision.date),
    }
    response = "utter_sources_of_statement" if told else "utter_sources"
    return Answer(Outcome.ANSWERED, response, plan, facts, (), (), opening_buttons(plan, context), ask="source", subjects=refs(query.subjects))


def _sources_of(entry: Named) -> Iterator[tuple[str, ...]]:
    """The sources of an entry itself and of its first fact, where it has them."""
    yield getattr(entry, "sources", ())
    for fact in getattr(entry, "facts", ())[:1]:
        yield fact.sources
