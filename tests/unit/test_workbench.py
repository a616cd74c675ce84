"""The frame of explorers that draw their own picture: scripts of whole files, wishes and undo."""

import re
from collections import Counter
from typing import ClassVar

import pandas as pd
import pytest

from summitry.errors import UnknownNameError
from summitry.explorers import control
from summitry.explorers.composer import ComposerPage
from summitry.explorers.package_builder import PackagePage
from summitry.explorers.workbench import Page, Workbench, script, style

PAGES = [
    pytest.param(ComposerPage, "composer", id="composer"),
    pytest.param(PackagePage, "package_builder", id="package builder"),
]
DECLARED = re.compile(r"^(?:const|let|function) (\w+)", re.MULTILINE)


def uses(code, name):
    return re.search(rf"\b{name}\b", code) is not None


# ---------------------------------------------------------------- scripts and texts


@pytest.mark.parametrize(("kind", "name"), PAGES)
def test_a_script_is_whole_files_with_one_way_in(kind, name):
    own = control.static(f"{name}.js")
    files = (control.static("widgets.js"), control.static("drawing.js"), own)
    assert str(kind._esm) == "".join(files)
    assert str(kind._css) == control.static("widgets.css") + control.static(f"{name}.css")
    assert str(kind._esm).count("export default") == 1
    entered = re.findall(r"^PARTS(?:\.|\[\")([\w-]+)(?:\"\])? = ", str(kind._esm), re.MULTILINE)
    assert entered == [kind().part]


@pytest.mark.parametrize(("kind", "name"), PAGES)
def test_no_two_files_of_a_script_give_the_same_name(kind, name):
    given = Counter(DECLARED.findall(str(kind._esm)))
    assert {"h", "keepKeys", "svgElement", "workbench"} <= set(given)
    assert {one for one, times in given.items() if times > 1} == set()


def test_the_shared_script_holds_what_both_use():
    shared, others = (
        control.static("drawing.js"),
        [control.static(f"{p.values[1]}.js") for p in PAGES],
    )
    names = DECLARED.findall(shared)
    assert len(names) > 10
    for name in names:
        inside = len(re.findall(rf"\b{name}\b", shared)) > 1
        assert inside or all(uses(other, name) for other in others), name


@pytest.mark.parametrize(("kind", "name"), PAGES)
def test_every_text_of_the_page_exists(kind, name):
    code = control.static("drawing.js") + control.static(f"{name}.js")
    asked = set(re.findall(r"\bt\(\"([a-z_]+)\"", code))
    assert len(asked) > 20
    assert asked - set(kind().ui) == set()


@pytest.mark.parametrize(("kind", "name"), PAGES)
def test_scripts_set_text_as_text_and_ask_nothing_of_the_network(kind, name):
    for danger in ("innerHTML", "outerHTML", "insertAdjacentHTML", "eval(", "fetch(", "import "):
        assert danger not in str(kind._esm)


# ---------------------------------------------------------------- a small explorer of one's own


class Sum:
    def __init__(self, state):
        self.state = state

    def sentence(self):
        return f"The sum is {self.state['a'] + sum(self.state['more'])}."

    def view(self):
        return {"sum": self.state["a"] + sum(self.state["more"])}


class SumPage(Page):
    _esm = script("composer.js")
    _css = style("composer.css")


class Adder(Workbench[Sum]):
    title = "Add"
    question = "How much is it?"
    controls = ({"name": "a", "kind": "range", "label": "A"},)
    presets: ClassVar = {"Ten": {"a": 10}, "More": {"more": [1, 2]}}
    main = ("a",)
    _others = ("more",)

    def __init__(self, **changes):
        super().__init__()
        self.asked = 0
        self._begin({**self.spec.initial, "more": []}, changes)

    def _checked(self, old, changes):
        new = super()._checked(old, changes)
        return {**new, "more": list(changes.get("more", new["more"]))}

    def _mark(self, touched, new):
        return " ".join(touched), touched == ["a"]

    def _judge(self, state):
        self.asked += 1
        return Sum(state)

    def _open(self, **traits):
        return SumPage({"own": "text"}, **traits)

    def frame(self, state):
        return pd.DataFrame({"A": [state["a"]]})


@pytest.fixture
def adder():
    return Adder(a=3)


def test_presets_leave_what_they_do_not_name_and_reset_goes_back(adder):
    adder.preset("More")
    assert adder.state == {"a": 3, "more": [1, 2]}
    adder.preset("Ten")
    assert adder.state == {"a": 10, "more": [1, 2]}
    adder.reset()
    assert adder.state == {"a": 3, "more": []}
    with pytest.raises(UnknownNameError, match="Did you mean 'Ten'"):
        adder.preset("ten")
    with pytest.raises(UnknownNameError, match="control 'mor'"):
        adder.set(mor=[1])


def test_the_state_is_a_copy(adder):
    adder.set(more=[1])
    adder.state["more"].append(2)
    assert adder.state["more"] == [1]


def test_undo_takes_moves_of_one_value_together_and_has_an_end(adder):
    for value in (4, 5, 6):
        adder.set(a=value)
    adder.set(more=[1])
    adder.set(more=[2])
    for left in ({"a": 6, "more": [1]}, {"a": 6, "more": []}, {"a": 3, "more": []}):
        adder.undo()
        assert adder.state == left
    adder.undo()
    assert adder.state == {"a": 3, "more": []}
    for value in range(150):
        adder.set(more=[value])
    for _ in range(150):
        adder.undo()
    assert adder.state["more"] == [49]


def test_the_model_is_asked_once_for_each_state(adder):
    page = adder.widget
    asked = adder.asked
    adder.set(a=4)
    assert (adder.readout, page.sentence, page.view["sum"]) == ("The sum is 4.", "The sum is 4.", 4)
    assert adder.asked == asked + 1
    assert adder.sentence({"a": 1, "more": [1]}) == "The sum is 2."
    assert adder.readout == "The sum is 4."


def test_the_page_is_told_once_for_each_wish(adder):
    page, told = adder.widget, []
    page.observe(lambda change: told.append(change["new"]), "view")
    page.wish = {"turn": "x", "changes": {"a": 8}}
    assert told == [{"sum": 8, "turn": "x", "undo": 1}]
    page.wish = {"turn": "y", "action": "undo"}
    assert (page.state["a"], page.view) == (3, {"sum": 3, "turn": "y", "undo": 0})
    page.wish = {"turn": "z", "action": "undone"}
    assert "Did you mean 'undo'" in page.sentence
    assert page is adder.widget


def test_the_page_has_texts_controls_and_words_without_a_kernel(adder):
    page = adder.widget
    assert page.ui == {**control.strings(), "own": "text"}
    assert [(one["name"], one["main"]) for one in page.spec] == [("a", True)]
    adder.set(a=50)
    said = adder._repr_mimebundle_()["text/plain"]
    assert said.endswith("Add. How much is it? At the start it says: The sum is 3.")


def test_the_table_is_sent_while_it_is_open(adder):
    page = adder.widget
    adder.set(a=4)
    assert page.table == {}
    page.shown = True
    assert page.table["rows"] == [["4"]]
    adder.set(a=5)
    assert page.table["rows"] == [["5"]]
