"""The contact file as pydantic models: where people can ask a person (docs/contacts.md)."""

from __future__ import annotations

import re
from typing import Literal, get_args

from pydantic import Field, HttpUrl, validator

from bot.plan.model import Strict

Channel = Literal["rest", "web", "zalo", "zalo_bot", "messenger"]
LEAST_DIGITS = 3  # of a telephone number: «113»
MOST_CHARACTERS = 120  # of a line's part, so that an entry stays readable on a telephone
_NUMBER = re.compile(r"[\d\s.+()/-]+")


class Contact(Strict):
    """One office. place: the province or commune that it is for, the whole country without it; within: the province of a commune.

    channels: those of the bot on which it is shown, all without any.
    """

    office: str = Field(min_length=1, max_length=MOST_CHARACTERS)
    telephone: str
    hours: str = Field("", max_length=MOST_CHARACTERS)
    address: str = Field("", max_length=MOST_CHARACTERS)
    link: HttpUrl | None = None
    place: str = ""
    within: str = ""
    channels: tuple[Channel, ...] = ()

    @validator("telephone", "hours", pre=True)
    def _between_quotes(cls, value: object) -> object:
        if isinstance(value, int | float):  # YAML reads 0900 and 8:30 as numbers, and others than those written
            raise ValueError('write it between quotes, for instance "1022" or "8:00 - 17:00"')
        return value

    @validator("telephone")
    def _telephone_number(cls, number: str) -> str:
        if not _NUMBER.fullmatch(number) or sum(map(str.isdigit, number)) < LEAST_DIGITS:
            raise ValueError(f"this is no telephone number; write {LEAST_DIGITS} digits or more, with spaces or points between them")
        return number

    @validator("channels", pre=True)
    def _known_channels(cls, channels: object) -> object:
        known = get_args(Channel)
        if isinstance(channels, list) and (unknown := [str(channel) for channel in channels if channel not in known]):
            raise ValueError(f"«{unknown[0]}» is no channel of the bot; take of {', '.join(known)}")
        return channels


class ContactFile(Strict):
    """The whole file."""

    contacts: tuple[Contact, ...]
