"""Find a Chromium to drive; shared by the browser tests and the screenshot script."""

import functools
import os
import shutil
from pathlib import Path

# Debian's and Ubuntu's names, then Chrome's.
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)

HOW_TO_GET = (
    "No Chromium was found, so the browser tests are left out. To get it: on Debian or Ubuntu "
    "`sudo apt-get install chromium`, elsewhere `.venv/bin/playwright install chromium`; "
    "or name the one you have with CHROMIUM=/path/to/chromium."
)

# No sandbox, so that it also runs as root in a container; nothing that phones home.
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def _of_playwright() -> Path | None:
    """Playwright's own download, if there is one."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = Path(playwright.chromium.executable_path)
    return path if path.exists() else None


@functools.cache
def find() -> Path | None:
    """Where Chromium is, or None. What CHROMIUM names must exist."""
    if named := os.environ.get("CHROMIUM"):
        found = shutil.which(named)
        if found is None:
            raise FileNotFoundError(f"CHROMIUM={named} is not a program that can be run.")
        return Path(found)
    for name in (*NAMES, *PLACES):
        if found := shutil.which(name):
            return Path(found)
    return _of_playwright()
