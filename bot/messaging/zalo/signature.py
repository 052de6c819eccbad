"""Whether a delivery is Zalo's.

Zalo's SDK for Java (MacUtils) and its page on webhooks: the header X-ZEvent-Signature holds «mac=» and the SHA-256, in lower-case
hexadecimal, of app id, body, timestamp and the account's secret key, put together as they are. The timestamp is the one in the
body; the key is that of the webhook's page, not the app's. Public code that takes an HMAC or another key contradicts the SDK.
"""

from __future__ import annotations

import hashlib
import hmac
import re

HEADER = "x-zevent-signature"
_VALUE = re.compile(r"mac=([0-9a-f]{64})")


def is_genuine(header: str, body: bytes, *, app_id: str, timestamp: str, secret_key: str) -> bool:
    """Whether *header* is the signature of *body* byte for byte; compared in constant time."""
    value = _VALUE.fullmatch(header)
    expected = hashlib.sha256(app_id.encode() + body + timestamp.encode("utf-8", "replace") + secret_key.encode()).hexdigest()
    return value is not None and hmac.compare_digest(value[1].encode(), expected.encode())
