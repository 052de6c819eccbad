"""The one custom action: from the tracker to the question's frames, to answers, to responses."""

from __future__ import annotations

import logging
from functools import lru_cache
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.wording import bubbles
from bot.answers.answer import Answer, Context
from bot.answers.answering import answer_message
from bot.answers.card import card
from bot.answers.compose.contact import offered
from bot.answers.frame import frames_of
from bot.answers.memory import Memory
from bot.answers.phrases import Phrases
from bot.contacts.book import Contacts
from bot.contacts.load import load_contacts
from bot.gathered.asked import Asked
from bot.gathered.gatherer import Gatherer
from bot.language.limits import MAX_CHARACTERS
from bot.paths import CONTACTS, PHRASES, PLANS
from bot.plan.find import Library
from bot.plan.load import load_plans
from bot.plan.review import without_reviewed
from bot.privacy.masking import has_mask
from bot.store.settings import StoreSettings
from bot.switches.watch import Switches
from bot.watch.told import NO_WORDS, NOT_UNDERSTOOD, PAUSED, TOO_LONG, Question, Told

logger = logging.getLogger(__name__)

MEMORY_SLOT = "memory"
PROBE = "probe-"  # how the conversations begin in which the service tries itself out (bot.service.run)
DISLIKE = "\N{THUMBS DOWN SIGN}"  # as people send it on platforms that have no button for it
REMINDER = "utter_personal_data"
CARD_CHANNELS = frozenset(("web", "zalo", "zalo_bot", "messenger"))  # they draw or lay out what the card tells; others would show it as text


@lru_cache(maxsize=1)
def content() -> tuple[Library, Phrases]:
    """The plans and the wordings, read once. Raises PlanError for a wrong plan file."""
    return Library(load_plans(PLANS)), Phrases.from_file(PHRASES)


@lru_cache(maxsize=1)
def contacts() -> Contacts:
    """Where a person can be asked, read once. Raises ContentError for a wrong file."""
    return load_contacts(CONTACTS)


@lru_cache(maxsize=1)
def switches() -> Switches:
    """What officers have switched off."""
    return Switches(StoreSettings().database)


@lru_cache(maxsize=1)
def gatherer() -> Gatherer:
    """Where what is asked is counted."""
    return Gatherer(StoreSettings().database)


@lru_cache(maxsize=2)
def library_without(refs: frozenset[str]) -> Library:
    """The plans without what is under review."""
    library, phrases = content()
    return without_reviewed(library, refs, phrases.texts["under_review"])


@lru_cache(maxsize=1)
def settings() -> dict[str, str]:
    """What answers tell of the service's settings, read once."""
    return {"days": str(StoreSettings().keep_days)}


class ActionAnswer(Action):
    """Answers the message from the plans and remembers what it was about; says a fixed notice where the channel is switched off."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_answer"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Say the answer; set the memory slot."""
        _, phrases = content()
        channel = tracker.get_latest_input_channel() or ""
        state = await switches().current()
        notice = state.notice(channel)
        if notice is not None:
            logger.info("paused", extra={"fields": {"channel": channel}})
            dispatcher.utter_message(text=notice or phrases.texts["paused"])
            _gather(tracker, [Asked("", PAUSED)])
            return [{**SlotSet(MEMORY_SLOT, tracker.get_slot(MEMORY_SLOT)), "metadata": Told(fallback=PAUSED).metadata()}]
        library, contacts_here = library_without(state.topics), contacts().on(channel)
        memory = Memory.from_slot(tracker.get_slot(MEMORY_SLOT))
        text = tracker.latest_message.get("text") or ""
        frames = frames_of(tracker.latest_message)
        reminder = _reminder(text, memory)
        facts = {"plan": library.default.short_title}
        asked = [Asked("", NOT_UNDERSTOOD)]
        words = ""
        if len(text) > MAX_CHARACTERS:
            dispatcher.utter_message(response="utter_too_long", **facts)
            _say(dispatcher, reminder)
            told = Told.unread(TOO_LONG)
        elif not any(frame.words or frame.mentions for frame in frames):
            dispatcher.utter_message(response="utter_no_words", **facts)
            _say(dispatcher, reminder)
            told = Told.unread(NO_WORDS)
            offer = offered(library.default, Context(library, phrases, memory, contacts_here)) if DISLIKE in text else None
            if offer is not None:
                dispatcher.utter_message(response=offer.response, **offer.facts)
        else:
            answers = answer_message(frames, library, phrases, memory, contacts=contacts_here, disliked=DISLIKE in text)
            told = Told.of(Question(answer.ask, answer.outcome.value) for answer in answers if not answer.aside)
            asked, words = [_asked(answer, tracker, library) for answer in answers if not answer.aside], text
            for answer in answers:
                logger.info("answer", extra={"fields": {"outcome": answer.outcome.value, "ask": answer.ask, "response": answer.response}})
            takes_cards = channel in CARD_CHANNELS
            for bubble in bubbles(answers, library, memory, source_apart=takes_cards, reminder=reminder, settings=settings()):
                dispatcher.utter_message(response=bubble.response, buttons=list(bubble.buttons) or None, **bubble.facts)
            if takes_cards:
                dispatcher.utter_message(json_message=card(answers, Context(library, phrases, memory)))
        _gather(tracker, asked, words)
        return [{**SlotSet(MEMORY_SLOT, memory.to_slot()), "metadata": told.metadata()}]


def _reminder(text: str, memory: Memory) -> str | None:
    """The response that asks not to send what was masked in *text*; once in a conversation."""
    if not has_mask(text) or REMINDER in memory.told:
        return None
    memory.told.append(REMINDER)
    return REMINDER


def _say(dispatcher: CollectingDispatcher, response: str | None) -> None:
    if response is not None:
        dispatcher.utter_message(response=response)


def _asked(answer: Answer, tracker: Tracker, library: Library) -> Asked:
    """The question that *answer* is to, as it is counted."""
    targets = tuple(subject.ref for subject in map(library.subject, answer.subjects) if subject is not None and subject.kind == "target")
    guess = (tracker.latest_message.get("intent") or {}).get("name") or ""
    return Asked(answer.ask or "", answer.outcome.value, answer.subjects, targets, guess)


def _gather(tracker: Tracker, asked: list[Asked], words: str = "") -> None:
    """Count the questions of the message; not the one by which the service tries itself out."""
    if not tracker.sender_id.startswith(PROBE):
        gatherer().gather(asked, channel=tracker.get_latest_input_channel() or "", text=words)
