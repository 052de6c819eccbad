"""What a chat platform must be able to do; the rest of this room knows no platform by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from typing import Protocol

from bot.messaging.events import Event
from bot.messaging.replies import Outgoing

LEAST_TEXT = 200  # below so many units of a text the lines of our own leave no room for an answer


@dataclass(frozen=True)
class Limits:
    """What a platform takes. Lengths in UTF-16 units (an emoji counts two), those of titles in characters as people count them.

    text: of one message. choices: buttons of one message, 0 if there are none. text_with_link: text beside a button that opens
    a page, 0 if there is none. messages: of one answer. window: how long after a person's last message one may reply. replies:
    messages within that window.
    """

    text: int = 1900
    choices: int = 0
    choice_title: int = 20
    choice_payload: int = 1000
    text_with_link: int = 0
    messages: int = 2
    window: timedelta = timedelta(hours=48)
    replies: int = 8
    sends_per_second: float = 10.0


class Verdict(str, Enum):
    """What one attempt to send has come to.

    RETRY: a passing fault. RENEW: the access token is dead. RATE: too many at once. WITHOUT_BUTTONS: the buttons may be to
    blame. GONE: the person cannot be reached any more. WINDOW: too late for a reply. QUOTA, ACCOUNT: a person has to see to the
    account. REFUSED: this message will never be taken.
    """

    SENT = "sent"
    RETRY = "retry"
    RENEW = "renew"
    RATE = "rate"
    WITHOUT_BUTTONS = "without_buttons"
    GONE = "gone"
    WINDOW = "window"
    QUOTA = "quota"
    ACCOUNT = "account"
    REFUSED = "refused"


@dataclass(frozen=True)
class Outcome:
    """Of one attempt to send.

    message_id: the platform's. code: the platform's, for people who look it up. wait: seconds that the platform asks for.
    maybe: nothing was heard of a request that may have arrived, so that the message may have been sent. alarm: the code of the
    alarm that ACCOUNT and QUOTA raise, if another than the verdict's name.
    """

    verdict: Verdict
    message_id: str | None = None
    code: str = ""
    wait: float | None = None
    maybe: bool = False
    alarm: str | None = None


class RefusedRequestError(Exception):
    """A request to the webhook gets this status: 401 for a wrong signature, 400 for what is no event, 403 for a wrong verify token."""

    def __init__(self, status: int) -> None:
        super().__init__(f"refused with {status}")
        self.status = status


class Platform(Protocol):
    """One account on one platform. limits: what it takes; those that credentials.yml names are put in place of the platform's."""

    limits: Limits

    @property
    def name(self) -> str:
        """The channel: key in the store, and the path under /webhooks/."""

    def receive(self, headers: Mapping[str, str], body: bytes) -> Sequence[Event]:
        """The events of a delivery (header names in lower case), once its sender is proved. Raises RefusedRequestError."""

    def answer_get(self, query: Mapping[str, str]) -> str:
        """The text of the reply to a GET. Raises RefusedRequestError."""

    async def send(self, user: str, message: Outgoing, *, mark: str) -> Outcome:
        """One attempt; never raises for what the network does. mark: comes back with the echo, where the platform can do that."""

    async def renew(self) -> bool:
        """After RENEW: a new access token; False if there is none for now."""

    async def typing(self, user: str, *, on: bool) -> None:
        """Show or take away that an answer is being written, if the platform can; never raises."""

    async def start(self) -> None:
        """Begin what runs in the background."""

    async def stop(self) -> None:
        """End it, and close connections."""
