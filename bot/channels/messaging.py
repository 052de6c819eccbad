"""What the channels of all chat platforms have in common: their webhook on the server's side, and Rasa on the other (docs/channels.md)."""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import fields, replace
from datetime import timedelta
from typing import Any, ClassVar

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, Sanic
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.api.content import Content, UnderReview, read_content
from bot.channels.door import admit
from bot.channels.handing import MOST_BESIDE, Handing, Relay, forget_talks, handover_of
from bot.channels.http import BrokenBodyError, TooLargeError, TooSlowError, body_of
from bot.channels.trackers import Bubbles, delete_tracker
from bot.handover.settings import HandoverSettings
from bot.messaging.database import StoreError
from bot.messaging.desk import Desk, Standing
from bot.messaging.guide import Guide
from bot.messaging.platform import LEAST_TEXT, Limits, Platform, RefusedRequestError
from bot.messaging.replies import Choice, Link, Reply
from bot.messaging.settings import GROUPS, MessagingSettings
from bot.messaging.store import Store
from bot.messaging.texts import ChannelTexts, Lines
from bot.paths import CHANNELS, PHRASES, PLANS
from bot.store.database import StoreError as SharedStoreError
from bot.switches.watch import Switches
from bot.watch.metrics import metrics
from bot.web.cards import Card, Cards
from bot.web.sessions import secret_of

logger = logging.getLogger("channels")

OnMessage = Callable[[UserMessage], Awaitable[Any]]

MOST_BYTES = 256 * 1024  # of a delivery; those of one event have a few thousand
HEADERS: Mapping[str, str] = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
_OF_LIMITS = frozenset(field.name for field in fields(Limits))
_WITH_PARTS = frozenset(("window", "sends_per_second"))  # the others are whole numbers
_LEAST: Mapping[str, float] = {"text": LEAST_TEXT, "messages": 1, "replies": 1, "window": 0.1, "sends_per_second": 0.01}  # of the others nothing is enough


class MessagingChannel(InputChannel, ABC):
    """The webhook of a chat platform; off, without any route, while none of its settings are given.

    options: as credentials.yml has them: settings without the platform's name in front (app_id for zalo_app_id), which overrule
    those of the environment, and limits of the platform (bot.messaging.platform.Limits; window in hours). settings, handover: in place of
    the environment's.
    """

    platform: ClassVar[str]

    def __init__(self, *, settings: MessagingSettings | None = None, handover: HandoverSettings | None = None, **options: Any) -> None:
        own = {f"{self.platform}_{name}": value for name, value in options.items() if name not in _OF_LIMITS}
        unknown = [name for name in options if name not in _OF_LIMITS and f"{self.platform}_{name}" not in MessagingSettings.__fields__]
        if unknown:
            raise ValueError(f"{self.platform}: unknown option {', '.join(unknown)} in credentials.yml")
        self._settings = settings or MessagingSettings(**own)
        self._handover = handover or HandoverSettings()
        self._limits = {name: self._limit(name, value) for name, value in options.items() if name in _OF_LIMITS}

    @classmethod
    def name(cls) -> str:
        """The path under /webhooks/, and the name by which the action knows the channel."""
        return cls.platform

    def _limit(self, name: str, value: Any) -> Any:
        """A limit as Limits has it. Raises ValueError for what is no number, or so little that nothing could be said."""
        least = _LEAST.get(name, 0)
        if isinstance(value, bool) or not isinstance(value, (int, float) if name in _WITH_PARTS else int) or value < least:
            raise ValueError(f"{self.platform}: {name} in credentials.yml must be a number from {least} on, and is {value!r}")
        return timedelta(hours=value) if name == "window" else value

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> MessagingChannel:
        """The channel as credentials.yml sets it up."""
        return cls(**(credentials or {}))

    @abstractmethod
    def make_platform(self, settings: MessagingSettings, store: Store) -> Platform:
        """The platform, with the settings of an account."""

    def add_routes(self, blueprint: Blueprint) -> None:
        """What the platform has besides its webhook."""

    def blueprint(self, on_new_message: OnMessage) -> Blueprint:
        """The webhook. Raises PlanError, TextsError, StoreError or OSError for what cannot be used."""
        blueprint = Blueprint(self.platform)
        settings = self._settings
        if not settings.is_on(self.platform):
            logger.info("%s: off; %s are not set", self.platform, ", ".join(name.upper() for name in GROUPS[self.platform]))
            return blueprint
        store = Store(settings.data_folder, self.platform)
        platform = self.make_platform(settings, store)
        if self._limits:
            platform.limits = replace(platform.limits, **self._limits)
        texts = ChannelTexts.from_file(CHANNELS)
        content = read_content(plans=PLANS, phrases=PHRASES)
        handover = handover_of(self._handover, content)
        handing = Handing(handover, self.platform) if handover is not None else None
        rasa = _Rasa(self.platform, on_new_message, content, texts.lines, settings.public_url, settings.database, handing)
        secret = secret_of(settings.data_folder, settings.web_session_secret)
        desk = Desk(platform, store, rasa, texts, Guide(content, texts), settings, secret=secret)
        relay = Relay(handover, desk, self.platform) if handover is not None else None

        async def webhook(request: Request) -> HTTPResponse:
            return await _reply(request, platform, desk)

        async def start(app: Sanic, loop: Any) -> None:
            rasa.app = app
            await desk.start()
            if relay is not None:
                relay.start()
            logger.info("%s: on", self.platform)

        async def stop(app: Sanic, loop: Any) -> None:
            if relay is not None:
                await relay.stop()
            await desk.stop()

        blueprint.add_route(webhook, "/webhook", methods=("GET", "POST"), stream=True)
        blueprint.listener("after_server_start")(start)
        blueprint.listener("before_server_stop")(stop)
        self.add_routes(blueprint)
        return blueprint


