"""What is counted and measured. No label tells of a person, and each has few values, whatever citizens send.

Counting must never cost an answer: whatever goes wrong here is logged once and then passed over.
"""

from __future__ import annotations

import functools
import logging
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, Protocol

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, Info, ProcessCollector, disable_created_metrics
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import choose_encoder
from prometheus_client.registry import Collector

from bot.watch.told import Told

logger = logging.getLogger(__name__)

# Seconds. An answer takes some hundredths here; after 10 s Rasa has given the action server up.
BUCKETS: Final = (0.005, 0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0)
OTHER: Final = "other"
NONE: Final = "none"
MOST_VALUES: Final = 200  # of one label
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")


class _Values:
    """The values of a label: words of ours, never more than MOST_VALUES."""

    def __init__(self) -> None:
        self._known: set[str] = set()

    def of(self, value: str | None) -> str:
        """*value*, or «none», or «other» for what looks like no word of ours."""
        if not value:
            return NONE
        if value in self._known:
            return value
        if not _NAME.fullmatch(value) or len(self._known) >= MOST_VALUES:
            return OTHER
        self._known.add(value)
        return value


def _never_raises(method: Callable[..., None]) -> Callable[..., None]:
    told: set[str] = set()

    @functools.wraps(method)
    def safe(*args: Any, **kwargs: Any) -> None:
        try:
            method(*args, **kwargs)
        except Exception as error:
            if method.__name__ not in told:
                told.add(method.__name__)
                logger.error("what happened is not counted (%s)", method.__name__, exc_info=error)

    return safe


class Source(Protocol):
    """Figures that are looked up when they are asked for."""

    def __call__(self) -> Iterable[Metric]:
        """The figures as they are now."""


class Metrics:
    """The figures of one process, in a registry of their own."""

    def __init__(self) -> None:
        disable_created_metrics()  # each series would be there twice, the second time with the hour of its beginning
        self.registry = CollectorRegistry()
        self._channels, self._asks, self._kinds = _Values(), _Values(), _Values()

        def counter(name: str, text: str, *labels: str) -> Counter:
            return Counter(name, text, labels, registry=self.registry)

        self._messages = counter("bot_messages", "Messages of citizens.", "channel")
        self._outcomes = counter("bot_outcomes", "Questions by what became of them (a message may ask two).", "channel", "outcome")
        self._questions = counter("bot_questions", "Questions by what they ask, and what became of them.", "ask", "outcome")
        self._fallbacks = counter("bot_fallbacks", "Messages that no fact could be given to, by reason.", "channel", "reason")
        self._feedback = counter("bot_feedback", "Votes on answers.", "value")
        self._errors = counter("bot_errors", "What went wrong, by channel and kind.", "channel", "kind")
        self._log_lines = counter("bot_log_lines", "Lines of the log that are warnings or errors.", "level")
        self._seconds = Histogram("bot_message_seconds", "From a message to its answer.", ("channel",), buckets=BUCKETS, registry=self.registry)
        self._action_seconds = Histogram("bot_action_seconds", "A call of the action server.", buckets=BUCKETS, registry=self.registry)
        self._action_failures = counter("bot_action_failures", "Calls of the action server that brought no answer.")
        self._at_work = Gauge("bot_messages_in_progress", "Messages that are being answered.", registry=self.registry)
        self._info = Info("bot_version", "Versions of the model and of the plan files.", registry=self.registry)
        self._looked = _Looked()
        self.registry.register(self._looked)
        ProcessCollector(registry=self.registry)

    @_never_raises
    def began(self) -> None:
        """A message is being answered."""
        self._at_work.inc()

    @_never_raises
    def ended(self, channel: str, *, seconds: float, told: Told | None) -> None:
        """It was answered with what the action *told*, or was not: None."""
        name = self._channels.of(channel)
        self._at_work.dec()
        self._messages.labels(name).inc()
        self._seconds.labels(name).observe(seconds)
        for question in told.questions if told else ():
            outcome = self._kinds.of(question.outcome)
            self._outcomes.labels(name, outcome).inc()
            self._questions.labels(self._asks.of(question.ask), outcome).inc()
        if told is None:
            self._errors.labels(name, "no_answer").inc()
        reason = "no_answer" if told is None else told.fallback
        if reason:
            self._fallbacks.labels(name, self._kinds.of(reason)).inc()

    @_never_raises
    def error(self, channel: str, kind: str) -> None:
        """Something went wrong on a channel."""
        self._errors.labels(self._channels.of(channel), self._kinds.of(kind)).inc()

    @_never_raises
    def voted(self, value: str) -> None:
        """A vote was kept."""
        self._feedback.labels(self._kinds.of(value)).inc()

    @_never_raises
    def action(self, *, seconds: float, failed: bool) -> None:
        """The action server was called, and answered or *failed* to."""
        self._action_seconds.observe(seconds)
        if failed:
            self._action_failures.inc()

    @_never_raises
    def logged(self, level: str) -> None:
        """A warning or an error was logged."""
        self._log_lines.labels(level).inc()

    @_never_raises
    def versions(self, versions: Mapping[str, str]) -> None:
        """What runs here."""
        self._info.info(dict(versions))

    def look_up(self, name: str, source: Source) -> None:
        """Take figures from *source* whenever they are asked for; if it fails they are missing, and the others are there."""
        self._looked.sources[name] = source

    def shown(self, accept: str) -> tuple[str, bytes]:
        """Content type and text, as Prometheus reads it."""
        encode, content_type = choose_encoder(accept)
        return content_type, encode(self.registry)


class _Looked(Collector):
    """The sources behind the library's interface."""

    def __init__(self) -> None:
        self.sources: dict[str, Source] = {}

    def describe(self) -> Iterable[Metric]:
        """Nothing: a source is not to be asked before it is needed."""
        return ()

    def collect(self) -> Iterable[Metric]:
        """The figures as they are now."""
        missing = GaugeMetricFamily("bot_figures_missing", "1: the figures of this source could not be looked up.", labels=["source"])
        found: list[Metric] = []
        for name, source in list(self.sources.items()):
            try:
                found += source()
                missing.add_metric([name], 0)
            except Exception as error:
                logger.warning("figures could not be looked up: %s (%s)", name, type(error).__name__)
                missing.add_metric([name], 1)
        return [*found, missing]


@functools.lru_cache(maxsize=1)
def metrics() -> Metrics:
    """Those of this process."""
    return Metrics()
