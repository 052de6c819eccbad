"""What officers have put under review: nothing is told of it, and where it is missing from an answer that is said.

The library has lost its figures and statements already (bot.plan.review), so nothing can be told by mistake; here an answer
about nothing becomes one that says why.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.answers.answer import Answer, Context
from bot.answers.compose.parts import goals, opening_buttons, period_facts
from bot.answers.outcome import Outcome
from bot.answers.query import Query
from bot.answers.subjects import is_background
from bot.plan.find import Subject
from bot.plan.model import Named, Plan

# Answers that draw a conclusion from the figures of several subjects, so that one without its figure spoils them.
_CONCLUSIONS = ("utter_compare", "utter_claim_", "utter_claims_")
# Answers that are sought among all entries of the plan: what is under review cannot be among what is found.
_SOUGHT = (
    "utter_no_target_with_figure",
    "utter_no_such_",
    "utter_targets_",
    "utter_highest_targets",
    "utter_lowest_targets",
    "utter_month",
    "utter_date_",
    "utter_dates",
    "utter_duties_",
    "utter_leaders",
)
_STANDS = (Outcome.ANSWERED, Outcome.NOT_STATED)  # a refusal or a question back states nothing


def entries_under_review(plan: Plan) -> list[Named]:
    """What of the plan is under review, in file order."""
    return [entry for entry in plan.subjects() if entry.under_review]


def checked(answer: Answer, query: Query, context: Context) -> Answer:
    """The answer, or that what it is about is under review."""
    plan = answer.plan
    held = {Subject(plan, entry).ref: entry for entry in entries_under_review(plan)}
    if not held or answer.outcome not in _STANDS:
        return answer
    asked = tuple(subject.ref for subject in query.subjects if not is_background(subject))
    affected = [ref for ref in dict.fromkeys((*asked, *answer.subjects)) if ref in held]
    for about in (asked, answer.subjects):
        if about and all(ref in held for ref in about):
            return _of_review("utter_under_review", answer, context, about, name=context.phrases.join(held[ref].name for ref in about))
    if affected and answer.response.startswith(_CONCLUSIONS):
        about = answer.subjects or asked
        lines, _ = goals((subject for ref in about if (subject := context.library.subject(ref)) is not None), context)
        items = context.phrases.items(lines or [held[ref].name for ref in affected])
        return _of_review("utter_under_review_some", answer, context, about, items=items)
    return answer


def left_out(answers: Sequence[Answer], context: Context) -> Answer | None:
    """What was sought among all entries may be missed for those under review: that they were left out."""
    sought = next((answer for answer in answers if answer.response.startswith(_SOUGHT)), None)
    held = entries_under_review(sought.plan) if sought is not None else []
    if sought is None or not held:
        return None
    facts = {**period_facts(sought.plan), "names": context.phrases.join(entry.name for entry in held)}
    return Answer(Outcome.UNDER_REVIEW, "utter_under_review_left_out", sought.plan, facts, buttons=answers[-1].buttons, aside=True)


def _of_review(response: str, answer: Answer, context: Context, subjects: tuple[str, ...], **facts: str) -> Answer:
    buttons = opening_buttons(answer.plan, context)
    return Answer(
        Outcome.UNDER_REVIEW, response, answer.plan, {**period_facts(answer.plan), **facts}, buttons=buttons, ask=answer.ask or "definition", subjects=subjects
    )
