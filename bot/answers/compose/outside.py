"""Refusals: what the plan does not hold, said with what is known instead; and asking back."""

from __future__ import annotations

from bot.answers.answer import Answer, Context, refs
from bot.answers.compose.parts import goal, next_for_target, opening_buttons, option_buttons, overview_facts, period_facts, targets_for
from bot.answers.compose.statements import stated
from bot.answers.frame import Frame
from bot.answers.outcome import Outcome
from bot.answers.resolve import Problem, Query
from bot.language.interrogatives import tells_where_the_speaker_lives
from bot.plan.find import Subject
from bot.plan.model import Plan, Target

# Asks about a topic in which another year is what the question is about: «còn áp dụng tới 2026 không».
_ABOUT_TIME = frozenset(("verify_claim", "deadline", "definition"))
# Asks that are about the country's plan as a whole: a place named beside them is no limit to a figure.
_PLACELESS = frozenset(("chair", "signer", "issue_date", "document_number", "document_title", "legal_basis", "source"))


def refusal(query: Query, context: Context, response: str, **facts: str) -> Answer:
    """utter_<response>, or utter_<response>_but with the one goal that is known of the subject."""
    targets = [Subject(query.plan, target) for subject in query.subjects for target in targets_for(subject)]
    known = targets[0] if len(targets) == 1 else None
    variables = {**period_facts(query.plan, context), **facts}
    if known is None or not isinstance(known.entry, Target):
        return Answer(
            Outcome.OUT_OF_PLAN, response, query.plan, variables, buttons=opening_buttons(query.plan, context), ask=query.ask, subjects=refs(query.subjects)
        )
    variables["goal"] = goal(known.entry, context)
    return Answer(
        Outcome.OUT_OF_PLAN, f"{response}_but", query.plan, variables, known.entry.sources, (), next_for_target(known, context, told="target_value"),
        ask=query.ask, subjects=refs(query.subjects),
    )  # fmt: skip


def unlisted(query: Query, context: Context) -> Answer:
    """What is asked is known not to stand in the plan."""
    return refusal(query, context, "utter_unlisted")


def limit_broken(query: Query, context: Context, answer: Answer) -> Answer | None:
    """The refusal where the question asks for another year or one place, unless the answer states that very year."""
    if query.ask == "current_status" or (query.subject is not None and query.subject.kind == "topic" and query.ask in _ABOUT_TIME):
        return None
    said = " ".join(answer.facts.values())
    years = [year for year in query.frame.values("year") if year != str(query.plan.year)]
    if any(mention.values("date") and _year_of(mention.values("date")[0]) not in (None, str(query.plan.year)) for mention in query.frame.of("date")):
        years += [year for year in (_year_of(date) for date in query.frame.values("date")) if year is not None and year != str(query.plan.year)]
    others = [year for year in years if year not in said]
    if others and answer.outcome not in (Outcome.SMALL_TALK,):
        return refusal(query, context, "utter_other_year", asked=others[0])
    places = _asked_places(query.frame)
    if places and query.ask not in _PLACELESS and answer.outcome is not Outcome.SMALL_TALK and places[0] not in said:
        return refusal(query, context, "utter_one_place", place=places[0])
    return None


def _asked_places(frame: Frame) -> list[str]:
    """The places that the question is limited to; where the asker lives is none."""
    places = []
    for mention in frame.of("place"):
        before = [word.text for word in frame.all_words if word.start < mention.start]
        if not tells_where_the_speaker_lives(before):
            places.append(mention.values("place")[0])
    return places


def _year_of(date: str) -> str | None:
    return date[:4] if date[:4].isdigit() else None


def achieved(query: Query, context: Context) -> Answer:
    """No result is known, only the goal; a topic may state a count of later date."""
    if query.subject is not None and query.subject.kind == "topic":
        counted = stated(query, context, query.subject, ("achieved_result",))
        if counted is not None:
            return counted
    return refusal(query, context, "utter_result")


def outside(query: Query, context: Context) -> Answer:
    """A matter that the plan does not deal with."""
    if query.ask == "off_topic" and len(query.frame.unknown) == len(query.frame.all_words):  # not one word is known: no matter at all
        return unknown_subject(query, context)
    return Answer(Outcome.OUT_OF_PLAN, f"utter_{query.ask}", query.plan, period_facts(query.plan, context), buttons=opening_buttons(query.plan, context))


def unknown_subject(query: Query, context: Context) -> Answer:
    """Something is named that the plan does not know."""
    return Answer(
        Outcome.NOT_UNDERSTOOD,
        "utter_unknown_subject",
        query.plan,
        overview_facts(query.plan, context),
        buttons=opening_buttons(query.plan, context),
        ask=query.ask,
    )


def ask_back(query: Query, context: Context) -> Answer:
    """Which one is meant: between equal readings, or of everything that the ask goes with."""
    facts = period_facts(query.plan, context)
    if query.problem is Problem.SEVERAL_MEANT:
        labels = [subject.entry.name for subject in query.options]
        facts["items"] = context.phrases.items(labels)
        return Answer(
            Outcome.ASK_BACK,
            "utter_ask_which",
            query.plan,
            facts,
            buttons=option_buttons(query.options, context, ask=query.ask),
            ask=query.ask,
            options=refs(query.options),
        )
    return Answer(
        Outcome.ASK_BACK, f"utter_ask_{'task' if query.ask in ('lead', 'coordinators', 'task_detail', 'purpose') else 'subject'}", query.plan,
        {**facts, "count": str(len(query.plan.tasks)), "examples": context.phrases.join(subject.entry.label for subject in _examples(query.plan, query.ask))},
        buttons=option_buttons(_examples(query.plan, query.ask), context, ask=query.ask), ask=query.ask, options=refs(_examples(query.plan, query.ask)),
    )  # fmt: skip


def _examples(plan: Plan, ask: str) -> list[Subject]:
    """Three subjects to choose from: the first tasks, or a target of each pillar."""
    if ask in ("lead", "coordinators", "task_detail", "purpose"):
        return [Subject(plan, task) for task in plan.tasks[:3]]
    firsts = [next((target for target in plan.targets if target.pillar == pillar.id), None) for pillar in plan.pillars]
    return [Subject(plan, target) for target in firsts if target is not None][:3] or [Subject(plan, target) for target in plan.targets[:3]]
