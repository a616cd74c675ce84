"""The frame of the browser tests: each guard is seen to catch what it is there for."""

import nbformat
import pytest
from accessibility import grave_faults
from labdriver import Border, JupyterLab, Notebook, figure_data
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

CELLS = [
    "from IPython.display import HTML, display\nimport plotly.graph_objects as go",
    "figure = go.FigureWidget(go.Scatter(y=[1, 2, 3]))\nfigure",
    "figure.data[0].y = [3, 2, 1]",
    "HTML('<p>Some <b>words</b>.</p>')",
    "HTML('<button></button>')",
    "import os\nprint(os.environ['SUMMITRY_HOME'])",
]


@pytest.fixture(scope="module")
def small_lab(tmp_path_factory):
    """JupyterLab on two small notebooks, one of which fails."""
    folder = tmp_path_factory.mktemp("small")
    good = [new_markdown_cell("# Small")] + [new_code_cell(source) for source in CELLS]
    bad = [new_code_cell("1 / 0"), new_code_cell("print('after')")]
    for name, cells in (("good", good), ("bad", bad)):
        made = new_notebook(
            cells=cells, metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}}
        )
        nbformat.write(made, folder / f"{name}.ipynb")
    with JupyterLab(folder, tmp_path_factory.mktemp("scratch")) as server:
        yield server


@pytest.fixture
def small(page, small_lab, border):
    small_lab.renew()
    return Notebook(page, small_lab)


def test_cells_run_and_a_figure_s_data_is_read(small):
    small.open("good.ipynb").run_all()
    assert small.errors() == []
    assert figure_data(small.show("go.FigureWidget"))[0]["y"] == [3, 2, 1]
    assert str(small.lab.predictions) in small.show("SUMMITRY_HOME").inner_text()


def test_an_error_in_a_cell_is_seen(small):
    small.open("bad.ipynb").run_all()
    assert small.errors() == ["ZeroDivisionError: division by zero"]


def test_axe_finds_a_nameless_button_and_passes_plain_words(small):
    small.open("good.ipynb").run_all()
    small.show("<button>")
    faults = grave_faults(small.page, small.cell("<button>").area)
    assert [fault.split(" ")[0] for fault in faults] == ["button-name"]
    small.show("<p>Some")
    assert grave_faults(small.page, small.cell("<p>Some").area) == []


def test_server_begins_anew(small):
    small.open("good.ipynb").run_all()
    small.lab.predictions.mkdir()
    small.lab.renew()
    assert not small.lab.predictions.exists()
    small.open("good.ipynb")
    assert (
        small.page.evaluate(
            "() => window.jupyterapp.shell.currentWidget.content.widgets[1].model.executionCount"
        )
        is None
    )


def test_border_stops_and_remembers_what_would_leave(page):
    border = Border(page)
    page.goto("data:text/html,<p>here</p>")
    outcome = page.evaluate(
        """async () => {
            try { await fetch("http://example.org/x"); return "went out"; }
            catch { return "stopped"; }
        }"""
    )
    assert outcome == "stopped"
    page.evaluate("() => { new WebSocket('ws://example.org/y'); }")
    page.wait_for_timeout(200)
    assert border.stopped == ["http://example.org/x", "ws://example.org/y"]
