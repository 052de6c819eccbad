"""What can be set from outside about watching: read from environment variables, here and as part of bot.service.settings."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseSettings, Field, root_validator, validator

LOOPBACK_HOSTS = ("127.0.0.1", "localhost", "::1")
LEAST_TOKEN_CHARACTERS = 16


class WatchSettings(BaseSettings):
    """Each field is read from the environment variable of the same name in capitals.

    ops_host: the address at which the operations port listens (its number: bot.service.settings); another one than this machine's
    own needs ops_token, the password of the port: whoever asks sends «Authorization: Bearer …». log_format: text for people, json
    for programs that gather logs, one object a line.
    """

    ops_host: str = LOOPBACK_HOSTS[0]
    ops_token: str = Field(default="", repr=False)
    log_format: Literal["text", "json"] = "text"

    @validator("ops_host")
    def _somewhere(cls, host: str) -> str:
        return host or LOOPBACK_HOSTS[0]

    @validator("ops_token")
    def _hard_to_guess(cls, token: str) -> str:
        if token and (len(token) < LEAST_TOKEN_CHARACTERS or not token.isascii() or not token.isprintable() or " " in token):
            raise ValueError(f"needs {LEAST_TOKEN_CHARACTERS} letters, digits or signs or more, without spaces")
        return token

    @root_validator(skip_on_failure=True)
    def _guarded(cls, values: dict[str, Any]) -> dict[str, Any]:
        if values["ops_host"] not in LOOPBACK_HOSTS and not values["ops_token"]:
            raise ValueError("OPS_TOKEN: is needed, since OPS_HOST lets other machines in")
        return values
