"""Rasa's tracker store over the service's database (bot.store.conversations): conversations outlive the process and stay small."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Iterable
from typing import Any

from rasa.core.agent import Agent
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.constants import ACTION_SESSION_START_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.service.json_text import from_json, to_json
from bot.store.conversations import KeptConversations
from bot.store.settings import StoreSettings

logger = logging.getLogger(__name__)

MAX_EVENTS = 60
_VERSION = "kept_version"  # attributes of a tracker: the row's version, and the last event that stands in it
_LAST = "kept_last"


class DatabaseTrackerStore(TrackerStore):
    """Keeps the last *max_events* events of each conversation, in one row.

    A turn then costs the same in the ten-thousandth message as in the third. What the dialogue must know longer stands in the
    memory slot, which every turn writes anew, so that it is always among the last events. Of what was understood of a message its
    intent is kept, of a slot its last value: nothing reads the rest once the message is answered, and it would be most of the row.

    A tracker must be saved by whoever holds the conversation's lock. If it is saved though somebody else wrote or deleted
    the row since it was retrieved, ConversationChangedError is raised and the message counts as not answered. A message to which
    the bot said nothing, because a server behind it was away, is not kept: sent again until the server is back, it would push out
    what was said before. settings: in place of the environment's.
    """

    def __init__(
        self,
        domain: Domain | None,
        event_broker: EventBroker | None = None,
        max_events: int = MAX_EVENTS,
        settings: StoreSettings | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(domain, event_broker)
        self._max_events = int(max_events)
        self._kept = KeptConversations((settings or StoreSettings()).database)

    def init_tracker(self, sender_id: str) -> DialogueStateTracker:
        """A tracker without events. Rasa asks for one without bounds here, whatever the store's are."""
        return DialogueStateTracker(sender_id, self.domain.slots, max_event_history=self._max_events)

    async def create_tracker(self, sender_id: str, append_action_listen: bool = True) -> DialogueStateTracker:
        """See the parent class. It is not saved before something was said."""
        tracker = self.init_tracker(sender_id)
        if append_action_listen:
            tracker.update(ActionExecuted("action_listen"))
        return tracker

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Write the conversation's row; on return it outlives the process. Raises StoreError, ConversationChangedError."""
        if _is_unanswered(_since(tracker, getattr(tracker, _LAST, None))):
            return
        channel = tracker.get_latest_input_channel() or ""
        version = await self._kept.put(
            tracker.sender_id,
            channel=channel[:40],
            events=to_json(_needed(tracker.events)),
            version=getattr(tracker, _VERSION, 0),
            now=round(time.time() * 1000),
        )
        await self.stream_events(tracker)
        self._mark(tracker, version)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The conversation since its last session began. Raises StoreError."""
        return await self._retrieve(sender_id, all_sessions=False)

    async def retrieve_full_tracker(self, conversation_id: str) -> DialogueStateTracker | None:
        """The conversation as far as it is kept. Raises StoreError."""
        return await self._retrieve(conversation_id, all_sessions=True)

    async def keys(self) -> Iterable[str]:
        """The names of all conversations."""
        return await self._kept.senders()

    async def delete(self, sender_id: str) -> None:
        """Delete the conversation, if there is one; nothing of it stands in the database's files any more. Raises StoreError."""

        def work() -> None:
            self._kept.forget(sender_id)
            self._kept.tidy()

        await asyncio.get_running_loop().run_in_executor(None, work)

    async def stream_events(self, tracker: DialogueStateTracker) -> None:
        """Give a broker what is new since the tracker was retrieved. Rasa counts events, which is wrong for bounded ones.

        If the broker fails, its loss is logged, not raised: the conversation is written, and a message sent again would stand in it twice.
        """
        if self.event_broker is None:
            return
        try:
            await self._stream_new_events(self.event_broker, _since(tracker, getattr(tracker, _LAST, None)), tracker.sender_id)
        except Exception as error:  # whose text may repeat what was said
            logger.error("the event broker did not take the events of a message (%s)", type(error).__name__)

    async def _retrieve(self, sender_id: str, *, all_sessions: bool) -> DialogueStateTracker | None:
        kept = await self._kept.get(sender_id)
        if kept is None:
            return None
        events = from_json(kept.events)
        if not all_sessions:
            starts = [place for place, event in enumerate(events) if event.get("name") == ACTION_SESSION_START_NAME and event["event"] == "action"]
            events = events[starts[-1] :] if starts else events
        tracker = DialogueStateTracker.from_dict(sender_id, events, self.domain.slots, self._max_events)
        self._mark(tracker, kept.version)
        return tracker

    @staticmethod
    def _mark(tracker: DialogueStateTracker, version: int) -> None:
        setattr(tracker, _VERSION, version)
        setattr(tracker, _LAST, tracker.events[-1] if tracker.events else None)


def _needed(events: Iterable[Event]) -> list[dict[str, Any]]:
    """What is kept of *events*, as Rasa writes them."""
    needed: list[dict[str, Any]] = []
    told: set[str] = set()
    for event in reversed(list(events)):
        if isinstance(event, SlotSet):
            if event.key in told:
                continue
            told.add(event.key)
        written = event.as_dict()
        if isinstance(event, UserUttered):
            written["parse_data"] = {"intent": event.intent}
        needed.append(written)
    return needed[::-1]


def _since(tracker: DialogueStateTracker, last: Event | None) -> list[Event]:
    """The events of the tracker after *last*."""
    new: list[Event] = []
    for event in reversed(tracker.events):
        if event is last:
            break
        new.append(event)
    return new[::-1]


def _is_unanswered(events: Iterable[Event]) -> bool:
    """Whether somebody wrote something and the bot said nothing."""
    kinds = {type(event) for event in events}
    return UserUttered in kinds and BotUttered not in kinds


def tell_failures_of_the_store() -> None:
    """Let a message fail whose conversation cannot be read or written, so that it counts as not answered and is sent again.

    Rasa 3.6 goes on with an empty conversation then, in memory, and later writes it over the one that is kept.
    """

    def create(store: TrackerStore | None, domain: Domain) -> TrackerStore:
        if store is None:
            raise ValueError("endpoints.yml names no tracker store")
        store.domain = domain
        return store

    Agent._create_tracker_store = staticmethod(create)
