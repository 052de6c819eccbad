"""What a platform tells: one event, without anything that the bot does not need."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from enum import Enum
from typing import Any

from bot.language.limits import MAX_CHARACTERS
from bot.privacy.masking import beginning


class Kind(str, Enum):
    """What sort of event it is.

    CHOICE: a tap whose payload is the text. START: follow, Get Started, referral. ATTACHMENT: picture, sticker, voice, place,
    file, card. LEAVE: unfollow. ECHO: what the account itself said, by us or by a person. CONTROL: the thread was passed or
    taken. OTHER: reads, deliveries, reactions and all that is unknown; not answered.
    """

    TEXT = "text"
    CHOICE = "choice"
    START = "start"
    ATTACHMENT = "attachment"
    LEAVE = "leave"
    ECHO = "echo"
    CONTROL = "control"
    OTHER = "other"


@dataclass(frozen=True)
class Event:
    """One thing that happened, without name, coordinates, card or file address.

    id: the platform's message id, or else what event_id makes. user: the platform's id of the person, always text. said_at:
    milliseconds since 1970 by the platform's clock. text: of TEXT and CHOICE; a caption of ATTACHMENT; of ECHO what was said; numbers
    and addresses that tell who somebody is are masked in it (bot.privacy.masking), as at the door of every other channel.
    by_human: of an ECHO that proves to be a person's. mark: of an ECHO, the mark that we sent along. ours: of CONTROL, whether
    the thread is ours now.
    """

    id: str
    kind: Kind
    user: str
    said_at: int
    text: str = ""
    by_human: bool = False
    mark: str | None = None
    ours: bool | None = None

    def __post_init__(self) -> None:
        for name in ("id", "user", "text"):  # halves of characters, which JSON can hold and nothing can write
            object.__setattr__(self, name, getattr(self, name).encode("utf-8", "replace").decode())
        object.__setattr__(self, "text", beginning(self.text, MAX_CHARACTERS))

    def to_json(self) -> str:
        """As text that from_json reads."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Event:
        """The event that to_json wrote."""
        fields = json.loads(text)
        return cls(**{**fields, "kind": Kind(fields["kind"])})


def event_id(kind: Kind, user: str, said_at: int, raw: Any) -> str:
    """An id for an event to which the platform gives none: the same for the same event.

    >>> event_id(Kind.START, "1", 2, {"a": 1}) == event_id(Kind.START, "1", 2, {"a": 1}) != event_id(Kind.START, "1", 3, {"a": 1})
    True
    """
    told = json.dumps([kind.value, user, said_at, raw], sort_keys=True)
    return "e-" + hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()
