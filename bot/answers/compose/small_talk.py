"""Greetings, thanks, help: short, and always with a way to the plan."""

from __future__ import annotations

from bot.answers.answer import Answer, Context
from bot.answers.compose.parts import opening_buttons, overview_facts
from bot.answers.outcome import Outcome
from bot.answers.query import Query

WITH_SUGGESTIONS = frozenset(("greet", "help", "bot_challenge", "complaint", "deny"))


def small_talk(query: Query, context: Context) -> Answer:
    """utter_<ask>; the first greeting of a conversation says that this is an automatic assistant."""
    response = f"utter_{query.ask}"
    if query.ask == "greet" and context.memory.greeted:
        response = "utter_greet_again"
    buttons = opening_buttons(query.plan, context) if query.ask in WITH_SUGGESTIONS else ()
    return Answer(Outcome.SMALL_TALK, response, query.plan, overview_facts(query.plan, context), buttons=buttons)
