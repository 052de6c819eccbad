"""The commands of the chat platforms: python -m bot zalo | zalo_bot | messenger, each with status and outbox. See docs/channels.md."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from bot.messaging.outbox import Row
    from bot.messaging.store import Store, Tables
    from bot.service.settings import Settings

# What a command needs is imported when it runs; none of it is Rasa, so that they start at once.

RESEND_HOURS = 1  # so long is a message tried that is sent again by command
HOUR = 3600 * 1000
WHAT = {"zalo": "Zalo Official Account", "zalo_bot": "Zalo Bot platform", "messenger": "Facebook Messenger"}


class Closable(Protocol):
    """What is closed after use."""

    def close(self) -> None:
        """Close its connections."""


Table = TypeVar("Table", bound=Closable)


class Add(Protocol):
    """Adds one command to a group of commands."""

    def __call__(self, name: str, run: Callable[[argparse.Namespace], int], help_text: str, *, to: argparse._SubParsersAction) -> argparse.ArgumentParser:
        """The command's parser."""


def add_channel_commands(commands: argparse._SubParsersAction, add: Add) -> None:
    """Add the commands of all platforms to *commands*."""
    from bot.service import messenger_commands, zalo_commands

    for channel, what in WHAT.items():
        group = commands.add_parser(channel, help=what).add_subparsers(required=True, metavar="COMMAND")
        add("status", _for(channel, status), "what is set, what waits, what went wrong; exits 1 if a person is needed", to=group)
        outbox = add("outbox", _for(channel, outbox_command), "messages that could not be sent", to=group)
        outbox.add_argument("what", nargs="?", choices=("list", "send", "drop"), default="list", help="list (default), send again, or delete")
        outbox.add_argument("ids", nargs="*", metavar="ID", help="of the messages to send or drop")
        outbox.add_argument("--all", action="store_true", help="all of them")
        outbox.add_argument("--texts", action="store_true", help="list with what they say")
        if channel == "messenger":
            messenger_commands.add_commands(group, add)
        else:
            zalo_commands.add_commands(channel, group, add)


def fail(message: str, *, code: int = 1) -> int:
    """Tell what went wrong, a line each; the exit code."""
    sys.stderr.write("".join(f"error: {line}\n" for line in message.splitlines()))
    return code


@contextmanager
def in_database(table: Callable[[str], Table]) -> Iterator[Table]:
    """A table of the service's database, opened by its address, beside a running service or without one. Raises SettingsError if it is of no use."""
    from bot.service.settings import SettingsError, read_settings
    from bot.store.database import StoreError

    try:
        opened = table(read_settings().database)
        try:
            yield opened
        finally:
            opened.close()
    except StoreError as error:
        raise SettingsError(str(error)) from error


def tell(line: str) -> None:
    """One line for who called the command."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def check_files(files: Iterable[Path], counted: Callable[[Path], str]) -> int:
    """Say of each file what is *counted* in it, or what is wrong with it; the exit code."""
    from bot.plan.reading import ContentError

    code = 0
    for path in files:
        try:
            tell(f"{path}: {counted(path)}: no problem")
        except ContentError as error:
            sys.stderr.write("".join(line + "\n" for line in error.lines))
            code = 1
    return code


def webhook_address(settings: Settings, channel: str) -> str:
    """What is to be pasted into the platform's console."""
    return f"{settings.public_url or 'https://<name of the server>'}/webhooks/{channel}/webhook"


def settings_of(channel: str) -> Settings:
    """The settings, if the channel is on. Raises SettingsError."""
    from bot.messaging.settings import GROUPS
    from bot.service.settings import SettingsError, read_settings

    settings = read_settings()
    if not settings.is_on(channel):
        raise SettingsError(f"{channel} is off: none of {', '.join(name.upper() for name in GROUPS[channel])} is set")
    return settings


@contextmanager
def store_of(settings: Settings, channel: str) -> Iterator[Store]:
    """The channel's part of the store, beside a running service or without one. Raises SettingsError if the folder is of no use."""
    from bot.messaging.database import StoreError
    from bot.messaging.store import Store
    from bot.service.settings import SettingsError

    try:
        store = Store(settings.data_folder, channel)
    except (StoreError, OSError) as error:
        raise SettingsError(f"DATA_FOLDER: {error}") from error
    try:
        yield store
    finally:
        store.close()


