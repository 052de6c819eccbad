"""What can be set from outside about the desk: read from environment variables, here and as part of bot.service.settings."""

from __future__ import annotations

import re
from typing import Any

from pydantic import Field, root_validator, validator

from bot.messaging.settings import missing_in, safe_base
from bot.store.settings import StoreSettings

# The desk is on if all of them are set, off if none is.
GROUP = ("chatwoot_url", "chatwoot_account_id", "chatwoot_inbox_id", "chatwoot_api_token", "chatwoot_webhook_secret")


class HandoverSettings(StoreSettings):
    """Each field is read from the environment variable of the same name in capitals; empty counts as not set.

    chatwoot_url: where Chatwoot is. chatwoot_account_id, chatwoot_inbox_id: the numbers of the account and of its inbox of the kind
    «API». chatwoot_api_token: of a user who may delete contacts of the account (an administrator). chatwoot_webhook_secret: by which
    the inbox signs what it delivers. chatwoot_wait_minutes: so long may a citizen wait for an officer's word before the bot answers
    again. chatwoot_idle_hours: after so long without any word the bot does so too. chatwoot_begins_per_hour: talks that may begin from
    one client address, on chat platforms of one person, in one process. chatwoot_most_waiting: open talks of all people together
    in which an officer's word is waited for; beyond it nobody else is handed over.
    """

    chatwoot_url: str = ""
    chatwoot_account_id: str = ""
    chatwoot_inbox_id: str = ""
    chatwoot_api_token: str = Field(default="", repr=False)
    chatwoot_webhook_secret: str = Field(default="", repr=False)
    chatwoot_wait_minutes: float = Field(default=15.0, gt=0)
    chatwoot_idle_hours: float = Field(default=12.0, gt=0)
    chatwoot_begins_per_hour: int = Field(default=20, ge=1)
    chatwoot_most_waiting: int = Field(default=100, ge=1)

    @validator("chatwoot_url")
    def _safe_url(cls, url: str) -> str:
        return safe_base(url) if url else url

    @validator("chatwoot_account_id", "chatwoot_inbox_id")
    def _number(cls, number: str) -> str:
        if number and not re.fullmatch(r"[1-9][0-9]{0,17}", number):
            raise ValueError("is a number")
        return number

    @validator("chatwoot_api_token", "chatwoot_webhook_secret")
    def _one_word(cls, secret: str) -> str:
        if secret and not re.fullmatch(r"[!-~]{1,500}", secret):
            raise ValueError("has letters, digits and signs, without spaces")
        return secret

    @root_validator(skip_on_failure=True)
    def _whole_desk(cls, values: dict[str, Any]) -> dict[str, Any]:
        problems = missing_in(GROUP, values)
        if problems:
            raise ValueError("\n".join(problems))
        return values

    @property
    def has_desk(self) -> bool:
        """Whether the settings of the desk are there; they are whole or absent."""
        return bool(self.chatwoot_url)
