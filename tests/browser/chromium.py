"""Which Chromium opens the pages, and how."""

from __future__ import annotations

import shutil

# Debian's packages of these names. The shell has no window and no update of its own, and opens a page in half the time.
PROGRAMS = ("chromium-headless-shell", "chromium")
# Chromium must neither look for updates nor ask whether another site's page may reach this machine (no person is there to answer).
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--disable-features=LocalNetworkAccessChecks",
]  # fmt: skip


def chromium() -> str | None:
    """The path of the program; None if none is installed."""
    return next(filter(None, map(shutil.which, PROGRAMS)), None)
