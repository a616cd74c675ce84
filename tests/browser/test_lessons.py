"""Every lesson, in one visit: it runs from top to bottom without an error, axe finds nothing grave
in its outputs, and its explorers follow mouse and keyboard.

One visit a lesson, since opening and running one takes longer than all that is asked of it.
"""

import re
from pathlib import Path

import pytest
from accessibility import grave_faults
from explorer_page import exercise

NOTEBOOKS = sorted(path.name for path in (Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))

EXPLORER = re.compile(r"\bexplorers\.([A-Z]\w+)\(")

# The slider to move, where it is not the first: one that changes sentence and figure at the start.
SLIDERS = {"Composer": "Payment, in points", "PaymentComposer": "Payment, in points"}


def test_there_are_lessons():
    assert {name[:2] for name in NOTEBOOKS} >= {"00", "01"}


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_lesson_works(notebook, name):
    notebook.open(name).run_all()
    assert notebook.errors() == []

    shown = [cell for cell in notebook.code_cells() if cell.outputs]
    assert shown, "no cell has an output"
    faults = {}
    for cell in shown:
        notebook.show(cell)
        faults[cell.source] = grave_faults(notebook.page, cell.area)
    assert not any(faults.values()), {cell: found for cell, found in faults.items() if found}

    explorers = [(cell, found) for cell in shown if (found := EXPLORER.search(cell.source))]
    assert explorers, "a lesson has an explorer"
    for cell, found in explorers:
        exercise(notebook.show(cell), SLIDERS.get(found[1]))
