"""From which address a request comes, through proxies that are trusted to tell it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address
_HOUSEHOLD_BITS = 64  # of an IPv6 address: providers give each household a network of this size or larger


@dataclass(frozen=True)
class Client:
    """Who sends a request. address: under which it is counted; None if it is not known. is_local: a program on this machine, not a proxy."""

    address: str | None
    is_local: bool = False


class Proxies:
    """The proxies whose word is taken, as addresses or networks («127.0.0.1, 10.0.0.0/8»). Raises ValueError for what is neither."""

    def __init__(self, named: str = "") -> None:
        self._networks: Sequence[IPv4Network | IPv6Network] = [ip_network(name) for name in re.split(r"[\s,]+", named) if name]

    def client(self, peer: str, forwarded: Iterable[str]) -> Client:
        """The client of a request that *peer* brings. forwarded: the values of X-Forwarded-For, in their order.

        Each proxy adds at the end whom it has the request from, so the last one that is no trusted proxy is the client; what
        stands before it is the client's own word. Without a trusted proxy the header is not believed.
        """
        given = [part.strip() for value in forwarded for part in value.split(",")]
        at = _parsed(peer)
        if at is None or not self._trusts(at):
            is_local = at is not None and at.is_loopback
            # A proxy on this machine that was not named brings everybody's requests: who sends them is then not known.
            return Client(None if at is None or is_local else _counted(at), is_local=is_local and not given)
        for told in reversed(given):
            at = _parsed(told)
            if at is None or not self._trusts(at):
                return Client(None if at is None else _counted(at))
        return Client(None)

    def _trusts(self, address: Address) -> bool:
        return any(address in network for network in self._networks)


def _parsed(told: str) -> Address | None:
    """An address as proxies write it, also with a port or in brackets."""
    bare = told.removeprefix("[").partition("]")[0] if told.startswith("[") else told.partition(":")[0] if told.count(":") == 1 else told
    try:
        address = ip_address(bare.partition("%")[0])
    except ValueError:
        return None
    return address.ipv4_mapped or address if isinstance(address, IPv6Address) else address


def _counted(address: Address) -> str:
    """Of IPv6 the network, since whoever has one address of it has them all.

    >>> _counted(ip_address("2001:db8::7")), _counted(ip_address("203.0.113.7"))
    ('2001:db8::/64', '203.0.113.7')
    """
    return str(ip_network((address, _HOUSEHOLD_BITS), strict=False)) if isinstance(address, IPv6Address) else str(address)
