"""Zalo's side of an Official Account: webhook events, the consultation message API v3. OAuth v4 is in zalo_oauth.py.

Written from the documents named here and from no client of ours. Signature and event shapes: Zalo's SDK for Java (MacUtils) and
developers.zalo.me, «Webhook»; sending: SDK for PHP (MessageBuilder) and developers.zalo.me, «Tin tư vấn»; OAuth: SDKs
(OAuth2Client, PKCEUtil); error codes: developers.zalo.me, «Mã lỗi». Errors come with status 200, as the real ones do.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from typing import Any, Final, Literal

from aiohttp import web

from tests.simulators.serving import Call, Failure, Faults, Got, Sent, is_status
from tests.simulators.zalo_oauth import ZaloOAuth

HOUR: Final = 3600.0
MESSAGES: Final = {
    -32: "Rate limit exceeded", -200: "Send message failed", -201: "Params is invalid", -210: "Params is over limit", -211: "Out of quota",
    -213: "User has not followed OA", -216: "Access token is invalid", -217: "User blocked OA", -220: "Access token is expired or removed",
    -230: "User has not interacted with the OA in the past 7 days", -233: "Message type is not supported", -240: "API v2 is shut down",
}  # fmt: skip
Signature = str | None | Literal[True]  # True: the right one; None: no such header


class ZaloSimulator(ZaloOAuth):
    """An app with one Official Account and everybody who writes to it."""

    def __init__(self, *, webhook: str = "", per_minute: int | None = None, replies: int | None = 8) -> None:
        super().__init__(webhook=webhook)
        self.oa_secret_key = "oa-secret-key-of-the-simulator"
        self.per_minute = per_minute
        self.replies = replies
        self.takes_buttons = True
        self.answers_late = False  # what is sent is taken at once, and answered after release()
        self.blocked: set[str] = set()
        self._faults = Faults()
        self._last: dict[str, float] = {}
        self._used: Counter[str] = Counter()
        self._minute: list[float] = []
        self._numbers = 0

    @property
    def api_base(self) -> str:
        return self.base

    @property
    def oauth_base(self) -> str:
        return self.base

    def environment(self, *, tokens: bool = True) -> dict[str, str]:
        """The settings that an officer copies out of the portal, with the simulator's addresses."""
        pair = {"ZALO_ACCESS_TOKEN": self.access_token, "ZALO_REFRESH_TOKEN": self.refresh_token} if tokens else {}
        return {
            "ZALO_APP_ID": self.app_id, "ZALO_APP_SECRET": self.app_secret, "ZALO_OA_SECRET_KEY": self.oa_secret_key, "ZALO_OA_ID": self.oa_id,
            "ZALO_API_BASE": self.api_base, "ZALO_OAUTH_BASE": self.oauth_base, **pair,
        }  # fmt: skip

    # -- events

    def event(self, name: str, user: str, *, at: float | None = None, **fields: Any) -> bytes:
        """An event as it is sent; *fields* are added or replace. The account is the sender of oa_… and of receipts, follow and unfollow name a follower."""
        by_account = name.startswith("oa_") or name in ("user_received_message", "user_seen_message")
        body: dict[str, Any] = {"app_id": self.app_id, "user_id_by_app": "55" + user, "event_name": name, "timestamp": str(round((at or self.now()) * 1000))}
        if name in ("follow", "unfollow"):
            body |= {"oa_id": self.oa_id, "follower": {"id": user}, "source": "oa_profile"}
        else:
            ids = (self.oa_id, user) if by_account else (user, self.oa_id)
            body |= {"sender": {"id": ids[0]}, "recipient": {"id": ids[1]}}
        body |= fields
        return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()

    def says(self, user: str, text: str, *, msg_id: str | None = None, at: float | None = None) -> bytes:
        """A text of *user*; a tapped button arrives as one too, its text being the payload."""
        return self.event("user_send_text", user, at=at, message={"text": text, "msg_id": msg_id or self.new_id()})

    def sends(self, user: str, kind: str, *, text: str | None = None, at: float | None = None) -> bytes:
        """Something that is no text: image, gif, sticker, audio, video, file, link, location or business_card."""
        payloads: dict[str, dict[str, Any]] = {
            "location": {"coordinates": {"latitude": "21.0285001", "longitude": "105.8542002"}},
            "sticker": {"id": "20103", "url": "https://zalo.example/sticker.png"},
            "file": {"url": "https://zalo.example/f", "name": "ho-so-rieng.pdf", "size": "20480", "type": "pdf", "checksum": "abc"},
            "link": {"url": "https://zalo.example/l", "title": "t", "description": "d", "thumbnail": "https://zalo.example/t.jpg"},
            "business_card": {"thumbnail": "https://zalo.example/c.jpg", "description": '{"phone":"84912345678","qrCodeUrl":"https://zalo.example/qr"}'},
        }
        kind_of = {"business_card": "link"}.get(kind, kind)
        attachment = {"type": kind_of, "payload": payloads.get(kind, {"url": "https://zalo.example/x.jpg", "thumbnail": "https://zalo.example/t.jpg"})}
        message = {"msg_id": self.new_id(), "attachments": [attachment], **({"text": text} if text is not None else {})}
        return self.event(f"user_send_{kind}", user, at=at, message=message)

    def follows(self, user: str) -> bytes:
        return self.event("follow", user)

    def unfollows(self, user: str) -> bytes:
        return self.event("unfollow", user)

    def human_says(self, user: str, text: str, *, admin_id: str | None = "7777001") -> bytes:
        """What a person typed for the account in Zalo's own tool; the name of who it was is sometimes left out."""
        fields = {"sender": {"id": self.oa_id, **({"admin_id": admin_id} if admin_id else {})}}
        return self.event("oa_send_text", user, message={"text": text, "msg_id": self.new_id()}, **fields)

    def sign(self, body: bytes, timestamp: str | None = None, *, secret: str | None = None) -> str:
        """The header's value: SHA-256 over app id, body, the body's timestamp and the account's key, put together as they are."""
        stamp = timestamp if timestamp is not None else str(json.loads(body)["timestamp"])
        return "mac=" + hashlib.sha256(self.app_id.encode() + body + stamp.encode() + (secret or self.oa_secret_key).encode()).hexdigest()

    def deliver(self, body: bytes, *, signature: Signature = True, headers: Mapping[str, str] | None = None, method: str = "POST") -> Got:
        """One attempt to deliver."""
        return self.run(self._deliver(body, signature, headers or {}, method))

    def deliver_with_retries(self, body: bytes) -> Got:
        """As the platform does: five more times until there is a 200, with the number of the attempt, here without the pauses."""
        got = self.deliver(body)
        for number in range(1, 6):
            if got.status == 200:
                break
            got = self.deliver(body, headers={"num_retry": str(number)})
        return got

    def signed(self, body: bytes) -> dict[str, str]:
        """See the base."""
        self._note_interaction(body)
        return self._headers(body, True, {})

    # -- what tests turn

    def new_id(self) -> str:
        """A message id."""
        self._numbers += 1
        return hashlib.sha256(f"{id(self)}-{self._numbers}".encode()).hexdigest()[:20]

    def age(self, user: str, *, hours: float) -> None:
        """So long ago *user* last wrote."""
        self._last[user] = self.now() - hours * HOUR

    def fail(self, times: int, with_: Failure, *, acted: bool = False) -> None:
        """The next *times* messages fail (see Faults)."""
        self._faults.add(times, with_, acted=acted)

    # -- the platform

    def add_routes(self, app: web.Application) -> None:
        super().add_routes(app)
        app.router.add_route("*", "/v3.0/oa/message/cs", self._take_message)
        app.router.add_get("/v2.0/oa/getoa", self._tell_account)
        app.router.add_route("*", "/v2.0/oa/message", self._refuse_v2)

    def _headers(self, body: bytes, signature: Signature, headers: Mapping[str, str]) -> dict[str, str]:
        value = self.sign(body) if signature is True else signature
        return {"Content-Type": "application/json", **({"X-ZEvent-Signature": value} if value is not None else {}), **headers}

    async def _deliver(self, body: bytes, signature: Signature, headers: Mapping[str, str], method: str) -> Got:
        if signature is True:
            self._note_interaction(body)
        return await self._request(method, self.webhook, body, self._headers(body, signature, headers))

    def _note_interaction(self, body: bytes) -> None:
        event = json.loads(body)
        user = (event.get("follower") or event.get("sender") or {}).get("id")
        if user and user != self.oa_id:
            self._last[user] = int(event["timestamp"]) / 1000
            self._used[user] = 0

    def _error(self, code: int, why: str = "", *, breach: bool = False) -> web.Response:
        if breach:
            self.violations.append(f"{code}: {why}")
        return web.json_response({"error": code, "message": MESSAGES.get(code, why or "Error")})

    async def _take_message(self, request: web.Request) -> web.Response:
        call = await self._noted(request)
        fault = self._faults.next()
        if fault is not None and not fault[1]:
            return await self._failed(request, fault[0])
        reply = await self._sent(call)
        if self.answers_late:
            await asyncio.get_running_loop().run_in_executor(None, self._released.wait)
        return reply if fault is None else await self._failed(request, fault[0])

    async def _failed(self, request: web.Request, failure: Failure) -> web.Response:
        if isinstance(failure, int) and not is_status(failure):
            return self._error(failure)
        return await self._broken(request, failure)

    async def _sent(self, call: Call) -> web.Response:
        for problem_of in (self._problem_of_token, self._problem_of_shape, self._problem_of_user):
            if (problem := problem_of(call)) is not None:
                return problem
        body = call.json
        user, message = body["recipient"]["user_id"], body["message"]
        age = self.now() - self._last[user]
        self._used[user] += 1
        sent = Sent(user, message["text"], tuple(_buttons(message)), self.new_id(), self.now(), body)
        self.sent.append(sent)
        await self._tell_back(self.event("oa_send_text", user, message={"text": sent.text, "msg_id": sent.message_id}))
        free = age <= 48 * HOUR
        quota = {
            "quota_type": "reply" if free else "sub_quota",
            "remain": str(max(0, (self.replies or 99) - self._used[user])),
            "total": str(self.replies or 99),
        }
        return web.json_response({"data": {"message_id": sent.message_id, "user_id": user, "quota": quota}, "error": 0, "message": "Success"})

    def _problem_of_token(self, call: Call) -> web.Response | None:
        token = call.headers.get("access_token", "")
        if token not in self._access:
            return self._error(-216, "no token in the header access_token" if not token else "", breach=not token)
        return self._error(-220) if self._access[token] < self.now() else None

    def _problem_of_shape(self, call: Call) -> web.Response | None:
        def wrong(why: str, code: int = -201) -> web.Response:
            return self._error(code, why, breach=True)

        body = call.json
        if call.method != "POST" or not call.headers.get("content-type", "").startswith("application/json") or not isinstance(body, dict):
            return wrong("no POST with JSON")
        recipient, message = body.get("recipient"), body.get("message")
        if not isinstance(recipient, dict) or not isinstance(recipient.get("user_id"), str) or not recipient["user_id"].isdecimal():
            return wrong("recipient.user_id is no text of digits")
        if not isinstance(message, dict) or set(message) - {"text", "attachment", "quote_message_id"}:
            return wrong("message")
        text = message.get("text")
        if not isinstance(text, str) or not text.strip():
            return wrong("no text")
        if len(text.encode("utf-16-le")) // 2 > 2000:
            return wrong("text longer than 2,000 characters", -210)
        if "attachment" not in message:
            return None
        if not self.takes_buttons:
            return self._error(-201)
        if (why := _problem_of_buttons(message["attachment"])) is not None:
            return wrong(why)
        return None

    def _problem_of_user(self, call: Call) -> web.Response | None:
        user = call.json["recipient"]["user_id"]
        if user in self.blocked:
            return self._error(-217)
        if user not in self._last:
            return self._error(-213)
        if self.now() - self._last[user] > 7 * 24 * HOUR:
            return self._error(-230)
        if self.replies is not None and self._used[user] >= self.replies:
            return self._error(-218, "quota towards this user")
        self._minute = [at for at in self._minute if at > self.now() - 60]
        if self.per_minute is not None and len(self._minute) >= self.per_minute:
            return self._error(-32)
        self._minute.append(self.now())
        return None

    async def _refuse_v2(self, request: web.Request) -> web.Response:
        await self._noted(request)
        return self._error(-240, "v2 is switched off", breach=True)

    async def _tell_account(self, request: web.Request) -> web.Response:
        call = await self._noted(request)
        if (problem := self._problem_of_token(call)) is not None:
            return problem
        return web.json_response({"data": {"oa_id": self.oa_id, "name": "OA", "is_verified": True}, "error": 0, "message": "Success"})


