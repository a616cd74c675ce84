"""Write the scores of a class for Canvas, for Moodle, or as a plain table."""

from __future__ import annotations

import csv
import io
import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from summitry.errors import OutOfRangeError, SummitryError
from summitry.grading.classroom import Classroom, Student, fold, seconds_late
from summitry.grading.records import write_whole

SYSTEMS = ("canvas", "moodle", "csv")
#: A cell that begins with one of these is a formula to a spreadsheet.
FORMULA = ("=", "+", "@", "\t", "\r")
CANVAS = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")


class ExportError(SummitryError):
    """The scores cannot be written; the text says why."""


@dataclass(frozen=True)
class Score:
    """The score of one student in one exercise.

    Parameters
    ----------
    points, most : float
        Earned, late penalty taken off, and to be earned.
    waiting : bool
        Whether something is still to be marked by hand; the points are then not final.
    late : float
        Seconds after the due date.
    """

    points: float
    most: float
    waiting: bool
    late: float


@dataclass(frozen=True)
class Table:
    """All scores of a class.

    Parameters
    ----------
    exercises : dict of str to float
        The exercises of the gradebook with their points, in order.
    scores : dict of (str, str) to Score
        By student and exercise; whoever handed in nothing has none.
    """

    exercises: dict[str, float]
    scores: dict[tuple[str, str], Score]

    @property
    def waiting(self) -> int:
        """How many scores wait for marks by hand."""
        return sum(score.waiting for score in self.scores.values())


def scores(room: Classroom) -> Table:
    """Read all scores from the gradebook.

    Parameters
    ----------
    room : Classroom
        The class.

    Returns
    -------
    Table
        The scores.

    Raises
    ------
    ExportError
        If the gradebook holds no exercise.
    """
    found: dict[tuple[str, str], Score] = {}
    with room.gradebook() as book:
        held = sorted(book.assignments, key=lambda one: one.name)
        exercises = {one.name: float(one.max_score) for one in held}
        for one in held:
            for handed_in in one.submissions:
                points = handed_in.score - handed_in.late_submission_penalty
                found[handed_in.student.id, one.name] = Score(
                    points=round(max(0.0, points), 2),
                    most=float(handed_in.max_score),
                    waiting=bool(handed_in.needs_manual_grade),
                    late=seconds_late(handed_in),
                )
    if not exercises:
        raise ExportError(f"The gradebook of {room.root} holds no exercise yet.")
    return Table(exercises, found)


def write(
    room: Classroom, system: str, out: Path | None = None, template: Path | None = None
) -> Path:
    """Write the scores into a CSV file.

    Scores that wait for marks by hand are left empty for Canvas and Moodle, so that nobody sees a
    score that is not final; the plain table holds them and says that they wait.

    Parameters
    ----------
    room : Classroom
        The class.
    system : str
        One of `SYSTEMS`.
    out : pathlib.Path, optional
        The file. By default a new one in ``exports/`` of the class folder. One that exists is
        kept beside it under another name.
    template : pathlib.Path, optional
        For Canvas: the gradebook as Canvas exported it. Its students and columns come back, with
        the column of each exercise filled in.

    Returns
    -------
    pathlib.Path
        The file.

    Raises
    ------
    ExportError
        If there is nothing to write, or the template fits no exercise.
    """
    if system not in SYSTEMS:
        raise OutOfRangeError("--to", system, "one of " + ", ".join(SYSTEMS))
    table = scores(room)
    if template is not None:
        if system != "canvas":
            raise OutOfRangeError("--template", str(template), "used with --to canvas only")
        rows = _into_template(room, table, template)
    else:
        rows = {"canvas": _canvas, "moodle": _moodle, "csv": _plain}[system](room, table)
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(
        [[_harmless(cell) for cell in row] for row in rows]
    )
    if out is None:
        folder = room.root / "exports"
        folder.mkdir(exist_ok=True)
        out = _new(folder / f"{system}-{time.strftime('%Y-%m-%d-%H%M%S')}.csv")
    elif out.exists():
        shutil.copy2(out, _new(out.with_name(f"{out.stem}-before{out.suffix}")))
    # With a mark at the beginning, so that Excel reads names with accents.
    write_whole(out, ("\ufeff" if system == "csv" else "") + text.getvalue())
    return out


