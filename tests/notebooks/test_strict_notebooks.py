"""The comparison of notebooks itself: faithful outputs pass, and every kind of change fails.

One small notebook a case is run with nbclient, as the builder does it, then changed by hand.
"""

import os
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import nbclient
import nbformat
import pytest
import strict_notebooks
from nbformat.v4 import new_code_cell, new_notebook, new_output
from strict_notebooks import WIDGET_VIEW, differences

# What lessons print: text, a figure's JSON, a widget with its text for readers without a kernel.
CELLS = [
    "print('one line')",
    """from IPython.display import display
display({"application/vnd.plotly.v1+json": {"data": [{"y": [1, 2, 3]}]}, "text/plain": "figure"},
        raw=True)""",
    """import ipywidgets
class Slider(ipywidgets.IntSlider):
    def _repr_mimebundle_(self, **kwargs):
        shown = super()._repr_mimebundle_(**kwargs)
        return {**shown, "text/plain": "Slider at 3", "text/markdown": "A slider, at **3**."}
Slider(value=3)""",
    """out = ipywidgets.Output()
with out:
    print("this belongs to the widget")
print("and this to the cell")""",
    """import os, pathlib
pathlib.Path("written.txt").write_text("x")
home = pathlib.Path(os.environ["SUMMITRY_HOME"])
home.mkdir()
(home / "prediction.json").write_text("{}")
print(sorted(os.listdir()))""",
    "object()",
]


def run_and_strip(notebook, folder):
    """Execute as the builder does: the widget view is not stored, nor the state of widgets."""
    work = folder / "work"
    work.mkdir(parents=True)
    client = nbclient.NotebookClient(notebook, resources={"metadata": {"path": str(work)}})
    client.execute(env=os.environ | {"SUMMITRY_HOME": str(folder / "home")})
    notebook.metadata.pop("widgets", None)
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        for output in cell.outputs:
            output.get("data", {}).pop(WIDGET_VIEW, None)
    return notebook


def outputs(notebook, cell):
    return notebook.cells[cell].outputs[0]


def change_text(notebook):
    outputs(notebook, 0)["text"] = "one lime\n"


def change_figure(notebook):
    outputs(notebook, 1)["data"]["application/vnd.plotly.v1+json"]["data"][0]["y"][2] = 4


def change_fallback(notebook):
    outputs(notebook, 2)["data"]["text/markdown"] = "A slider, at **4**."


def drop_fallback(notebook):
    del outputs(notebook, 2)["data"]["text/markdown"]


def change_metadata(notebook):
    outputs(notebook, 1)["metadata"] = {"isolated": True}


def drop_output(notebook):
    notebook.cells[0].outputs = []


def add_output(notebook):
    notebook.cells[3].outputs.append(new_output("stream", name="stderr", text="more"))


def not_run(notebook):
    notebook.cells[0].execution_count = None
    notebook.cells[0].outputs = []


def opt_out(notebook):
    notebook.cells[0].metadata["tags"] = ["nbval-skip"]


def error_in_callback(notebook):
    notebook.cells[3].source += "\nwith out:\n    1 / 0"


def error_in_the_log(notebook):
    """What a kernel does with an error in a widget's callback that the browser called."""
    notebook.cells[3].source += """
try:
    1 / 0
except ZeroDivisionError:
    get_ipython().kernel.log.error("in a callback", exc_info=True)"""


def reaches_out(notebook):
    notebook.cells[
        0
    ].source += "\nimport urllib.request\nurllib.request.urlopen('http://example.org/')"


# Case -> (what is done to the notebook, the cells that must fail, words of the complaint).
CASES = {
    "faithful": (lambda notebook: None, set(), ""),
    "change_text": (change_text, {"Cell 0"}, "-one lime"),
    "change_figure": (change_figure, {"Cell 1"}, "-    4\n+    3"),
    "change_fallback": (change_fallback, {"Cell 2"}, "-A slider, at **4**."),
    "drop_fallback": (drop_fallback, {"Cell 2"}, "stored (missing)"),
    "change_metadata": (change_metadata, {"Cell 1"}, "isolated"),
    "drop_output": (drop_output, {"Cell 0"}, "outputs stored: none; computed: stream"),
    "add_output": (add_output, {"Cell 3"}, "outputs stored: stream, stream; computed: stream"),
    "not_run": (not_run, {"Cell 0"}, "was not run"),
    "opt_out": (opt_out, {"Cell 0"}, "may not opt out"),
    "error_in_callback": (error_in_callback, {"Cell 3"}, "ZeroDivisionError"),
    "error_in_the_log": (error_in_the_log, {"Cell 5"}, "from the kernel's log"),
    "reaches_out": (reaches_out, {"Cell 0"}, "Connection refused"),
}


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    """All cases in one run of pytest: case -> {cell: complaint}, and the folder they lay in."""
    folder = tmp_path_factory.mktemp("cases")
    made = run_and_strip(
        new_notebook(cells=[new_code_cell(source, id=f"c{i}") for i, source in enumerate(CELLS)]),
        folder / "build",
    )
    (folder / "notebooks").mkdir()
    for case, (change, _, _) in CASES.items():
        notebook = nbformat.from_dict(made)
        change(notebook)
        nbformat.write(notebook, folder / "notebooks" / f"{case}.ipynb")
    subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-p", "strict_notebooks", "--nbval"),
            *("--junitxml", folder / "report.xml", "--rootdir", folder, "notebooks"),
        ],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(Path(strict_notebooks.__file__).parent)},
        check=False,
        capture_output=True,
    )
    found = {case: {} for case in CASES}
    for test in ElementTree.parse(folder / "report.xml").iter("testcase"):
        case = test.get("classname").split(".")[-2]
        bad = [*test.iter("failure"), *test.iter("error")]
        found[case][test.get("name")] = "".join(b.text + b.get("message", "") for b in bad)
    return found, folder


@pytest.mark.parametrize("case", CASES)
def test_what_passes_and_what_fails(case, report):
    _, must_fail, words = CASES[case]
    cells = report[0][case]
    assert len(cells) >= len(CELLS)
    assert {name for name, complaint in cells.items() if complaint} == must_fail
    assert words in "".join(cells.values())


def test_nothing_is_written_beside_the_notebooks(report):
    folder = report[1] / "notebooks"
    assert {path.name for path in folder.iterdir()} == {f"{case}.ipynb" for case in CASES}


def test_random_ids_are_masked_and_numbers_are_not():
    def text(value):
        return [new_output("execute_result", data={"text/plain": value})]

    assert not differences(text("<object at 0x7f3a10>"), text("<object at 0x55aa99>"))
    assert not differences(text(32 * "a"), text(32 * "b"))
    uuid = "12345678-1234-1234-1234-1234567890ab"
    assert not differences(text(uuid), text(uuid.replace("1", "0")))
    assert differences(text("12345678"), text("12345679"))
    assert differences(text("0x12"), text("0x13"))


def test_order_of_keys_is_nothing_and_type_of_output_is_something():
    one = [new_output("display_data", data={"application/json": {"a": 1, "b": 2}})]
    two = [new_output("display_data", data={"application/json": {"b": 2, "a": 1}})]
    assert not differences(one, two)
    result = [new_output("execute_result", data=one[0]["data"])]
    assert "output 0, output_type:" in differences(one, result)
