"""What the tests of this room share: the channels' texts, made-up limits, a way to run what is asynchronous."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from functools import lru_cache
from typing import Any, TypeVar

from bot.messaging.platform import Limits
from bot.messaging.texts import ChannelTexts
from bot.paths import CHANNELS

T = TypeVar("T")
# Of three kinds of platforms: few wide buttons, many narrow ones, none.
ZALO = Limits(choices=4, choice_title=30, text_with_link=1900)
MESSENGER = Limits(choices=13, choice_title=20, text_with_link=640)
BOT = Limits()


@lru_cache(maxsize=1)
def channel_texts() -> ChannelTexts:
    return ChannelTexts.from_file(CHANNELS)


def run(work: Coroutine[Any, Any, T]) -> T:
    return asyncio.run(work)
