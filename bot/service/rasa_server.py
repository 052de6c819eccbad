"""The Rasa process: channels, understanding, dialogue. Started by bot.service.run."""

from __future__ import annotations

import logging
import sys
from typing import Any

from bot.paths import CONTENT
from bot.service.children import end_with_parent
from bot.service.lean import import_rasa
from bot.service.logs import configure_libraries, configure_logging
from bot.service.settings import read_settings
from bot.service.sharing import OPS, OWN, SHARED, inherited
from bot.service.watching import Watch
from bot.store.folder import hold

logger = logging.getLogger(__name__)


def main() -> int:
    """Serve the channels of credentials.yml until a signal ends the process. Rasa's HTTP API stays off."""
    settings = read_settings()
    hold(settings.data_folder)
    orders = end_with_parent()
    configure_logging(settings.level, process="rasa", form=settings.log_format)
    configure_libraries(settings.level)
    sockets = inherited()
    watch = Watch(settings, listening=sockets[OPS], orders=orders)
    import_rasa(["rasa.core.run", "rasa.core.utils", "spacy"], project=CONTENT, lean=settings.lean)
    from rasa.core.run import serve_application
    from rasa.core.utils import AvailableEndpoints
    from sanic import Sanic

    from bot.channels.guard import guard_server
    from bot.service.action_endpoint import KeptConnections, check_replies_with_one_validator, send_last_message_only
    from bot.service.graph_runner import run_graphs_in_order
    from bot.service.rasa_shortcuts import (
        copy_conversations_as_they_are,
        copy_nothing_for_unseen_log_lines,
        look_events_up_once,
        make_default_actions_once,
        pick_wordings_without_arrays,
        tell_once_whether_the_domain_is_empty,
    )
    from bot.service.retention import keep_pruning
    from bot.service.serving import run
    from bot.service.tracker_store import tell_failures_of_the_store

    check_replies_with_one_validator()
    send_last_message_only()
    look_events_up_once()
    tell_once_whether_the_domain_is_empty()
    pick_wordings_without_arrays()
    copy_nothing_for_unseen_log_lines()
    copy_conversations_as_they_are()
    make_default_actions_once()
    run_graphs_in_order()
    tell_failures_of_the_store()
    keep_pruning(settings)
    guard_server(settings)
    endpoints = AvailableEndpoints.read_endpoints(str(CONTENT / "endpoints.yml"))
    options = endpoints.action.kwargs if endpoints.action else {}
    endpoints.action = KeptConnections(url=f"{settings.actions}/webhook", **options)
    if settings.redis_url:
        from bot.service.lock_store import QueueLockStore

        endpoints.lock_store = QueueLockStore(settings.redis_url)

    async def needs_model(app: Sanic, _: Any) -> None:
        if not app.ctx.agent.is_ready():
            logger.error("%s cannot be loaded", settings.model.name)
            raise SystemExit(1)

    def served(app: Sanic, **options: Any) -> None:
        app.register_listener(needs_model, "before_server_start")  # after the one that loads it; Rasa would serve without a model
        run(app, sockets[OWN], [sockets[SHARED]], orders)

    Sanic.run = served
    watch.attach(endpoints.action)
    serve_application(
        str(settings.model),
        interface=settings.host,
        port=settings.port,
        credentials=str(CONTENT / "credentials.yml"),
        endpoints=endpoints,
        enable_api=False,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
