"""Make the students' copies of an exercise: without solution, with everybody's own numbers."""

from __future__ import annotations

import json
import re
import zipfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from summitry.course import answers
from summitry.errors import SummitryError
from summitry.grading import variants
from summitry.grading.classroom import Classroom, expect_done
from summitry.grading.exercises import Exercise

if TYPE_CHECKING:
    from nbformat import NotebookNode

BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
#: Name of the cell in which the instructor marks an argument.
MANUAL = "{question}-quality"


class ReleaseError(SummitryError):
    """An exercise cannot be released; the text says why."""


@dataclass(frozen=True)
class Released:
    """What was made.

    Parameters
    ----------
    notebook, data, bundle : pathlib.Path
        The students' notebook, its ``exercise.json``, and both as one zip file.
    students : int
        How many students have numbers.
    changed : bool
        Whether anything differs from what was there before.
    """

    notebook: Path
    data: Path
    bundle: Path
    students: int
    changed: bool


def public(exercise: Exercise, course: str, students: list[str]) -> dict[str, Any]:
    """Collect what a learner's notebook may know.

    Parameters
    ----------
    exercise : Exercise
        The exercise.
    course : str
        Id of the course.
    students : list of str
        Ids.

    Returns
    -------
    dict
        Content of ``exercise.json``: questions, meanings of the numbers, and the numbers of every
        student under a name from which the id cannot be read. No key, no misconception.
    """
    return {
        "schema": answers.SCHEMA,
        "exercise": exercise.id,
        "title": exercise.title,
        "course": course,
        "given": [dict(item) for item in exercise.given],
        "questions": [dict(question.public) for question in exercise.questions],
        "variants": variants.table(exercise, course, students),
    }


def source(exercise: Exercise) -> NotebookNode:
    """Build the instructor's notebook, with solutions and nbgrader's marks.

    Parameters
    ----------
    exercise : Exercise
        The exercise.

    Returns
    -------
    nbformat.NotebookNode
        Each question is one code cell that carries its points. An argument has a second cell
        after it, in which the instructor marks its quality by the rubric.

    Raises
    ------
    ReleaseError
        If a question has no cell or two, or its cell lacks the marks of the solution.
    """
    import jupytext
    from nbformat.v4 import new_markdown_cell

    book = jupytext.read(exercise.text)
    points: dict[str, str] = {q.id: f"{q.points + q.manual:g}" for q in exercise.questions}
    points["points"] = f"{exercise.points:g}"
    cells, met = [], []
    for number, cell in enumerate(book.cells):
        name = cell.metadata.pop("question", None)
        cell.metadata.clear()
        cell.id = f"{exercise.id}-{number:02d}"
        cells.append(cell)
        if cell.cell_type == "markdown":
            cell.source = _fill(exercise, cell.source, points)
        if name is None:
            cell.metadata["nbgrader"] = _mark(f"cell-{number:02d}", locked=_fixed(cell))
            continue
        question = exercise.question(name)
        met.append(name)
        if cell.source.count(BEGIN) != 1 or cell.source.count(END) != 1:
            raise ReleaseError(f"{exercise.text}: question {name}: mark the solution once.")
        cell.id = f"{exercise.id}-{name}"
        cell.metadata["nbgrader"] = _mark(name, grade=True, solution=True, points=question.points)
        if question.manual:
            rubric = "\n".join(f"- {line}" for line in question.rubric)
            task = new_markdown_cell(
                f"**How your instructor reads it** ({question.manual:g} points)\n\n{rubric}"
            )
            task.id = f"{exercise.id}-{name}-rubric"
            task.metadata["nbgrader"] = _mark(
                MANUAL.format(question=name), task=True, locked=True, points=question.manual
            )
            cells.append(task)
    if met != [question.id for question in exercise.questions]:
        raise ReleaseError(
            f"{exercise.text}: its cells ask {met}, and exercise.toml has "
            f"{[question.id for question in exercise.questions]}; each once, in this order."
        )
    book.cells = cells
    book.metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
        "summitry": {"exercise": exercise.id},
    }
    book.nbformat_minor = 5
    return cast("NotebookNode", book)


