"""Every lesson opens in JupyterLab, runs from top to bottom, and is usable without sight of it."""

from pathlib import Path

import pytest
from accessibility import grave_faults

NOTEBOOKS = sorted(path.name for path in (Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))


def test_there_are_lessons():
    assert {name[:2] for name in NOTEBOOKS} >= {"00", "01"}


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_lesson_runs_and_its_outputs_are_accessible(notebook, name):
    notebook.open(name).run_all()
    assert notebook.errors() == []
    shown = [cell for cell in notebook.code_cells() if cell.outputs]
    assert shown, "no cell has an output"
    faults = {}
    for cell in shown:
        notebook.show(cell)
        faults[cell.source] = grave_faults(notebook.page, cell.area)
    assert not any(faults.values()), {cell: found for cell, found in faults.items() if found}
