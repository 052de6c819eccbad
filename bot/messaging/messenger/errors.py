"""What a reply of the Graph API means for a message that was sent.

Rules: Meta, «Error codes» of Messenger Platform and of the Graph API (developers.facebook.com/docs/messenger-platform/error-codes,
…/docs/graph-api/guides/error-handling) and «Rate limits» (…/docs/graph-api/overview/rate-limiting), which describe the headers
X-App-Usage and X-Business-Use-Case-Usage. A pair (code, subcode) goes before the code alone; what stands nowhere is REFUSED. That a
permission is missing (3, 10, 200, 230) is of the account only without a subcode that nobody has listed here: many of those are of one
person (200/2018028: somebody without a role, before the app was reviewed), and the account's others must not wait for him.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from bot.messaging.http import ApiReply
from bot.messaging.platform import Outcome, Verdict

NEARLY_FULL: Final = 95  # percent of what may be asked of the API
PAUSE: Final = 1.0  # seconds, when nearly full
RATE_PAUSE: Final = 60.0  # seconds, if Meta names no time
LONGEST_PAUSE: Final = 3600.0

_BY_SUBCODE: Final[Mapping[tuple[int, int], Verdict]] = {
    (10, 2018065): Verdict.WINDOW,  # outside of the 24 hours
    (10, 2018108): Verdict.WINDOW,
    (10, 2018278): Verdict.WINDOW,
    (10, 1893063): Verdict.ACCOUNT,  # the page is restricted
    (100, 33): Verdict.ACCOUNT,  # no such page, or not one of this token
    (100, 2018001): Verdict.GONE,  # no such person
    (200, 1545041): Verdict.GONE,  # this person is not available
}
_BY_CODE: Final[Mapping[int, Verdict]] = {
    1: Verdict.RETRY,
    2: Verdict.RETRY,
    1200: Verdict.RETRY,
    4: Verdict.RATE,
    17: Verdict.RATE,
    32: Verdict.RATE,
    613: Verdict.RATE,
    80006: Verdict.RATE,
    551: Verdict.GONE,  # this person is not available
    102: Verdict.ACCOUNT,  # the token
    190: Verdict.ACCOUNT,
    3: Verdict.ACCOUNT,  # these four: a permission
    10: Verdict.ACCOUNT,
    200: Verdict.ACCOUNT,
    230: Verdict.ACCOUNT,
    368: Verdict.ACCOUNT,  # blocked for abuse
    2635: Verdict.ACCOUNT,  # this version of the API is over
}
_PERMISSIONS: Final = (3, 10, 200, 230)
_TOKEN: Final = (102, 190)
TOKEN_ALARM: Final = "page_token"


def outcome_of(reply: ApiReply, *, had_buttons: bool) -> Outcome:
    """What has become of a message to which the API replied so."""
    body = reply.body if isinstance(reply.body, dict) else {}
    error = body.get("error")
    if isinstance(error, dict):
        return _outcome_of_error(error, reply, had_buttons=had_buttons)
    message = body.get("message_id")
    if reply.status < 300 and isinstance(message, str) and message:
        return Outcome(Verdict.SENT, message_id=message, wait=PAUSE if usage_of(reply.headers) >= NEARLY_FULL else None)
    code = f"HTTP {reply.status}"
    if reply.status == 429:
        return Outcome(Verdict.RATE, code=code, wait=_pause(reply.headers))
    if reply.status in (401, 403):
        return Outcome(Verdict.ACCOUNT, code=code, alarm=TOKEN_ALARM)
    if 400 <= reply.status < 500:
        return Outcome(Verdict.REFUSED, code=code)
    return Outcome(Verdict.RETRY, code=code, maybe=True)  # nobody knows what the server did before it failed


def code_of(error: Mapping[str, Any]) -> tuple[int, int]:
    """(code, subcode) of an error of the Graph API, 0 where there is none.

    >>> code_of({"code": 10, "error_subcode": 2018278, "message": "…"}), code_of({"message": "…"})
    ((10, 2018278), (0, 0))
    """
    code, subcode = (value if isinstance(value, int) else 0 for value in (error.get("code"), error.get("error_subcode")))
    return code, subcode


def usage_of(headers: Mapping[str, str]) -> int:
    """How full the quota of requests is, in percent, by the headers of a reply (names in lower case)."""
    return max((value for told in _usages(headers) for key in _SHARES if isinstance(value := told.get(key), int)), default=0)


_SHARES: Final = ("call_count", "total_cputime", "total_time")


def _outcome_of_error(error: Mapping[str, Any], reply: ApiReply, *, had_buttons: bool) -> Outcome:
    code, subcode = code_of(error)
    name = f"{code}/{subcode}" if subcode else str(code)
    verdict = _BY_SUBCODE.get((code, subcode)) or (None if subcode and code in _PERMISSIONS else _BY_CODE.get(code))
    if verdict is None:
        if error.get("is_transient") is True or reply.status >= 500:
            verdict = Verdict.RETRY
        elif reply.status == 429:
            verdict = Verdict.RATE
        else:  # 100 is a parameter that is wrong: perhaps of the buttons
            verdict = Verdict.WITHOUT_BUTTONS if code == 100 and had_buttons else Verdict.REFUSED
    return Outcome(verdict, code=name, wait=_pause(reply.headers) if verdict is Verdict.RATE else None, alarm=TOKEN_ALARM if code in _TOKEN else None)


def _pause(headers: Mapping[str, str]) -> float:
    minutes = max((told.get("estimated_time_to_regain_access", 0) for told in _usages(headers)), default=0, key=_number)
    return min(LONGEST_PAUSE, _number(minutes) * 60) or RATE_PAUSE


def _number(value: Any) -> float:
    return float(value) if isinstance(value, (int, float)) and value > 0 else 0.0


def _usages(headers: Mapping[str, str]) -> Iterator[Mapping[str, Any]]:
    """What the headers tell of the use: of the app an object, of the page a list for its id."""
    for name in ("x-app-usage", "x-business-use-case-usage"):
        try:
            told = json.loads(headers.get(name, "{}"))
        except (ValueError, RecursionError):
            continue
        for part in [told, *told.values()] if isinstance(told, dict) else []:
            yield from (item for item in (part if isinstance(part, list) else [part]) if isinstance(item, dict))
