"""An Official Account as a platform."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from bot.messaging.database import StoreError
from bot.messaging.events import Event
from bot.messaging.http import ApiClient, ApiSilenceError
from bot.messaging.platform import Limits, Outcome, RefusedRequestError, Verdict
from bot.messaging.replies import Outgoing
from bot.messaging.settings import MessagingSettings
from bot.messaging.store import Store
from bot.messaging.zalo.errors import outcome_of
from bot.messaging.zalo.incoming import event_of
from bot.messaging.zalo.oauth import OAuth, TokenError
from bot.messaging.zalo.outgoing import message_of
from bot.messaging.zalo.signature import HEADER, is_genuine
from bot.messaging.zalo.token_alarms import TokenAlarms
from bot.messaging.zalo.tokens import NoTokenError, Tokens

logger = logging.getLogger("channels")

PATH = "/v3.0/oa/message/cs"
# 2,000 characters a text: refused above with -210; some is left for what counts otherwise. Buttons: the SDK's constant says 5, its
# error text 4. A title may have 100 characters; phones show some 30. Replies: 48 hours, eight messages, after a person's last word.
LIMITS = Limits(text=1900, choices=4, choice_title=30, choice_payload=1000, text_with_link=1900, window=timedelta(hours=48), replies=8)
SETUP_SECONDS = 1.0  # so late is seen that a person has opened the set-up window


class OfficialAccount:
    """Verifies and reads deliveries, sends messages. limits: those of the platform, but for tests and experiments."""

    name = "zalo"

    def __init__(self, settings: MessagingSettings, store: Store, limits: Limits = LIMITS) -> None:
        self.limits = replace(limits, sends_per_second=settings.zalo_sends_per_second)
        if not settings.zalo_buttons:
            self.limits = replace(self.limits, choices=0, text_with_link=0)
        self._settings = settings
        self._store = store
        self._api = ApiClient(settings.zalo_api_base)
        self._oauth = OAuth(settings)
        self._tokens = Tokens(settings, self._oauth, TokenAlarms(store))
        self._dead = ""  # the access token that was refused last
        self._setup_until = 0  # milliseconds since 1970; receive() must not wait for the store
        self._watch: asyncio.Task[None] | None = None

    def receive(self, headers: Mapping[str, str], body: bytes) -> Sequence[Event]:
        """See Platform. Without any signature: Zalo's console does so to test an address that is being saved, and takes 200 only."""
        signature = headers.get(HEADER)
        if signature is None:
            if self._settings.zalo_unsigned == "ignore" or time.time() * 1000 < self._setup_until:
                return ()
            raise RefusedRequestError(401)
        try:
            content = json.loads(body)
        except (ValueError, RecursionError):
            content = None
        timestamp = content.get("timestamp") if isinstance(content, dict) else None
        if not isinstance(timestamp, str | int) or not self._is_genuine(signature, body, str(timestamp)):
            raise RefusedRequestError(401)
        event = event_of(content, oa_id=self._settings.zalo_oa_id)
        return () if event is None else (event,)

    def answer_get(self, query: Mapping[str, str]) -> str:
        """The console's button for a test sends a GET, too."""
        return "ok"

    async def send(self, user: str, message: Outgoing, *, mark: str) -> Outcome:
        """See Platform; the mark cannot be sent along."""
        try:
            token = await self._tokens.access()
        except NoTokenError as error:
            return Outcome(Verdict.ACCOUNT, alarm=error.alarm)
        shown = message if self._settings.zalo_buttons else message.without_buttons()
        body = message_of(user, shown, template=self._settings.zalo_button_template)
        try:
            reply = await self._api.post(PATH, json=body, headers={"access_token": token})
        except ApiSilenceError as silence:
            return Outcome(Verdict.RETRY, code="silence", maybe=silence.sent)
        outcome = outcome_of(reply, had_buttons=shown.has_buttons)
        if outcome.verdict is Verdict.RENEW:
            self._dead = token
        return outcome

    async def renew(self) -> bool:
        """See Platform."""
        try:
            await self._tokens.renew(self._dead)
        except TokenError:
            return False
        return True

    async def typing(self, user: str, *, on: bool) -> None:
        """An Official Account cannot show it."""

    async def start(self) -> None:
        """See Platform."""
        await self._look_whether_set_up()
        self._watch = asyncio.get_running_loop().create_task(self._watch_setup())
        await self._tokens.start()

    async def stop(self) -> None:
        """See Platform."""
        if self._watch is not None:
            self._watch.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._watch
        await self._tokens.stop()
        await self._api.close()
        await self._oauth.close()

    def _is_genuine(self, signature: str, body: bytes, timestamp: str) -> bool:
        return is_genuine(signature, body, app_id=self._settings.zalo_app_id, timestamp=timestamp, secret_key=self._settings.zalo_oa_secret_key)

    async def _watch_setup(self) -> None:
        while True:
            await asyncio.sleep(SETUP_SECONDS)
            await self._look_whether_set_up()

    async def _look_whether_set_up(self) -> None:
        try:
            self._setup_until = await self._store.run(lambda tables: tables.notes.get("setup_until"))
        except StoreError as error:
            logger.error("zalo: %s", error)
