"""Turn a lesson into a notebook and run it in a fresh kernel of the running Python."""

from __future__ import annotations

import atexit
import json
import os
import re
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from summitry.course import glue, normalise
from summitry.course.lesson import Cell, Lesson, LessonError
from summitry.errors import SummitryError

#: Seconds that one cell may take.
TIMEOUT = 60
#: Variables of the author's shell that could change what a cell prints.
PINNED = {
    "PYTHONHASHSEED": "0",
    "TZ": "UTC",
    "LC_ALL": "C.UTF-8",
    "LANG": "C.UTF-8",
    "COLUMNS": "80",
    "LINES": "24",
    "NO_COLOR": "1",
    "PYTHONWARNINGS": "default",
}
QUIET = "--log-level=ERROR"

Progress = Callable[[int, int], None]


def no_progress(done: int, total: int) -> None:
    """Say nothing.

    Parameters
    ----------
    done, total : int
        Cells done, and all cells.
    """


def notebook_of(lesson: Lesson, following: str = "") -> Any:
    """Return a lesson as a notebook that has not been run.

    Parameters
    ----------
    lesson : Lesson
        The lesson.
    following : str, optional
        The line for ``{{ next }}``.

    Returns
    -------
    nbformat.NotebookNode
        With course metadata in every cell; solutions are left out.
    """
    from nbformat import v4

    cells = []
    for cell, source in zip(lesson.cells, glue.fill(lesson, following), strict=True):
        make = v4.new_code_cell if cell.kind == "code" else v4.new_markdown_cell
        made = make(source, metadata={"course": _public(cell)})
        made["id"] = cell.id
        cells.append(made)
    return v4.new_notebook(cells=cells, metadata={"kernelspec": normalise.KERNEL})


def _public(cell: Cell) -> dict[str, Any]:
    return {key: value for key, value in cell.meta.items() if key != "solution"}


def run(
    lesson: Lesson,
    notebook: Any,
    progress: Progress = no_progress,
    cells: Sequence[Cell] | None = None,
) -> Any:
    """Run every cell of a notebook in a fresh kernel of the running Python.

    Parameters
    ----------
    lesson : Lesson
        The lesson that the notebook comes from.
    notebook : nbformat.NotebookNode
        The notebook; outputs are put into it.
    progress : callable, optional
        Called with the number of cells done and the number of all cells.
    cells : sequence of Cell, optional
        The cell of the lesson behind each cell of the notebook, when the notebook has more.

    Returns
    -------
    nbformat.NotebookNode
        The same notebook.

    Raises
    ------
    LessonError
        If a cell fails, with the line in the lesson.
    SummitryError
        If no kernel can be started.
    """
    try:
        from nbclient import NotebookClient
        from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
    except ImportError as error:
        raise SummitryError(
            f"The package {error.name} is missing, and lessons cannot be run without it: install "
            "the course again with `make course`."
        ) from None

    cells = cells or lesson.cells
    total = len(notebook.cells)
    at = [0]

    def started(cell: Any, cell_index: int) -> None:
        at[0] = cell_index
        progress(cell_index, total)

    with tempfile.TemporaryDirectory(prefix="summitry-build-") as folder:
        home = Path(folder)
        client = NotebookClient(
            notebook,
            km=_kernel_manager(home),
            timeout=TIMEOUT,
            startup_timeout=TIMEOUT,
            store_widget_state=False,
            record_timing=False,
            coalesce_streams=True,
            on_cell_start=started,
            resources={"metadata": {"path": folder}},
        )
        client.owns_km = True
        try:
            client.execute(env=_environment(home))
        except CellExecutionError as error:
            what = f"{error.ename}: {error.evalue}"
            raise _failed(lesson, cells[at[0]], what, error.traceback) from None
        except CellTimeoutError:
            raise _failed(
                lesson, cells[at[0]], f"it takes longer than {TIMEOUT} seconds."
            ) from None
        except DeadKernelError:
            raise _failed(lesson, cells[at[0]], "it ends the kernel.") from None
        except RuntimeError as error:
            # nbclient would trip over the missing kernel once more when Python ends.
            atexit.unregister(client._cleanup_kernel)
            raise SummitryError(f"No Python kernel could be started ({error}).") from error
        _refuse_places(lesson, cells, notebook, folder)
    progress(total, total)
    return notebook


def _kernel_manager(home: Path) -> Any:
    """Prepare a kernel of this very Python, whatever kernels are installed on the machine."""
    from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
    from jupyter_client.manager import AsyncKernelManager

    own = KernelSpec(
        # The kernel's own warnings (on how it talks to this process) are not about the lesson.
        argv=[*(sys.executable, "-m", "ipykernel_launcher"), *("-f", "{connection_file}", QUIET)],
        display_name="Python 3",
        language="python",
    )

    class OwnKernel(KernelSpecManager):  # type: ignore[misc, unused-ignore]
        def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
            return own

    return AsyncKernelManager(
        kernel_name="python3",
        kernel_spec_manager=OwnKernel(),
        connection_file=str(home / "kernel.json"),
    )


def _environment(home: Path) -> dict[str, str]:
    """Return the author's environment without what could show in an output."""
    own = {
        "SUMMITRY_HOME": str(home / "summitry"),
        "IPYTHONDIR": str(home / "ipython"),
        "JUPYTER_CONFIG_DIR": str(home / "jupyter"),
    }
    return {**os.environ, **PINNED, **own}


def _failed(lesson: Lesson, cell: Cell, what: str, traceback: str = "") -> LessonError:
    inside = re.findall(r"Cell In\[\d+\], line (\d+)", re.sub(r"\x1b\[[\d;]*m", "", traceback))
    line = cell.line + (int(inside[-1]) - 1 if inside else 0)
    words = " ".join(what.split())
    return LessonError([lesson.problem(line, "L70", f"cell {cell.id} fails: {words}")])


def _refuse_places(lesson: Lesson, cells: Sequence[Cell], notebook: Any, folder: str) -> None:
    """Refuse outputs that name a place on this machine."""
    places = {folder, str(Path(folder).resolve()), str(Path(sys.executable).parent)}
    problems = [
        lesson.problem(cell.line, "L72", f"an output of cell {cell.id} names the folder {place}.")
        for cell, made in zip(cells, notebook.cells, strict=True)
        for place in sorted(places)
        if place in json.dumps(made.get("outputs", []), ensure_ascii=False)
    ]
    if problems:
        raise LessonError(problems)
