"""Waiting for what a page says of itself."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page


def until(page: Page, expression: str, argument: Any = None) -> None:
    """Waits until *expression* is true; Playwright's own way of waiting is refused by the pages' Content-Security-Policy."""
    for _ in range(100):
        if page.evaluate(expression, argument):
            return
        page.wait_for_timeout(200)
    pytest.fail(f"never came true: {expression}")
