"""The narrator of the timeline: each side's account is drawn and told differently."""

from explorer_page import ExplorerPage
from playwright.sync_api import expect

LESSON = "01-reconstruct-two-days-in-hanoi.ipynb"


def test_narrators_and_presets(notebook):
    notebook.open(LESSON).run_all()
    page = ExplorerPage(notebook.show("explorers.Timeline()"))
    drawn = [page.shows()]
    for name in ("Only the United States", "Only North Korea"):
        page.area.get_by_role("radio", name=name).check()
        drawn.append(page.until_it_shows(lambda shown: shown not in drawn, f"{name}: no change"))
    for preset in ("What was asked for", "Where both agree"):
        before = page.says()
        # The name of a pressed button gains a tick.
        button = page.area.get_by_role("button", name=preset)
        button.click()
        expect(button).to_have_attribute("aria-pressed", "true")
        page.until_it_says_something_else(before)
