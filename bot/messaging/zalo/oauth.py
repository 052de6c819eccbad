"""Zalo's endpoint for tokens: what is asked of it, and what its answers mean.

Zalo's SDKs (OAuth2Client) have the requests. Errors come with a number and names («error_name»), sometimes with status 200, so that
only two tokens count as success. The numbers are in no public table; public clients that log live answers agree on -14014, «Invalid
refresh token», for one that was used, has ended or was taken back, and one saw an empty 200 for one that was used just before.
Every other error (the app's id or secret, a limit, a measure) says nothing about the refresh token.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from bot.messaging.http import ApiClient, ApiReply, ApiSilenceError
from bot.messaging.settings import MessagingSettings

PATH = "/v4/oa/access_token"
# A request that is given up may have spent the refresh token all the same: its answer is worth waiting for.
SECONDS = 60.0
ACCESS_SECONDS = 25 * 3600
_DEAD = "-14014"
_ENDED = "(?:invalid|expired|used|revoked)"
_SAYS_DEAD = re.compile(rf"{_ENDED} refresh[ _]token|refresh[ _]token (?:(?:is|has|was|been|already) )*{_ENDED}", re.IGNORECASE)


class TokenError(Exception):
    """There is no new pair of tokens, or no token at all."""


class TokenRefusedError(TokenError):
    """The platform takes the refresh token no more; a person must log in. The text is the platform's word for it."""


class TokenFaultError(TokenError):
    """The platform refuses for another reason, which may pass or be mended. The text is its word for it."""


class TokenUnreadError(TokenError):
    """An answer that seems to hold tokens and cannot be read: text."""

    def __init__(self, text: str) -> None:
        super().__init__("an answer could not be read")
        self.text = text


class TokenSilenceError(TokenError):
    """Nothing that says whether there is a new pair. sent: the request may have arrived. empty: there was an answer, of nothing."""

    def __init__(self, *, sent: bool = False, empty: bool = False) -> None:
        super().__init__("no answer")
        self.sent = sent
        self.empty = empty


@dataclass(frozen=True)
class Grant:
    """A new pair. seconds: the life of the access token."""

    access: str = field(repr=False)
    refresh: str = field(repr=False)
    seconds: int


class OAuth:
    """Asks for pairs. Make and use it in one event loop. seconds: so long is waited for an answer."""

    def __init__(self, settings: MessagingSettings, *, seconds: float = SECONDS) -> None:
        self._settings = settings
        self._client = ApiClient(settings.zalo_oauth_base, seconds=seconds)

    async def refresh(self, token: str) -> Grant:
        """The pair for a refresh *token*, which is worthless afterwards. Raises TokenError, but for NoTokenError."""
        return await self._ask({"refresh_token": token, "grant_type": "refresh_token"})

    async def exchange(self, code: str, verifier: str) -> Grant:
        """The pair for the *code* of a person's consent. Raises the same."""
        return await self._ask({"code": code, "grant_type": "authorization_code", "code_verifier": verifier})

    async def close(self) -> None:
        """Close the connections."""
        await self._client.close()

    async def _ask(self, form: dict[str, str]) -> Grant:
        settings = self._settings
        try:
            reply = await self._client.post(PATH, form={"app_id": settings.zalo_app_id, **form}, headers={"secret_key": settings.zalo_app_secret})
        except ApiSilenceError as silence:
            raise TokenSilenceError(sent=silence.sent) from None
        return grant_of(reply)


def grant_of(reply: ApiReply) -> Grant:
    """The pair that an answer holds. Raises TokenError."""
    body: Any = reply.body if isinstance(reply.body, dict) else {}
    access, refresh = body.get("access_token"), body.get("refresh_token")
    if isinstance(access, str) and access and isinstance(refresh, str) and refresh:
        return Grant(access, refresh, _life(body.get("expires_in")))
    names = [str(body[key])[:100] for key in ("error_name", "error_reason", "message") if body.get(key)]
    if reply.status < 500 and (body.get("error") or names):
        code = str(body.get("error") or "")[:100]
        told = " ".join([code, *names[:1]]).strip()
        raise TokenRefusedError(told) if code == _DEAD or any(map(_SAYS_DEAD.search, names)) else TokenFaultError(told)
    if '_token"' in reply.text:
        raise TokenUnreadError(reply.text)
    raise TokenSilenceError(sent=True, empty=reply.status == 200 and not reply.text.strip())


def _life(told: Any) -> int:
    """expires_in, as text or a number."""
    try:
        return max(60, int(told))
    except (TypeError, ValueError, OverflowError):
        return ACCESS_SECONDS