def _buttons(message: Mapping[str, Any]) -> list[Any]:
    return message["attachment"]["payload"]["buttons"] if "attachment" in message else []


def _problem_of_buttons(attachment: Any) -> str | None:
    """What is wrong with buttons on a consultation message: at most 5, title 100, payload 1,000, text for a query, an address for a link."""
    if not isinstance(attachment, dict) or attachment.get("type") != "template" or not isinstance(attachment.get("payload"), dict):
        return "attachment is no template"
    if attachment["payload"].get("template_type", "button") != "button":
        return "template_type"
    buttons = attachment["payload"].get("buttons")
    if not isinstance(buttons, list) or not 1 <= len(buttons) <= 5:
        return "1 to 5 buttons"
    for button in buttons:
        if not isinstance(button, dict) or not isinstance(button.get("title"), str) or not 1 <= len(button["title"]) <= 100:
            return "title of 1 to 100 characters"
        kind, payload = button.get("type"), button.get("payload")
        if kind in ("oa.query.show", "oa.query.hide"):
            if not isinstance(payload, str) or not 1 <= len(payload) <= 1000:
                return "payload of a query is a text of 1 to 1,000 characters"
        elif kind == "oa.open.url":
            if not isinstance(payload, dict) or not str(payload.get("url", "")).startswith("https://"):
                return "payload of a link is an object with an https address"
        else:
            return f"type {kind!r}"
    return None
