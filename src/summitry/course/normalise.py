"""Make an executed notebook the same on every machine and on every run.

What differs from run to run (widget ids, memory addresses, random ids) is removed or replaced;
what differs from machine to machine (kernel name, Python version) is pinned.
"""

from __future__ import annotations

import re
import uuid
from typing import Any

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
PLOTLY = "application/vnd.plotly.v1+json"

KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
LANGUAGE = {
    "codemirror_mode": {"name": "ipython", "version": 3},
    "file_extension": ".py",
    "mimetype": "text/x-python",
    "name": "python",
    "nbconvert_exporter": "python",
    "pygments_lexer": "ipython3",
}

_ADDRESS = re.compile(r"0x[0-9a-fA-F]{6,16}\b")
_UUID = re.compile(r"\b[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}\b")
# Ids for what a cell made up at random: always the same ones for the same cell.
_NAMESPACE = uuid.UUID("5f0d6ad2-2019-5228-8c7e-4a6e6f690228")


def normalise(notebook: Any, course: dict[str, Any]) -> Any:
    """Return an executed notebook without anything that a second run would change.

    Parameters
    ----------
    notebook : nbformat.NotebookNode
        The notebook; changed in place.
    course : dict
        What to store under ``course`` in its metadata.

    Returns
    -------
    nbformat.NotebookNode
        The same notebook.
    """
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    notebook.metadata = {"course": course, "kernelspec": KERNEL, "language_info": LANGUAGE}
    count = 0
    for cell in notebook.cells:
        cell.metadata = {"course": cell.metadata["course"]}
        if cell.cell_type != "code":
            continue
        count += 1
        cell.execution_count = count
        ids = _Ids(cell.id)
        for output in cell.outputs:
            _clean(output, count, ids)
    return notebook


class _Ids:
    """Deterministic ids for one cell; the same random id is always replaced by the same one."""

    def __init__(self, cell: str) -> None:
        self.cell = cell
        self.known: dict[str, str] = {}

    def mask(self, text: str) -> str:
        return _UUID.sub(self._replace, _ADDRESS.sub("0x0", text))

    def _replace(self, found: re.Match[str]) -> str:
        return self.of(found[0])

    def of(self, random: str) -> str:
        if random not in self.known:
            fixed = uuid.uuid5(_NAMESPACE, f"{self.cell}/{len(self.known)}")
            self.known[random] = str(fixed) if "-" in random else fixed.hex
        return self.known[random]


def _clean(output: Any, count: int, ids: _Ids) -> None:
    if output.output_type == "execute_result":
        output.execution_count = count
    if "text" in output:
        output.text = ids.mask(output.text)
    if "data" in output:
        output.data.pop(WIDGET_VIEW, None)
        for mime, value in output.data.items():
            output.data[mime] = _masked(value, ids, keys=mime == PLOTLY)


def _masked(value: Any, ids: _Ids, keys: bool) -> Any:
    """Mask every text in a piece of JSON; in plotly's also the ids that it makes up itself."""
    if isinstance(value, str):
        return ids.mask(value)
    if isinstance(value, list):
        return [_masked(item, ids, keys) for item in value]
    if isinstance(value, dict):
        return {
            key: ids.of(item)
            if keys and key == "uid" and isinstance(item, str)
            else _masked(item, ids, keys)
            for key, item in value.items()
        }
    return value
