"""axe-core's verdict on a page, with every rule for WCAG up to 2.2 AA and the best practices."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def violations(page: Page, *, within: str | None = None) -> list[str]:
    """One line for each thing that axe-core finds wrong on the page, or in the element *within*; shadow roots are looked into."""
    # What is still fading or sliding has other colours than it will have.
    page.evaluate("() => Promise.allSettled(document.getAnimations().filter(one => one.effect.getTiming().iterations !== Infinity).map(one => one.finished))")
    results = Axe().run(page, context=within, options={"runOnly": {"type": "tag", "values": RULES}})
    return [
        f"{found['id']}: {found['help']}: {node['target']} {node.get('failureSummary', '')}"
        for found in results.response["violations"]
        for node in found["nodes"]
    ]
