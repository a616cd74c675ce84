"""What a grading run found, one JSON file a submission: the memory of the grader.

A record is written last, after notebook and gradebook. So a run that was killed is simply begun
again: what has a record that still fits is left alone, everything else is done once more.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from summitry.grading.classroom import Classroom
from summitry.grading.compare import Mark

SCHEMA = 1


@dataclass(frozen=True)
class Record:
    """One graded submission.

    Parameters
    ----------
    student, exercise : str
        Ids.
    digest : str
        Changes with the submission, the exercise, and the way of grading.
    marks : list of Mark
        One for each question.
    notes : list of str
        What the instructor should know; not shown to the student.
    told : list of str
        What the student should know about the submission as a whole.
    finished : bool
        Whether the notebook ran to its end.
    late : float
        Seconds after the due date; 0 when in time or when there is none.
    prints : dict of str to str
        For each question a hash of the code without spaces and comments, to find equal ones.
    seconds : float
        How long the run took.
    """

    student: str
    exercise: str
    digest: str
    marks: list[Mark]
    notes: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    finished: bool = True
    late: float = 0.0
    prints: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0

    @property
    def score(self) -> float:
        """Points from the machine."""
        return round(sum(mark.score for mark in self.marks), 2)


def path(room: Classroom, exercise: str, student: str) -> Path:
    """Return where a record lies.

    Parameters
    ----------
    room : Classroom
        The class.
    exercise, student : str
        Ids.

    Returns
    -------
    pathlib.Path
        It need not exist.
    """
    return room.root / "records" / exercise / f"{student}.json"


def write(room: Classroom, record: Record) -> None:
    """Write a record, whole or not at all.

    Parameters
    ----------
    room : Classroom
        The class.
    record : Record
        The record.
    """
    target = path(room, record.exercise, record.student)
    target.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps({"schema": SCHEMA, **asdict(record)}, ensure_ascii=False, indent=1)
    write_whole(target, text + "\n")


def write_whole(target: Path, text: str) -> None:
    """Write a text file so that it is never half there.

    Parameters
    ----------
    target : pathlib.Path
        Its folder exists.
    text : str
        Its content.
    """
    half = target.with_name(f".{target.name}.{os.getpid()}.part")
    half.write_text(text, "utf-8")
    half.replace(target)


def read(room: Classroom, exercise: str, student: str) -> Record | None:
    """Read a record.

    Parameters
    ----------
    room : Classroom
        The class.
    exercise, student : str
        Ids.

    Returns
    -------
    Record or None
        None when there is none, or when it cannot be read: then it is graded again.
    """
    try:
        data: dict[str, Any] = json.loads(path(room, exercise, student).read_text("utf-8"))
        if data.pop("schema") != SCHEMA:
            return None
        data["marks"] = [Mark(**mark) for mark in data["marks"]]
        return Record(**data)
    except (OSError, ValueError, TypeError, KeyError):
        return None


def read_all(room: Classroom, exercise: str) -> Iterator[Record]:
    """Read the records of one exercise, in the order of the roster.

    Parameters
    ----------
    room : Classroom
        The class.
    exercise : str
        Id.

    Yields
    ------
    Record
        Of every student who has one.
    """
    for student in room.roster:
        found = read(room, exercise, student)
        if found is not None:
            yield found
