"""Whose request it is, with and without proxies in front."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from bot.limits.addresses import Client, Proxies
from bot.limits.settings import LimitSettings


@pytest.mark.parametrize(
    ("peer", "forwarded", "trusted", "client"),
    [
        ("203.0.113.7", [], "", Client("203.0.113.7")),
        ("203.0.113.7", ["198.51.100.1"], "", Client("203.0.113.7")),  # anybody can write this header
        ("127.0.0.1", [], "", Client(None, is_local=True)),
        ("127.0.0.1", ["198.51.100.1"], "", Client(None)),  # a proxy that nobody named
        ("127.0.0.1", ["198.51.100.1"], "127.0.0.1", Client("198.51.100.1")),
        ("127.0.0.1", ["6.6.6.6, 198.51.100.1"], "127.0.0.1", Client("198.51.100.1")),  # what stands before is the client's own word
        ("127.0.0.1", ["6.6.6.6", "198.51.100.1, 10.0.0.2"], "127.0.0.1 10.0.0.0/8", Client("198.51.100.1")),
        ("127.0.0.1", ["unknown"], "127.0.0.1", Client(None)),
        ("127.0.0.1", ["6.6.6.6, unknown"], "127.0.0.1", Client(None)),
        ("127.0.0.1", [], "127.0.0.1", Client(None)),
        ("10.0.0.2", ["198.51.100.1:4711"], "10.0.0.0/8", Client("198.51.100.1")),
        ("::1", ["[2001:db8:0:1::7]:4711"], "::1", Client("2001:db8:0:1::/64")),
        ("2001:db8:0:1:ffff::1", [], "", Client("2001:db8:0:1::/64")),
        ("::ffff:203.0.113.7", [], "", Client("203.0.113.7")),
        ("", [], "", Client(None)),
    ],
)
def test_the_client_is_the_last_whom_a_trusted_proxy_names(peer: str, forwarded: list[str], trusted: str, client: Client) -> None:
    assert Proxies(trusted).client(peer, forwarded) == client


def test_a_proxy_that_is_no_address_is_told_at_the_start() -> None:
    with pytest.raises(ValidationError):
        LimitSettings(trusted_proxies="10.0.0.0/8, nginx")
