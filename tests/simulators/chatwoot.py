"""Chatwoot's side of one API inbox: contacts, conversations, messages, and the webhook of the inbox.

Written from developers.chatwoot.com (Application APIs), the user guide («How to use webhooks»), and of Chatwoot's own sources the
controllers under api/v1/accounts, message_builder.rb, webhook_listener.rb, event_data_presenter.rb and lib/webhooks/trigger.rb with
pull requests 13573 and 13892 (signatures). It knows nothing of the bot's code.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.simulators.serving import Call, Failure, Faults, Got, Simulator, is_status

NO_FAULT = 0
INCOMING, OUTGOING = 0, 1  # as the API writes message types; webhooks write them as words
WORDS = {INCOMING: "incoming", OUTGOING: "outgoing"}


@dataclass
class Contact:
    id: int
    identifier: str
    name: str
    source: str


@dataclass
class Conversation:
    id: int
    contact: Contact
    status: str = "open"
    messages: list[dict[str, Any]] = field(default_factory=list)

    def said(self, *, kind: int = INCOMING, private: bool = False) -> list[str]:
        """The texts of one kind, in order."""
        return [message["content"] for message in self.messages if message["message_type"] == kind and message["private"] is private]

    @property
    def notes(self) -> list[str]:
        return self.said(kind=OUTGOING, private=True)


class ChatwootSimulator(Simulator):
    """An installation with one account, one API inbox, and the officers who sit there."""

    def __init__(self, *, webhook: str = "") -> None:
        super().__init__(webhook=webhook)
        self.account = 7
        self.inbox = 31
        self.token = "token-of-the-chatwoot-simulator"
        self.secret = "secret-of-the-chatwoot-simulator"
        self.contacts: dict[int, Contact] = {}
        self.conversations: dict[int, Conversation] = {}
        self._faults = Faults()
        self._numbers = 100

    def environment(self) -> dict[str, str]:
        """The settings that an officer copies out of Chatwoot."""
        return {
            "CHATWOOT_URL": self.base, "CHATWOOT_ACCOUNT_ID": str(self.account), "CHATWOOT_INBOX_ID": str(self.inbox),
            "CHATWOOT_API_TOKEN": self.token, "CHATWOOT_WEBHOOK_SECRET": self.secret,
        }  # fmt: skip

    def fail(self, times: int, with_: Failure, *, acted: bool = False, after: int = 0) -> None:
        """The next *times* requests fail (see Faults), once *after* others have not."""
        self._faults.add(after, NO_FAULT)
        self._faults.add(times, with_, acted=acted)

    def recover(self) -> None:
        """Nothing fails any more."""
        self._faults.waiting.clear()

    @property
    def only(self) -> Conversation:
        """The one conversation that there is."""
        (conversation,) = self.conversations.values()
        return conversation

    # -- officers

    def officer_says(self, conversation: Conversation, text: str | None, *, private: bool = False, files: tuple[str, ...] = ()) -> bytes:
        """An officer writes; the delivery of it."""
        message = self._add(conversation, text, OUTGOING, private=private)
        if files:
            message["attachments"] = [{"id": self._id(), "file_type": "file", "data_url": url} for url in files]
        return self.message_created(conversation, message)

    def greets(self, conversation: Conversation, text: str) -> bytes:
        """The inbox's own greeting; the delivery of it."""
        return self.message_created(conversation, self._add(conversation, text, OUTGOING), kind="template")

    def resolves(self, conversation: Conversation) -> bytes:
        """An officer closes the conversation; the delivery of it."""
        conversation.status = "resolved"
        return self.status_changed(conversation)

    def message_created(self, conversation: Conversation, message: Mapping[str, Any], *, kind: str = "") -> bytes:
        told = {
            "event": "message_created",
            "id": message["id"],
            "content": message["content"],
            "created_at": "2026-11-23T03:04:05.678Z",
            "message_type": kind or WORDS[message["message_type"]],
            "content_type": "text",
            "private": message["private"],
            "content_attributes": {},
            "source_id": None,
            "sender": {"id": 3, "name": "Trần Thị Cán Bộ", "email": "can-bo@xa.example", "type": "user"},
            "inbox": {"id": self.inbox, "name": "Trợ lý"},
            "conversation": self._shown(conversation),
            "account": {"id": self.account, "name": "Xã Ví Dụ"},
        }
        return _json({**told, **({"attachments": message["attachments"]} if "attachments" in message else {})})

    def status_changed(self, conversation: Conversation) -> bytes:
        changed = [{"status": {"previous_value": "open", "current_value": conversation.status}}]
        return _json({**self._shown(conversation), "event": "conversation_status_changed", "changed_attributes": changed})

    def signed(self, body: bytes) -> dict[str, str]:
        """See the parent class."""
        timestamp = str(int(self.now()))
        digest = hmac.new(self.secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()
        return {
            "Content-Type": "application/json",
            "X-Chatwoot-Timestamp": timestamp,
            "X-Chatwoot-Signature": f"sha256={digest}",
            "X-Chatwoot-Delivery": str(uuid.uuid4()),
        }

    def deliver(self, body: bytes, **headers: str) -> Got:
        """One delivery; *headers* (with _ for -) in place of the right ones."""
        return self.request(
            "POST", self.webhook, body=body, headers={**self.signed(body), **{name.replace("_", "-"): value for name, value in headers.items()}}
        )

    # -- the API

    def add_routes(self, app: web.Application) -> None:
        base = f"/api/v1/accounts/{self.account}"
        for method, path, act in (
            ("POST", "/contacts", self._make_contact),
            ("GET", "/contacts/search", self._search),
            ("GET", r"/contacts/{contact:\d+}/conversations", self._conversations_of),
            ("DELETE", r"/contacts/{contact:\d+}", self._delete_contact),
            ("POST", "/conversations", self._make_conversation),
            ("POST", r"/conversations/{conversation:\d+}/messages", self._make_message),
        ):
            app.router.add_route(method, base + path, self._guarded(act))
        app.router.add_route("*", "/{rest:.*}", self._unknown)

    def _guarded(self, act: Any) -> Any:
        async def handle(request: web.Request) -> web.StreamResponse:
            call = await self._noted(request)
            if not hmac.compare_digest(call.headers.get("api_access_token", ""), self.token):
                return web.json_response({"error": "Invalid Access Token"}, status=401)
            fault = self._faults.next()
            if fault is not None and fault[0] != NO_FAULT:
                failure, acted = fault
                if acted:
                    act(request, call)
                if is_status(failure):
                    return web.json_response({"error": "it is broken"}, status=int(failure))
                return await self._broken(request, failure)
            reply: web.Response = act(request, call)
            return reply

        return handle

    async def _unknown(self, request: web.Request) -> web.Response:
        await self._noted(request)
        self.violations.append(f"no such address: {request.method} {request.path}")
        return web.json_response({"error": "Resource could not be found"}, status=404)

    def _make_contact(self, request: web.Request, call: Call) -> web.Response:
        body = call.json
        if not isinstance(body, dict) or body.get("inbox_id") != self.inbox:
            return self._breach(404, "no such inbox")
        if any(contact.identifier == body.get("identifier") for contact in self.contacts.values()):
            return web.json_response({"message": "Identifier has already been taken", "attributes": ["identifier"]}, status=422)
        contact = Contact(self._id(), str(body.get("identifier")), str(body.get("name")), str(uuid.uuid4()))
        self.contacts[contact.id] = contact
        return web.json_response({"payload": {"contact": self._contact(contact), "contact_inbox": self._link(contact)}})

    def _search(self, request: web.Request, call: Call) -> web.Response:
        if not call.query.get("q"):
            return self._breach(422, "Specify search string with parameter q")
        found = [self._contact(contact) for contact in self.contacts.values() if call.query["q"] in contact.identifier]
        return web.json_response({"meta": {"count": len(found), "current_page": 1}, "payload": found})

    def _conversations_of(self, request: web.Request, call: Call) -> web.Response:
        contact = int(request.match_info["contact"])
        if contact not in self.contacts:
            return web.json_response({"error": "Resource could not be found"}, status=404)
        return web.json_response({"payload": [self._shown(one) for one in self.conversations.values() if one.contact.id == contact]})

    def _delete_contact(self, request: web.Request, call: Call) -> web.Response:
        contact = int(request.match_info["contact"])
        if contact not in self.contacts:
            return web.json_response({"error": "Resource could not be found"}, status=404)
        del self.contacts[contact]
        self.conversations = {number: one for number, one in self.conversations.items() if one.contact.id != contact}
        return web.Response(status=200)

    def _make_conversation(self, request: web.Request, call: Call) -> web.Response:
        body = call.json
        contact = self.contacts.get(body.get("contact_id")) if isinstance(body, dict) else None
        if contact is None or body.get("source_id") != contact.source or body.get("inbox_id") != self.inbox:
            return self._breach(404, "no such contact of the inbox")
        conversation = Conversation(self._id(), contact, str(body.get("status", "open")))
        self.conversations[conversation.id] = conversation
        return web.json_response(self._shown(conversation))

    def _make_message(self, request: web.Request, call: Call) -> web.Response:
        conversation, body = self.conversations.get(int(request.match_info["conversation"])), call.json
        if conversation is None:
            return web.json_response({"error": "Resource could not be found"}, status=404)
        if not isinstance(body, dict) or not body.get("content") or body.get("message_type") not in WORDS.values() or not isinstance(body.get("private"), bool):
            return self._breach(422, "no message")
        kind = INCOMING if body["message_type"] == "incoming" else OUTGOING
        if kind == INCOMING and conversation.status == "resolved":
            conversation.status = "open"
        return web.json_response({**self._add(conversation, body["content"], kind, private=body["private"]), "conversation_id": conversation.id})

    # -- shapes

    def _add(self, conversation: Conversation, text: str | None, kind: int, *, private: bool = False) -> dict[str, Any]:
        message = {"id": self._id(), "content": text, "message_type": kind, "private": private, "created_at": int(self.now())}
        conversation.messages.append(message)
        return message

    def _contact(self, contact: Contact) -> dict[str, Any]:
        return {"id": contact.id, "identifier": contact.identifier, "name": contact.name, "email": None, "contact_inboxes": [self._link(contact)]}

    def _link(self, contact: Contact) -> dict[str, Any]:
        return {"source_id": contact.source, "inbox": {"id": self.inbox, "name": "Trợ lý", "channel_type": "Channel::Api"}}

    def _shown(self, conversation: Conversation) -> dict[str, Any]:
        return {
            "id": conversation.id, "account_id": self.account, "inbox_id": self.inbox, "status": conversation.status, "channel": "Channel::Api",
            "contact_inbox": {"source_id": conversation.contact.source}, "meta": {"sender": {"id": conversation.contact.id}},
            "updated_at": self.now(), "timestamp": int(self.now()),
        }  # fmt: skip

    def _breach(self, status: int, why: str) -> web.Response:
        self.violations.append(f"{status}: {why}")
        return web.json_response({"error": why}, status=status)

    def _id(self) -> int:
        self._numbers += 1
        return self._numbers


def _json(told: Mapping[str, Any]) -> bytes:
    return json.dumps(told, ensure_ascii=False).encode()
