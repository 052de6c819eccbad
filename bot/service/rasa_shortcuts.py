"""What Rasa 3.6 does for every message the long way, and what it works out anew though it never changes (bench/service.py)."""

from __future__ import annotations

import random
from copy import copy
from functools import cache
from types import SimpleNamespace
from typing import Any

import rasa.core.actions.action
import rasa.core.processor
from rasa.core.actions.action import Action
from rasa.core.nlg.generator import ResponseVariationFilter
from rasa.core.nlg.response import TemplatedNaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

_EMPTY = "known_to_be_empty"  # attribute of a domain


def look_events_up_once() -> None:
    """Let Rasa remember which class an event's name stands for.

    Rasa 3.6 goes through all subclasses of Event for every event of a conversation that is read.
    """
    Event.resolve_by_type = staticmethod(cache(Event.resolve_by_type))


def tell_once_whether_the_domain_is_empty() -> None:
    """Let Rasa remember whether a domain is empty.

    Rasa 3.6 builds an empty domain for every message, to compare with.
    """
    stock = Domain.is_empty

    def is_empty(self: Domain) -> bool:
        if not hasattr(self, _EMPTY):
            setattr(self, _EMPTY, stock(self))
        return bool(getattr(self, _EMPTY))

    Domain.is_empty = is_empty


def pick_wordings_without_arrays() -> None:
    """Let Rasa pick one of a response's wordings by the standard library.

    Rasa 3.6 makes a numpy array of the wordings for every bubble, to choose from.
    """

    def pick(self: TemplatedNaturalLanguageGenerator, utter_action: str, output_channel: str, filled_slots: dict[str, Any]) -> dict[str, Any] | None:
        if utter_action not in self.responses:
            return None
        suitable = ResponseVariationFilter(self.responses).responses_for_utter_action(utter_action, output_channel, filled_slots)
        return random.choice(suitable) if suitable else None

    TemplatedNaturalLanguageGenerator._random_response_for = pick


def copy_nothing_for_unseen_log_lines() -> None:
    """Let Rasa hand what happened to its debug lines as it is.

    Rasa 3.6 copies it deeply for them, and its processor for nothing else, whether the lines are written or not; here they never
    are (bot/service/logs.py).
    """

    def as_it_is(value: Any) -> Any:
        return value

    rasa.core.processor.copy = SimpleNamespace(deepcopy=as_it_is)


def copy_conversations_as_they_are() -> None:
    """Let Rasa copy a conversation with what it has come to.

    Rasa 3.6 copies it before each action, by going through all that was ever said in it.
    """

    def copied(self: DialogueStateTracker) -> DialogueStateTracker:
        twin = copy(self)
        twin.events = self.events.copy()
        twin.slots = {name: copy(slot) for name, slot in self.slots.items()}
        twin.active_loop = copy(self.active_loop)
        return twin

    DialogueStateTracker.copy = copied


def make_default_actions_once() -> None:
    """Let Rasa keep its own twelve actions, which hold nothing of a conversation.

    Rasa 3.6 makes all of them each time it looks up one action, three times for a message.
    """
    stock = rasa.core.actions.action.default_actions
    kept: list[tuple[EndpointConfig | None, list[Action]]] = []  # endpoints can be no keys

    def default_actions(action_endpoint: EndpointConfig | None = None) -> list[Action]:
        for endpoint, actions in kept:
            if endpoint is action_endpoint:
                return actions
        kept.append((action_endpoint, stock(action_endpoint)))
        return kept[-1][1]

    rasa.core.actions.action.default_actions = default_actions
