"""One id for all that is done about one message, in every process: it stands in their log lines."""

from __future__ import annotations

import functools
import re
import secrets
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import ParamSpec, TypeVar

Given = ParamSpec("Given")
Result = TypeVar("Result")

HEADER = "X-Request-Id"  # of the calls between the processes; what callers from outside send under that name is not read
_ID = re.compile(r"[0-9a-f]{16}")
_current: ContextVar[str] = ContextVar("request", default="")


def request_id() -> str:
    """The id of what is worked on; "" outside of any message."""
    return _current.get()


@contextmanager
def one_request(known: str = "") -> Iterator[str]:
    """Within, log lines have an id: the one *known* from another process, else the one that holds already, else a new one.

    >>> with one_request() as outer, one_request() as inner:
    ...     outer == inner == request_id()
    True
    """
    given = known if _ID.fullmatch(known) else _current.get() or secrets.token_hex(8)
    token = _current.set(given)
    try:
        yield given
    finally:
        _current.reset(token)


def in_one_request(function: Callable[Given, Awaitable[Result]]) -> Callable[Given, Awaitable[Result]]:
    """Each call of a coroutine function as one request."""

    @functools.wraps(function)
    async def requested(*arguments: Given.args, **options: Given.kwargs) -> Result:
        with one_request():
            return await function(*arguments, **options)

    return requested


def take_over(known: str) -> None:
    """The same for the rest of the task at hand, which a server begins for each request."""
    _current.set(known if _ID.fullmatch(known) else "")
