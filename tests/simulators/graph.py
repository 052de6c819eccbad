"""Meta's side of a Facebook page: webhook deliveries of Messenger, the Send API, the profile and the page's subscription.

Written from Meta's pages and from no client of ours. Deliveries: «Webhooks» and «Validating payloads» (the body is signed as it is
sent, with everything that is not ASCII escaped); sending: «Send API», «Quick replies», «Button template», «Sender actions»; limits
of the profile: «Greeting», «Ice breakers», «Persistent menu»; errors: «Error codes», «Rate limiting», «Policy».
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal

from aiohttp import web

from tests.simulators.graph_rules import FIELDS, problem_of_profile, problem_of_shape, shown
from tests.simulators.serving import Call, Failure, Faults, Got, Sent, Simulator, is_status

HOUR: Final = 3600.0
INBOX_APP: Final = 263902037430900  # the page's own inbox, through which people write
PROFILE_CALLS, PROFILE_SECONDS = 10, 600.0
SUBSCRIPTIONS: Final = {
    "messages", "messaging_postbacks", "messaging_referrals", "message_echoes", "message_reads", "message_deliveries", "message_reactions",
    "messaging_optins", "messaging_handovers", "standby", "messaging_policy_enforcement",
}  # fmt: skip
Signature = str | None | Literal[True]  # True: the right one; None: no such header


class GraphSimulator(Simulator):
    """An app with one page and everybody who writes to it."""

    def __init__(self, *, webhook: str = "", per_minute: int | None = None) -> None:
        super().__init__(webhook=webhook)
        self.app_id = 660011223344556
        self.page_id = "110022003300440"
        self.app_secret = "app-secret-of-the-graph"
        self.page_token = "page-token-of-the-graph"
        self.verify_token = "verify-token-of-the-graph"
        self.per_minute = per_minute
        self.usage: int | None = None  # percent, in the header X-App-Usage
        self.takes_quick_replies = True
        self.blocked: set[str] = set()
        self.refused: dict[str, tuple[int, int | None]] = {}  # people to whom messages are refused, with code and subcode
        self.actions: list[tuple[str, str]] = []  # person, sender action
        self.profile: dict[str, Any] = {}
        self.subscribed: set[str] = set()
        self._faults = Faults()
        self._last: dict[str, float] = {}
        self._minute: list[float] = []
        self._profile_calls: list[float] = []
        self._numbers = 0

    def environment(self) -> dict[str, str]:
        """The settings that an officer copies out of the console, with the simulator's address."""
        return {
            "MESSENGER_VERIFY_TOKEN": self.verify_token, "MESSENGER_APP_SECRET": self.app_secret, "MESSENGER_PAGE_TOKEN": self.page_token,
            "MESSENGER_PAGE_ID": self.page_id, "MESSENGER_GRAPH_BASE": self.base,
        }  # fmt: skip

    # -- events: items of an entry's «messaging»

    def item(self, user: str, *, at: float | None = None, by_page: bool = False, **fields: Any) -> dict[str, Any]:
        """One event; the page is the sender of echoes."""
        ids = (self.page_id, user) if by_page else (user, self.page_id)
        return {"sender": {"id": ids[0]}, "recipient": {"id": ids[1]}, "timestamp": round((at or self.now()) * 1000), **fields}

    def says(self, user: str, text: str, *, mid: str | None = None, at: float | None = None) -> dict[str, Any]:
        return self.item(user, at=at, message={"mid": mid or self.new_id(), "text": text})

    def taps(self, user: str, title: str, payload: str) -> dict[str, Any]:
        """A quick reply: a message with the title as its text."""
        return self.item(user, message={"mid": self.new_id(), "text": title, "quick_reply": {"payload": payload}})

    def posts_back(self, user: str, title: str, payload: str | None, *, referral: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """A button of a template, of the menu, an ice breaker or Get Started; another app's has no payload."""
        postback = {"mid": self.new_id(), "title": title, **({"payload": payload} if payload is not None else {})}
        return self.item(user, postback=postback | ({"referral": dict(referral)} if referral else {}))

    def refers(self, user: str, ref: str = "qr-1") -> dict[str, Any]:
        return self.item(user, referral={"ref": ref, "source": "SHORTLINK", "type": "OPEN_THREAD"})

    def sends(self, user: str, kind: str, *, text: str | None = None) -> dict[str, Any]:
        """image, video, audio, file, location, fallback (a shared link) or sticker."""
        payload: dict[str, Any] = {"url": "https://cdn.example/private-file"}
        if kind == "location":
            payload = {"coordinates": {"lat": 21.0285001, "long": 105.8542002}}
        if kind == "sticker":
            payload["sticker_id"] = 369239263222822
        attachment = {"type": "image" if kind == "sticker" else kind, "payload": payload}
        return self.item(user, message={"mid": self.new_id(), "attachments": [attachment], **({"text": text} if text is not None else {})})

    def reads(self, user: str) -> dict[str, Any]:
        return self.item(user, read={"watermark": round(self.now() * 1000)})

    def was_delivered(self, user: str, *mids: str) -> dict[str, Any]:
        return self.item(user, delivery={"mids": list(mids), "watermark": round(self.now() * 1000)})

    def reacts(self, user: str, mid: str) -> dict[str, Any]:
        return self.item(user, reaction={"mid": mid, "action": "react", "reaction": "love", "emoji": "❤"})

    def echo(self, user: str, text: str, *, mid: str | None = None, metadata: str | None = None, app_id: int | None = None) -> dict[str, Any]:
        """What was said in the page's name; app_id: by which app, ours if None is given."""
        message: dict[str, Any] = {"mid": mid or self.new_id(), "is_echo": True, "app_id": app_id or self.app_id, "text": text}
        return self.item(user, by_page=True, message=message | ({"metadata": metadata} if metadata is not None else {}))

    def human_says(self, user: str, text: str) -> dict[str, Any]:
        """What a person typed in the page's inbox."""
        return self.echo(user, text, app_id=INBOX_APP)

    def passes(self, user: str, *, to_app: int) -> dict[str, Any]:
        return self.item(user, pass_thread_control={"previous_owner_app_id": str(INBOX_APP), "new_owner_app_id": str(to_app), "metadata": ""})

    def takes(self, user: str, *, from_app: int) -> dict[str, Any]:
        return self.item(user, take_thread_control={"previous_owner_app_id": str(from_app), "new_owner_app_id": str(INBOX_APP), "metadata": ""})

    # -- deliveries

    def body(self, *items: Mapping[str, Any], key: str = "messaging", page: str | None = None) -> bytes:
        """One entry with *items*; key: «standby» for events of threads that another app holds."""
        return self.body_of([self.entry(*items, key=key, page=page)])

    def entry(self, *items: Mapping[str, Any], key: str = "messaging", page: str | None = None) -> dict[str, Any]:
        return {"id": page or self.page_id, "time": round(self.now() * 1000), key: list(items)}

    def body_of(self, entries: Sequence[Mapping[str, Any]], *, object_: str = "page") -> bytes:
        """As it is delivered: not ASCII means escaped, with lower-case digits."""
        return json.dumps({"object": object_, "entry": list(entries)}, ensure_ascii=True, separators=(",", ":")).encode()

    def sign(self, body: bytes, *, secret: str | None = None) -> str:
        """The value of X-Hub-Signature-256: HMAC-SHA256 over the body with the app's secret."""
        return "sha256=" + hmac.new((secret or self.app_secret).encode(), body, hashlib.sha256).hexdigest()

    def deliver(self, body: bytes, *, signature: Signature = True, headers: Mapping[str, str] | None = None, method: str = "POST") -> Got:
        """One attempt to deliver. The old header with SHA-1 comes with the new one."""
        if signature is True:
            self._note_interaction(body)
        return self.request(method, self.webhook, body=body, headers=self._headers(body, signature, headers or {}))

    def deliver_with_retries(self, body: bytes) -> Got:
        """Again until there is a 200, some times."""
        got = self.deliver(body)
        for _ in range(5):
            if got.status == 200:
                break
            got = self.deliver(body)
        return got

    def signed(self, body: bytes) -> dict[str, str]:
        """See the base."""
        self._note_interaction(body)
        return self._headers(body, True, {})

    def verify(self, *, mode: str = "subscribe", token: str | None = None, challenge: str = "1158201444") -> Got:
        """The request by which the console checks an address."""
        query = f"hub.mode={mode}&hub.verify_token={self.verify_token if token is None else token}&hub.challenge={challenge}"
        return self.request("GET", f"{self.webhook}?{query}")

    # -- what tests turn

    def new_id(self) -> str:
        """A message id."""
        self._numbers += 1
        return "m_" + hashlib.sha256(f"{id(self)}-{self._numbers}".encode()).hexdigest()[:40]

    def age(self, user: str, *, hours: float) -> None:
        """So long ago *user* last wrote."""
        self._last[user] = self.now() - hours * HOUR

    def fail(self, times: int, with_: Failure, *, acted: bool = False) -> None:
        """The next *times* messages fail (see Faults); a number below 400 and 551: as an error of the platform."""
        self._faults.add(times, with_, acted=acted)

    # -- the platform

    def add_routes(self, app: web.Application) -> None:
        for owner in (self.page_id, "me"):
            app.router.add_route("*", rf"/{{version:v\d+\.\d}}/{owner}/messages", self._take_message)
            app.router.add_route("*", rf"/{{version:v\d+\.\d}}/{owner}/messenger_profile", self._take_profile)
            app.router.add_route("*", rf"/{{version:v\d+\.\d}}/{owner}/subscribed_apps", self._take_subscription)

    def _headers(self, body: bytes, signature: Signature, headers: Mapping[str, str]) -> dict[str, str]:
        value = self.sign(body) if signature is True else signature
        old = "sha1=" + hmac.new(self.app_secret.encode(), body, hashlib.sha1).hexdigest()
        return {"Content-Type": "application/json", "X-Hub-Signature": old, **({"X-Hub-Signature-256": value} if value is not None else {}), **headers}

    def _note_interaction(self, body: bytes) -> None:
        for entry in json.loads(body)["entry"]:
            for item in (*entry.get("messaging", ()), *entry.get("standby", ())):
                user = item.get("sender", {}).get("id")
                if user and user != self.page_id and {"message", "postback", "referral"} & set(item):
                    self._last[user] = item["timestamp"] / 1000

    def _error(self, code: int, message: str, *, subcode: int | None = None, status: int = 400, breach: bool = False) -> web.Response:
        if breach:
            self.violations.append(f"{code}: {message}")
        error = {"message": f"(#{code}) {message}", "type": "OAuthException", "code": code, "fbtrace_id": "AbCdEfGhIjK"}
        if subcode is not None:
            error["error_subcode"] = subcode
        return web.json_response({"error": error}, status=status, headers=self._usage())

    def _usage(self) -> dict[str, str]:
        return {} if self.usage is None else {"X-App-Usage": json.dumps({"call_count": self.usage, "total_time": 1, "total_cputime": 1})}

    def _problem_of_token(self, call: Call) -> web.Response | None:
        body = call.json if isinstance(call.json, dict) else {}
        bearer = call.headers.get("authorization", "")
        given = bearer.removeprefix("Bearer ") if bearer.startswith("Bearer ") else body.get("access_token") or call.query.get("access_token")
        if given != self.page_token:
            return self._error(190, "Invalid OAuth access token", subcode=463, status=401)
        proof = call.query.get("appsecret_proof", body.get("appsecret_proof"))
        if proof is not None and proof != hmac.new(self.app_secret.encode(), self.page_token.encode(), hashlib.sha256).hexdigest():
            return self._error(100, "Invalid appsecret_proof provided in the API argument", breach=True)
        return None

    async def _take_message(self, request: web.Request) -> web.Response:
        call = await self._noted(request)
        is_action = isinstance(call.json, dict) and "sender_action" in call.json
        fault = None if is_action else self._faults.next()
        if fault is not None and not fault[1]:
            return await self._failed(request, fault[0])
        problem = self._problem_of_token(call)
        reply = problem if problem is not None else self._act(call) if is_action else await self._sent(call)
        return reply if fault is None else await self._failed(request, fault[0])

    async def _failed(self, request: web.Request, failure: Failure) -> web.Response:
        if isinstance(failure, int) and not is_status(failure):
            subcodes = {551: 1545041, 10: 2018278}
            return self._error(failure, "as the test wants it", subcode=subcodes.get(failure), status=500 if failure in (1, 2) else 400)
        return await self._broken(request, failure)

    def _act(self, call: Call) -> web.Response:
        body = dict(call.json)
        body.pop("access_token", None)
        user = body["recipient"].get("id", "") if isinstance(body.get("recipient"), dict) else ""
        if call.method != "POST" or set(body) != {"recipient", "sender_action"}:
            return self._error(100, "a sender action stands alone with its recipient", breach=True)
        if body["sender_action"] not in ("typing_on", "typing_off", "mark_seen"):
            return self._error(100, "unknown sender action", breach=True)
        if user not in self._last:
            return self._error(100, "No matching user found", subcode=2018001)
        self.actions.append((user, body["sender_action"]))
        return web.json_response({"recipient_id": user}, headers=self._usage())

    async def _sent(self, call: Call) -> web.Response:
        if (why := problem_of_shape(call)) is not None:
            return self._error(100, why, breach=True)
        body = call.json
        user, message = body["recipient"]["id"], body["message"]
        if "quick_replies" in message and not self.takes_quick_replies:
            return self._error(100, "quick replies are not taken here")
        if user in self.blocked:
            return self._error(551, "This person isn't available right now", subcode=1545041)
        if user in self.refused:
            return self._error(self.refused[user][0], "as the test wants it", subcode=self.refused[user][1])
        if user not in self._last:
            return self._error(100, "No matching user found", subcode=2018001)
        if self.now() - self._last[user] > 24 * HOUR:
            return self._error(10, "This message is sent outside of allowed window", subcode=2018278)
        self._minute = [at for at in self._minute if at > self.now() - 60]
        if self.per_minute is not None and len(self._minute) >= self.per_minute:
            return self._error(613, "Calls to this api have exceeded the rate limit")
        self._minute.append(self.now())
        text, buttons = shown(message)
        sent = Sent(user, text, buttons, self.new_id(), self.now(), body)
        self.sent.append(sent)
        await self._tell_back(self.body(self.echo(user, text, mid=sent.message_id, metadata=message.get("metadata"))))
        return web.json_response({"recipient_id": user, "message_id": sent.message_id}, headers=self._usage())

    # -- profile and subscription

    async def _take_profile(self, request: web.Request) -> web.Response:
        call = await self._noted(request)
        if (problem := self._problem_of_token(call)) is not None:
            return problem
        self._profile_calls = [at for at in self._profile_calls if at > self.now() - PROFILE_SECONDS]
        if len(self._profile_calls) >= PROFILE_CALLS:
            return self._error(613, "Calls to this api have exceeded the rate limit")
        self._profile_calls.append(self.now())
        body = call.json if isinstance(call.json, dict) else {}
        body = {name: value for name, value in body.items() if name != "access_token"}
        if call.method == "GET":
            wanted = call.query.get("fields", "").split(",")
            found = {name: self.profile[name] for name in wanted if name in self.profile}
            return web.json_response({"data": [found] if found else []})
        if call.method == "DELETE":
            fields = body.get("fields")
            if not isinstance(fields, list) or not fields or set(fields) - FIELDS:
                return self._error(100, "fields", breach=True)
            if "get_started" in fields and "persistent_menu" in set(self.profile) - set(fields):
                return self._error(100, "the menu needs Get Started", breach=True)
            self.profile = {name: value for name, value in self.profile.items() if name not in fields}
            return web.json_response({"result": "success"})
        why = "no POST" if call.method != "POST" else problem_of_profile(body, self.profile)
        if why is not None:
            return self._error(100, why, breach=True)
        self.profile |= body
        return web.json_response({"result": "success"})

    async def _take_subscription(self, request: web.Request) -> web.Response:
        call = await self._noted(request)
        if (problem := self._problem_of_token(call)) is not None:
            return problem
        body = call.json if isinstance(call.json, dict) else {}
        told = body.get("subscribed_fields", call.query.get("subscribed_fields", ""))
        wanted = set(told.split(",")) if isinstance(told, str) else set(told)
        if call.method != "POST" or not wanted or wanted - SUBSCRIPTIONS:
            return self._error(100, f"subscribed_fields: {sorted(wanted - SUBSCRIPTIONS)}", breach=True)
        self.subscribed = wanted
        return web.json_response({"success": True})
