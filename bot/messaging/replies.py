"""What is to be said, before any platform's shape."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace


@dataclass(frozen=True)
class Choice:
    """Something that a person can tap or pick by its number. question: the text that is then sent in his name."""

    title: str
    question: str


@dataclass(frozen=True)
class Link:
    """A page to open; the address begins with https://."""

    title: str
    url: str


@dataclass(frozen=True)
class Reply:
    """What the bot said to one message. figures: lines for the top, each a goal whose figure the texts state."""

    texts: tuple[str, ...]
    choices: tuple[Choice, ...] = ()
    figures: tuple[str, ...] = ()
    link: Link | None = None


@dataclass(frozen=True)
class Outgoing:
    """One message. plain: the same with choices and link as text, for a platform that refuses the buttons."""

    text: str
    choices: tuple[Choice, ...] = ()
    link: Link | None = None
    plain: str | None = None

    @property
    def has_buttons(self) -> bool:
        """Whether there is more than text."""
        return bool(self.choices or self.link)

    def without_buttons(self) -> Outgoing:
        """The message as text alone."""
        return Outgoing(self.text if self.plain is None else self.plain) if self.has_buttons else replace(self, plain=None)

    def to_json(self) -> str:
        """As text that from_json reads."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Outgoing:
        """The message that to_json wrote."""
        fields = json.loads(text)
        link = fields["link"]
        return cls(fields["text"], tuple(Choice(**choice) for choice in fields["choices"]), Link(**link) if link else None, fields["plain"])
