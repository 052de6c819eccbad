"""Names for people in logs: the same one for the same conversation, from which the conversation's own cannot be found."""

from __future__ import annotations

import hashlib

_BYTES = 6  # enough to follow one conversation through a day's log


class Pseudonyms:
    """secret: the key, without which nobody can try out whose name it is."""

    def __init__(self, secret: bytes) -> None:
        self._key = hashlib.sha256(b"log\0" + secret).digest()

    def of(self, sender: str) -> str:
        """The name of *sender* in the log.

        >>> Pseudonyms(b"secret").of("web-1") == Pseudonyms(b"secret").of("web-1") != Pseudonyms(b"other").of("web-1")
        True
        """
        return hashlib.blake2b(sender.encode("utf-8", "replace"), key=self._key, digest_size=_BYTES).hexdigest()
