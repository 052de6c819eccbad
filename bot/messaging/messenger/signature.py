"""Whether a delivery is Meta's.

Rule: Meta, «Validating payloads» of Graph API webhooks (developers.facebook.com/docs/graph-api/webhooks/getting-started): the header
X-Hub-Signature-256 holds ``sha256=`` and the HMAC-SHA256 of the body, with the app secret as key, in lower-case hex. The
body counts as it was delivered, with its letters escaped (\\u00e4): it is never parsed and written anew for this. The older
X-Hub-Signature with SHA-1 is not looked at.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import Final

HEADER: Final = "x-hub-signature-256"


def signature_of(body: bytes, secret: str) -> str:
    """The header's value for *body*."""
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def is_signed(body: bytes, header: str | None, secret: str) -> bool:
    """Whether *header* is the signature of *body*, found out in a time that tells nothing about it.

    >>> is_signed(b"{}", signature_of(b"{}", "key"), "key"), is_signed(b"{ }", signature_of(b"{}", "key"), "key"), is_signed(b"{}", None, "key")
    (True, False, False)
    """
    return same(header or "", signature_of(body, secret))


def same(given: str, expected: str) -> bool:
    """Whether two secrets are equal, in a time that does not depend on where they differ. *given* may be anything that arrives."""
    return hmac.compare_digest(given.encode("utf-8", "replace"), expected.encode())


def proof_of(token: str, secret: str) -> str:
    """The parameter appsecret_proof, by which Meta knows that the token is used by its app («Securing requests» of the Graph API)."""
    return hmac.new(secret.encode(), token.encode(), hashlib.sha256).hexdigest()
