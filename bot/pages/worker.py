"""The service worker's version and list of files: what makes a browser fetch everything anew, and what it then fetches."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from bot.pages.render import Renderer

WORKER = "/sw.js"
MANIFEST = "/manifest.webmanifest"


def worker(web: Path, renderer: Renderer, address: str, bundle: bytes) -> bytes:
    """The script: web/sw.js after a line that says what this build is.

    address: where all pages stand in one reply, *bundle*. The version is a hash over it, the files that the pages load and the
    script itself: the same on every server of a site with the same content, another whenever anything that is seen changes.
    """
    script = (web / WORKER.strip("/")).read_bytes()
    icons = [file for file in sorted((web / "icons").iterdir()) if file.is_file()]
    files = [*renderer.assets(), *(f"/icons/{file.name}" for file in icons), MANIFEST]
    digest = hashlib.sha256()
    for content in (bundle, script, json.dumps(files).encode(), (web / MANIFEST.strip("/")).read_bytes(), *(file.read_bytes() for file in icons)):
        digest.update(hashlib.sha256(content).digest())
    build = {"version": digest.hexdigest()[:16], "bundle": address, "files": files}
    return f"const BUILD = {json.dumps(build)};\n".encode() + script
