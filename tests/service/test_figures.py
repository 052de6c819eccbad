"""Figures of the chat platforms: what waits, what stands, how old the tokens are."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest
from prometheus_client.core import GaugeMetricFamily

from bot.messaging.events import Event, Kind
from bot.messaging.replies import Outgoing
from bot.messaging.settings import MessagingSettings
from bot.messaging.store import Store, Tables
from bot.messaging.zalo.token_file import Pair, TokenFile, TokenState
from bot.service.figures import messaging_figures, token_figures

NOW = 1_800_000_000
MS = 1000
ACCOUNT = {"zalo_app_id": "1", "zalo_app_secret": "s", "zalo_oa_secret_key": "k", "zalo_oa_id": "2"}


def settings(folder: Path) -> MessagingSettings:
    return MessagingSettings(data_folder=folder, **ACCOUNT)


def values(families: Iterable[GaugeMetricFamily]) -> dict[str, dict[tuple[str, ...], float]]:
    return {family.name: {tuple(sample.labels.values()): sample.value for sample in family.samples} for family in families}


def test_what_waits_and_what_needs_a_person_is_told_by_channel_while_the_service_works_on_it(tmp_path: Path) -> None:
    store = Store(tmp_path, "zalo")

    def work(tables: Tables) -> None:
        for number in range(3):
            event = Event(f"e{number}", Kind.TEXT, "6200", NOW * MS, text="xin chào")
            tables.inbox.add(event, "p", state="waiting", now=(NOW - 40 - number) * MS, owner=store.owner)
        tables.inbox.settle("e0", "done")
        for name, made in (("e0", NOW - 30), ("e1", NOW - 20)):
            tables.outbox.put((Outgoing("a"),), event=name, person=name, user="6200", owner=store.owner, now=made * MS, until=(NOW + 99) * MS)
        first = tables.outbox.claim(store.owner, now=NOW * MS, most=1)[0]
        tables.outbox.fail(first.id, reason="gone", code="-213")
        tables.alarms.sound("quota", now=NOW * MS)

    store.do(work)
    try:
        found = values(messaging_figures(settings(tmp_path), now=lambda: NOW)())
    finally:
        store.close()
    assert found == {
        "bot_inbox_waiting": {("zalo",): 2},
        "bot_outbox_messages": {("zalo", "ready"): 1, ("zalo", "sending"): 0, ("zalo", "failed"): 1, ("zalo", "expired"): 0},
        "bot_inbox_oldest_seconds": {("zalo",): 42},
        "bot_outbox_oldest_seconds": {("zalo",): 20},
        "bot_alarm": {("zalo", "quota"): 1},
    }


def test_channels_that_are_off_have_no_figures(tmp_path: Path) -> None:
    off = MessagingSettings(data_folder=tmp_path)
    assert not [value for family in values(messaging_figures(off)()).values() for value in family]
    assert list(token_figures(off)()) == []


@pytest.mark.parametrize("refused", [False, True])
def test_the_age_of_zalos_tokens_is_told_and_whether_they_work(tmp_path: Path, refused: bool) -> None:
    pair = Pair("access-secret", "refresh-secret", (NOW - 60) * MS, (NOW + 3600) * MS, (NOW + 86400) * MS)
    TokenFile(tmp_path).write(TokenState(pair, refused=refused))
    assert values(token_figures(settings(tmp_path), now=lambda: NOW)()) == {
        "bot_zalo_tokens": {(): float(not refused)},
        "bot_zalo_token_renewed_seconds": {(): 60},
        "bot_zalo_token_access_left_seconds": {(): 3600},
        "bot_zalo_token_refresh_left_seconds": {(): 86400},
    }


def test_an_account_that_nobody_has_logged_in_to_is_told(tmp_path: Path) -> None:
    assert values(token_figures(settings(tmp_path))()) == {"bot_zalo_tokens": {(): 0}}
