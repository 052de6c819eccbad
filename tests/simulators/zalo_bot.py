"""The Zalo Bot platform: updates with a secret in a header, methods under /bot<TOKEN>/. From bot.zaloplatforms.com/docs."""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping
from typing import Any, Final

from aiohttp import web

from tests.simulators.serving import Call, Failure, Faults, Got, Sent, Simulator, is_status

SECRET_HEADER: Final = "X-Bot-Api-Secret-Token"


class ZaloBotSimulator(Simulator):
    """One bot and the people who write to it. wrapped: updates as the documents print them, {ok, result}; else flat, as they were seen."""

    def __init__(self, *, webhook: str = "", wrapped: bool = False) -> None:
        super().__init__(webhook=webhook)
        self.token = "1234567890123:token-of-the-bot-simulator"
        self.secret = "secret-of-the-bot-simulator"  # that setWebhook replaces
        self.wrapped = wrapped
        self.typing: list[str] = []
        self._faults = Faults()
        self._chats: set[str] = set()
        self._numbers = 0

    @property
    def api_base(self) -> str:
        return self.base

    def environment(self) -> dict[str, str]:
        """The settings, with the simulator's address."""
        return {"ZALO_BOT_TOKEN": self.token, "ZALO_BOT_SECRET": self.secret, "ZALO_BOT_API_BASE": self.api_base}

    # -- updates

    def event(self, name: str, user: str, *, at: float | None = None, chat_type: str = "PRIVATE", is_bot: bool = False, **fields: Any) -> bytes:
        """An update; *fields* are added to its message. A message of a kind that the platform does not pass on has none."""
        message = {
            "message_id": self.new_id(),
            "date": round((at or self.now()) * 1000),
            "chat": {"id": user if chat_type == "PRIVATE" else f"g{user}", "chat_type": chat_type},
            "from": {"id": user, "display_name": "Nguyễn Văn Thử", "is_bot": is_bot},
            **fields,
        }
        update = {"event_name": name, **({} if name.endswith("unsupported.received") else {"message": message})}
        if chat_type == "PRIVATE":
            self._chats.add(user)
        return json.dumps({"ok": True, "result": update} if self.wrapped else update, ensure_ascii=False).encode()

    def says(self, user: str, text: str, **more: Any) -> bytes:
        return self.event("message.text.received", user, text=text, **more)

    def sends(self, user: str, kind: str) -> bytes:
        """image, sticker, voice or link."""
        fields = {"image": {"photo": "https://zalo.example/p.jpg", "caption": ""}, "sticker": {"sticker": "abc", "url": "https://zalo.example/s.png"}}
        return self.event(f"message.{kind}.received", user, **fields.get(kind, {"url": "https://zalo.example/x"}))

    def deliver(self, body: bytes, *, secret: str | None = "", headers: Mapping[str, str] | None = None, method: str = "POST") -> Got:
        """One attempt to deliver. secret: the right one if empty, no header if None."""
        own = {} if secret is None else {SECRET_HEADER: secret or self.secret}
        return self.request(method, self.webhook, body=body, headers={"Content-Type": "application/json", **own, **(headers or {})})

    def fail(self, times: int, with_: Failure, *, acted: bool = False) -> None:
        """The next *times* messages fail (see Faults); an HTTP status is also the error_code of the body."""
        self._faults.add(times, with_, acted=acted)

    def new_id(self) -> str:
        self._numbers += 1
        return f"{self._numbers:08x}b07"

    # -- the platform

    def add_routes(self, app: web.Application) -> None:
        app.router.add_route("*", "/bot{token}/{method}", self._method)

    def _error(self, code: int, why: str, *, breach: bool = False) -> web.Response:
        if breach:
            self.violations.append(f"{code}: {why}")
        return web.json_response({"ok": False, "description": why, "error_code": code})

    async def _method(self, request: web.Request) -> web.Response:
        call = await self._noted(request)
        if not hmac.compare_digest(request.match_info["token"], self.token):
            return self._error(401, "Unauthorized")
        method = request.match_info["method"]
        if method == "getMe":
            return _result({"id": self.token.split(":")[0], "account_name": "bot.test", "account_type": "BASIC", "can_join_groups": False})
        body = call.json
        if method == "getWebhookInfo":
            return _result({"url": self.webhook, "updated_at": round(self.now() * 1000)})
        if method == "deleteWebhook":
            self.webhook = ""
            return _result({"url": "", "updated_at": round(self.now() * 1000)})
        if call.method != "POST" or not isinstance(body, dict):
            return self._error(400, "no POST with JSON", breach=True)
        if method == "setWebhook":
            return self._set_webhook(body)
        if method == "sendChatAction":
            if body.get("action") != "typing" or not isinstance(body.get("chat_id"), str):
                return self._error(400, "chat_id and action", breach=True)
            self.typing.append(body["chat_id"])
            return _result(True)
        if method != "sendMessage":
            return self._error(404, "Not Found", breach=True)
        fault = self._faults.next()
        if fault is not None and not fault[1]:
            return await self._failed(request, fault[0])
        reply = self._sent(call)
        return reply if fault is None else await self._failed(request, fault[0])

    async def _failed(self, request: web.Request, failure: Failure) -> web.Response:
        if isinstance(failure, int) and not (is_status(failure) and failure >= 500):
            return self._error(failure, "Error")
        return await self._broken(request, failure)

    def _set_webhook(self, body: dict[str, Any]) -> web.Response:
        url, secret = body.get("url"), body.get("secret_token")
        if not isinstance(url, str) or not url.startswith("https://"):
            return self._error(400, "url must be https")
        if not isinstance(secret, str) or not 8 <= len(secret) <= 256:
            return self._error(400, "secret_token of 8 to 256 characters", breach=True)
        self.webhook, self.secret = url, secret
        return _result({"url": url, "updated_at": round(self.now() * 1000)})

    def _sent(self, call: Call) -> web.Response:
        body = call.json
        chat, text = body.get("chat_id"), body.get("text")
        if set(body) != {"chat_id", "text"} or not isinstance(chat, str) or not isinstance(text, str):
            return self._error(400, "chat_id and text", breach=True)
        if not 1 <= len(text.encode("utf-16-le")) // 2 <= 2000:
            return self._error(400, "text of 1 to 2,000 characters", breach=True)
        if chat not in self._chats:
            return self._error(400, "chat not found")
        sent = Sent(chat, text, (), self.new_id(), self.now(), body)
        self.sent.append(sent)
        return _result({"message_id": sent.message_id, "date": round(sent.at * 1000)})


def _result(value: Any) -> web.Response:
    return web.json_response({"ok": True, "result": value})
