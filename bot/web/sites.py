"""The sites that may embed the bot: may call it from their pages (CORS) and show its pages in a frame."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

ANY = "*"
ORIGIN = re.compile(r"https?://(\[[0-9a-f:]+\]|[a-z0-9_-]+(\.[a-z0-9_-]+)*)(:\d{1,5})?")
PREFLIGHT_SECONDS = 86400


@dataclass(frozen=True)
class Sites:
    """Origins («https://xa.example», a port where it is not the usual one); «*» stands for every site. None: the bot's own site only."""

    origins: frozenset[str] = frozenset()

    @classmethod
    def parse(cls, sites: str | Iterable[str]) -> Sites:
        """From a list, or from one text with commas or spaces between. Raises ValueError for what is no origin.

        >>> sorted(Sites.parse("https://A.example/, http://b.example:8080").origins)
        ['http://b.example:8080', 'https://a.example']
        """
        named = re.split(r"[\s,]+", sites) if isinstance(sites, str) else [str(site) for site in sites]
        origins = [site.lower().removesuffix("/") for site in named if site]
        for origin in origins:
            if origin != ANY and not ORIGIN.fullmatch(origin):
                raise ValueError(f"«{origin}» is no site; write it as https://name, or * for every site")
        return cls(frozenset(origins))

    def allows(self, origin: str) -> bool:
        """Whether a page of *origin* may call the bot from another site."""
        return ANY in self.origins or origin.lower() in self.origins

    def frame_ancestors(self) -> str:
        """The value of the policy of the same name: the bot's own site, and those listed."""
        return ANY if ANY in self.origins else " ".join(("'self'", *sorted(self.origins)))

    def headers(self, origin: str | None) -> Mapping[str, str]:
        """What lets the page of *origin* read a reply; the reply never depends on cookies."""
        if ANY in self.origins:
            return {"Access-Control-Allow-Origin": ANY}
        if not self.origins:
            return {}
        return {"Vary": "Origin", **({"Access-Control-Allow-Origin": origin} if origin and self.allows(origin) else {})}

    def preflight_headers(self, origin: str | None, *, methods: str, headers: str = "") -> Mapping[str, str]:
        """What lets the page of *origin* send a request by *methods* with *headers* of its own."""
        allowed = self.headers(origin)
        if "Access-Control-Allow-Origin" not in allowed:
            return allowed
        asked = {"Access-Control-Allow-Headers": headers} if headers else {}
        return {**allowed, **asked, "Access-Control-Allow-Methods": methods, "Access-Control-Max-Age": str(PREFLIGHT_SECONDS)}
