"""What a page may draw beside an answer: the goals it states, the documents it rests on, what it took the question for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.answers.answer import Answer, Context, merged_sources
from bot.answers.compose.parts import goal
from bot.answers.outcome import Outcome
from bot.plan.find import Subject

KEY = "card"  # what the card stands under in a custom message


def card(answers: Sequence[Answer], context: Context) -> dict[str, Any]:
    """The card of a reply, as plain JSON that names things by their ids («plan/id»)."""
    goals = merged_sources([subject.ref for subject in goals_stated(answer, context)] for answer in answers)
    sources = merged_sources([f"{answer.plan.id}/{source}" for source in answer.sources] for answer in answers)
    frames = [
        {
            "ask": answer.ask,
            "subjects": list(answer.subjects),
            "qualifiers": {kind: list(values) for kind, values in answer.qualifiers.items()},
            "outcome": answer.outcome.value,
        }
        for answer in answers
        if not answer.aside
    ]
    return {KEY: {"plan": answers[0].plan.id, "goals": list(goals), "sources": list(sources), "frames": frames}}


def goals_stated(answer: Answer, context: Context) -> list[Subject]:
    """The targets whose goal, with its figure, is among what the answer has to tell; the response may leave it out.

    None of a refusal: a goal that is drawn large beside «not known for 2030» would be taken for the figure of that year.
    """
    if answer.outcome is not Outcome.ANSWERED:
        return []
    told = "\n".join(answer.facts.values())
    return [context.library.of(answer.plan, target.id) for target in answer.plan.targets if not target.under_review and goal(target, context) in told]
