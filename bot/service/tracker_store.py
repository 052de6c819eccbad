"""A tracker store in memory that stays small: bounded events in each conversation, bounded conversations."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import InMemoryTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker


class BoundedTrackerStore(InMemoryTrackerStore):
    """Keeps the last max_events events of the max_conversations conversations that spoke last.

    A turn then costs the same in the three-hundredth message as in the third. What the dialogue must know longer stands
    in the memory slot, which every turn writes anew, so that it is always among the last events.
    """

    def __init__(self, domain: Domain, event_broker: EventBroker | None = None, max_events: int = 60, max_conversations: int = 10000, **kwargs: Any) -> None:
        super().__init__(domain, event_broker, **kwargs)
        self.max_event_history = int(max_events)
        self._max_conversations = int(max_conversations)
        self.store: OrderedDict[str, str] = OrderedDict()

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Save, and forget the conversation that has been silent longest if there are too many."""
        await super().save(tracker)
        self.store.move_to_end(tracker.sender_id)
        while len(self.store) > self._max_conversations:
            self.store.popitem(last=False)

    def delete(self, sender_id: str) -> None:
        """Forget the conversation of *sender_id*, if there is one."""
        self.store.pop(sender_id, None)
