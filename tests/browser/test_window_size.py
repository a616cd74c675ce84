"""A figure stays on the page when the window changes its size."""

import pytest
from labdriver import Notebook

DRAWN = """node => {
    const figure = node.querySelector('.js-plotly-plot');
    return figure ? figure.getBoundingClientRect().height : -1;
}"""


def test_a_figure_of_a_lesson_keeps_its_height_when_the_window_changes(page, lab, border):
    lab.renew()
    notebook = Notebook(page, lab).open("02-define-denuclearisation.ipynb")
    notebook.run_all()
    page.wait_for_timeout(4000)
    shown = notebook.show("charts.meanings")
    page.wait_for_timeout(1500)
    before = shown.evaluate(DRAWN)
    assert before > 400
    page.set_viewport_size({"width": 1366, "height": 1400})
    page.wait_for_timeout(1500)
    assert notebook.show("charts.meanings").evaluate(DRAWN) == pytest.approx(before, abs=2)
