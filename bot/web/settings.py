"""What can be set from outside about the web: read from environment variables, here and as part of bot.service.settings."""

from __future__ import annotations

from collections.abc import Iterable

from pydantic import Field, validator

from bot.store.settings import StoreSettings
from bot.web.sites import ORIGIN, Sites

LEAST_SECRET_CHARACTERS = 32


class WebSettings(StoreSettings):
    """Each field is read from the environment variable of the same name in capitals.

    web_session_secret: the sessions' secret, for several servers that share their visitors; without it one is made in the data
    folder (bot.store.settings). web_allowed_sites: the sites that may embed the widget, in place of those of credentials.yml
    (bot.web.sites). public_url: the address by which people reach the bot, for QR codes and printed addresses; without it the
    one that the browser asked for.
    """

    web_session_secret: str = Field(default="", repr=False)
    web_allowed_sites: str | None = None
    public_url: str = ""

    @validator("web_session_secret")
    def _hard_to_guess(cls, secret: str) -> str:
        if secret and len(secret) < LEAST_SECRET_CHARACTERS:
            raise ValueError(f"needs {LEAST_SECRET_CHARACTERS} characters or more")
        return secret

    @validator("web_allowed_sites")
    def _readable_sites(cls, sites: str | None) -> str | None:
        if sites is not None:
            Sites.parse(sites)
        return sites

    @validator("public_url")
    def _readable_address(cls, url: str) -> str:
        if url and not ORIGIN.fullmatch(url.removesuffix("/")):
            raise ValueError("is written as https://name")
        return url.removesuffix("/")

    def sites(self, of_credentials: str | Iterable[str]) -> Sites:
        """The sites that are set here, or else those *of_credentials*. Raises ValueError for what is no site."""
        return Sites.parse(of_credentials if self.web_allowed_sites is None else self.web_allowed_sites)