def _new(path: Path) -> Path:
    number, chosen = 1, path
    while chosen.exists():
        number += 1
        chosen = path.with_name(f"{path.stem}-{number}{path.suffix}")
    return chosen


def _harmless(cell: object) -> object:
    """Keep a spreadsheet from taking a name for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell


def _final(table: Table, student: str, exercise: str) -> str:
    score = table.scores.get((student, exercise))
    return "" if score is None or score.waiting else f"{score.points:g}"


def _plain(room: Classroom, table: Table) -> list[list[object]]:
    rows: list[list[object]] = [
        [
            "id",
            "first_name",
            "last_name",
            "email",
            "exercise",
            "points",
            "of",
            "state",
            "hours_late",
        ]
    ]
    for one in room.roster.values():
        for exercise, most in table.exercises.items():
            score = table.scores.get((one.id, exercise))
            head: list[object] = [one.id, one.first_name, one.last_name, one.email, exercise]
            if score is None:
                rows.append([*head, "", f"{most:g}", "not handed in", ""])
                continue
            state = "waits for marks by hand" if score.waiting else "final"
            late = f"{score.late / 3600:.1f}" if score.late else ""
            rows.append([*head, f"{score.points:g}", f"{score.most:g}", state, late])
    return rows


def _moodle(room: Classroom, table: Table) -> list[list[object]]:
    rows: list[list[object]] = [["Username", "ID number", "Email address", *table.exercises]]
    for one in room.roster.values():
        marks = [_final(table, one.id, exercise) for exercise in table.exercises]
        rows.append([one.id, one.lms_id, one.email, *marks])
    return rows


def _canvas(room: Classroom, table: Table) -> list[list[object]]:
    rows: list[list[object]] = [
        [*CANVAS, *table.exercises],
        [
            "    Points Possible",
            "",
            "",
            "",
            "",
            *(f"{most:g}" for most in table.exercises.values()),
        ],
    ]
    for one in room.roster.values():
        name = f"{one.last_name}, {one.first_name}".strip(", ") or one.id
        marks = [_final(table, one.id, exercise) for exercise in table.exercises]
        rows.append([name, one.lms_id, "", one.id, "", *marks])
    return rows


def _into_template(room: Classroom, table: Table, template: Path) -> list[list[object]]:
    """Fill the columns of the exercises in a gradebook that Canvas exported."""
    try:
        rows = list(csv.reader(io.StringIO(template.read_text("utf-8-sig"))))
    except (OSError, UnicodeDecodeError) as problem:
        raise ExportError(f"{template} cannot be read: {problem}") from None
    head = rows[0] if rows else []
    if "ID" not in head or "Student" not in head:
        raise ExportError(f"{template}: its first line lacks the columns Student and ID of Canvas.")
    columns = {exercise: _column(head, exercise) for exercise in table.exercises}
    filled = {exercise: place for exercise, place in columns.items() if place is not None}
    if not filled:
        raise ExportError(
            f"{template}: no column begins with the id of an exercise ({', '.join(columns)})."
        )
    for row in rows[1:]:
        student = _who(room, head, row)
        for exercise, place in filled.items() if student else ():
            mark = _final(table, student.id, exercise) if student else ""
            if mark:
                row[place] = mark
    return [list(row) for row in rows]


def _column(head: Sequence[str], exercise: str) -> int | None:
    """Find the column of an exercise; Canvas writes "07-ceiling (12345)"."""
    for place, name in enumerate(head):
        if name == exercise or name.startswith(f"{exercise} ("):
            return place
    return None


def _who(room: Classroom, head: Sequence[str], row: Sequence[str]) -> Student | None:
    held = dict(zip(head, row, strict=False))
    for student in room.roster.values():
        if student.lms_id and student.lms_id == held.get("ID", "").strip():
            return student
        login = held.get("SIS Login ID", "").strip()
        if login and fold(login) in (fold(student.id), fold(student.email or student.id)):
            return student
    return None
