"""Logging of the service's processes. What citizens write appears in no log, whatever goes wrong and at every level."""

from __future__ import annotations

import logging
import sys
import warnings
from collections.abc import MutableMapping
from typing import Any

from bot.watch.lines import JsonLines, TextLines

# Libraries that put requests, messages or trackers into their log lines; their warnings are enough.
_TALKATIVE = ("asyncio", "apscheduler", "sanic.access", "sanic.root", "rasa", "rasa_sdk", "matplotlib", "urllib3")

# What Rasa says about every project with slots, and about every one whose entities come from its own component.
SAID_ALWAYS = (
    "Slot auto-fill has been removed",
    "You have defined training data consisting of entity examples",
    "'RulePolicy' is not included in the model's policy configuration",  # its heir is: bot/nlu/one_turn_policy.py
)


def configure_logging(level: int, *, process: str = "service", form: str = "text") -> None:
    """Log lines of this *process* go to stderr, as text or json (bot.watch.lines)."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines(process) if form == "json" else TextLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(max(level, logging.WARNING))


def configure_libraries(level: int) -> None:
    """Quiet Rasa's warnings, and reduce its structured log lines to the event's name and the error.

    The lines' values hold the messages. Must run before Rasa is imported: until it is configured structlog prints
    everything, with every text, to stdout.
    """
    import structlog

    warnings.filterwarnings("ignore", category=DeprecationWarning)
    warnings.showwarning = _log_warning
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, _without_values],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(max(level, logging.WARNING)),  # as of all that Rasa logs, see _TALKATIVE
        cache_logger_on_first_use=True,
    )


def _log_warning(message: Warning | str, category: type[Warning], *_: Any, **__: Any) -> None:
    """A warning as a log line. Deprecations inside libraries are not told; filters alone would not hold, libraries set their own."""
    if not issubclass(category, DeprecationWarning | PendingDeprecationWarning) and not str(message).startswith(SAID_ALWAYS):
        logging.getLogger("warning").warning("%s", message)


def _without_values(_: Any, method: str, event: MutableMapping[str, Any]) -> tuple[tuple[str], dict[str, Any]]:
    return (str(event.get("event", "")).splitlines()[0][:80] if event.get("event") else "",), {"exc_info": event.get("exc_info") or method == "exception"}
