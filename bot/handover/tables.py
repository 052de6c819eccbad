"""What is kept of talks with officers: the tables in the shared database, and their rows."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import BigInteger, Boolean, Column, Integer, MetaData, String, Table, Text

from bot.handover.chatwoot import DeskContact

OFFICER, BOT = "officer", "bot"  # who speaks
SAID, NOTE = "said", "note"  # what goes to the desk: a citizen's message, a note among officers

META = MetaData()
# Times are milliseconds since 1970. person: as Rasa knows him. address: the platform's id of the person, null on the web and once the
# talk is long over. identifier: by which the desk knows him, made at random. desk_at: when the talk began by the desk's own clock.
# waiting_since: of the first message that no officer has answered. is_warned: he was told that the desk is not reached.
TALKS = Table(
    "handovers",
    META,
    Column("person", String(400), primary_key=True),
    Column("channel", String(40), nullable=False),
    Column("address", Text),
    Column("identifier", String(64), nullable=False, unique=True),
    Column("contact", BigInteger),
    Column("source", String(200)),
    Column("conversation", BigInteger, index=True),
    Column("is_open", Boolean, nullable=False),
    Column("is_warned", Boolean, nullable=False),
    Column("desk_at", BigInteger, nullable=False),
    Column("waiting_since", BigInteger),
    Column("last_at", BigInteger, nullable=False),
)
TO_DESK = Table(
    "handover_to_desk",
    META,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("key", String(600), nullable=False, unique=True),  # of the citizen's message, so that a repeated one goes there once
    Column("person", String(400), nullable=False, index=True),
    Column("kind", String(8), nullable=False),
    Column("text", Text),  # null once it is there
    Column("at", BigInteger, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("due_at", BigInteger, nullable=False),
)
# key: of the officer's message, so that a repeated delivery is known; text: null once it went on to a chat platform.
TO_PERSON = Table(
    "handover_to_person",
    META,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("key", String(100), nullable=False, unique=True),
    Column("person", String(400), nullable=False, index=True),
    Column("channel", String(40), nullable=False, index=True),
    Column("speaker", String(8), nullable=False),
    Column("text", Text),
    Column("at", BigInteger, nullable=False),
)
# Contacts that the desk is to delete; nothing tells whose they were here.
DELETIONS = Table(
    "handover_deletions",
    META,
    Column("identifier", String(64), primary_key=True),
    Column("contact", BigInteger),
    Column("attempts", Integer, nullable=False),
    Column("due_at", BigInteger, nullable=False),
)


@dataclass(frozen=True)
class Talk:
    """What is kept of a citizen's talks with officers; see the table."""

    person: str
    channel: str
    address: str | None
    identifier: str
    contact: int | None
    source: str | None
    conversation: int | None
    is_open: bool
    is_warned: bool
    desk_at: int
    waiting_since: int | None
    last_at: int

    @property
    def desk_contact(self) -> DeskContact | None:
        """The contact that stands for him on the desk, if there is one."""
        return DeskContact(self.contact, self.source) if self.contact is not None and self.source else None


@dataclass(frozen=True)
class ToDesk:
    """A message on its way to the desk."""

    number: int
    person: str
    kind: str
    text: str
    at: int
    attempts: int


@dataclass(frozen=True)
class ToPerson:
    """A message on its way to a citizen. is_open: whether he talks with an officer now. address: see the table."""

    number: int
    key: str
    person: str
    speaker: str
    text: str
    is_open: bool
    address: str | None


@dataclass(frozen=True)
class Deletion:
    """A contact that the desk is to delete. contact: its number there; None if only the identifier is known."""

    identifier: str
    contact: int | None
    attempts: int
