"""Chatwoot's side, as far as the bot uses it: contacts, conversations and messages of one inbox of the kind «API».

Rules, from developers.chatwoot.com («Application APIs»: Contacts, Conversations, Messages) and the sources of Chatwoot itself:

- every request carries a user's token in the header ``api_access_token``; a wrong one gets 401;
- a contact that is made with an ``inbox_id`` gets a ``contact_inbox`` in the reply, whose ``source_id`` a conversation needs;
- a contact's ``identifier`` is of our choosing and unique in the account: a second one gets 422, and «search» finds the first;
- messages of the type «incoming» are taken in API inboxes only (app/builders/messages/message_builder.rb), and reopen a resolved
  conversation; a ``private`` message is a note among officers;
- a conversation's ``id`` is the number that officers see; its messages are refused with 404 once it is deleted;
- deleting a contact deletes its conversations too; 404 means that it is gone already.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.handover.settings import HandoverSettings
from bot.messaging.http import ApiClient, ApiReply, ApiSilenceError

SECONDS = 5.0  # for one request
MOST_CHARACTERS = 20_000  # of a message; Chatwoot takes 150,000
_PASSING = frozenset(("silent", "server_error", "unauthorised", "too_many"))


class DeskError(Exception):
    """Chatwoot did not do it. kind: silent, server_error, unauthorised, too_many, gone or refused; also the label of the metric."""

    def __init__(self, kind: str) -> None:
        super().__init__(f"chatwoot: {kind}")
        self.kind = kind

    @property
    def is_passing(self) -> bool:
        """Whether it makes sense to try again: by itself or by an operator's hand the cause goes away."""
        return self.kind in _PASSING


@dataclass(frozen=True)
class DeskContact:
    """A contact. source: by which the inbox knows it."""

    id: int
    source: str


class Chatwoot:
    """One inbox of one account. Every method raises DeskError. Use it in one event loop."""

    def __init__(self, settings: HandoverSettings) -> None:
        self._api = ApiClient(f"{settings.chatwoot_url}/api/v1/accounts/{settings.chatwoot_account_id}", seconds=SECONDS)
        self._headers = {"api_access_token": settings.chatwoot_api_token}
        self._inbox = int(settings.chatwoot_inbox_id)

    async def contact(self, identifier: str, name: str) -> DeskContact:
        """The contact with that *identifier*, made now if there is none."""
        try:
            made = await self._post("/contacts", {"inbox_id": self._inbox, "identifier": identifier, "name": name})
        except DeskError as error:
            if error.kind != "refused":
                raise
            found = await self.find_contact(identifier)  # an earlier request did arrive, though its reply did not
            if found is None:
                raise
            return found
        payload = _object(made.get("payload"))
        return DeskContact(_id(_object(payload.get("contact"))), _text(_object(payload.get("contact_inbox")), "source_id"))

    async def find_contact(self, identifier: str) -> DeskContact | None:
        """The contact with that *identifier*; None if there is none of this inbox."""
        found = await self._get("/contacts/search", q=identifier)
        for contact in _objects(found.get("payload")):
            for link in _objects(contact.get("contact_inboxes")):
                if contact.get("identifier") == identifier and _object(link.get("inbox")).get("id") == self._inbox:
                    return DeskContact(_id(contact), _text(link, "source_id"))
        return None

    async def conversation(self, contact: DeskContact) -> int:
        """A new conversation of the *contact*: its number."""
        return _id(await self._post("/conversations", {"source_id": contact.source, "inbox_id": self._inbox, "contact_id": contact.id, "status": "open"}))

    async def find_conversation(self, contact: DeskContact) -> int | None:
        """The last conversation of the *contact* in this inbox; None if there is none."""
        found = await self._get(f"/contacts/{contact.id}/conversations")
        numbers = [_id(one) for one in _objects(found.get("payload")) if one.get("inbox_id") == self._inbox]
        return max(numbers, default=None)

    async def say(self, conversation: int, text: str, *, is_note: bool = False) -> float:
        """Put a message of the citizen, or a note among officers, into a conversation; when that was by Chatwoot's clock, in seconds since 1970."""
        kind = "outgoing" if is_note else "incoming"
        said = await self._post(f"/conversations/{conversation}/messages", {"content": text[:MOST_CHARACTERS], "message_type": kind, "private": is_note})
        at = said.get("created_at")
        return float(at) if isinstance(at, int | float) else 0.0

    async def delete_contact(self, contact: int) -> None:
        """Delete a contact and all that it said; it may be gone already."""
        try:
            reply = await self._api.delete(f"/contacts/{contact}", headers=self._headers)
        except ApiSilenceError:
            raise DeskError("silent") from None
        if reply.status != 404:
            _check(reply)

    async def close(self) -> None:
        """Close the connections."""
        await self._api.close()

    async def _post(self, path: str, content: Mapping[str, Any]) -> dict[str, Any]:
        try:
            reply = await self._api.post(path, json=content, headers=self._headers)
        except ApiSilenceError:
            raise DeskError("silent") from None
        return _read(reply)

    async def _get(self, path: str, **query: str) -> dict[str, Any]:
        try:
            reply = await self._api.get(path, headers=self._headers, query=query)
        except ApiSilenceError:
            raise DeskError("silent") from None
        return _read(reply)


def _check(reply: ApiReply) -> None:
    if reply.status in (401, 403):
        raise DeskError("unauthorised")
    if reply.status == 404:
        raise DeskError("gone")
    if reply.status in (408, 429):
        raise DeskError("too_many")
    if 400 <= reply.status < 500:
        raise DeskError("refused")
    if not 200 <= reply.status < 300:
        raise DeskError("server_error")


def _read(reply: ApiReply) -> dict[str, Any]:
    _check(reply)
    if not isinstance(reply.body, dict):
        raise DeskError("server_error")  # something in front of Chatwoot answered in its place
    return reply.body


def _object(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _objects(value: Any) -> Sequence[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _id(value: Mapping[str, Any]) -> int:
    found = value.get("id")
    if not isinstance(found, int) or isinstance(found, bool):
        raise DeskError("server_error")
    return found


def _text(value: Mapping[str, Any], name: str) -> str:
    found = value.get(name)
    if not isinstance(found, str) or not found:
        raise DeskError("server_error")
    return found
