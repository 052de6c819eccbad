"""What every page tells the browser that it may do: nothing but what it brings itself."""

from __future__ import annotations

from collections.abc import Mapping

from bot.web.sites import Sites

_POLICY: Mapping[str, str] = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "connect-src": "'self'",
    "font-src": "'self'",
    "manifest-src": "'self'",
    "worker-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'self'",
}


def page_headers(sites: Sites) -> Mapping[str, str]:
    """The headers of pages and of what they load; *sites* may show them in a frame."""
    policy = {**_POLICY, "frame-ancestors": sites.frame_ancestors()}
    return {
        "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Permissions-Policy": "microphone=(self), camera=(), geolocation=()",
        # Pages of other sites load the widget's script and pictures; nothing here is anybody's secret.
        "Cross-Origin-Resource-Policy": "cross-origin",
    }
