"""What Messenger shows before anybody has written: greeting, ice breakers, menu; read from a file and set on the page.

Rules: Meta, «Messenger Profile API» and its pages «Greeting», «Ice breakers», «Persistent menu», «Get Started button»
(developers.facebook.com/docs/messenger-platform/reference/messenger-profile-api): greeting of 160 characters; at most 4 ice
breakers, which are shown in place of Get Started; a menu of at most 20 entries with titles of 30 and payloads of 1,000
characters, only together with Get Started; each with the locale «default»; 10 calls in 10 minutes for a page. For the length of
an ice breaker no limit is printed; 80 is what Meta's own form takes.
"""

from __future__ import annotations

from collections.abc import Coroutine, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from ruamel.yaml import YAML, YAMLError

from bot.messaging.http import ApiReply, ApiSilenceError
from bot.messaging.messenger.errors import code_of
from bot.messaging.messenger.graph import Graph
from bot.messaging.messenger.incoming import GET_STARTED

FIELDS: Final = ("get_started", "greeting", "ice_breakers", "persistent_menu")
# What is subscribed to: what people write, tap and follow; what is said in the page's name; receipts; who has the thread; measures against the page.
EVENTS: Final = (
    "messages", "messaging_postbacks", "messaging_referrals", "message_echoes", "message_reads", "messaging_handovers", "standby",
    "messaging_policy_enforcement",
)  # fmt: skip
GREETING, ICE_BREAKERS, ICE_BREAKER, MENU, MENU_TITLE, PAYLOAD = 160, 4, 80, 20, 30, 1000
TOO_MANY_CALLS: Final = 613


class ProfileError(ValueError):
    """A file that cannot be used, a line for each problem; or what Meta said against it."""


@dataclass(frozen=True)
class MenuEntry:
    """One line of the menu: a text to be sent, or else a page to be opened."""

    title: str
    says: str = ""
    opens: str = ""


@dataclass(frozen=True)
class Profile:
    """The texts of one page. left_out: titles of entries that open a page of ours, whose address nobody knows."""

    greeting: str
    ice_breakers: tuple[str, ...] = ()
    menu: tuple[MenuEntry, ...] = ()
    left_out: tuple[str, ...] = ()

    def body(self) -> dict[str, Any]:
        """The request that sets everything at once."""
        body: dict[str, Any] = {"get_started": {"payload": GET_STARTED}, "greeting": [{"locale": "default", "text": self.greeting}]}
        if self.ice_breakers:
            questions = [{"question": question, "payload": question} for question in self.ice_breakers]
            body["ice_breakers"] = [{"call_to_actions": questions, "locale": "default"}]
        if self.menu:
            entries = [_entry(entry) for entry in self.menu]
            body["persistent_menu"] = [{"locale": "default", "composer_input_disabled": False, "call_to_actions": entries}]
        return body


def read_profile(path: Path, *, public_url: str = "") -> Profile:
    """The texts in *path*. public_url: what addresses beginning with «/» are put behind. Raises ProfileError."""
    try:
        content = YAML(typ="safe").load(path.read_text("utf-8"))
    except FileNotFoundError:
        raise ProfileError(f"{path}: there is no such file") from None
    except (YAMLError, UnicodeDecodeError, OSError) as error:
        raise ProfileError(f"{path}: {' '.join(str(error).split())}") from None
    problems = list(_problems(content))
    if problems:
        raise ProfileError("\n".join(f"{path}: {problem}" for problem in problems))
    home = public_url if public_url.startswith("https://") else ""
    entries = [MenuEntry(**entry) for entry in content.get("persistent_menu", ())]
    lost = [entry for entry in entries if entry.opens.startswith("/") and not home]
    menu = [MenuEntry(entry.title, entry.says, home + entry.opens if entry.opens.startswith("/") else entry.opens) for entry in entries if entry not in lost]
    return Profile(content["greeting"], tuple(content.get("ice_breakers", ())), tuple(menu), tuple(entry.title for entry in lost))


