"""What Rasa 3.6 works out anew for every message though it never changes, and here only once (bench/service.py)."""

from __future__ import annotations

from functools import cache

from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event

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
