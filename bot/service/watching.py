"""The Rasa process watched: messages counted as they pass, their log lines marked, health and metrics served (bot/watch; docs/operate.md)."""

from __future__ import annotations

import logging
import socket
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from bot.messaging.database import FILE
from bot.messaging.settings import GROUPS
from bot.paths import PLANS
from bot.service.children import ACCEPT, RETIRE, Orders
from bot.service.figures import handover_figures, messaging_figures, readiness_figures, reload_figures, token_figures
from bot.service.fingerprint import fingerprint_file
from bot.service.health import LIVE, READY_SECONDS
from bot.service.settings import Settings
from bot.watch.checks import Ask, Check, problems, served
from bot.watch.heartbeat import Heartbeat
from bot.watch.metrics import Metrics, metrics
from bot.watch.pseudonyms import Pseudonyms
from bot.watch.requests import HEADER, one_request, request_id
from bot.watch.server import OperationsPort, Page
from bot.watch.told import Told
from bot.web.cards import version_of
from bot.web.sessions import secret_of

if TYPE_CHECKING:
    from rasa.core.channels.channel import UserMessage
    from sanic import Sanic

    from bot.service.action_endpoint import KeptConnections

logger = logging.getLogger("messages")

NOT_LOADED = "not loaded"
_told: ContextVar[list[Told] | None] = ContextVar("told", default=None)  # by the action, about the message at hand


class Watch:
    """The Rasa process of a service. Make it before Rasa is imported, so that the port tells of a start that takes long.

    listening: the operations port, where it serves from the order ACCEPT to the order RETIRE.
    """

    def __init__(self, settings: Settings, *, listening: socket.socket, orders: Orders) -> None:
        self._settings = settings
        self._app: Sanic | None = None
        self.heartbeat = Heartbeat(limit=settings.health_timeout, starting=READY_SECONDS)
        self.metrics = metrics()
        self.checks = {"model": Check(self._model, fresh=0.0), "event_loop": Check(lambda: self.heartbeat.problem, fresh=0.0)}
        self.metrics.look_up("readiness", readiness_figures(self.checks, self.heartbeat))
        self.metrics.look_up("reload", reload_figures(settings))
        logging.getLogger().addHandler(_Counted(self.metrics))
        pages = {LIVE: self._live, "/health/ready": self._ready, "/metrics": self._metrics}
        port = OperationsPort(settings.ops_host, settings.ops_port, pages, token=settings.ops_token, public=(LIVE,), listening=listening)
        orders.when(ACCEPT, port.start)
        orders.when(RETIRE, port.stop)

    def attach(self, endpoint: KeptConnections) -> None:
        """See every message and every call of the action server at *endpoint*. Rasa must be imported, and nothing served yet."""
        import rasa.core.run
        from rasa.core.agent import Agent

        settings = self._settings
        self.checks["actions"] = Check(served(f"{settings.actions}/health"))
        self.checks["database"] = Check(_database(settings.database))
        if settings.redis_url:
            self.checks["redis"] = Check(_redis(settings.redis_url))
        if any(settings.is_on(channel) for channel in GROUPS):
            self.checks["chat_store"] = Check(self._chat_store)
        self.metrics.look_up("messaging", messaging_figures(settings))
        self.metrics.look_up("tokens", token_figures(settings))
        self.metrics.look_up("handover", handover_figures(settings))
        self.metrics.versions(_versions(settings))
        pseudonyms = Pseudonyms(secret_of(settings.data_folder, settings.web_session_secret))
        endpoint.watch(Called(self.metrics))
        Agent.handle_message = watched(Agent.handle_message, self.metrics, pseudonyms)
        configure = rasa.core.run.configure_app

        def configured(*arguments: Any, **options: Any) -> Sanic:
            app = self._app = configure(*arguments, **options)
            app.register_listener(self._serves, "after_server_start")
            return app

        rasa.core.run.configure_app = configured

    async def _serves(self, app: Sanic, loop: Any) -> None:
        self.heartbeat.start()

    # -- pages

    def _live(self, accept: str) -> Page:
        problem = self.heartbeat.problem
        status = "hung" if problem else "alive" if self.heartbeat.has_started else "starting"
        return Page.json(503 if problem else 200, {"status": status, "heartbeat_age_seconds": round(self.heartbeat.age, 3)})

    def _ready(self, accept: str) -> Page:
        found = problems(dict(self.checks))
        missing = {name: problem for name, problem in found.items() if problem is not None}
        parts = {name: problem or "ok" for name, problem in found.items()}
        return Page.json(503 if missing else 200, {"status": "missing" if missing else "ready", "missing": sorted(missing), "parts": parts})

    def _metrics(self, accept: str) -> Page:
        content_type, text = self.metrics.shown(accept)
        return Page(200, content_type, text)

    # -- what must be there

    def _model(self) -> str | None:
        agent = getattr(self._app.ctx, "agent", None) if self._app is not None else None
        return None if agent is not None and agent.is_ready() else NOT_LOADED

    def _chat_store(self) -> str | None:
        with closing(sqlite3.connect(f"file:{self._settings.data_folder / FILE}?mode=rw", uri=True, timeout=2.0)) as connection:
            connection.execute("SELECT count(*) FROM notes").fetchone()
        return None


