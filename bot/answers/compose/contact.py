"""Where a person can be asked: the entries of the contact file, and honestly that there are none."""

from __future__ import annotations

from dataclasses import replace

from bot.answers.answer import Answer, Context
from bot.answers.compose.parts import opening_buttons, period_facts
from bot.answers.outcome import Outcome
from bot.answers.phrases import Phrases
from bot.answers.qualifiers import places_named
from bot.answers.query import Query
from bot.contacts.book import Chosen, Contacts
from bot.contacts.model import Contact
from bot.plan.model import Plan

ASK = "contact"
MOST_PLACES = 5  # that are named as having contacts


def contact(query: Query, context: Context) -> Answer:
    """Whom to ask, by the place that is named, or was before."""
    plan = query.plan
    if not context.contacts:
        return _asked("utter_contact_none", plan, context)
    own = context.contacts.places_in([word.text for word in query.frame.all_words])
    named = own or tuple(places_named(query.frame))
    chosen = context.contacts.choose(named or ((context.memory.place,) if context.memory.place else ()))
    if not chosen.shown:
        return _asked("utter_contact_other_places", plan, context, places=context.phrases.join(context.contacts.places()[:MOST_PLACES]))
    if chosen.missing:
        return _asked("utter_contact_elsewhere", plan, context, place=chosen.missing, items=_items(chosen, context))
    return _asked("utter_contact", plan, context, items=_items(chosen, context))


def offered(plan: Plan, context: Context) -> Answer | None:
    """Whom to ask, said without being asked for it; None if there is nobody to name."""
    chosen = context.contacts.choose((context.memory.place,) if context.memory.place else ())
    return _answer("utter_contact_offered", plan, context, items=_items(chosen, context)) if chosen.shown else None


def items(contacts: Contacts, phrases: Phrases) -> str:
    """The contacts that are for everybody, as the list in a sentence; "" if there are none."""
    shown = contacts.choose(()).shown
    return phrases.items(_line(entry, phrases) for entry in shown) if shown else ""


def _asked(response: str, plan: Plan, context: Context, **facts: str) -> Answer:
    """An answer to who asks for a person: the card says so, by which channels with a desk of officers know it."""
    return replace(_answer(response, plan, context, **facts), ask=ASK)


def _answer(response: str, plan: Plan, context: Context, **facts: str) -> Answer:
    return Answer(Outcome.SMALL_TALK, response, plan, {**period_facts(plan), **facts}, buttons=opening_buttons(plan, context))


def _items(chosen: Chosen, context: Context) -> str:
    return context.phrases.items(_line(entry, context.phrases) for entry in chosen.shown)


def _line(entry: Contact, phrases: Phrases) -> str:
    texts = phrases.texts
    line = texts["contact_line"].format(office=entry.office, telephone=entry.telephone)
    if entry.hours:
        line = texts["contact_hours"].format(line=line, hours=entry.hours)
    if entry.address:
        line = texts["contact_address"].format(line=line, address=entry.address)
    return texts["contact_link"].format(line=line, link=entry.link) if entry.link else line
