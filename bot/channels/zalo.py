"""Zalo Official Account: /webhooks/zalo/webhook. What is Zalo's own is in bot/messaging/zalo/."""

from __future__ import annotations

import html
from collections.abc import Mapping
from typing import Any

from sanic import Blueprint, Sanic
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channels.messaging import HEADERS, MessagingChannel, OnMessage
from bot.messaging.platform import Platform
from bot.messaging.settings import MessagingSettings
from bot.messaging.store import Store
from bot.messaging.texts import ChannelTexts
from bot.messaging.zalo.official import OfficialAccount
from bot.paths import CHANNELS

_HTML = "text/html; charset=utf-8"
# The address of that page holds the code that is exchanged for tokens: it must go nowhere else.
_PAGE_HEADERS: Mapping[str, str] = {**HEADERS, "Referrer-Policy": "no-referrer", "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'"}


class ZaloChannel(MessagingChannel):
    """The Official Account, and what setting it up needs: the page after the owner's consent and the file that proves the web address."""

    platform = "zalo"

    def make_platform(self, settings: MessagingSettings, store: Store) -> Platform:
        """The account of the settings."""
        return OfficialAccount(settings, store)

    def add_routes(self, blueprint: Blueprint) -> None:
        """The page on which the browser lands after the consent (python -m bot zalo login)."""
        texts = ChannelTexts.from_file(CHANNELS).login
        title, text = html.escape(texts.title), html.escape(texts.text)
        page = f'<!doctype html><html lang="vi"><meta charset="utf-8"><title>{title}</title><h1>{title}</h1><p>{text}</p></html>'

        async def landed(request: Request) -> HTTPResponse:
            return HTTPResponse(page, 200, {**_PAGE_HEADERS}, _HTML)

        blueprint.add_route(landed, "/login", methods=("GET",))

    def blueprint(self, on_new_message: OnMessage) -> Blueprint:
        """See the parent class. The verification file is served before the keys are known, which Zalo shows afterwards only."""
        made = super().blueprint(on_new_message)
        if not self._settings.zalo_site_verification:
            return made
        blueprint = _WithFile(self.platform, self._settings.zalo_site_verification)
        blueprint.ctx.inner = made
        return blueprint


class _WithFile(Blueprint):
    """A blueprint in whose company the server's root has the file by which Zalo checks that the web address is ours."""

    def __init__(self, name: str, code: str) -> None:
        super().__init__(f"{name}_with_file")
        self.ctx.code = code

    def register(self, app: Sanic, options: Mapping[str, Any]) -> None:
        """See the parent class."""
        app.blueprint(self.ctx.inner, **options)
        code = self.ctx.code
        page = f'<!doctype html><html><head><meta name="zalo-platform-site-verification" content="{code}" /></head><body></body></html>'

        async def file(request: Request) -> HTTPResponse:
            return HTTPResponse(page, 200, {**HEADERS}, _HTML)

        for number, path in enumerate((f"/zalo_verifier{code}.html", f"/zalo-verifier-{code}.html")):
            app.add_route(file, path, methods=("GET", "HEAD"), name=f"zalo_verifier_{number}")
