"""What Zalo's replies to a message mean.

Codes: Zalo's page of error codes («Mã lỗi»), as public clients list it; tables of resellers that say otherwise are left aside.
Errors come with HTTP status 200.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.messaging.http import ApiReply
from bot.messaging.platform import Outcome, Verdict

_VERDICTS: Mapping[Verdict, tuple[int, ...]] = {
    Verdict.RENEW: (-216, -220, -124),  # access token invalid, expired or taken back
    Verdict.RATE: (-32,),  # requests in a minute
    Verdict.RETRY: (-200,),  # sending failed
    Verdict.GONE: (-213, -217, -222, -227, -244),  # does not follow, blocks, locked or long away, takes no such messages
    Verdict.WINDOW: (-230, -231, -232, -305, -311, -218),  # no word from the person for too long; replies used up
    Verdict.QUOTA: (-211, -224, -320, -321),  # quota, package, billing account
    Verdict.ACCOUNT: (-204, -205, -212, -215, -219, -221, -223, -235, -240, -248),  # account, app or permission
    Verdict.WITHOUT_BUTTONS: (-201, -210, -233, -209),  # parameter wrong, too long, type not taken, not active; without buttons: refused
}
_BY_CODE = {code: verdict for verdict, codes in _VERDICTS.items() for code in codes}
TOO_MANY_REQUESTS = 429


def outcome_of(reply: ApiReply, *, had_buttons: bool) -> Outcome:
    """The outcome of an attempt, from the reply to it."""
    body: Any = reply.body
    code = body.get("error") if isinstance(body, dict) else None
    if isinstance(code, str) and code.removeprefix("-").isdecimal():
        code = int(code)
    if reply.status == TOO_MANY_REQUESTS:
        return Outcome(Verdict.RATE, code=str(reply.status))
    if reply.status >= 500 or not isinstance(code, int):
        # Nobody knows what the server did before it failed.
        return Outcome(Verdict.RETRY, code=f"http {reply.status}", maybe=True)
    if code == 0:
        data = body.get("data")
        message_id = data.get("message_id") if isinstance(data, dict) else None
        return Outcome(Verdict.SENT, message_id=str(message_id) if message_id else None)
    verdict = _BY_CODE.get(code, Verdict.REFUSED)
    if verdict is Verdict.WITHOUT_BUTTONS and not had_buttons:
        verdict = Verdict.REFUSED
    return Outcome(verdict, code=str(code))
