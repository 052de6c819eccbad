"""python -m bot messenger profile | subscribe: what is set on the page itself."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from bot.paths import MESSENGER_PROFILE
from bot.service.channel_commands import Add, fail, settings_of, tell, webhook_address

if TYPE_CHECKING:
    from bot.messaging.messenger.graph import Graph
    from bot.messaging.messenger.profile import Profile

Result = TypeVar("Result")


def add_commands(group: argparse._SubParsersAction, add: Add) -> None:
    """Add what only Messenger has."""
    profile = add("profile", _profile, "greeting, Get Started, ice breakers and menu of the page", to=group)
    profile.add_argument("what", nargs="?", choices=("show", "set", "delete"), default="show")
    profile.add_argument("--file", type=Path, default=MESSENGER_PROFILE, help="default: data/messenger.yml")
    profile.add_argument("--dry-run", action="store_true", help="check the file and print what set would send; nothing is sent")
    add("subscribe", _subscribe, "have the page's events delivered to the webhook", to=group)


def _profile(options: argparse.Namespace) -> int:
    from bot.messaging.messenger import profile as profiles
    from bot.service.settings import read_settings

    try:
        if options.what == "set":
            profile = profiles.read_profile(options.file, public_url=read_settings().public_url)
            return _set(profile, dry_run=options.dry_run)
        if options.dry_run:
            return fail("--dry-run goes with set", code=2)
        if options.what == "show":
            tell(json.dumps(_with_graph(profiles.show), ensure_ascii=False, indent=2))
        else:
            _with_graph(profiles.delete)
            tell("greeting, Get Started, ice breakers and menu are taken away")
    except profiles.ProfileError as error:
        return fail(str(error))
    return 0


def _set(profile: Profile, *, dry_run: bool) -> int:
    from bot.messaging.messenger.profile import set_profile

    for title in profile.left_out:
        sys.stderr.write(f"left out of the menu: {title}, since PUBLIC_URL is not set to an https address\n")
    if dry_run:
        tell(json.dumps(profile.body(), ensure_ascii=False, indent=2))
        return 0
    _with_graph(lambda graph: set_profile(graph, profile))
    tell(
        f"set: greeting, Get Started, {len(profile.ice_breakers)} ice breakers, {len(profile.menu)} menu entries; people see them when they open the page anew"
    )
    return 0


def _subscribe(options: argparse.Namespace) -> int:
    from bot.messaging.messenger.profile import EVENTS, ProfileError, subscribe

    try:
        _with_graph(subscribe)
    except ProfileError as error:
        return fail(str(error))
    tell(f"the page's events are delivered: {', '.join(EVENTS)}")
    tell(f"webhook address for the app's console: {webhook_address(settings_of('messenger'), 'messenger')}")
    return 0


def _with_graph(work: Callable[[Graph], Awaitable[Result]]) -> Result:
    """What *work* gives, with the API of the page of the settings."""
    from bot.messaging.messenger.graph import Graph

    async def run() -> Result:
        graph = Graph(settings_of("messenger"))
        try:
            return await work(graph)
        finally:
            await graph.close()

    return asyncio.run(run())
