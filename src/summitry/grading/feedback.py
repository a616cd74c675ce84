"""Write a page of feedback for each student, with nbgrader's own converter."""

from __future__ import annotations

import hashlib
import json
import shutil
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from summitry.errors import SummitryError
from summitry.grading import records
from summitry.grading.classroom import Classroom, expect_done
from summitry.grading.exercises import Exercise

if TYPE_CHECKING:
    from nbgrader.api import Gradebook


class FeedbackError(SummitryError):
    """No feedback can be written; the text says why."""


@dataclass(frozen=True)
class Page:
    """The feedback of one student.

    Parameters
    ----------
    student : str
        Id.
    path : pathlib.Path
        The page.
    changed : bool
        Whether it was written now.
    waiting : bool
        Whether the instructor still has something to mark by hand.
    """

    student: str
    path: Path
    changed: bool
    waiting: bool


def write(
    exercise: Exercise,
    room: Classroom,
    progress: Callable[[int, int], None] | None = None,
) -> list[Page]:
    """Write the pages that have changed.

    Parameters
    ----------
    exercise : Exercise
        The exercise.
    room : Classroom
        The class.
    progress : callable, optional
        Called with how many are done and how many there are.

    Returns
    -------
    list of Page
        One for each graded submission, in the order of the roster.

    Raises
    ------
    FeedbackError
        If nothing was graded yet, or nbgrader cannot write a page.
    """
    graded = list(records.read_all(room, exercise.id))
    if not graded:
        raise FeedbackError(
            f"Nothing of {exercise.id} was graded yet. Run: summitry grade {exercise.id}"
        )
    memory = room.root / "records" / exercise.id / "_feedback.json"
    known = _remembered(memory)
    pages = []
    with room.gradebook() as book, room.nbgrader() as commands:
        for number, record in enumerate(graded, 1):
            student = record.student
            state, waiting = _state(exercise, room, book, student)
            path = room.place("feedback", student, exercise.id) / f"{exercise.id}.html"
            changed = known.get(student) != state or not path.is_file()
            if changed:
                room.back_up(path)
                _generate(commands, exercise.id, student)
                known[student] = state
                records.write_whole(memory, json.dumps(known, ensure_ascii=False, indent=1))
            pages.append(Page(student, path, changed, waiting))
            if progress is not None:
                progress(number, len(graded))
    return pages


def _remembered(memory: Path) -> dict[str, str]:
    try:
        return dict(json.loads(memory.read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return {}


def _state(exercise: Exercise, room: Classroom, book: Gradebook, student: str) -> tuple[str, bool]:
    """Return a hash of all that stands on a page, and whether marking by hand is still due."""
    handed_in = book.find_submission(exercise.id, student)
    whole = hashlib.sha256()
    for notebook in handed_in.notebooks:
        for grade in sorted(notebook.grades, key=lambda grade: grade.name):
            parts = (grade.name, grade.auto_score, grade.manual_score, grade.extra_credit)
            whole.update(repr(parts).encode())
        for comment in sorted(notebook.comments, key=lambda comment: comment.name):
            whole.update(repr((comment.name, comment.comment)).encode())
    shown = room.place("autograded", student, exercise.id) / f"{exercise.id}.ipynb"
    whole.update(shown.read_bytes() if shown.is_file() else b"")
    # Added last and only where there is one, so that pages without it are not written anew.
    if penalty := handed_in.late_submission_penalty:
        whole.update(repr(penalty).encode())
    return whole.hexdigest()[:16], bool(handed_in.needs_manual_grade)


def _generate(commands: Any, exercise: str, student: str) -> None:
    result = commands.generate_feedback(exercise, student, force=True)
    expect_done(result, f"write {exercise} of {student}", FeedbackError)


def release(exercise: Exercise, room: Classroom) -> int:
    """Put the pages into nbgrader's exchange, where the students fetch them.

    Parameters
    ----------
    exercise : Exercise
        The exercise.
    room : Classroom
        The class.

    Returns
    -------
    int
        For how many students. Whoever handed in by another way than the exchange has none there.

    Raises
    ------
    FeedbackError
        If nobody handed in through the exchange, or nbgrader cannot do it.
    """
    count = 0
    with room.nbgrader() as commands, warnings.catch_warnings():
        # nbgrader forgets to close a file.
        warnings.simplefilter("ignore", ResourceWarning)
        for student in room.roster:
            place = room.place("feedback", student, exercise.id)
            given = room.place("submitted", student, exercise.id)
            # By these two nbgrader knows for which submission the page is.
            marks = [given / name for name in ("timestamp.txt", "submission_secret.txt")]
            page = place / f"{exercise.id}.html"
            if not (page.is_file() and all(mark.is_file() for mark in marks)):
                continue
            for mark in marks:
                shutil.copyfile(mark, place / mark.name)
            result = commands.release_feedback(exercise.id, student)
            expect_done(result, f"release the feedback of {student}", FeedbackError)
            count += 1
    if not count:
        raise FeedbackError(
            f"No submission of {exercise.id} came through nbgrader's exchange, so there is nobody "
            "to release feedback to. The pages lie in the folder feedback of the class."
        )
    return count
