"""Grading a submission: in the sandbox, against nbgrader's own grader on the same notebooks."""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from timing import Row

sys.path.insert(0, str(Path(__file__).parent.parent / "tests" / "support"))
from small_class import Class

from summitry.grading import grade, sandbox

STUDENTS = {f"s{number:02d}": ("Given", f"Family{number}") for number in range(16)}


def measure() -> list[Row]:
    if not sandbox.available():
        print(sandbox.HOW)
        return []
    with tempfile.TemporaryDirectory() as folder:
        held = Class(Path(folder) / "klass", STUDENTS)
        for student in STUDENTS:
            held.hand_in(student, held.solved(student))
        start = time.perf_counter()
        outcomes = grade.grade(held.exercise, held.room, jobs=2)
        ours = (time.perf_counter() - start) / len(STUDENTS)
        assert all(one.state == "graded" for one in outcomes)
        few = list(STUDENTS)[:4]
        start = time.perf_counter()
        with held.room.nbgrader() as commands:
            for student in few:
                result = commands.autograde(held.exercise.id, student, force=True)
                assert result["success"], result["log"]
        theirs = (time.perf_counter() - start) / len(few)
        start = time.perf_counter()
        grade.grade(held.exercise, held.room, jobs=2)
        again = (time.perf_counter() - start) / len(STUDENTS)
    return [
        Row(
            "grading a submission, two at a time in the sandbox",
            ours,
            4.0,
            "nbgrader autograde, one at a time, no sandbox",
            theirs / ours,
        ),
        Row("the same submission again, unchanged", again),
    ]
