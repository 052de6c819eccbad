"""The action server as Rasa calls it: over connections that are kept, its replies checked by one validator."""

from __future__ import annotations

import time
from contextlib import suppress
from types import TracebackType
from typing import Any, Protocol

import aiohttp
import jsonschema_rs
import orjson
from jsonschema import ValidationError
from rasa import __version__
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker, EventVerbosity
from rasa.utils.endpoints import DEFAULT_REQUEST_TIMEOUT, EndpointConfig

from bot.service.json_text import to_json


class Watcher(Protocol):
    """Who looks on as the action server is called."""

    def headers(self) -> dict[str, str]:
        """Headers that go along with a call."""

    def ended(self, reply: Any, *, seconds: float) -> None:
        """A call has ended with *reply*, the JSON that came, or None. Must not raise."""


class KeptConnections(EndpointConfig):
    """An endpoint, known by its address alone, whose requests share one session; Rasa opens a session, and a connection, for each request."""

    _kept: aiohttp.ClientSession | None = None
    _watcher: Watcher | None = None

    def watch(self, watcher: Watcher) -> None:
        """Let *watcher* see every call from now on."""
        self._watcher = watcher

    async def request(self, *arguments: Any, **options: Any) -> Any:
        """See the parent class."""
        if self._watcher is None:
            return await super().request(*arguments, **options)
        reply, started = None, time.perf_counter()
        try:
            reply = await super().request(*arguments, headers=self._watcher.headers(), **options)
            return reply
        finally:
            self._watcher.ended(reply, seconds=time.perf_counter() - started)

    def session(self) -> _Borrowed:
        """The shared session, for use in «async with»."""
        if self._kept is None or self._kept.closed:
            timeout = aiohttp.ClientTimeout(total=DEFAULT_REQUEST_TIMEOUT)
            self._kept = aiohttp.ClientSession(timeout=timeout, json_serialize=to_json, response_class=_Reply, cookie_jar=aiohttp.DummyCookieJar())
        return _Borrowed(self._kept)


class _Reply(aiohttp.ClientResponse):
    """A reply whose JSON is read faster."""

    async def json(self, **options: Any) -> Any:
        """See the parent class."""
        if self.headers.get("Content-Type", "").partition(";")[0].strip().lower() == "application/json":  # content_type asks the mail parser: 12 of 100
            with suppress(orjson.JSONDecodeError):  # what it refuses and others read: nothing at all, halves of characters
                return orjson.loads(await self.read())
        return await super().json(**options)


class _Borrowed:
    """A session that stays open behind «async with»."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self._session = session

    async def __aenter__(self) -> aiohttp.ClientSession:
        return self._session

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        return None


def check_replies_with_one_validator() -> None:
    """Let Rasa keep the validator of action replies, and check with jsonschema-rs.

    Rasa 3.6 calls jsonschema.validate for each reply, which first checks the schema itself, always the same one, and then each event
    against all twenty names: more work than all else that the Rasa process does for a message (bench/service.py). What is refused
    is refused as before, with jsonschema's ValidationError.
    """
    validator = jsonschema_rs.validator_for(RemoteAction.action_response_format_spec())

    def validate(self: RemoteAction, result: dict[str, Any]) -> bool:
        try:
            validator.validate(result)
        except jsonschema_rs.ValidationError as error:
            raise ValidationError(f"the action server's reply is none: {error.message}") from None
        return True

    RemoteAction._validate_action_result = validate


def send_last_message_only() -> None:
    """Let Rasa send the action server the slots and the events since the last message, not all that was said before.

    The actions read nothing else, and the events of a long conversation are tens of kilobytes, which both processes would turn
    into JSON and back for each message (bench/service.py). What was understood of the message stands beside the events, and once will do.
    """

    def call_format(self: RemoteAction, tracker: DialogueStateTracker, domain: Domain) -> dict[str, Any]:
        events = list(tracker.events)
        last = max((place for place, event in enumerate(events) if isinstance(event, UserUttered)), default=0)
        state = tracker.current_state(EventVerbosity.NONE) | {"events": [_without_parse(event) for event in events[last:]]}
        call = {"next_action": self.name(), "sender_id": tracker.sender_id, "tracker": state, "version": __version__}
        if not self._is_selective_domain_enabled() or domain.does_custom_action_explicitly_need_domain(self.name()):
            call["domain"] = domain.as_dict()
        return call

    RemoteAction._action_call_format = call_format


def _without_parse(event: Event) -> dict[str, Any]:
    return {name: value for name, value in event.as_dict().items() if name != "parse_data"}
