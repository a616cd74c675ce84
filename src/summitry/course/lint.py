"""Check a lesson against the rules of the course.

`check` reads the lesson only. `outputs` looks at what its cells print once they have been run, and
`solutions` runs the cells that hold a solution. The rules themselves are listed in
`summitry.course.rules`.
"""

from __future__ import annotations

import json
from typing import Any

from summitry.course import _lint_code as code
from summitry.course import _lint_form as form
from summitry.course import _lint_ledger as ledger
from summitry.course import _lint_prose as prose
from summitry.course import content, execute, glue
from summitry.course._calls import calls
from summitry.course._lint_ledger import ledger_faults
from summitry.course.lesson import Lesson, LessonError, Problem
from summitry.course.normalise import PLOTLY
from summitry.errors import SummitryError

__all__ = ["check", "ledger_faults", "outputs", "solutions"]


def check(lesson: Lesson) -> list[Problem]:
    """Check a lesson without running it.

    Parameters
    ----------
    lesson : Lesson
        The lesson.

    Returns
    -------
    list of Problem
        In the order of the file; empty when all is well.
    """
    found: list[Problem] = []
    bank = None
    try:
        bank = content.load(lesson.id) if lesson.id in content.lessons() else None
    except SummitryError as error:
        found.append(lesson.problem(lesson.lines.get("lesson.id", 1), "L55", str(error)))
    for rule in (
        form.phase_order,
        form.phase_missing,
        form.ids,
        form.objectives,
        form.minutes,
        form.predict_late,
        form.length,
        ledger.unknown_ids,
        ledger.one_sided,
        ledger.mark_missing,
        prose.typed_numbers,
        prose.spelling,
        prose.offline,
        code.syntax,
        code.figure_rules,
    ):
        found += rule(lesson)
    for banked in (code.content_ids, code.misconceptions, code.answers):
        found += banked(lesson, bank)
    found += [
        lesson.problem(lesson.lines.get("lesson.id", 1), "L55", text)
        for text in (content.problems(bank) if bank else ())
    ]
    try:
        glue.fill(lesson)
    except LessonError as error:
        found += error.problems
    return sorted(set(found))


def outputs(lesson: Lesson, notebook: Any) -> list[Problem]:
    """Check what the cells of a lesson print.

    Parameters
    ----------
    lesson : Lesson
        The lesson.
    notebook : nbformat.NotebookNode
        The lesson as a notebook that has been run, cell by cell.

    Returns
    -------
    list of Problem
        Empty when all is well.
    """
    found = []
    printed = {}
    for cell, made in zip(lesson.cells, notebook.cells, strict=True):
        shown = made.get("outputs", [])
        printed[cell.id] = json.dumps(shown, ensure_ascii=False)
        for output in shown:
            if output.output_type == "stream" and output.name == "stderr":
                text = f"cell {cell.id} prints a warning: {' '.join(output.text.split())}"
                found.append(lesson.problem(cell.line, "L71", text))
            figure = output.get("data", {}).get(PLOTLY)
            if figure and not {"alt", "table"} <= set(figure["layout"].get("meta") or ()):
                text = f"cell {cell.id} shows a figure without words or table; use charts.show."
                found.append(lesson.problem(cell.line, "L41", text))
    found += ledger.mark_missing(lesson, printed)
    return sorted(found)


# What is put around a lesson to learn which of its checks pass.
_BEFORE = """
import json as _json
from summitry import course as _course
_passed = []
def _recorded(id, *answer, _check=_course.check, **named):
    result = _check(id, *answer, **named)
    _passed.append([id, bool(result.passed)])
    return result
_course.check = _recorded
"""
_AFTER = "print(_json.dumps(_passed))"


def solutions(lesson: Lesson) -> list[Problem]:
    """Run the cells that hold a solution: as they stand, and with the solution in place.

    Parameters
    ----------
    lesson : Lesson
        The lesson. It is not run when no cell holds a solution.

    Returns
    -------
    list of Problem
        Empty when every check in such a cell fails on the untouched code and passes on the
        solution.

    Raises
    ------
    LessonError
        If a cell fails.
    """
    found = []
    if not any(cell.solution for cell in lesson.cells):
        return []
    untouched, solved = _passing(lesson, solved=False), _passing(lesson, solved=True)
    for cell in lesson.cells:
        if not cell.solution:
            continue
        asked = [call for call in calls(cell) if call.name == "course.check"]
        if not asked:
            text = f"cell {cell.id} has a solution but calls no course.check."
            found.append(lesson.problem(cell.line, "L54", text))
        for call in asked:
            if call.text in untouched:
                text = f"check {call.text!r} passes on the untouched code of cell {cell.id}."
                found.append(lesson.problem(call.line, "L53", text))
            if call.text not in solved:
                text = f"check {call.text!r} does not pass on the solution of cell {cell.id}."
                found.append(lesson.problem(call.line, "L54", text))
    return found


def _passing(lesson: Lesson, solved: bool) -> set[str]:
    """Run the lesson and return the checks that pass."""
    from nbformat import v4

    notebook = execute.notebook_of(lesson)
    for cell, made in zip(lesson.cells, notebook.cells, strict=True):
        if solved and cell.solution:
            made.source = cell.solution
    first, last = v4.new_code_cell(_BEFORE), v4.new_code_cell(_AFTER)
    notebook.cells = [first, *notebook.cells, last]
    execute.run(lesson, notebook, cells=[lesson.cells[0], *lesson.cells, lesson.cells[-1]])
    results = json.loads(notebook.cells[-1].outputs[-1].text.splitlines()[-1])
    return {id for id, passed in results if passed}
