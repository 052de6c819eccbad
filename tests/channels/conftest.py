"""What the tests of the channels share."""

from __future__ import annotations

import pytest

from tests.channels.visiting import Visitor


@pytest.fixture
def visitor(service: str) -> Visitor:
    """A new visitor of the running service."""
    return Visitor(service)
