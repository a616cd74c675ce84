"""What the code of a lesson calls, read from the code without running it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from summitry.course.lesson import Cell, Lesson

# Names in summitry.charts that are no figures.
NO_FIGURES = {"alt", "describe", "show", "table", "theme"}
PLOTLY = ("go", "px", "plotly")


@dataclass(frozen=True)
class Call:
    """One call in a code cell: its dotted name, its first argument if that is a text, its line."""

    name: str
    text: str | None
    line: int
    arguments: int

    @property
    def room(self) -> str:
        """What stands before the first dot."""
        return self.name.partition(".")[0]


@cache
def tree(source: str) -> ast.Module | None:
    """Return the parsed code, or None when it is not valid Python."""
    try:
        return ast.parse(source)
    except SyntaxError:
        return None


def calls(cell: Cell) -> list[Call]:
    """Return the calls of a code cell in the order of their lines; none for a text cell."""
    module = tree(cell.source) if cell.kind == "code" else None
    found = [
        Call(name, _text(node), cell.line + node.lineno - 1, len(node.args) + len(node.keywords))
        for node in (ast.walk(module) if module else ())
        if isinstance(node, ast.Call) and (name := _dotted(node.func))
    ]
    return sorted(found, key=lambda call: call.line)


def _dotted(node: ast.expr) -> str:
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        before = _dotted(node.value)
        return f"{before}.{node.attr}" if before else f"?.{node.attr}"
    return ""


def _text(node: ast.Call) -> str | None:
    first = node.args[0] if node.args else next((k.value for k in node.keywords), None)
    return first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else None


def figures(cell: Cell) -> list[Call]:
    """Return the calls of a cell that make or show a figure."""
    return [
        call
        for call in calls(cell)
        if call.name == "charts.show"
        or is_chart(call)
        or call.room == "explorers"
        or is_foreign(call)
    ]


def is_chart(call: Call) -> bool:
    """Tell whether a call makes one of the course's figures."""
    return call.room == "charts" and call.name.split(".")[1] not in NO_FIGURES


def is_foreign(call: Call) -> bool:
    """Tell whether a call makes or shows a figure past the course's charts."""
    return call.room in PLOTLY or call.name.endswith((".figure.show", "fig.show", "figure.show"))


def course_calls(lesson: Lesson, *names: str) -> Iterator[tuple[Cell, Call]]:
    """Yield the calls of ``course.NAME`` in a lesson, with their cells."""
    wanted = {f"course.{name}" for name in names}
    for cell in lesson.cells:
        for call in calls(cell):
            if call.name in wanted:
                yield cell, call