def now_ms() -> int:
    """Milliseconds since 1970."""
    return round(time.time() * 1000)


def clock(at: int) -> str:
    """A time of the store as people read it, in the zone of this machine.

    >>> len(clock(1_790_000_000_000))
    16
    """
    return datetime.fromtimestamp(at / 1000).strftime("%Y-%m-%d %H:%M")


# -- status


def status(channel: str, options: argparse.Namespace) -> int:
    """How the channel is doing; exits 1 if a person is needed."""
    from bot.service.settings import read_settings
    from bot.service.zalo_commands import token_lines

    settings = read_settings()
    if not settings.is_on(channel):
        tell(f"{channel}: off, none of its settings is given")
        return 0
    tell(f"{channel}: on; webhook address: {webhook_address(settings, channel)}")
    is_well = True
    if channel == "zalo":
        lines, is_well = token_lines(settings)
        for line in lines:
            tell(line)
    with store_of(settings, channel) as store:
        alarms = store.do(lambda tables: _told(tables, channel))
    for line in alarms:
        tell(line)
    return 0 if is_well and not any(line.startswith("alarm") for line in alarms) else 1


def _told(tables: Tables, channel: str) -> list[str]:
    now = now_ms()
    events, messages = tables.inbox.counts(), tables.outbox.counts()
    waiting = messages.get("ready", 0) + messages.get("sending", 0)
    unsent = messages.get("failed", 0) + messages.get("expired", 0)
    lines = [f"waiting: {events.get('waiting', 0)} events for an answer, {waiting} messages to be sent"]
    lines.append(f"not sent: {unsent} messages" + (f" (python -m bot {channel} outbox)" if unsent else ""))
    lines += [f"events {state}: {count}" for state, count in sorted(events.items()) if state.startswith(("dropped", "failed"))]
    for name, what in (("setup_until", "unsigned tests of the platform are answered"), ("paused_until", "sending is paused")):
        if (until := tables.notes.get(name)) > now:
            lines.append(f"{what} until {clock(until)}")
    return lines + [f"alarm since {clock(alarm.first_at)}: {alarm.saying(channel)}" for alarm in tables.alarms.all()]


# -- outbox


def outbox_command(channel: str, options: argparse.Namespace) -> int:
    """List what could not be sent, send it again, or delete it."""
    settings = settings_of(channel)
    if options.what != "list" and options.all == bool(options.ids):
        return fail("name messages by their ids, or all of them with --all", code=2)
    with store_of(settings, channel) as store:
        rows = store.do(lambda tables: tables.outbox.unsent())
        if options.what == "list":
            return _list(rows, texts=options.texts)
        ids = [row.id for row in rows] if options.all else options.ids
        unknown = [id for id in ids if id not in {row.id for row in rows}]
        known = [id for id in ids if id not in unknown]
        if options.what == "drop":
            count = store.do(lambda tables: tables.outbox.drop(known))
            tell(f"{count} messages deleted")
        else:
            now = now_ms()
            count = store.do(lambda tables: tables.outbox.resend(known, now=now, until=now + RESEND_HOURS * HOUR))
            tell(f"{count} messages will be sent by the running service within {RESEND_HOURS} hour")
            tell("Where the platform's time for replies is over, it may charge for them or refuse them again.")
    return fail("".join(f"{id}: no such message among the unsent ones\n" for id in unknown)) if unknown else 0


def _list(rows: list[Row], *, texts: bool) -> int:
    for row in rows:
        tell(f"{row.id}  {clock(row.created_at)}  {row.state}: {row.reason or '-'}  code {row.code or '-'}  attempts {row.attempts}")
        if texts and row.content is not None:
            tell("".join(f"    {line}\n" for line in row.message.text.splitlines()).rstrip("\n"))
    tell(f"{len(rows)} messages were not sent")
    return 0


def _for(channel: str, run: Callable[[str, argparse.Namespace], int]) -> Callable[[argparse.Namespace], int]:
    return lambda options: run(channel, options)
