"""What can be set from outside about limits: read from environment variables, here and as part of bot.service.settings."""

from __future__ import annotations

from pydantic import BaseSettings, Field, validator

from bot.limits.addresses import Proxies


class LimitSettings(BaseSettings):
    """Each field is read from the environment variable of the same name in capitals. Of REST and the web together, in one process.

    messages_per_minute: of one sender. address_per_minute: of one client address, behind which a school class or a whole commune
    office may sit. messages_at_work: that are being answered at once, of all together; a quarter
    of them of one address at most. trusted_proxies: addresses and networks
    of the proxies in front of the service, whose X-Forwarded-For is believed (bot.limits.addresses).
    """

    messages_per_minute: int = Field(default=30, ge=1)
    address_per_minute: int = Field(default=300, ge=1)
    messages_at_work: int = Field(default=300, ge=1)
    trusted_proxies: str = ""

    @validator("trusted_proxies")
    def _readable_proxies(cls, named: str) -> str:
        Proxies(named)
        return named