async def _reply(request: Request, platform: Platform, desk: Desk) -> HTTPResponse:
    """The reply to a delivery: 200 as soon as it is kept; the work is done afterwards."""
    try:
        body = await body_of(request, MOST_BYTES)
        if request.method == "GET":
            return _text(200, platform.answer_get({name: values[0] for name, values in request.args.items()}))
        await desk.accept(platform.receive(headers_of(request), body))
    except TooLargeError:
        return _text(413, "too large")
    except TooSlowError:
        return _text(408, "too slow")
    except BrokenBodyError:
        return _text(400, "bad request")
    except RefusedRequestError as refused:
        logger.warning("%s: a delivery was refused with %d", platform.name, refused.status)
        metrics().error(platform.name, "delivery_refused")
        return _text(refused.status, "refused")
    except StoreError as error:
        logger.error("%s: a delivery was not kept: %s", platform.name, error)
        metrics().error(platform.name, "delivery_not_kept")
        return _text(503, "unavailable")  # the platform delivers again
    except Exception as error:
        logger.error("%s: a delivery was not taken", platform.name, exc_info=error)
        metrics().error(platform.name, "delivery_not_taken")
        return _text(503, "unavailable")
    return _text(200, "ok")


def headers_of(request: Request) -> dict[str, str]:
    """By lower-case names; one that comes twice has both values, so that no signature fits it."""
    headers: dict[str, str] = {}
    for name, value in request.headers.items():
        known = headers.get(name.lower())
        headers[name.lower()] = value if known is None else f"{known},{value}"
    return headers


def _text(status: int, text: str) -> HTTPResponse:
    return HTTPResponse(text, status, {**HEADERS}, "text/plain; charset=utf-8")


class _Rasa:
    """The bot as the desk knows it (bot.messaging.desk.Bot). app: the server, once it runs."""

    def __init__(
        self, channel: str, on_new_message: OnMessage, content: Content, lines: Lines, public_url: str, database: str, handing: Handing | None
    ) -> None:
        self.app: Sanic | None = None
        self._handing = handing
        self._channel = channel
        self._on_new_message = on_new_message
        self._database = database
        self._switches = Switches(database)
        self._phrases = content.phrases
        self._content = UnderReview(content, lambda reviewed: reviewed)
        self._cards = Cards(content.library, content.phrases, content.wording)
        self._lines = lines
        self._public_url = public_url if public_url.startswith("https://") else ""

    async def ask(self, person: str, text: str, message: str) -> Reply | None:
        """See bot.messaging.desk."""
        if self._agent() is None:
            return None
        output = Bubbles(self._channel)
        try:
            await self._on_new_message(UserMessage(admit(text), output, person, input_channel=self._channel, message_id=message))
        except Exception as error:
            logger.error("%s: a message was not answered", self._channel, exc_info=error)
        texts = tuple(str(said["text"]) for said in output.messages if said.get("text"))
        if not texts:
            return None
        choices = tuple(Choice(str(button["title"]), str(button["payload"])) for said in output.messages for button in said.get("buttons") or ())
        card = Card.read(said["custom"] for said in output.messages if isinstance(said.get("custom"), dict))
        shown = self._cards.figures(card, texts)
        if self._handing is not None:
            texts, offer = self._handing.offered([frame.ask for frame in card.frames], texts)
            choices = (*offer, *choices[:MOST_BESIDE]) if offer else choices
        figures = tuple(self._lines.figure_line.format(figure=figure["figure"]["text"], name=figure["name"]) for figure in shown)
        link = Link(self._lines.open_page, self._public_url + shown[0]["href"]) if self._public_url and len(shown) == 1 else None
        return Reply(texts, choices, figures, link)

    async def entities(self, text: str) -> Sequence[Mapping[str, Any]]:
        """See bot.messaging.desk."""
        agent = self._agent()
        parsed = await agent.parse_message(admit(text)) if agent is not None and hasattr(agent, "parse_message") else {}
        found: Sequence[Mapping[str, Any]] = parsed.get("entities") or ()
        return found

    async def standing(self) -> Standing:
        """See bot.messaging.desk."""
        state = await self._switches.current()
        notice = state.notice(self._channel)
        return Standing(self._content.without(state.topics), notice if notice is None else notice or self._phrases.texts["paused"])

    async def forget(self, person: str) -> None:
        """See bot.messaging.desk."""
        agent = self._agent()
        if agent is not None:
            await delete_tracker(agent, person)
        await forget_talks(self._database, person)

    async def handed(self, person: str, user: str, text: str, message: str) -> Reply | None:
        """See bot.messaging.desk."""
        if self._handing is None:
            return None
        may_begin = (await self.standing()).notice is None
        try:
            return await self._handing.reply(self._agent(), person, message, text, address=user, may_begin=may_begin)
        except SharedStoreError as error:  # the bot needs that database too, and says that it cannot answer
            logger.error("%s: whether an officer answers is not known: %s", self._channel, error)
            return None

    def _agent(self) -> Any:
        """Rasa's agent; None before the model is loaded."""
        agent = getattr(self.app.ctx, "agent", None) if self.app is not None else None
        is_ready = getattr(agent, "is_ready", None)
        return agent if is_ready is None or is_ready() else None
