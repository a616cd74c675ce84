"""Take the picture that the README opens with: lesson 01 in real JupyterLab.

python scripts/screenshot.py             (this is `make screenshot`)
"""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "support"))

import chromium  # noqa: E402  (tests/support, found through the line above)
from explorer_page import ExplorerPage  # noqa: E402
from labdriver import JupyterLab, Notebook  # noqa: E402

LESSON = "01-reconstruct-two-days-in-hanoi.ipynb"
PICTURE = ROOT / "docs" / "img" / "lesson-01.png"
PRESET = "What was asked for"
WIDTH, HEIGHT = 1360, 1000
MOST_BYTES = 400 * 1024

# The lesson fills the window: no file browser and no status bar.
COMMANDS = ["application:toggle-left-area", "statusbar:toggle"]


def take(page: Page, lab: JupyterLab) -> None:
    """Run the lesson, put the timeline into a telling state, and take the picture."""
    notebook = Notebook(page, lab).open(LESSON)
    for command in COMMANDS:
        notebook.command(command)
    notebook.run_all()
    explorer = ExplorerPage(notebook.show("explorers.Timeline()"))
    before = explorer.says()
    explorer.area.get_by_role("button", name=PRESET).click()
    explorer.until_it_says_something_else(before)
    explorer.area.evaluate(
        "area => area.closest('.jp-Cell').scrollIntoView({block: 'start', behavior: 'instant'})"
    )
    page.mouse.move(0, 0)
    page.wait_for_timeout(1500)  # the figure fits itself to the page once more
    page.screenshot(path=PICTURE)


def main() -> int:
    """Take the picture; return the exit code."""
    found = chromium.find()
    if found is None:
        print(chromium.HOW_TO_GET.replace("the browser tests are left out", "no picture is taken"))
        return 1
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as scratch,
        JupyterLab(ROOT / "notebooks", Path(scratch)) as lab,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(
            executable_path=str(found), args=list(chromium.ARGUMENTS)
        )
        page = browser.new_page(
            viewport={"width": WIDTH, "height": HEIGHT}, reduced_motion="reduce"
        )
        take(page, lab)
        browser.close()
    size = PICTURE.stat().st_size
    print(f"{PICTURE.relative_to(ROOT)}: {size // 1024} KiB")
    return int(size > MOST_BYTES)


if __name__ == "__main__":
    sys.exit(main())
