"""Ask axe-core, which comes with its Python package, what is wrong with a part of a page."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

GRAVE = {"serious", "critical"}


def grave_faults(page: Page, selector: str) -> list[str]:
    """The serious and critical faults inside what the selector finds."""
    found = Axe().run(page, context={"include": [[selector]]}).response["violations"]
    return [
        f"{fault['id']} ({fault['impact']}): {node['html'][:300]}"
        for fault in found
        if fault["impact"] in GRAVE
        for node in fault["nodes"]
    ]
