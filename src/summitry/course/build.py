"""Build the notebooks that learners open from the lessons as they are written.

A lesson is filled, executed in a kernel of the running Python, made free of everything that a
second run would change, and written in one step. `stale` builds anew and compares.
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from summitry.course import glue, lint, normalise, plan
from summitry.course.lesson import Cell, Lesson, LessonError, Problem, read
from summitry.course.workspace import Course
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


def _no_progress(done: int, total: int) -> None:
    """Say nothing."""


@dataclass(frozen=True)
class Result:
    """What became of one lesson.

    Parameters
    ----------
    lesson : Lesson
        The lesson.
    path : pathlib.Path
        Its notebook.
    changed : bool
        True when the notebook was written, or would have been.
    """

    lesson: Lesson
    path: Path
    changed: bool


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


def build_text(lesson: Lesson, following: str = "", progress: Progress = _no_progress) -> str:
    """Return the finished notebook of a lesson as the text of its file.

    Parameters
    ----------
    lesson : Lesson
        The lesson.
    following : str, optional
        The line for ``{{ next }}``.
    progress : callable, optional
        Called with the number of cells done and the number of all cells.

    Returns
    -------
    str
        The same for the same lesson, whenever and wherever it is built.

    Raises
    ------
    LessonError
        If a gap cannot be filled, or a cell fails; file, line and error are named.
    """
    import nbformat

    notebook = run(lesson, notebook_of(lesson, following), progress)
    problems = lint.outputs(lesson, notebook)
    if problems:
        raise LessonError(problems)
    course = {"v": 1, "lesson": lesson.id, "source": f"lessons/{lesson.slug}/lesson.md"}
    normalise.normalise(notebook, course)
    nbformat.validate(notebook)
    return nbformat.writes(notebook).rstrip("\n") + "\n"


# ---------------------------------------------------------------- running


def run(lesson: Lesson, notebook: Any, progress: Progress = _no_progress) -> Any:
    """Run every cell of a notebook in a fresh kernel of the running Python.

    Parameters
    ----------
    lesson : Lesson
        The lesson that the notebook comes from, cell by cell.
    notebook : nbformat.NotebookNode
        The notebook; outputs are put into it.
    progress : callable, optional
        Called with the number of cells done and the number of all cells.

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
            raise _failed(lesson, at[0], what, error.traceback) from None
        except CellTimeoutError:
            raise _failed(lesson, at[0], f"it takes longer than {TIMEOUT} seconds") from None
        except DeadKernelError:
            raise _failed(lesson, at[0], "it ends the kernel") from None
        except RuntimeError as error:
            raise SummitryError(f"No Python kernel could be started ({error}).") from error
        _forget_folder(lesson, notebook, folder)
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


def _failed(lesson: Lesson, index: int, what: str, traceback: str = "") -> LessonError:
    cell = lesson.cells[index]
    inside = re.findall(r"Cell In\[\d+\], line (\d+)", re.sub(r"\x1b\[[\d;]*m", "", traceback))
    line = cell.line + (int(inside[-1]) - 1 if inside else 0)
    words = " ".join(what.split()).rstrip(".")
    return LessonError([lesson.problem(line, "L70", f"cell {cell.id} fails: {words}.")])


def _forget_folder(lesson: Lesson, notebook: Any, folder: str) -> None:
    """Refuse outputs that name a place on this machine."""
    import json

    places = {folder, str(Path(folder).resolve()), str(Path(sys.executable).parent)}
    problems = [
        lesson.problem(cell.line, "L72", f"an output of cell {cell.id} names the folder {place}.")
        for cell, made in zip(lesson.cells, notebook.cells, strict=True)
        for place in sorted(places)
        if place in json.dumps(made.get("outputs", []), ensure_ascii=False)
    ]
    if problems:
        raise LessonError(problems)


# ---------------------------------------------------------------- files


def following(course: Course, lesson: Lesson) -> str:
    """Return the line that leads from a lesson to the next one.

    Parameters
    ----------
    course : Course
        The course folder.
    lesson : Lesson
        The lesson.

    Returns
    -------
    str
        A link when the next lesson is written, otherwise its title.
    """
    number = lesson.front["next"]
    if number is None:
        return "**Next:** this was the last lesson."
    files = course.lesson_files()
    if number in files:
        title = read(files[number]).title
        return f"**Next:** [{number} {title}]({files[number].parent.name}.ipynb)"
    title = plan.lessons()[number].title
    return f"**Next:** {number} {title} (not written yet)"


def build(
    course: Course,
    numbers: list[str] | None = None,
    force: bool = False,
    write: bool = True,
    progress: Callable[[Lesson], Progress] = lambda lesson: _no_progress,
) -> list[Result]:
    """Build notebooks, and write those that differ from what is there.

    Parameters
    ----------
    course : Course
        The course folder.
    numbers : list of str, optional
        Lessons to build; all if left out.
    force : bool, optional
        Also replace a file that was not built from a lesson.
    write : bool, optional
        False to compare only.
    progress : callable, optional
        Given a lesson, returns what is called with cells done and all cells.

    Returns
    -------
    list of Result
        One for each lesson.

    Raises
    ------
    LessonError
        If a lesson cannot be built.
    SummitryError
        If a file would be overwritten that is not a built notebook, or cannot be written.
    """
    done = []
    for path in course.choose(numbers).values():
        lesson = read(path)
        target = course.notebooks / f"{lesson.slug}.ipynb"
        if write and not force:
            _refuse_foreign(course, target)
        text = build_text(lesson, following(course, lesson), progress(lesson))
        changed = not target.exists() or target.read_text("utf-8") != text
        if write and changed:
            write_whole(target, text)
        done.append(Result(lesson, target, changed))
    return done


def orphans(course: Course) -> list[Path]:
    """Return the built notebooks whose lesson no longer exists.

    Parameters
    ----------
    course : Course
        The course folder.

    Returns
    -------
    list of pathlib.Path
        Notebooks that carry course metadata but have no lesson.
    """
    known = {path.parent.name for path in course.lesson_files().values()}
    return [
        path
        for path in sorted(course.notebooks.glob("*.ipynb"))
        if path.stem not in known and is_built(path)
    ]


def is_built(path: Path) -> bool:
    """Tell whether a notebook was built from a lesson.

    Parameters
    ----------
    path : pathlib.Path
        A notebook.

    Returns
    -------
    bool
        True when it carries course metadata.
    """
    import json

    try:
        data: Mapping[str, Any] = json.loads(path.read_text("utf-8"))
        return "course" in data["metadata"]
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _refuse_foreign(course: Course, target: Path) -> None:
    if target.exists() and not is_built(target):
        shown = target.relative_to(course.root)
        raise SummitryError(
            f"{shown} was not built from a lesson, so it is left alone: move it away, or build "
            "with --force to replace it."
        )


def write_whole(path: Path, text: str) -> None:
    """Write a file in one step, so that it is never seen half written.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    text : str
        Its whole text.

    Raises
    ------
    SummitryError
        If the folder cannot be written.
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.write_text(text, "utf-8", newline="\n")
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        reason = (error.strerror or str(error)).lower()
        raise SummitryError(f"{path} cannot be written: {reason}.") from error


__all__ = [
    "PINNED",
    "TIMEOUT",
    "Problem",
    "Result",
    "build",
    "build_text",
    "following",
    "is_built",
    "notebook_of",
    "orphans",
    "run",
    "write_whole",
]
