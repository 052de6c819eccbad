"""Redis and PostgreSQL, and services that share them; without Debian's packages redis-server and postgresql these tests are left out (Makefile)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.store.servers import Server, redis_server


@pytest.fixture(scope="session")
def redis() -> Iterator[Server]:
    """A Redis server, started once for all tests that need it."""
    with redis_server() as server:
        yield server
