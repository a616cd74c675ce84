"""An explorer as a person meets it on the page: controls, a figure, a sentence, a table."""

import re
import time
from collections.abc import Callable

from playwright.sync_api import Locator, expect

from summitry.explorers.control import words

PATIENCE = 15_000  # milliseconds that a change may take on a slow machine


# What a figure draws: of a plotly figure the data, without the sizes, which follow the width of the
# page, and without what plotly notes for itself; of a drawing all, without its name.
DRAWN = """figure => {
    if (!figure.data) {
        const copy = figure.cloneNode(true);
        copy.removeAttribute("aria-label");
        for (const name of Object.keys(copy.dataset)) delete copy.dataset[name];
        return copy.outerHTML;
    }
    const trace = ({name, type, x, y, z, text, mode, visible, selectedpoints, marker = {}, line}) =>
        ({name, type, x, y, z, text, mode, visible, selectedpoints,
          color: marker.color, symbol: marker.symbol, line});
    const note = ({text, x, y}) => ({text, x, y});
    const shape = ({x0, x1, y0, y1, opacity, label}) =>
        ({x0, x1, y0, y1, opacity, label: label?.text});
    return JSON.stringify({
        data: figure.data.map(trace),
        notes: (figure.layout.annotations ?? []).map(note),
        shapes: (figure.layout.shapes ?? []).map(shape),
    });
}"""


class ExplorerPage:
    """One explorer in the output area of its cell.

    Parameters
    ----------
    area : Locator
        The output area.
    """

    def __init__(self, area: Locator):
        self.area = area
        self.sentence = area.locator(".summitry-readout p[role=status]")
        self.figure = area.locator(".summitry-explorer [role=img]").first
        self.table = area.locator(".summitry-table table")
        expect(self.sentence).not_to_be_empty(timeout=PATIENCE)
        expect(self.figure).to_be_visible(timeout=PATIENCE)

    def button(self, name: str) -> Locator:
        """Give a button by its text."""
        return self.area.get_by_role("button", name=name, exact=True)

    def says(self) -> str:
        """Give the sentence below the figure."""
        return self.sentence.text_content()

    def shows(self) -> str:
        """Give all that the figure draws now, as text to compare."""
        return self.figure.evaluate(DRAWN)

    def until_it_says_something_else(self, than: str) -> str:
        """Wait for another sentence, and until it has come to rest."""
        # Spaces are compared as they are, which the comparison of texts would not do.
        self.area.page.wait_for_function(
            "([node, before]) => node.textContent !== before && !node.ariaBusy",
            arg=[self.sentence.element_handle(), than],
            timeout=PATIENCE,
        )
        return self.says()

    def until_it_shows(self, wanted: Callable[[str], bool], failing: str) -> str:
        """Wait until the figure draws what is wanted."""
        deadline = time.monotonic() + PATIENCE / 1000
        while not wanted(shown := self.shows()):
            assert time.monotonic() < deadline, failing
            self.area.page.wait_for_timeout(100)
        return shown

    def until_it_says(self, sentence: str) -> None:
        """Wait for this very sentence."""
        expect(self.sentence).to_have_text(sentence, timeout=PATIENCE)


def click_on_slider(slider: Locator) -> None:
    """Click on a slider far from where its handle is."""
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    low, high, value = (
        float(slider.evaluate(f"s => s.{name}")) for name in ("min", "max", "value")
    )
    place = 0.9 if value < (low + high) / 2 else 0.1
    slider.page.mouse.click(box["x"] + place * box["width"], box["y"] + box["height"] / 2)


def exercise(area: Locator, label: str | None = None) -> None:
    """Move an explorer by mouse and by keyboard, and see that all its parts follow.

    The slider is the one with this label, or the first.
    """
    page = ExplorerPage(area)
    first, drawn = page.says(), page.shows()

    slider = area.get_by_role("slider", name=label).first
    start = slider.input_value()
    click_on_slider(slider)
    second = page.until_it_says_something_else(first)
    assert slider.input_value() != start
    page.until_it_shows(lambda shown: shown != drawn, "the figure did not follow the slider")

    slider.press("ArrowLeft")
    third = page.until_it_says_something_else(second)
    expect(page.figure).to_have_attribute("aria-label", re.compile(re.escape(third[:40])))

    page.button(words("show_table")).press("Enter")
    expect(page.table).to_be_visible()
    expect(page.table.locator("caption")).not_to_be_empty()
    assert page.table.locator("tbody tr").count() > 0
    page.button(words("hide_table")).press("Space")
    expect(page.table).to_be_hidden()

    page.button(words("reset")).press("Enter")
    page.until_it_says(first)
    assert slider.input_value() == start
    page.until_it_shows(lambda shown: shown == drawn, "the figure is not as it was before")
