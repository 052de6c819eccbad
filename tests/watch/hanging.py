"""A process whose event loop stands still soon after its start: python -m tests.watch.hanging PORT."""

from __future__ import annotations

import asyncio
import sys
import threading

from bot.service.children import end_with_parent
from bot.watch.heartbeat import Heartbeat
from bot.watch.server import OperationsPort, Page


async def _hang(heart: Heartbeat) -> None:
    heart.start()
    await asyncio.sleep(1)
    threading.Event().wait()


def main() -> None:
    """Tell the loop's health at PORT, and hang."""
    heart = Heartbeat(limit=1, starting=60)
    OperationsPort("127.0.0.1", int(sys.argv[1]), {"/health/live": lambda accept: Page.json(503 if heart.problem else 200, {})}).start()
    end_with_parent()
    asyncio.run(_hang(heart))


if __name__ == "__main__":
    main()
