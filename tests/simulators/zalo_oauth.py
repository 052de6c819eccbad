"""Zalo's OAuth v4 for Official Accounts: consent with PKCE, and pairs of tokens of which the refresh token works once.

Written from Zalo's SDKs (OAuth2Client, PKCEUtil, ZaloRedirectLoginHelper) and developers.zalo.me, and from no client of ours. Errors of this endpoint
come with status 200, a number like -14xxx and names of their own; of these numbers public clients agree on -14014 alone, for a refresh token that is worth
nothing. One public server saw an empty 200 in its place for a token that had been used before (empty_for_spent).
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl, urlencode

from aiohttp import web

from tests.simulators.serving import Call, Failure, Faults, Simulator, is_status

ACCESS_SECONDS: Final = 90_000  # 25 hours
CODE_SECONDS: Final = 600


@dataclass
class _Code:
    challenge: str
    made_at: float


class ZaloOAuth(Simulator):
    """One app with one Official Account. spent: how often each refresh token was used; refreshes: how often it gave a pair."""

    def __init__(self, *, webhook: str = "") -> None:
        super().__init__(webhook=webhook)
        self.app_id = "4218570069418112345"
        self.oa_id = "2834509827345098273"
        self.app_secret = "app-secret-of-the-simulator"
        self.redirect_uri: str | None = None  # registered in the portal; None: any
        self.spent: Counter[str] = Counter()
        self.refreshes = 0
        self.empty_for_spent = False
        self.meanwhile: Callable[[], object] = lambda: None  # what happens while a request for tokens is on its way
        self._oauth_faults = Faults()
        self._access: dict[str, float] = {}  # token → end of its life; 0: expired before its time
        self._refresh: set[str] = set()  # those that nobody has used
        self._codes: dict[str, _Code] = {}
        self.access_token, self.refresh_token = self.new_pair()

    def add_routes(self, app: web.Application) -> None:
        app.router.add_get("/v4/oa/permission", self._consent)
        app.router.add_route("*", "/v4/oa/access_token", self._tokens)

    # -- what tests turn

    def new_pair(self) -> tuple[str, str]:
        """An access token and the refresh token that belongs to it."""
        access, refresh = f"access-{secrets.token_hex(16)}", f"refresh-{secrets.token_hex(16)}"
        self._access[access] = self.now() + ACCESS_SECONDS
        self._refresh.add(refresh)
        return access, refresh

    def expire_access(self) -> None:
        """All access tokens that there are end now."""
        self._access = dict.fromkeys(self._access, 0.0)

    def revoke_refresh(self) -> None:
        """A person must log in again: no refresh token is worth anything any more."""
        self._refresh.clear()

    def oauth_fail(self, times: int, with_: Failure, *, acted: bool = False) -> None:
        """The next *times* requests for tokens fail; with a number: as an error of the platform in a 200."""
        self._oauth_faults.add(times, with_, acted=acted)

    # -- the platform

    def consent(self, url: str) -> str:
        """The address that the browser lands on when an officer has said yes at *url*, which was printed for him."""
        got = self.request("GET", url)
        assert got.status == 302, got.text
        return got.headers["location"]

    async def _consent(self, request: web.Request) -> web.Response:
        call = await self._noted(request)
        query = call.query
        if query.get("app_id") != self.app_id:
            return web.Response(text="-14002 Invalid app id", status=400)
        redirect = query.get("redirect_uri", "")
        if not redirect or (self.redirect_uri is not None and redirect != self.redirect_uri):
            return web.Response(text="-14003 Invalid redirect uri", status=400)
        if len(query.get("code_challenge", "")) != 43:
            self.violations.append("code_challenge is no SHA-256 in base64url without padding")
            return web.Response(text="-14004 Invalid code challenge", status=400)
        code = secrets.token_urlsafe(60)
        self._codes[code] = _Code(query["code_challenge"], self.now())
        back = urlencode({"oa_id": self.oa_id, "code": code, **({"state": query["state"]} if "state" in query else {})})
        return web.Response(status=302, headers={"Location": f"{redirect}{'&' if '?' in redirect else '?'}{back}"})

    async def _tokens(self, request: web.Request) -> web.Response:
        call = await self._noted(request)
        self.meanwhile()
        fault = self._oauth_faults.next()
        if fault is not None and not fault[1]:
            return await self._oauth_failed(request, fault[0])
        reply = self._granted(call)
        return reply if fault is None else await self._oauth_failed(request, fault[0])

    async def _oauth_failed(self, request: web.Request, failure: Failure) -> web.Response:
        if isinstance(failure, int) and not is_status(failure):
            return self._refused(failure, "Something failed")
        return await self._broken(request, failure)

    def _refused(self, code: int, name: str, *, breach: bool = False) -> web.Response:
        """Errors of this endpoint have names of their own, and come with 200."""
        if breach:
            self.violations.append(f"{code}: {name}")
        return web.json_response({"error_name": name, "error_reason": name, "error_description": "see the documents", "error": code})

    def _granted(self, call: Call) -> web.Response:
        form = dict(parse_qsl(call.body.decode("utf-8", "replace")))
        if call.method != "POST" or not call.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
            return self._refused(-14001, "no POST of a form", breach=True)
        if call.headers.get("secret_key") != self.app_secret:
            return self._refused(-14004, "Invalid secret key")
        if form.get("app_id") != self.app_id:
            return self._refused(-14002, "Invalid app id")
        if form.get("grant_type") == "authorization_code":
            code = self._codes.pop(form.get("code", ""), None)
            if code is None or code.made_at + CODE_SECONDS < self.now():
                return self._refused(-14019, "Invalid authorization code")
            verifier = form.get("code_verifier", "")
            if not 43 <= len(verifier) <= 128 or not verifier.isalnum():
                return self._refused(-14020, "Invalid code verifier", breach=True)
            if base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode() != code.challenge:
                return self._refused(-14020, "Invalid code verifier")
        elif form.get("grant_type") == "refresh_token":
            token = form.get("refresh_token", "")
            self.spent[token] += 1
            if self.empty_for_spent and self.spent[token] > 1:
                return web.Response(text="")
            if token not in self._refresh:
                return self._refused(-14014, "Invalid refresh token")
            self._refresh.discard(token)
            self.refreshes += 1
        else:
            return self._refused(-14005, "Invalid grant type", breach=True)
        access, refresh = self.new_pair()
        return web.json_response({"access_token": access, "refresh_token": refresh, "expires_in": str(ACCESS_SECONDS)})
