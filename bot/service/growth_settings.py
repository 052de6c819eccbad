"""What can be set from outside about several processes and machines: read from environment variables, as part of bot.service.settings."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from pydantic import BaseSettings, Field, root_validator, validator

MOST_WORKERS = 64


class GrowthSettings(BaseSettings):
    """Each field is read from the environment variable of the same name in capitals.

    workers: Rasa processes that share the port. redis_url: the Redis server by which they, and those of other machines, take turns
    in a conversation: redis://:password@host:6379/0; it may hold a password, so it is never shown. action_url: an action server
    elsewhere, or the load balancer before several; without it the service starts its own.
    action_host: where an action server listens that was started by itself (python -m bot actions).
    """

    workers: int = Field(default=1, ge=1, le=MOST_WORKERS)
    redis_url: str = Field(default="", repr=False)
    action_url: str = ""
    action_host: str = "127.0.0.1"

    @validator("redis_url")
    def _redis(cls, url: str) -> str:
        if url and (urlsplit(url).scheme not in ("redis", "rediss", "unix") or not urlsplit(url).netloc + urlsplit(url).path):
            raise ValueError("is written as redis://:password@host:6379/0")
        return url

    @validator("action_url")
    def _base(cls, url: str) -> str:
        parts = urlsplit(url)
        if url and (parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment):
            raise ValueError("is written as http://host:port")
        return url.rstrip("/").removesuffix("/webhook")

    @root_validator(skip_on_failure=True)
    def _in_turns(cls, values: dict[str, Any]) -> dict[str, Any]:
        if values["workers"] > 1 and not values["redis_url"]:
            raise ValueError("WORKERS: more than one needs REDIS_URL, the Redis server by which they take turns in a conversation")
        return values
