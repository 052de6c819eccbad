"""A page on Facebook, as a platform that the desk serves."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.messaging.events import Event
from bot.messaging.http import ApiSilenceError
from bot.messaging.messenger.errors import outcome_of
from bot.messaging.messenger.graph import Graph
from bot.messaging.messenger.incoming import UnreadableDeliveryError, enforcements_of, events_of
from bot.messaging.messenger.outgoing import LIMITS, action_of, body_of
from bot.messaging.messenger.signature import HEADER, is_signed, same
from bot.messaging.platform import Limits, Outcome, RefusedRequestError, Verdict
from bot.messaging.replies import Outgoing
from bot.messaging.settings import MessagingSettings

LONGEST_CHALLENGE = 200  # characters
logger = logging.getLogger(__name__)


class Page:
    """Messenger for the page of the settings, as a Platform. limits: in place of Meta's."""

    name = "messenger"

    def __init__(self, settings: MessagingSettings, *, limits: Limits = LIMITS) -> None:
        self.limits = replace(limits, sends_per_second=settings.messenger_sends_per_second)
        self._settings = settings
        self._graph = Graph(settings)

    def receive(self, headers: Mapping[str, str], body: bytes) -> Sequence[Event]:
        """The events of a delivery. Raises RefusedRequestError: 401 without the right signature, 400 for what is no JSON object."""
        if not is_signed(body, headers.get(HEADER), self._settings.messenger_app_secret):
            raise RefusedRequestError(401)
        try:
            events = events_of(body, self._settings.messenger_page_id)
        except UnreadableDeliveryError:
            raise RefusedRequestError(400) from None
        for action in enforcements_of(body):
            logger.error("messenger: Meta has taken a measure against the page (%s): see the page's quality in Meta Business Suite", action)
        return events

    def answer_get(self, query: Mapping[str, str]) -> str:
        """The challenge of a subscription that knows our verify token (Meta, «Verification requests»). Raises RefusedRequestError: 403."""
        challenge = query.get("hub.challenge", "")
        is_known = same(query.get("hub.verify_token", ""), self._settings.messenger_verify_token)
        if not is_known or query.get("hub.mode") != "subscribe" or not 1 <= len(challenge) <= LONGEST_CHALLENGE:
            raise RefusedRequestError(403)
        return challenge

    async def send(self, user: str, message: Outgoing, *, mark: str) -> Outcome:
        """One attempt; *mark* comes back with the echo."""
        try:
            reply = await self._graph.post("messages", body_of(user, message, mark=mark))
        except ApiSilenceError as error:
            return Outcome(Verdict.RETRY, code="no reply" if error.sent else "no connection", maybe=error.sent)
        return outcome_of(reply, had_buttons=message.has_buttons)

    async def renew(self) -> bool:
        """A page's token has no successor: a person makes a new one."""
        return False

    async def typing(self, user: str, *, on: bool) -> None:
        """Show that the message was seen and is being answered. A message takes the sign away by itself, as do 20 seconds."""
        actions = [action_of(user, "mark_seen"), action_of(user, "typing_on")] if on else [action_of(user, "typing_off")]
        await asyncio.gather(*(self._graph.post("messages", action) for action in actions), return_exceptions=True)

    async def start(self) -> None:
        """Nothing runs in the background."""

    async def stop(self) -> None:
        """Close the connections."""
        await self._graph.close()
