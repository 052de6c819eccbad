"""When officers sit at the desk: what the contact file says, and what is wrong in it."""

from __future__ import annotations

from datetime import datetime

import pytest

from bot.contacts.hours import ZONE
from bot.contacts.load import ContentError, parse_desk_hours

FILE = """contacts: []
desk:
  channels: [zalo, web]
  hours:
    - {days: [2, 3, 4, 5, 6], start: "7:30", until: "11:30"}
    - {days: [2, CN], start: "13:30", until: "17:00"}
"""


@pytest.mark.parametrize(
    ("day", "hour", "are_on"),
    [(23, "7:29", False), (23, "7:30", True), (23, "11:30", False), (23, "14:00", True), (24, "14:00", False), (29, "14:00", True), (29, "8:00", False)],
)
def test_officers_are_there_in_the_hours_of_the_file(day: int, hour: str, are_on: bool) -> None:
    moment = datetime(2026, 11, day, *map(int, hour.split(":")), tzinfo=ZONE)  # the 23rd is a Monday
    assert parse_desk_hours(FILE, "f").are_on(moment) is are_on


def test_without_hours_they_are_always_there_and_without_channels_everywhere() -> None:
    hours = parse_desk_hours("contacts: []", "f")
    assert hours.are_on(datetime(2026, 11, 29, 3, tzinfo=ZONE)) and hours.serves("messenger")
    assert not parse_desk_hours(FILE, "f").serves("messenger") and parse_desk_hours(FILE, "f").serves("web")


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("[2, CN]", "[8]", r"f:6: desk\.hours\.1\.days.*: «8» is no day; take of 2, 3"),
        ('"7:30"', '"7h30"', r"f:5: desk\.hours\.0\.start: this is no time of day"),
        ('until: "17:00"', 'until: "13:00"', r"f:6: desk\.hours\.1\.until: this is not after"),
        ("[zalo, web]", "[rest]", r"f:3: desk\.channels"),
        ("  hours:", "  gio:", r"f:4: desk\.gio: this field is not known"),
    ],
)
def test_a_wrong_entry_is_refused_with_its_line(before: str, after: str, told: str) -> None:
    assert before in FILE
    with pytest.raises(ContentError, match=told):
        parse_desk_hours(FILE.replace(before, after), "f")
