"""The commands by which officers stop the bot and start it again, and check the contact file. See docs/switches.md, docs/contacts.md."""

from __future__ import annotations

import argparse
import getpass
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot.service.channel_commands import Add, check_files, fail, in_database, tell

if TYPE_CHECKING:
    from bot.switches.record import Pause, Record

# What a command needs is imported when it runs.


def add_switch_commands(commands: argparse._SubParsersAction, add: Add) -> None:
    """Add pause, resume, switches and contacts to *commands*."""
    from bot.switches.state import CHANNELS

    pause = add("pause", _pause, "stop answering at once: everything, one channel, or one subject of a plan", to=commands)
    resume = add("resume", _resume, "answer again what was paused with the same options", to=commands)
    for command in (pause, resume):
        of_what = command.add_mutually_exclusive_group()
        of_what.add_argument("--channel", choices=CHANNELS, help="this channel only")
        of_what.add_argument("--topic", metavar="ID_OR_NAME", help="a target, task, organisation or topic of a plan, which is then under review")
        command.add_argument("--by", default="", metavar="NAME", help="who does it; without it the name of the user of this machine")
    pause.add_argument("--reason", required=True, help="for the record; citizens do not see it")
    pause.add_argument("--notice", default="", metavar="TEXT", help="what citizens are told instead of the fixed notice; not with --topic")
    resume.add_argument("--reason", default="", help="for the record")
    add("switches", _switches, "what is off, and the record of the past", to=commands)
    contacts = commands.add_parser("contacts", help="contact files").add_subparsers(required=True, metavar="COMMAND")
    check = add("check", _check_contacts, "check contact files; problems go to stderr, one a line", to=contacts)
    check.add_argument("files", nargs="+", type=Path, metavar="FILE")


def _pause(options: argparse.Namespace) -> int:
    reason, notice = options.reason.strip(), options.notice.strip()
    if not reason:
        return fail("give a reason; it stays in the record", code=2)
    if notice and options.topic:
        return fail("--notice is for channels; of a subject under review the bot says so by its name", code=2)
    scope, name, code = _what(options)
    if code:
        return code
    with _record() as record:
        held = record.pause(scope, name, reason=reason, by=_who(options), notice=notice)
    if held is not None:
        return fail(f"{_shown(scope, name)}: off already, since {_clock(held.paused_at)} by {held.paused_by}: {held.reason}")
    tell(f"{_shown(scope, name)}: off from now on, in all processes within a second")
    return 0


def _resume(options: argparse.Namespace) -> int:
    scope, name, code = _what(options, known_only=False)
    if code:
        return code
    with _record() as record:
        is_done = record.resume(scope, name, reason=options.reason.strip(), by=_who(options))
        rest = [pause for pause in record.pauses() if pause.resumed_at is None]
    if not is_done:
        fail(f"{_shown(scope, name)}: is not off")
    else:
        tell(f"{_shown(scope, name)}: on again, in all processes within a second")
    for pause in rest:
        tell(f"still off: {_shown(pause.scope, pause.name)} (python -m bot resume{_option(pause)})")
    return 0 if is_done else 1


def _switches(options: argparse.Namespace) -> int:
    with _record() as record:
        pauses = record.pauses()
    held = [pause for pause in pauses if pause.resumed_at is None]
    tell("off now:" if held else "off now: nothing")
    for pause in held:
        tell(f"  {_shown(pause.scope, pause.name)}  since {_clock(pause.paused_at)}  by {pause.paused_by}  reason: {pause.reason}")
        if pause.notice:
            tell(f"    told to citizens: {pause.notice}")
    past = [pause for pause in pauses if pause.resumed_at is not None]
    tell("in the past:" if past else "in the past: nothing")
    for pause in past:
        tell(f"  {_shown(pause.scope, pause.name)}  {_clock(pause.paused_at)} by {pause.paused_by}  reason: {pause.reason}")
        tell(f"    on again {_clock(pause.resumed_at or '')} by {pause.resumed_by}" + (f"  reason: {pause.resume_reason}" if pause.resume_reason else ""))
    return 0


def _check_contacts(options: argparse.Namespace) -> int:
    from bot.contacts.load import load_contacts

    return check_files(options.files, lambda path: f"{len(load_contacts(path))} contacts")


def _what(options: argparse.Namespace, *, known_only: bool = True) -> tuple[str, str, int]:
    """Scope and name of what is meant, and the exit code if it is nothing.

    known_only: False to take the id of a subject that a plan file has lost since it was paused.
    """
    from bot.paths import PLANS
    from bot.plan.find import Library
    from bot.plan.load import PlanError, load_plans
    from bot.switches.state import ALL, CHANNEL, TOPIC
    from bot.switches.topics import UnknownTopicError, topic_named

    if options.channel:
        return CHANNEL, options.channel, 0
    if options.topic is None:
        return ALL, "", 0
    try:
        return TOPIC, topic_named(Library(load_plans(PLANS)), options.topic).ref, 0
    except (UnknownTopicError, PlanError) as error:
        if not known_only and "/" in options.topic:
            return TOPIC, options.topic, 0
        return TOPIC, "", fail(str(error))


def _record() -> AbstractContextManager[Record]:
    """What is switched off."""
    from bot.switches.record import Record

    return in_database(Record)


def _who(options: argparse.Namespace) -> str:
    if options.by.strip():
        return str(options.by.strip())
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container may have no name for its user
        return "?"


def _shown(scope: str, name: str) -> str:
    return f"{scope} {name}".strip() if name else "everything"


def _option(pause: Pause) -> str:
    return f" --{pause.scope} {pause.name}" if pause.name else ""


def _clock(at: str) -> str:
    """A time of the record as people read it, in the zone of this machine."""
    return datetime.fromisoformat(at).astimezone().strftime("%Y-%m-%d %H:%M")
