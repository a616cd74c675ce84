"""Rules on the form of a lesson: template, ids, objectives, minutes, length."""

from __future__ import annotations

import re
from collections.abc import Iterator

from summitry.course import metadata
from summitry.course._calls import calls, course_calls, figures
from summitry.course.glue import CITE
from summitry.course.lesson import Cell, Lesson, Problem
from summitry.errors import UnknownNameError

MAX_LINES = 12
MAX_WORDS = 150
#: What the orientation needs; it may have the other phases too, in their order.
ORIENTATION = (
    "title",
    "objectives",
    "setup",
    "predict",
    "figure",
    "check",
    "investigate",
    "limits",
    "key-points",
    "sources",
)


def phase_order(lesson: Lesson) -> Iterator[Problem]:
    """L10: the phases stand in the order of the template."""
    order = metadata.phases()
    reached = 0
    for cell in lesson.cells:
        here = order.index(cell.phase)
        if here < reached:
            text = (
                f"{cell.phase} comes after {order[reached]}; move cell {cell.id} up, or give it "
                "another phase."
            )
            yield lesson.problem(cell.line, "L10", text)
        reached = max(reached, here)


def phase_missing(lesson: Lesson) -> Iterator[Problem]:
    """L11: every phase of the template is there."""
    needed = metadata.phases() if lesson.template == "lesson" else ORIENTATION
    there = {cell.phase for cell in lesson.cells}
    missing = [phase for phase in needed if phase not in there]
    if missing:
        text = f"add a cell for {', '.join(missing)}."
        yield lesson.problem(lesson.lines.get("lesson.template", 1), "L11", text)


def ids(lesson: Lesson) -> Iterator[Problem]:
    """L12: every cell has its own id, which begins with the number of the lesson."""
    first: dict[str, Cell] = {}
    for cell in lesson.cells:
        if cell.id in first:
            text = f"{cell.id} is already the id of the cell at line {first[cell.id].line}."
            yield lesson.problem(cell.line, "L12", text)
        elif not cell.id.startswith(f"{lesson.id}-"):
            yield lesson.problem(cell.line, "L12", f"{cell.id} must begin with {lesson.id}-.")
        first.setdefault(cell.id, cell)


def objectives(lesson: Lesson) -> Iterator[Problem]:
    """L13, L14, L15: objectives are known, practised by a check, and closed by a key point."""
    practised: set[str] = set()
    for cell in lesson.cells:
        for name in cell.names("objective"):
            if name not in lesson.objectives:
                text = str(UnknownNameError("objective", name, lesson.objectives))
                yield lesson.problem(cell.line, "L13", text)
    for cell, _ in course_calls(lesson, "check"):
        if cell.phase != "warm-up":
            practised.update(cell.names("objective"))
    closing = [cell for cell in lesson.cells if cell.phase == "key-points"]
    points = "\n".join(cell.source for cell in closing)
    for name in lesson.objectives:
        line = lesson.lines.get(f"lesson.objectives.{name}", 1)
        if name not in practised:
            text = f"no check practises {name}; add one, with objective: [{name}] (warm-ups aside)."
            yield lesson.problem(line, "L14", text)
        if not re.search(rf"^\s*- \*\*{name}\*\* \S", points, re.MULTILINE):
            text = f"no key point closes {name}; add one that begins with '- **{name}** '."
            yield lesson.problem(closing[0].line if closing else line, "L15", text)


def minutes(lesson: Lesson) -> Iterator[Problem]:
    """L16: the minutes of the cells add up."""
    total = sum(cell.minutes for cell in lesson.cells)
    if abs(total - lesson.minutes) > 1e-6:
        text = f"the cells take {total:g} minutes, the front matter says {lesson.minutes}."
        yield lesson.problem(lesson.lines.get("lesson.minutes", 1), "L16", text)


def predict_late(lesson: Lesson) -> Iterator[Problem]:
    """L17: a prediction comes before the first figure."""
    for cell in lesson.cells:
        if any(call.name == "course.predict" for call in calls(cell)):
            return
        if figures(cell):
            text = f"cell {cell.id} shows a figure before any prediction; ask for one first."
            yield lesson.problem(cell.line, "L17", text)
            return


def length(lesson: Lesson) -> Iterator[Problem]:
    """L20, L21: cells are short."""
    for cell in lesson.cells:
        if cell.kind == "code":
            count = len(cell.source.splitlines())
            if count > MAX_LINES:
                text = f"cell {cell.id} has {count} lines, at most {MAX_LINES}; split it."
                yield lesson.problem(cell.line, "L20", text)
        elif (count := words(cell.source)) > MAX_WORDS:
            text = f"cell {cell.id} has {count} words, at most {MAX_WORDS}; split or shorten it."
            yield lesson.problem(cell.line, "L21", text)


def words(source: str) -> int:
    """Count the words that a reader sees; citations and marks of Markdown are none."""
    text = re.sub(r"\]\([^)]*\)", "]", CITE.sub("", source))
    return sum(any(sign.isalnum() for sign in word) for word in text.split())
