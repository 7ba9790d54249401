"""Debian's Chromium, or another, driven by Playwright; for the pictures and the tests of the reports."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
# Without most of these Chromium looks for its makers' servers at each start.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
)


def find_browser() -> str | None:
    """Return the path of the first of ``NAMES`` that is installed."""
    return next(filter(None, map(shutil.which, NAMES)), None)


@contextmanager
def running_browser() -> Iterator[Any]:
    """Start a headless browser; raises RuntimeError where there is none."""
    from playwright.sync_api import sync_playwright

    path = find_browser()
    if path is None:
        raise RuntimeError(f"none of {', '.join(NAMES)} is installed; on Debian: apt-get install chromium")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()
