"""The commands of the data folder: python -m bot backup | restore | forget. See docs/operate.md."""

from __future__ import annotations

import argparse
from pathlib import Path

from bot.service.channel_commands import WHAT, Add, fail, tell

# What a command needs is imported when it runs.


def add_data_commands(commands: argparse._SubParsersAction, add: Add) -> None:
    """Add the commands to *commands*."""
    backup = add("backup", _backup, "save the data folder as one file; the service may run", to=commands)
    backup.add_argument("file", type=Path, metavar="FILE", help="a new file; it holds conversations and secrets")
    restore = add("restore", _restore, "put a backup in place of the data folder, which is kept beside it; the service must not run", to=commands)
    restore.add_argument("file", type=Path, metavar="FILE")
    forget = add("forget", _forget, "delete all that is kept of one person; exits 1 if nothing was", to=commands)
    forget.add_argument("sender", metavar="SENDER", help="name of the conversation, or with --channel the platform's id of the person")
    forget.add_argument("--channel", choices=tuple(WHAT), help="the chat platform whose id SENDER is")


def _backup(options: argparse.Namespace) -> int:
    from bot.service.settings import read_settings
    from bot.store.folder import FolderError, save

    settings = read_settings()
    try:
        names = save(settings.data_folder, options.file)
    except FolderError as error:
        return fail(str(error))
    tell(f"{options.file}: {', '.join(names)}. Whoever has this file can read conversations and use the keys: keep it safe.")
    if settings.database_url:
        tell("Not in it: the database of DATABASE_URL, which holds the conversations. Save it with pg_dump (docs/operate.md).")
    return 0


def _restore(options: argparse.Namespace) -> int:
    from bot.service.settings import read_settings
    from bot.store.folder import FolderError, restore

    settings = read_settings()
    try:
        old, names = restore(settings.data_folder, options.file)
    except FolderError as error:
        return fail(str(error))
    tell(f"{settings.data_folder}: {', '.join(names)}")
    if old is not None:
        tell(f"What was there before is in {old}: delete it when it is not needed any more.")
    if settings.database_url:
        tell("Not in the backup: the database of DATABASE_URL. Restore it with psql or pg_restore (docs/operate.md).")
    return 0


def _forget(options: argparse.Namespace) -> int:
    from bot.messaging.people import person_of
    from bot.service import retention
    from bot.service.settings import read_settings
    from bot.store.database import StoreError
    from bot.web.sessions import secret_of

    settings = read_settings()
    try:
        sender = options.sender
        if options.channel:
            sender = person_of(secret_of(settings.data_folder, settings.web_session_secret), options.channel, sender)
        counts = retention.forget(settings, sender)
    except (StoreError, OSError) as error:
        return fail(str(error))
    tell(f"deleted: {', '.join(f'{count} {name}' for name, count in counts.items())}")
    return 0 if any(counts.values()) else 1
