"""Build the notebooks that learners open from the lessons as they are written.

A lesson is filled, executed in a kernel of the running Python, made free of everything that a
second run would change, and written in one step.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from summitry.course import lint, normalise, plan
from summitry.course.execute import Progress, no_progress, notebook_of, run
from summitry.course.lesson import Lesson, LessonError, read
from summitry.course.workspace import Course
from summitry.errors import SummitryError


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


def build_text(lesson: Lesson, following: str = "", progress: Progress = no_progress) -> str:
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
    number = lesson.front.get("next")
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
    progress: Callable[[Lesson], Progress] = lambda lesson: no_progress,
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
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)
        reason = (error.strerror or str(error)).lower()
        if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
            reason += "; copy the course to a folder that you may write to"
        raise SummitryError(f"{path} cannot be written: {reason}.") from error
