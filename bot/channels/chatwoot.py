"""The webhook of the officers' desk: /webhooks/chatwoot/webhook (docs/handover.md). What is Chatwoot's own is in bot/handover/."""

from __future__ import annotations

import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, Sanic
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.api.content import read_content
from bot.channels.handing import handover_of, offers
from bot.channels.http import BrokenBodyError, TooLargeError, TooSlowError, body_of
from bot.channels.messaging import HEADERS, headers_of
from bot.handover.settings import GROUP, HandoverSettings
from bot.messaging.texts import ChannelTexts
from bot.paths import CHANNELS, PHRASES, PLANS
from bot.store.database import StoreError
from bot.watch.metrics import metrics

logger = logging.getLogger("handover")

MOST_BYTES = 512 * 1024  # a delivery tells the whole conversation's attributes
NAME = "chatwoot"


class ChatwootChannel(InputChannel):
    """Takes what officers say, and brings what citizens say; off, without any route, while no desk is set. settings: in place of the environment's."""

    def __init__(self, *, settings: HandoverSettings | None = None) -> None:
        self._settings = settings or HandoverSettings()

    @classmethod
    def name(cls) -> str:
        """The path under /webhooks/."""
        return NAME

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> ChatwootChannel:
        """The channel; it has no options in credentials.yml."""
        return cls(**(credentials or {}))

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The webhook. Raises ContentError, PlanError, TextsError, StoreError for what cannot be used."""
        blueprint = Blueprint(NAME)
        settings = self._settings
        if not settings.has_desk:
            logger.info("%s: off; %s are not set", NAME, ", ".join(name.upper() for name in GROUP))
            return blueprint
        from bot.handover.bringing import Bringing
        from bot.handover.chatwoot import Chatwoot
        from bot.handover.deliveries import ForgedError, UnreadableError, read_delivery
        from bot.handover.kept import KeptTalks

        content = read_content(plans=PLANS, phrases=PHRASES)
        handover = handover_of(settings, content)
        assert handover is not None
        kept, desk = KeptTalks(settings.database, now=lambda: round(time.time() * 1000)), Chatwoot(settings)
        texts = ChannelTexts.from_file(CHANNELS).desk
        bringing = Bringing(kept, desk, texts, settings, offers(content), now=lambda: round(time.time() * 1000))

        async def webhook(request: Request) -> HTTPResponse:
            try:
                told = read_delivery(headers_of(request), await body_of(request, MOST_BYTES), settings, now=time.time())
                if told is not None:
                    await handover.hear(told)
            except TooLargeError:
                return _text(413, "too large")
            except TooSlowError:
                return _text(408, "too slow")
            except ForgedError:
                logger.warning("%s: a delivery was refused", NAME)
                metrics().error(NAME, "delivery_refused")
                return _text(401, "refused")
            except (UnreadableError, BrokenBodyError):
                return _text(400, "refused")
            except StoreError as error:
                logger.error("%s: a delivery was not kept: %s", NAME, error)
                metrics().error(NAME, "delivery_not_kept")
                return _text(503, "unavailable")  # the officer sees that his message was not taken
            return _text(200, "ok")

        async def start(app: Sanic, loop: Any) -> None:
            bringing.start()
            logger.info("%s: on", NAME)

        async def stop(app: Sanic, loop: Any) -> None:
            await bringing.stop()
            await desk.close()
            kept.close()
            await handover.close()

        blueprint.add_route(webhook, "/webhook", methods=("POST",), stream=True)
        blueprint.listener("after_server_start")(start)
        blueprint.listener("before_server_stop")(stop)
        return blueprint


def _text(status: int, text: str) -> HTTPResponse:
    return HTTPResponse(text, status, {**HEADERS}, "text/plain; charset=utf-8")
