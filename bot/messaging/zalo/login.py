"""The first authorisation: a person says yes on Zalo's page, and the bot may write for the Official Account.

Zalo's SDKs (ZaloRedirectLoginHelper, PKCEUtil): consent at /v4/oa/permission with PKCE (S256, a verifier of 43 letters and digits);
the code that comes back lives ten minutes and is taken once. The callback address must be the registered one to the letter.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
import string
from collections.abc import Callable
from urllib.parse import parse_qs, urlencode, urlsplit

from bot.messaging.database import StoreError
from bot.messaging.http import ApiClient, ApiSilenceError
from bot.messaging.settings import MessagingSettings
from bot.messaging.store import Store
from bot.messaging.zalo.oauth import OAuth, TokenError, TokenFaultError, TokenRefusedError
from bot.messaging.zalo.token_alarms import CODES, TokenAlarms
from bot.messaging.zalo.tokens import Tokens

VERIFIER_CHARACTERS = 43
_ALPHABET = string.ascii_letters + string.digits


async def login(settings: MessagingSettings, *, redirect: str, ask: Callable[[str], str], tell: Callable[[str], None]) -> int:
    """Walk a person through it. 0: the tokens are saved; 1: they are not, and *tell* has said why."""
    verifier = "".join(secrets.choice(_ALPHABET) for _ in range(VERIFIER_CHARACTERS))
    state = secrets.token_urlsafe(16)
    tell("Open this address in a browser, as an administrator of the Official Account, and agree:")
    tell(consent_address(settings, redirect=redirect, verifier=verifier, state=state))
    landed = parse_qs(urlsplit(ask("Address of the page on which the browser landed: ").strip()).query)
    code, problem = landed.get("code", [""])[0], None
    if not code:
        problem = "there is no code in that address; copy all of it, from https:// to its end"
    elif not secrets.compare_digest(landed.get("state", [""])[0].encode(), state.encode()):
        problem = "that address belongs to another attempt; begin anew"
    elif landed.get("oa_id", [settings.zalo_oa_id])[0] != settings.zalo_oa_id:
        problem = "another Official Account was chosen than that of ZALO_OA_ID"
    if problem:
        tell(problem)
        return 1
    return await _exchange(settings, code=code, verifier=verifier, tell=tell)


def consent_address(settings: MessagingSettings, *, redirect: str, verifier: str, state: str) -> str:
    """Where the person says yes."""
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    query = {"app_id": settings.zalo_app_id, "redirect_uri": redirect, "code_challenge": challenge, "code_challenge_method": "S256", "state": state}
    return f"{settings.zalo_oauth_base}/v4/oa/permission?{urlencode(query)}"


async def _exchange(settings: MessagingSettings, *, code: str, verifier: str, tell: Callable[[str], None]) -> int:
    oauth, api = OAuth(settings), ApiClient(settings.zalo_api_base)
    try:
        store = Store(settings.data_folder, "zalo")
        try:
            pair = await Tokens(settings, oauth, TokenAlarms(store)).log_in(code=code, verifier=verifier)
            tell("The tokens are saved.")
            # What had to wait for this is sent at once by a service that runs.
            await store.run(lambda tables: tables.alarms.clear("account", *CODES))
            await store.run(lambda tables: tables.notes.set("paused_until", 0))
        finally:
            store.close()
        tell(await _account(api, pair.access, settings.zalo_oa_id))
        return 0
    except (TokenFaultError, TokenRefusedError) as error:
        tell(f"Zalo refused ({error}); the code lives ten minutes and is taken once, and ZALO_APP_ID and ZALO_APP_SECRET must be right: begin anew")
    except TokenError:
        tell("Zalo gave no answer that can be read; begin anew")
    except (StoreError, OSError) as error:
        tell(f"the tokens could not be saved: {error}")
    finally:
        await oauth.close()
        await api.close()
    return 1


async def _account(api: ApiClient, access: str, oa_id: str) -> str:
    """What Zalo says to the new token, as a line for the person."""
    try:
        reply = await api.get("/v2.0/oa/getoa", headers={"access_token": access})
    except ApiSilenceError:
        return "Zalo was not reached to try them."
    data = reply.body.get("data") if isinstance(reply.body, dict) else None
    if not isinstance(data, dict):
        return "Zalo did not accept the new token for reading the account; see python -m bot zalo status."
    known = str(data.get("oa_id") or oa_id)
    return f"They work, for the Official Account {data.get('name') or known}." if known == oa_id else f"Attention: they are of the Official Account {known}."
