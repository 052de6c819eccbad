"""The action server process: on loopback, started by bot.service.run, or by itself for services elsewhere (python -m bot actions)."""

from __future__ import annotations

import logging
import sys

from prometheus_client import CollectorRegistry, ProcessCollector
from prometheus_client.exposition import choose_encoder
from rasa_sdk.endpoint import create_app
from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, json, raw

from actions.answer import contacts, content
from bot.plan.reading import ContentError
from bot.service.children import Orders, end_with_parent
from bot.service.logs import configure_logging
from bot.service.serving import run
from bot.service.settings import Settings, read_settings
from bot.service.sharing import bound_socket, inherited
from bot.watch.requests import HEADER, take_over

logger = logging.getLogger(__name__)

# Longer than the 15 s for which callers keep an idle connection (aiohttp), so that none is used as it is being closed.
KEEP_ALIVE_SECONDS = 30


def build_app() -> Sanic:
    """rasa-sdk's server with the project's actions; its error replies do not repeat the request, which holds the conversation."""
    app = create_app("actions", cors_origins="")
    app.config.KEEP_ALIVE_TIMEOUT = KEEP_ALIVE_SECONDS

    async def on_error(request: Request, error: Exception) -> HTTPResponse:
        logger.error("action failed", exc_info=error)
        return json({"error": type(error).__name__}, status=getattr(error, "status_code", 500))

    async def on_request(request: Request) -> None:
        take_over(request.headers.get(HEADER, ""))

    registry = CollectorRegistry()
    ProcessCollector(registry=registry)

    async def metrics(request: Request) -> HTTPResponse:
        encode, content_type = choose_encoder(request.headers.get("accept", ""))
        return raw(encode(registry), content_type=content_type)

    app.error_handler.add(Exception, on_error)
    app.register_middleware(on_request, "request")
    app.add_route(metrics, "/metrics")
    return app


def main() -> int:
    """Serve the actions until a signal ends the process; 1 if the plans or the contacts cannot be read, or the port is taken."""
    return serve_actions(read_settings(), end_with_parent())


def serve_actions(settings: Settings, orders: Orders | None = None) -> int:
    """See main. orders: what the service that started it says; none if it was started by itself."""
    configure_logging(settings.level, process="actions", form=settings.log_format)
    try:
        content()
        contacts()
    except ContentError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    try:
        own = bound_socket(settings.action_host, settings.action_port)
    except OSError as error:
        sys.stderr.write(f"error: nothing can listen at {settings.action_host}:{settings.action_port} ({error.strerror}); see ACTION_HOST and ACTION_PORT\n")
        return 1
    run(build_app(), own, list(inherited().values()), orders or Orders())
    return 0


if __name__ == "__main__":
    sys.exit(main())