async def show(graph: Graph) -> Any:
    """What the page has now. Raises ProfileError."""
    return (await _done(graph.get(_NAME, fields=",".join(FIELDS)))).get("data", [])


async def set_profile(graph: Graph, profile: Profile) -> None:
    """Set *profile*, and take away what it does not have. Raises ProfileError."""
    body = profile.body()
    await _done(graph.post(_NAME, body))
    if gone := [field for field in FIELDS if field not in body]:
        await _done(graph.delete(_NAME, {"fields": gone}))


async def delete(graph: Graph) -> None:
    """Take everything away. Raises ProfileError."""
    await _done(graph.delete(_NAME, {"fields": list(FIELDS)}))


async def subscribe(graph: Graph) -> None:
    """Have the page's events delivered. Raises ProfileError."""
    await _done(graph.post("subscribed_apps", {"subscribed_fields": ",".join(EVENTS)}))


_NAME: Final = "messenger_profile"


async def _done(request: Coroutine[Any, Any, ApiReply]) -> dict[str, Any]:
    """The body of the reply. Raises ProfileError with what the API said; that holds nothing of people."""
    try:
        reply = await request
    except ApiSilenceError as silence:
        raise ProfileError(f"the Graph API does not answer: {silence}") from None
    body = reply.body if isinstance(reply.body, dict) else {}
    refusal = body.get("error")
    if not isinstance(refusal, dict):
        if reply.status < 300 and body:
            return body
        raise ProfileError(f"the Graph API replied with HTTP {reply.status} and nothing that can be read")
    code, subcode = code_of(refusal)
    more = "; Meta allows 10 calls in 10 minutes for a page: wait ten minutes" if code == TOO_MANY_CALLS else ""
    raise ProfileError(f"the Graph API refused: {refusal.get('message', '')} (code {code}, subcode {subcode}){more}")


def _entry(entry: MenuEntry) -> dict[str, str]:
    if entry.opens:
        return {"type": "web_url", "title": entry.title, "url": entry.opens}
    return {"type": "postback", "title": entry.title, "payload": entry.says}


def _problems(content: Any) -> Iterator[str]:
    if not isinstance(content, dict):
        yield "holds no keys"
        return
    yield from (f"{key}: is not known; there are greeting, ice_breakers, persistent_menu" for key in content if key not in FIELDS[1:])
    yield from _of_text("greeting", content.get("greeting"), GREETING)
    questions, menu = content.get("ice_breakers", []), content.get("persistent_menu", [])
    yield from _of_list("ice_breakers", questions, ICE_BREAKERS)
    yield from _of_list("persistent_menu", menu, MENU)
    for number, question in enumerate(questions if isinstance(questions, list) else [], 1):
        yield from _of_text(f"ice_breakers, number {number}", question, ICE_BREAKER)
    for number, entry in enumerate(menu if isinstance(menu, list) else [], 1):
        yield from _of_entry(f"persistent_menu, number {number}", entry)


def _of_entry(key: str, entry: Any) -> Iterator[str]:
    if not isinstance(entry, dict) or set(entry) not in ({"title", "says"}, {"title", "opens"}):
        yield f"{key}: has a title, and either says or opens"
        return
    yield from _of_text(f"{key}, title", entry["title"], MENU_TITLE)
    if "says" in entry:
        yield from _of_text(f"{key}, says", entry["says"], PAYLOAD)
    elif not isinstance(entry["opens"], str) or not entry["opens"].startswith(("https://", "/")):
        yield f"{key}, opens: begins with https:// or with /"


def _of_list(key: str, value: Any, most: int) -> Iterator[str]:
    if not isinstance(value, list):
        yield f"{key}: is a list"
    elif len(value) > most:
        yield f"{key}: {len(value)} entries; at most {most}"


def _of_text(key: str, value: Any, most: int) -> Iterator[str]:
    if not isinstance(value, str) or not value.strip():
        yield f"{key}: is missing, or no text"
    elif len(value) > most:
        yield f"{key}: {len(value)} characters; at most {most}"
