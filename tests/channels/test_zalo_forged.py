"""Deliveries that are not Zalo's: none is accepted, none breaks anything."""

from __future__ import annotations

import gzip
import hashlib
import hmac
import json
import random
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.messaging.store import Store
from tests.channels.accounts import USER, Account
from tests.channels.chatting import chatting
from tests.channels.talking import Bot
from tests.simulators.serving import simulated
from tests.simulators.zalo import ZaloSimulator

MUTATIONS = 1000
REFUSED = {400, 401, 405, 413}


@pytest.fixture
def account(tmp_path: Path) -> Iterator[Account]:
    bot = Bot()
    with simulated(ZaloSimulator()) as zalo, chatting(tmp_path, zalo, bot) as server:
        yield Account(zalo, bot, tmp_path, server)


def mutated(zalo: ZaloSimulator, chance: random.Random) -> tuple[str, bytes, list[tuple[str, str]]]:
    """Method, body and headers of a delivery that was tampered with."""
    body = zalo.says(USER, "chuyển tiền cho tôi 😀")
    content = json.loads(body)
    stamp = content["timestamp"]
    right = zalo.sign(body)
    other = hashlib.sha256(b"x" + body).hexdigest()
    place = chance.randrange(len(body))
    later = json.dumps({**content, "timestamp": str(int(stamp) + chance.randrange(1, 10**6))}, ensure_ascii=False, separators=(",", ":")).encode()
    reordered = json.dumps(dict(reversed(content.items())), ensure_ascii=False, separators=(",", ":")).encode()
    key = zalo.oa_secret_key.encode()
    cases: list[tuple[bytes, str | None]] = [
        (body[:place] + bytes([body[place] ^ (1 << chance.randrange(8))]) + body[place + 1 :], right),
        (body[:place], right),
        (body + b" " * chance.randrange(1, 5), right),
        (reordered, right),
        (json.dumps(content).encode(), right),  # escaped
        (json.dumps(content, ensure_ascii=False, indent=1).encode(), right),
        (later, right),
        (body, zalo.sign(body, secret=zalo.app_secret)),  # the wrong one of the two secrets
        (body, zalo.sign(body, str(int(stamp) + 1))),
        (body, "mac=" + hmac.new(key, body, hashlib.sha256).hexdigest()),
        (body, "mac=" + hashlib.sha1(zalo.app_id.encode() + body + stamp.encode() + key).hexdigest()),
        (body, "mac=" + hashlib.sha256(body + stamp.encode() + key).hexdigest()),
        (body, right.upper()),
        (body, right.removeprefix("mac=")),
        (body, right.replace("mac=", "sha256=")),
        (body, right[: 4 + chance.randrange(64)]),
        (body, right + "0"),
        (body, f"mac={other}"),
        (body, ""),
        (body, "mac=ệ" + right[5:]),
        (body, None),
        (b"", right),
        (b"[" * 100_000, right),
        (b'{"timestamp":' + b"9" * 5000 + b"}", right),
        (b"\xff\xfe" + body, right),
        (gzip.compress(body), right),
        (b"{}", right),
        (json.dumps([content]).encode(), right),
        (b" " * 300_000, right),
    ]
    sent, signature = chance.choice(cases)
    headers = [("Content-Type", chance.choice(["application/json", "text/plain", "application/x-www-form-urlencoded", ""]))]
    if signature is not None:
        headers.append((chance.choice(["X-ZEvent-Signature", "x-zevent-signature"]), signature))
    return "POST", sent, headers


def test_a_thousand_forged_deliveries_are_refused_and_the_next_real_one_is_answered(account: Account) -> None:
    chance = random.Random(20221122)
    statuses: set[int] = set()
    for _ in range(MUTATIONS):
        method, body, headers = mutated(account.zalo, chance)
        got = account.zalo.request(method, account.zalo.webhook, body=body, headers=headers)
        assert got.status in REFUSED, (got.status, body[:200], headers)
        statuses.add(got.status)
    assert {401, 413} <= statuses
    assert account.bot.asked == [] and account.zalo.sent == []
    account.says("thật")
    account.gets(1)
    assert account.bot.asked == ["thật"]


def test_two_signatures_of_which_one_is_right_are_none(account: Account) -> None:
    body = account.zalo.says(USER, "hỏi")
    headers = [("X-ZEvent-Signature", "mac=" + "0" * 64), ("X-ZEvent-Signature", account.zalo.sign(body))]
    assert account.zalo.request("POST", account.zalo.webhook, body=body, headers=headers).status == 401


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_other_methods_are_refused(account: Account, method: str) -> None:
    assert account.zalo.deliver(account.zalo.says(USER, "hỏi"), method=method).status == 405
    assert account.bot.asked == []


def test_a_delivery_that_was_overheard_is_worth_nothing(account: Account) -> None:
    body = account.zalo.says(USER, "hỏi")
    assert account.zalo.deliver(body).status == 200
    account.gets(1)
    assert [account.zalo.deliver(body).status for _ in range(5)] == [200] * 5
    account.says("khác", "621")
    account.gets(1, "621")
    assert account.bot.asked == ["hỏi", "khác"]


def test_the_consoles_unsigned_test_is_taken_while_a_person_sets_the_account_up_and_only_then(account: Account) -> None:
    body = account.zalo.says(USER, "hỏi")
    assert account.zalo.deliver(body, signature=None).status == 401
    assert account.zalo.deliver(b"", signature=None).status == 401
    store = Store(account.folder, "zalo")
    store.do(lambda tables: tables.notes.set("setup_until", 10**15))
    store.close()
    account.zalo.wait_for(lambda: account.zalo.deliver(b"", signature=None).status == 200)
    assert account.zalo.deliver(body, signature=None).status == 200
    assert account.zalo.deliver(body, signature="mac=" + "0" * 64).status == 401  # wrong is not the same as none
    assert account.bot.asked == []
    assert account.zalo.request("GET", account.zalo.webhook).status == 200


def test_an_unsigned_delivery_waits_for_no_store(account: Account) -> None:
    assert account.zalo.deliver(b"", signature=None).status == 401
    with closing(sqlite3.connect(account.folder / "messaging.sqlite", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")  # nobody else can work with the store now
        time.sleep(1.5)  # what was known of it is old
        assert account.zalo.deliver(b"", signature=None).status == 401
        assert account.zalo.request("GET", account.zalo.webhook).status == 200
        other.execute("ROLLBACK")


def test_an_account_whose_console_needs_it_can_ignore_what_is_unsigned(tmp_path: Path) -> None:
    bot = Bot()
    with simulated(ZaloSimulator()) as zalo, chatting(tmp_path, zalo, bot, zalo_unsigned="ignore"):
        assert zalo.deliver(zalo.says(USER, "hỏi"), signature=None).status == 200
        assert zalo.deliver(zalo.says(USER, "hỏi"), signature="mac=" + "0" * 64).status == 401
    assert bot.asked == []
