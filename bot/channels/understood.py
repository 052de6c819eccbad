"""What the served model's linker finds in words that are searched for: the look-up uses the bot's own, not a second one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sanic.request import Request

from bot.api.replies import searched
from bot.channels.door import admit


async def entities_of(request: Request) -> Sequence[Mapping[str, Any]]:
    """The entities in the words that a request's query searches for («q»), as Rasa has them; none before the model is loaded."""
    text = searched(request.query_string)
    agent = getattr(request.app.ctx, "agent", None)
    if not text or agent is None or not agent.is_ready():
        return ()
    parsed = await agent.parse_message(admit(text))
    entities: Sequence[Mapping[str, Any]] = parsed.get("entities") or ()
    return entities
