"""Check a lesson against the rules of the course."""

from __future__ import annotations

from typing import Any

from summitry.course.lesson import Lesson, Problem


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
    problems = []
    for cell, made in zip(lesson.cells, notebook.cells, strict=True):
        for output in made.get("outputs", []):
            if output.output_type == "stream" and output.name == "stderr":
                words = " ".join(output.text.split())
                text = f"cell {cell.id} prints a warning: {words}"
                problems.append(lesson.problem(cell.line, "L71", text))
    return problems