def _fixed(cell: Any) -> bool:
    """Say whether a cell is not for the student to change: all but the one with the id."""
    return cell.cell_type == "code" and not cell.source.lstrip().startswith("student =")


def _mark(name: str, **more: Any) -> dict[str, Any]:
    """Build the metadata by which nbgrader knows a cell."""
    mark = {"grade": False, "locked": False, "solution": False, "task": False}
    return {"schema_version": 3, "grade_id": name, **mark, **more}


def _fill(exercise: Exercise, text: str, points: dict[str, str]) -> str:
    def put(gap: re.Match[str]) -> str:
        name = gap[1].strip()
        if name not in points:
            raise ReleaseError(f"{exercise.text}: the gap {{{{ {name} }}}} cannot be filled.")
        return points[name]

    return re.sub(r"\{\{(.*?)\}\}", put, text)


def release(exercise: Exercise, room: Classroom) -> Released:
    """Make the source and the students' copies of an exercise in a class folder.

    Running it again after the roster has grown adds the numbers of the new students; the others
    keep theirs. What is replaced is backed up first.

    Parameters
    ----------
    exercise : Exercise
        The exercise.
    room : Classroom
        The class.

    Returns
    -------
    Released
        What was made.

    Raises
    ------
    ReleaseError
        If the students' copy would hold a part of the solution, or nbgrader cannot make it.
    """
    import nbformat

    room.enrol()
    data = _json(public(exercise, room.course, list(room.roster)))
    book = f"{nbformat.writes(source(exercise))}\n"
    origin = room.place("source", ".", exercise.id)
    target = room.place("release", ".", exercise.id)
    files = {f"{exercise.id}.ipynb": book, answers.FILE: data}
    old = {name: _read(origin / name) for name in files}
    notebook, public_file = (target / name for name in files)
    bundle = room.root / "handouts" / f"{exercise.id}.zip"
    changed = old != files or not (notebook.exists() and public_file.exists() and bundle.exists())
    if changed:
        for place in (origin, target, bundle):
            room.back_up(place)
        origin.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            (origin / name).write_text(text, "utf-8")
        _generate(exercise, room)
        look_for_leaks(exercise, notebook.read_text("utf-8"), public_file.read_text("utf-8"))
        bundle.parent.mkdir(parents=True, exist_ok=True)
        bundle.write_bytes(_bundle(exercise.id, [notebook, public_file]))
    return Released(notebook, public_file, bundle, len(room.roster), changed)


def _generate(exercise: Exercise, room: Classroom) -> None:
    with room.nbgrader() as commands:
        result = commands.generate_assignment(exercise.id, force=True)
    expect_done(result, f"make {exercise.id}", ReleaseError)


def look_for_leaks(exercise: Exercise, notebook: str, data: str) -> None:
    """Make sure that the students' files hold nothing of the solution.

    Parameters
    ----------
    exercise : Exercise
        The exercise.
    notebook, data : str
        Text of both files.

    Raises
    ------
    ReleaseError
        If a line of a solution, a mark of one, or a piece of feedback stands in them.
    """
    held = notebook + data
    secrets = [BEGIN, END, "def solve", "def mistakes"]
    secrets += [item.feedback for question in exercise.questions for item in question.mistakes]
    secrets += [question.otherwise for question in exercise.questions if question.otherwise]
    for cell in source(exercise).cells:
        if BEGIN in cell.source:
            inner = cell.source.partition(BEGIN)[2].partition(END)[0]
            secrets += [line.strip() for line in inner.splitlines() if len(line.strip()) > 8]
    for secret in secrets:
        if json.dumps(secret)[1:-1] in held or json.dumps(secret, ensure_ascii=False)[1:-1] in held:
            raise ReleaseError(f"{exercise.id}: the students' copy holds {secret[:60]!r}.")


def _json(content: dict[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _read(path: Path) -> str | None:
    return path.read_text("utf-8") if path.is_file() else None


def _bundle(name: str, paths: list[Path]) -> bytes:
    """Zip files into one folder, the same bytes every time."""
    held = BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in paths:
            info = zipfile.ZipInfo(f"{name}/{path.name}", (2020, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            archive.writestr(info, path.read_bytes())
    return held.getvalue()
