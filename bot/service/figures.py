"""Figures that are looked up when somebody asks: what the chat platforms' stores hold, Zalo's tokens, what is there of the service."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

from bot.handover.kept import KeptTalks
from bot.handover.settings import HandoverSettings
from bot.messaging.gauges import read_gauges
from bot.messaging.settings import GROUPS, MessagingSettings
from bot.messaging.zalo.token_file import TokenFile
from bot.service.reload_record import ReloadRecord
from bot.service.settings import Settings
from bot.watch.checks import Check, problems
from bot.watch.heartbeat import Heartbeat
from bot.watch.metrics import Source

STATES = ("ready", "sending", "failed", "expired")


def messaging_figures(settings: MessagingSettings, *, now: Callable[[], float] = time.time) -> Source:
    """Inbox, outbox and alarms of the chat platforms that are on."""

    def figures() -> Iterable[Metric]:
        inbox = GaugeMetricFamily("bot_inbox_waiting", "Events of a chat platform that wait for an answer.", labels=["channel"])
        outbox = GaugeMetricFamily("bot_outbox_messages", "Messages to a chat platform that are not sent, by state.", labels=["channel", "state"])
        event = GaugeMetricFamily("bot_inbox_oldest_seconds", "For how long the oldest event has waited.", labels=["channel"])
        message = GaugeMetricFamily("bot_outbox_oldest_seconds", "For how long the oldest message that is to be sent has waited.", labels=["channel"])
        alarms = GaugeMetricFamily("bot_alarm", "1: this alarm stands; a person is needed.", labels=["channel", "alarm"])
        for channel in filter(settings.is_on, GROUPS):
            read = read_gauges(settings.data_folder, channel)
            inbox.add_metric([channel], read.waiting)
            for state in STATES:
                outbox.add_metric([channel, state], read.messages.get(state, 0))
            for family, since in ((event, read.oldest_event), (message, read.oldest_message)):
                family.add_metric([channel], 0.0 if since is None else max(0.0, now() - since / 1000))
            for code in read.alarms:
                alarms.add_metric([channel, code], 1)
        return inbox, outbox, event, message, alarms

    return figures


def token_figures(settings: MessagingSettings, *, now: Callable[[], float] = time.time) -> Source:
    """How old Zalo's tokens are."""

    def figures() -> Iterable[Metric]:
        if not settings.is_on("zalo"):
            return ()
        state = TokenFile(settings.data_folder).read()
        works = state.current is not None and not state.refused
        found = [GaugeMetricFamily("bot_zalo_tokens", "1: there are tokens; 0: a person must log in (python -m bot zalo login).", value=works)]
        if state.current is not None:
            for name, text, value in (
                ("renewed", "since the tokens were renewed", now() - state.current.made_at / 1000),
                ("access_left", "until the access token ends", state.current.expires_at / 1000 - now()),
                ("refresh_left", "until the refresh token ends, after which a person must log in", state.current.refresh_expires_at / 1000 - now()),
            ):
                found.append(GaugeMetricFamily(f"bot_zalo_token_{name}_seconds", f"Seconds {text}.", value=value))
        return found

    return figures


def handover_figures(settings: HandoverSettings) -> Source:
    """Talks with officers, where there is a desk."""
    kept: list[KeptTalks] = []

    def figures() -> Iterable[GaugeMetricFamily]:
        if not settings.has_desk:
            return ()
        if not kept:
            kept.append(KeptTalks(settings.database, now=lambda: 0))
        counts = kept[0].counts()
        return (
            GaugeMetricFamily("bot_handover_open", "Citizens who talk with an officer now.", value=counts["open"]),
            GaugeMetricFamily("bot_handover_waiting", "Messages of citizens that are not on the officers' desk yet.", value=counts["to_desk"]),
            GaugeMetricFamily("bot_handover_deletions", "Contacts that the officers' desk has not deleted yet.", value=counts["deletions"]),
        )

    return figures


def readiness_figures(checks: Mapping[str, Check], heartbeat: Heartbeat) -> Source:
    """What is there of all that must be there, and how lively the event loop is."""

    def figures() -> Iterable[Metric]:
        up = GaugeMetricFamily("bot_up", "1: this part is there; 0: it is missing, and /health/ready says why.", labels=["part"])
        for part, problem in problems(checks).items():
            up.add_metric([part], problem is None)
        beat = GaugeMetricFamily("bot_heartbeat_age_seconds", "Since the event loop last turned; it should be below 1.", value=heartbeat.age)
        return up, beat

    return figures


def reload_figures(settings: Settings) -> Source:
    """What became of changed content, as the service's first process has noted it."""

    def figures() -> Iterable[Metric]:
        record = ReloadRecord.read(settings)
        reloads = CounterMetricFamily("bot_reload", "Changes of content or model by what became of them.", labels=["result"])
        reloads.add_metric(["taken"], record.taken)
        reloads.add_metric(["refused"], record.refused)
        stands = GaugeMetricFamily("bot_content_refused", "1: changed files lie there that were refused; the last good ones are in service.")
        stands.add_metric([], record.stands_refused)
        return reloads, stands

    return figures
