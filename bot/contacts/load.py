"""Read the contact file; a wrong one is refused with file, line, field, what is wrong and how to mend it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from bot.contacts.book import Contacts, place_key
from bot.contacts.hours import DAYS, DeskHours, Shift, time_of
from bot.contacts.model import ContactFile
from bot.plan.check import Problem
from bot.plan.reading import ContentError, parse, text_of

GUIDE = "docs/contacts.md"

__all__ = ["ContentError", "load_contacts", "load_desk_hours", "parse_contacts", "parse_desk_hours"]


def load_contacts(path: Path) -> Contacts:
    """The contacts of a file. Raises ContentError with every problem found, or if the file cannot be read."""
    return parse_contacts(text_of(path), str(path))


def parse_contacts(text: str, name: str) -> Contacts:
    """The contacts that *text* lists; *name* is the file's name in messages. Raises ContentError."""
    return Contacts(_parsed(text, name).contacts)


def load_desk_hours(path: Path) -> DeskHours:
    """When officers sit at the desk, from the same file. Raises ContentError as load_contacts does."""
    return parse_desk_hours(text_of(path), str(path))


def parse_desk_hours(text: str, name: str) -> DeskHours:
    """The hours of the desk that *text* lists; *name* is the file's name in messages. Raises ContentError."""
    desk = _parsed(text, name).desk
    shifts = [Shift(frozenset(map(DAYS.index, hours.days)), time_of(hours.start), time_of(hours.until)) for hours in desk.hours]
    return DeskHours(shifts, desk.channels)


def _parsed(text: str, name: str) -> ContactFile:
    return parse(text, name, ContactFile, _problems, guide=GUIDE, nothing="the file has no list «contacts»")


def _problems(file: ContactFile) -> Sequence[Problem]:
    return [*_twice(file), *_places(file)]


def _twice(file: ContactFile) -> Iterator[Problem]:
    seen = set()
    for position, contact in enumerate(file.contacts):
        key = (contact.office.casefold(), "".join(filter(str.isdigit, contact.telephone)), contact.place.casefold())
        if key in seen:
            yield Problem(("contacts", position, "office"), "the same office with the same number stands twice; keep one of them")
        seen.add(key)


def _places(file: ContactFile) -> Iterator[Problem]:
    for position, contact in enumerate(file.contacts):
        if contact.within and not contact.place:
            yield Problem(("contacts", position, "within"), "«within» is the province of a commune; name the commune in «place», or take this out")
        for field in ("place", "within"):
            value = getattr(contact, field)
            if value and not place_key(value):
                yield Problem(("contacts", position, field), f"«{value}» names no place; write the name behind the kind, as in «xa Vi Du»")
