"""The contact file as pydantic models: where people can ask a person (docs/contacts.md)."""

from __future__ import annotations

import re
from typing import Literal, get_args

from pydantic import Field, HttpUrl, validator

from bot.contacts.hours import DAYS, time_of
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


class DeskShift(Strict):
    """Hours in which officers sit at the desk (docs/handover.md). days: 2 to 7 and CN, as people in Vietnam count them; start, until: «7:30»."""

    days: tuple[str, ...]
    start: str
    until: str

    @validator("days", each_item=True)
    def _known_day(cls, day: str) -> str:
        if day not in DAYS:
            raise ValueError(f"«{day}» is no day; take of {', '.join(DAYS)}")
        return day

    @validator("start", "until")
    def _time_of_day(cls, text: str) -> str:
        time_of(text)
        return text

    @validator("until")
    def _later(cls, until: str, values: dict[str, str]) -> str:
        if "start" in values and time_of(until) <= time_of(values["start"]):
            raise ValueError("this is not after «start»; hours past midnight are two entries")
        return until


class DeskPlan(Strict):
    """When and where talking with an officer is offered; at any hour without hours, on all channels without channels."""

    hours: tuple[DeskShift, ...] = ()
    channels: tuple[Literal["web", "zalo", "zalo_bot", "messenger"], ...] = ()


class ContactFile(Strict):
    """The whole file."""

    contacts: tuple[Contact, ...]
    desk: DeskPlan = DeskPlan()
