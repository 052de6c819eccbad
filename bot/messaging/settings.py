"""What can be set from outside about the chat platforms: read from environment variables, here and as part of bot.service.settings."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, root_validator, validator

from bot.web.settings import WebSettings

LOOPBACK_NAMES = ("127.0.0.1", "localhost", "::1")
# A channel is on if all of its group are set, off if none is.
GROUPS: Mapping[str, Sequence[str]] = {
    "zalo": ("zalo_app_id", "zalo_app_secret", "zalo_oa_secret_key", "zalo_oa_id"),
    "zalo_bot": ("zalo_bot_token", "zalo_bot_secret"),
    "messenger": ("messenger_verify_token", "messenger_app_secret", "messenger_page_token", "messenger_page_id"),
}
_ZALO_PAIR = ("zalo_access_token", "zalo_refresh_token")


def _secret() -> Any:
    return Field(default="", repr=False)


class MessagingSettings(WebSettings):
    """Each field is read from the environment variable of the same name in capitals; empty counts as not set.

    handover_minutes: how long the bot is silent after a person wrote in its place; 0: it never is. channel_per_minute: messages
    of one person that are answered in a minute. channel_most_waiting: messages that wait for an answer, of all people together.

    zalo_app_id, zalo_app_secret, zalo_oa_secret_key, zalo_oa_id: of the app and the Official Account. zalo_access_token,
    zalo_refresh_token: the first pair only, in place of ``python -m bot zalo login``. zalo_buttons: send buttons, or numbered text.
    zalo_button_template: the template_type of a message with buttons, if the platform wants one. zalo_unsigned: what a delivery
    without any signature gets: 401, or «ignore»: 200, unread. zalo_site_verification: the code of the file by which Zalo checks
    that the web address is ours. zalo_bot_token, zalo_bot_secret: of a bot of the Zalo Bot platform; the secret is of our making
    and comes with every delivery. messenger_*: of the page and its app. *_base: where the APIs are. *_sends_per_second: how
    fast is sent at most.
    """

    handover_minutes: int = Field(default=60, ge=0)
    channel_per_minute: int = Field(default=20, ge=1)
    channel_most_waiting: int = Field(default=5000, ge=1)

    zalo_app_id: str = ""
    zalo_app_secret: str = _secret()
    zalo_oa_secret_key: str = _secret()
    zalo_oa_id: str = ""
    zalo_access_token: str = _secret()
    zalo_refresh_token: str = _secret()
    zalo_api_base: str = "https://openapi.zalo.me"
    zalo_oauth_base: str = "https://oauth.zaloapp.com"
    zalo_buttons: bool = True
    zalo_button_template: str = ""
    zalo_unsigned: Literal["refuse", "ignore"] = "refuse"
    zalo_site_verification: str = ""
    zalo_sends_per_second: float = Field(default=10.0, gt=0)

    zalo_bot_token: str = _secret()
    zalo_bot_secret: str = _secret()
    zalo_bot_api_base: str = "https://bot-api.zaloplatforms.com"

    messenger_verify_token: str = _secret()
    messenger_app_secret: str = _secret()
    messenger_page_token: str = _secret()
    messenger_page_id: str = ""
    messenger_graph_base: str = "https://graph.facebook.com"
    messenger_graph_version: str = "v25.0"
    messenger_sends_per_second: float = Field(default=40.0, gt=0)

    @validator("zalo_api_base", "zalo_oauth_base", "zalo_bot_api_base", "messenger_graph_base")
    def _safe_base(cls, base: str) -> str:
        return safe_base(base)

    @validator("zalo_app_id", "zalo_oa_id", "messenger_page_id")
    def _digits(cls, number: str) -> str:
        if number and not re.fullmatch(r"[0-9]{1,40}", number):
            raise ValueError("is a number")
        return number

    @validator("zalo_bot_secret")
    def _long_enough(cls, secret: str) -> str:
        # The Zalo Bot platform's documentation of setWebhook: secret_token has 8 to 256 characters.
        if secret and not re.fullmatch(r"[!-~]{8,256}", secret):
            raise ValueError("has 8 to 256 letters, digits and signs, without spaces")
        return secret

    @validator("messenger_graph_version")
    def _version(cls, version: str) -> str:
        if not re.fullmatch(r"v[0-9]{1,3}\.[0-9]{1,2}", version):
            raise ValueError("is written as v25.0")
        return version

    @validator("zalo_site_verification")
    def _part_of_a_path(cls, code: str) -> str:
        if code and not re.fullmatch(r"[A-Za-z0-9_-]{1,200}", code):
            raise ValueError("is the code in the file's name: letters, digits, - and _")
        return code

    @root_validator(skip_on_failure=True)
    def _whole_groups(cls, values: dict[str, Any]) -> dict[str, Any]:
        problems = [line for group in (*GROUPS.values(), _ZALO_PAIR) for line in missing_in(group, values)]
        if any(values[name] for name in _ZALO_PAIR) and not any(values[name] for name in GROUPS["zalo"]):
            problems.append(f"{_ZALO_PAIR[0].upper()}: is set, but {GROUPS['zalo'][0].upper()} is not")
        if problems:
            raise ValueError("\n".join(problems))
        return values

    def is_on(self, channel: str) -> bool:
        """Whether the channel's settings are there; they are whole or absent."""
        return bool(getattr(self, GROUPS[channel][0]))


def safe_base(base: str) -> str:
    """The address of an API to which tokens may be sent, without a slash at its end. Raises ValueError for any other."""
    parts = urlsplit(base)
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK_NAMES)
    if not is_safe or not parts.hostname or parts.query or parts.fragment or parts.username:
        raise ValueError("is written as https://name")
    return base.rstrip("/")


def missing_in(group: Sequence[str], values: Mapping[str, Any]) -> list[str]:
    """A line for each setting of *group* that is not set though another one is."""
    there = [name.upper() for name in group if values[name]]
    names = ", ".join(name.upper() for name in group)
    return [f"{name.upper()}: is not set, but {there[0]} is; give all of {names}, or none" for name in group if there and not values[name]]
