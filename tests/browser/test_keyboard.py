"""Lesson 01 with the keyboard alone: seal, change, check, reveal; and what is kept over a reload.

From the moment the lesson is open, no test here uses the mouse or puts the focus anywhere by
itself: it presses the keys that lesson 00 teaches, and Tab.
"""

import json

import pytest
from playwright.sync_api import Locator, Page, expect

from summitry.course import content
from summitry.explorers.control import words

LESSON = "01-reconstruct-two-days-in-hanoi.ipynb"
PREDICT = 'course.predict("01-roots")'
REVEAL = 'course.reveal("01-roots")'
CHECK = "01-relief"

ACTIVE = "() => window.jupyterapp.shell.currentWidget.content.activeCellIndex"
FOCUSED = "element => element === document.activeElement"
MOST_TABS = 30


class Keys:
    """A learner who has a keyboard and no mouse."""

    def __init__(self, notebook):
        self.notebook = notebook
        self.page: Page = notebook.page

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def run_to(self, call: str) -> Locator:
        """Shift+Enter from the present cell down to the one that holds `call`; give its output."""
        number = self.notebook.cell(call).number
        while self.page.evaluate(ACTIVE) <= number:
            self.press("Shift+Enter")
            self.notebook.idle()
        while self.page.evaluate(ACTIVE) > number:
            self.press("ArrowUp")
        return self.page.locator(self.notebook.cell(call).area)

    def tab_to(self, target: Locator, key: str = "Tab") -> None:
        """Press Tab until the target has the focus, and see that the focus shows."""
        expect(target).to_be_visible(timeout=15_000)
        for _ in range(MOST_TABS):
            if target.evaluate(FOCUSED):
                break
            self.press(key)
        expect(target).to_be_focused()
        outline = target.evaluate("e => getComputedStyle(e).outlineStyle")
        assert outline != "none", "one cannot see where the focus is"

    def write(self, field: Locator, text: str, key: str = "Tab") -> None:
        self.tab_to(field, key)
        self.press("Control+a")
        self.page.keyboard.type(text)

    def push(self, button: Locator, key: str = "Tab") -> None:
        self.tab_to(button, key)
        self.press("Enter")


@pytest.fixture
def keys(notebook):
    notebook.open(LESSON)
    return Keys(notebook)


def button(area: Locator, name: str) -> Locator:
    return area.get_by_role("button", name=words(name), exact=True)


def field(area: Locator) -> Locator:
    return area.get_by_role("spinbutton", name=words("your_number"))


def message(area: Locator) -> Locator:
    return area.locator("p.summitry-message[role=status]")


def stored(keys: Keys) -> dict:
    """The one file in which the prediction lies."""
    (file,) = keys.notebook.lab.predictions.rglob("01-roots*.json")
    return json.loads(file.read_text("utf-8"))


def seal(keys: Keys, number: str) -> Locator:
    area = keys.run_to(PREDICT)
    keys.write(field(area), number)
    keys.push(button(area, "seal"))
    expect(message(area)).to_contain_text(number)
    return area


def test_seal_and_change_a_prediction(keys):
    area = seal(keys, "40")
    before = stored(keys)
    assert 40 in before.values()

    # Another number asks first; "Keep" keeps, "Replace" replaces.
    keys.write(field(area), "60", key="Shift+Tab")
    keys.push(button(area, "seal"))
    keys.push(button(area, "keep"))
    expect(message(area)).to_contain_text("Kept")
    assert stored(keys) == before
    keys.write(field(area), "60", key="Shift+Tab")
    keys.push(button(area, "seal"))
    # The focus is on the harmless one of the two.
    expect(button(area, "keep")).to_be_focused()
    keys.push(button(area, "replace"), key="Shift+Tab")
    expect(message(area)).to_contain_text("Replaced")
    assert 60 in stored(keys).values()


def test_sealed_number_is_there_after_a_reload_and_locked_after_the_reveal(keys):
    seal(keys, "40")
    keys.notebook.lab.end_kernels()
    keys.notebook.open(LESSON)
    area = keys.run_to(PREDICT)
    expect(field(area)).to_have_value("40", timeout=15_000)

    answer = keys.run_to(REVEAL)
    keys.push(button(answer, "reveal"))
    expect(answer.locator(".summitry-answer")).to_be_focused()
    expect(answer.locator("dt")).to_have_text([words("you_said"), words("happened")])
    expect(answer.locator("dd").first).to_contain_text("40")
    expect(answer.get_by_text(words("record"), exact=True)).to_be_visible()
    expect(field(area)).to_be_disabled()
    expect(button(area, "seal")).to_be_hidden()
    assert 40 in stored(keys).values()


def test_run_all_reveals_nothing(notebook):
    notebook.open(LESSON).run_all()
    area = notebook.show(REVEAL)
    expect(button(area, "reveal_anyway")).to_be_visible()
    expect(area.locator(".summitry-answer")).to_be_hidden()
    assert not list(notebook.lab.predictions.rglob("*.json"))


def test_wrong_and_then_right_answer(keys):
    area = keys.run_to(f'course.check("{CHECK}")')
    verdict = area.locator("p.summitry-verdict[role=status]")
    options = content.check(CHECK).options
    radios = [area.get_by_role("radio", name=option.text) for option in options]
    right = next(i for i, option in enumerate(options) if option.correct)

    keys.tab_to(radios[0])
    keys.press("Space")
    at = 0
    if right == 0:
        keys.press("ArrowDown")
        at = 1
    expect(radios[at]).to_be_checked()
    keys.push(button(area, "check"))
    expect(verdict).to_have_class("summitry-verdict wrong")
    expect(verdict).to_contain_text(options[at].wrong.feedback)

    keys.tab_to(radios[at], key="Shift+Tab")
    keys.press(*["ArrowDown" if right > at else "ArrowUp"] * abs(right - at))
    expect(radios[right]).to_be_checked()
    keys.push(button(area, "check"))
    expect(verdict).to_have_class("summitry-verdict right")
    expect(verdict).to_contain_text(words("correct"))


def test_escape_leads_from_a_control_back_to_its_cell(keys):
    area = keys.run_to(PREDICT)
    keys.tab_to(field(area))
    here = keys.page.evaluate(ACTIVE)
    # While a control has the focus, the arrow keys are its own.
    keys.press("ArrowUp")
    assert keys.page.evaluate(ACTIVE) == here
    keys.press("Escape", "ArrowDown")
    expect(field(area)).not_to_be_focused()
    assert keys.page.evaluate(ACTIVE) == here + 1