class _Counted(logging.Handler):
    """Counts warnings and errors."""

    def __init__(self, counting: Metrics) -> None:
        super().__init__(logging.WARNING)
        self._metrics = counting

    def emit(self, record: logging.LogRecord) -> None:
        """See the parent class."""
        self._metrics.logged("warning" if record.levelno < logging.ERROR else "error")


def watched(handle: Callable[..., Any], counting: Metrics, pseudonyms: Pseudonyms) -> Callable[..., Any]:
    """Rasa's way of handling a message, with a request id around it, and counted; one log line for each, which does not say what was written."""

    async def handle_message(self: Any, message: UserMessage) -> Any:
        channel = message.input_channel or ""
        told: list[Told] = []
        token = _told.set(told)
        started = time.perf_counter()
        counting.began()
        try:
            with one_request():
                try:
                    return await handle(self, message)
                except Exception as error:
                    counting.error(channel, type(error).__name__.lower())
                    raise
                finally:
                    seconds = time.perf_counter() - started
                    counting.ended(channel, seconds=seconds, told=told[-1] if told else None)
                    logger.info("message", extra={"fields": _line(channel, pseudonyms.of(str(message.sender_id)), seconds, told)})
        finally:
            _told.reset(token)

    return handle_message


def _line(channel: str, person: str, seconds: float, told: list[Told]) -> dict[str, Any]:
    questions = told[-1].questions if told else ()
    outcomes, asks = (",".join(str(getattr(question, part) or "none") for question in questions) for part in ("outcome", "ask"))
    return {"channel": channel, "person": person, "seconds": round(seconds, 4), "outcome": outcomes or "no_answer", "ask": asks or "none"}


class Called:
    """What is done around each call of the action server."""

    def __init__(self, counting: Metrics) -> None:
        self._metrics = counting

    def headers(self) -> dict[str, str]:
        """What goes along: the request's id."""
        known = request_id()
        return {HEADER: known} if known else {}

    def ended(self, reply: Any, *, seconds: float) -> None:
        """*reply*: the JSON that came; None if none did."""
        self._metrics.action(seconds=seconds, failed=reply is None)
        told = _told.get()
        try:
            read = Told.read(reply["events"]) if isinstance(reply, dict) else None
        except (KeyError, TypeError, AttributeError):
            read = None
        if read is not None and told is not None:
            told.append(read)


def _versions(settings: Settings) -> dict[str, str]:
    kept = fingerprint_file(settings.model)
    model = kept.read_text("utf-8").strip()[:16] if kept.is_file() else "unknown"
    return {"model": model, "plan": version_of(PLANS)}


def _redis(url: str) -> Ask:
    """Asks whether Redis answers."""

    def ask() -> str | None:
        from bot.service.lock_store import problem_with

        return "not reached" if problem_with(url) else None

    return ask


def _database(url: str) -> Ask:
    """Asks whether the database takes a transaction."""
    opened: list[Any] = []

    def ask() -> str | None:
        from sqlalchemy import MetaData, text

        from bot.store.database import Database, StoreError

        try:
            if not opened:
                opened.append(Database(url, MetaData()))
            with opened[0].begin() as connection:
                connection.execute(text("SELECT 1"))
        except StoreError:
            return "not reached"
        return None

    return ask
