"""Requests in the name of one page, to Meta's Graph API."""

from __future__ import annotations

from typing import Any

from bot.messaging.http import ApiClient, ApiReply
from bot.messaging.messenger.signature import proof_of
from bot.messaging.settings import MessagingSettings


class Graph:
    """The Graph API for the page of the settings. The token goes in a header, where no log of addresses keeps it, and
    with it the proof that its app uses it («Securing requests» of the Graph API)."""

    def __init__(self, settings: MessagingSettings) -> None:
        self._client = ApiClient(settings.messenger_graph_base)
        self._page = f"/{settings.messenger_graph_version}/{settings.messenger_page_id}/"
        self._headers = {"Authorization": f"Bearer {settings.messenger_page_token}"}
        self._query = {"appsecret_proof": proof_of(settings.messenger_page_token, settings.messenger_app_secret)}

    async def post(self, name: str, body: Any) -> ApiReply:
        """POST to the page's *name* (messages, messenger_profile, …). Raises ApiSilenceError."""
        return await self._client.post(self._page + name, json=body, headers=self._headers, query=self._query)

    async def get(self, name: str, **query: str) -> ApiReply:
        """GET the page's *name*. Raises ApiSilenceError."""
        return await self._client.get(self._page + name, headers=self._headers, query={**self._query, **query})

    async def delete(self, name: str, body: Any) -> ApiReply:
        """DELETE in the page's *name* what *body* lists. Raises ApiSilenceError."""
        return await self._client.delete(self._page + name, json=body, headers=self._headers, query=self._query)

    async def close(self) -> None:
        """Close the connections."""
        await self._client.close()
