"""python -m bot zalo login | setup, python -m bot zalo_bot webhook: what ties the bot to an account."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from bot.service.channel_commands import Add, clock, fail, now_ms, settings_of, store_of, tell, webhook_address

if TYPE_CHECKING:
    from bot.service.settings import Settings

SETUP_MINUTES = 30
LONGEST_SETUP_MINUTES = 24 * 60
# What is to be ticked in the console: what people send, and what is said in the account's name.
EVENTS = "user_send_* (all), follow, unfollow, oa_send_* (all)"
METHODS = {"set": "setWebhook", "show": "getWebhookInfo", "delete": "deleteWebhook"}


def add_commands(channel: str, group: argparse._SubParsersAction, add: Add) -> None:
    """Add what only this platform of Zalo has."""
    if channel == "zalo":
        login = add("login", _login, "let the bot write for the Official Account: walks a person through Zalo's page", to=group)
        login.add_argument("--redirect", metavar="URL", help="the callback address as registered; default: PUBLIC_URL/webhooks/zalo/login")
        setup = add("setup", _setup, "answer the unsigned test that Zalo's console sends when a webhook address is saved", to=group)
        setup.add_argument("--minutes", type=_minutes, default=SETUP_MINUTES, help=f"for so long; default {SETUP_MINUTES}")
    else:
        webhook = add("webhook", _webhook, "tell the platform where to deliver", to=group)
        webhook.add_argument("what", nargs="?", choices=tuple(METHODS), default="show")


def token_lines(settings: Settings) -> tuple[Sequence[str], bool]:
    """What status says of the Official Account's tokens, and whether there are any that live or can be renewed."""
    from bot.messaging.zalo.token_file import TokenFile, TokenFileError

    log_in = "a person must log in: python -m bot zalo login"
    try:
        state = TokenFile(settings.data_folder).read()
    except TokenFileError as error:
        return [f"tokens: {error}; {log_in}"], False
    pair = state.current
    if pair is None:
        if settings.zalo_access_token:
            return ["tokens: those of the settings, which the service takes over when it starts"], True
        return [f"tokens: none; {log_in}"], False
    told = f"tokens: made {clock(pair.made_at)}, access until {clock(pair.expires_at)}, can be renewed until {clock(pair.refresh_expires_at)}"
    is_well = not state.refused and pair.refresh_expires_at > now_ms()
    if not is_well:
        return [f"{told}; they cannot be renewed any more: {log_in}"], False
    if state.asked_at:
        return [told, f"a renewal of {clock(state.asked_at)} got no answer that counts: the refresh token may be spent; it is tried again"], True
    return [told], True


def _login(options: argparse.Namespace) -> int:
    from bot.messaging.zalo.login import login

    settings = settings_of("zalo")
    redirect = options.redirect or (f"{settings.public_url}/webhooks/zalo/login" if settings.public_url else "")
    if not redirect:
        return fail("set PUBLIC_URL, or give --redirect the callback address that is registered for the app", code=2)
    try:
        code = asyncio.run(login(settings, redirect=redirect, ask=input, tell=tell))
    except (EOFError, KeyboardInterrupt):
        return fail("given up; nothing has changed")
    if code == 0:
        _open_setup(settings, SETUP_MINUTES)
    return code


def _setup(options: argparse.Namespace) -> int:
    _open_setup(settings_of("zalo"), options.minutes)
    return 0


def _open_setup(settings: Settings, minutes: int) -> None:
    until = now_ms() + minutes * 60_000
    with store_of(settings, "zalo") as store:
        store.do(lambda tables: tables.notes.set("setup_until", until))
    tell(f"Until {clock(until)} the webhook answers Zalo's unsigned test with 200 (and does nothing else with it).")
    tell(f"Webhook address to paste: {webhook_address(settings, 'zalo')}")
    tell(f"Events to tick: {EVENTS}")


def _webhook(options: argparse.Namespace) -> int:
    settings = settings_of("zalo_bot")
    url = webhook_address(settings, "zalo_bot")
    body: dict[str, Any] = {}
    if options.what == "set":
        if not settings.public_url.startswith("https://"):
            return fail("set PUBLIC_URL to the https address by which Zalo reaches the bot", code=2)
        body = {"url": url, "secret_token": settings.zalo_bot_secret}
    reply = asyncio.run(_asked(settings, METHODS[options.what], body))
    if not isinstance(reply, dict) or reply.get("ok") is not True:
        told = reply if isinstance(reply, dict) else {}
        return fail(f"the platform refused: {told.get('description', 'no answer that can be read')} (code {told.get('error_code', '-')})")
    result = reply.get("result")
    known = result.get("url") if isinstance(result, dict) else None
    tell(f"webhook address: {known or 'none'}")
    return 0


async def _asked(settings: Settings, method: str, body: dict[str, Any]) -> Any:
    """The body of the reply; None if there is none."""
    from bot.messaging.http import ApiClient, ApiSilenceError

    client = ApiClient(settings.zalo_bot_api_base)
    try:
        return (await client.post(f"/bot{settings.zalo_bot_token}/{method}", json=body)).body
    except ApiSilenceError:
        return None
    finally:
        await client.close()


def _minutes(text: str) -> int:
    minutes = int(text)
    if not 1 <= minutes <= LONGEST_SETUP_MINUTES:
        raise ValueError
    return minutes
