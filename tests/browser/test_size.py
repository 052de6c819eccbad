"""Everything needed for the first answer is small."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.chat import Chat
from tests.browser.conftest import Open

MOST_BYTES = 30_000


def test_the_first_answer_needs_at_most_30_kilobytes_beyond_the_page(visit: Open) -> None:
    page = visit("/")
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    network.send("Network.setCacheDisabled", {"cacheDisabled": True})
    loaded: dict[str, float] = {}
    addresses: dict[str, str] = {}
    network.on("Network.requestWillBeSent", lambda event: addresses.update({event["requestId"]: event["request"]["url"]}))
    network.on("Network.loadingFinished", lambda event: loaded.update({event["requestId"]: event["encodedDataLength"]}))
    page.reload()
    expect(Chat(page).open().ask("cáp quang bao nhiêu phần trăm?")).to_contain_text("75%")
    page.wait_for_load_state("networkidle")
    # The page itself, its style and its icon are the page's, not the widget's.
    needed = {addresses[request]: size for request, size in loaded.items() if "/widget" in addresses[request] or "/webhooks/" in addresses[request]}
    assert sum(address.endswith("/widget.js") for address in needed) == 1 and sum("/webhooks/web/" in address for address in needed) == 2
    assert sum(needed.values()) <= MOST_BYTES, needed
