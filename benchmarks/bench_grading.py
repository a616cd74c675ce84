"""Grading a submission: in the sandbox, against nbgrader's own grader and Otter's.

Otter is no part of this project's environment. Where the program `otter` is found (on the PATH, or
named in the variable OTTER), the same answers are graded with it too.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from timing import Row

sys.path.insert(0, str(Path(__file__).parent.parent / "tests" / "support"))
from small_class import ARGUMENT, Class

from summitry.grading import grade, sandbox

STUDENTS = {f"s{number:02d}": ("Given", f"Family{number}") for number in range(20)}
NO_OTTER = "Otter is not here, so its row is left out: install otter-grader elsewhere, set OTTER."

# As many questions as the exercise has, and no library to load: in favour of Otter.
QUESTIONS = {
    "q1": ("102.0", "assert abs(q1 - 102) < 0.5"),
    "q2": ("'no'", "assert q2 == 'no'"),
    "q3": ("20.0", "assert abs(q3 - 20) < 0.5"),
    "argument": (repr(ARGUMENT), "assert len(argument) == 5"),
}


def _otter_each(program: str, folder: Path, count: int) -> float:
    """Seconds that Otter needs to grade one submission, without a container."""
    cells = [("raw", "# ASSIGNMENT CONFIG\nname: small\ngenerate: true")]
    for name, (answer, test) in QUESTIONS.items():
        cells += [("raw", f"# BEGIN QUESTION\nname: {name}\npoints: 1"), ("markdown", name)]
        cells += [("raw", "# BEGIN SOLUTION"), ("code", f"{name} = {answer} # SOLUTION")]
        cells += [("raw", "# END SOLUTION"), ("raw", "# BEGIN TESTS"), ("code", test)]
        cells += [("raw", "# END TESTS"), ("raw", "# END QUESTION")]
    book = {
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3"}},
        "cells": [
            {"id": f"c{number}", "cell_type": kind, "metadata": {}, "source": source}
            | ({"outputs": [], "execution_count": None} if kind == "code" else {})
            for number, (kind, source) in enumerate(cells)
        ],
    }
    (folder / "small.ipynb").write_text(json.dumps(book), "utf-8")
    # Its own Python has the kernel.
    place = str(Path(program).absolute().parent)
    environment = os.environ | {"PATH": os.pathsep.join((place, os.environ["PATH"]))}

    def run(*words: str) -> None:
        command = [program, *words]
        subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True)

    run("assign", "small.ipynb", "made", "--no-pdfs", "--no-run-tests")
    (packed,) = (folder / "made" / "autograder").glob("*.zip")
    start = time.perf_counter()
    for _ in range(count):
        run("run", "--no-logo", "-a", str(packed), "-o", ".", "made/autograder/small.ipynb")
        tests = json.loads((folder / "results.json").read_text("utf-8"))["tests"]
        assert sum(test.get("score") or 0 for test in tests) == len(QUESTIONS), tests
    return (time.perf_counter() - start) / count


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
        rows = [
            Row(
                "grading a submission, two at a time in the sandbox",
                ours,
                4.0,
                "nbgrader autograde, one at a time, no sandbox",
                theirs / ours,
            ),
            Row("the same submission again, unchanged", again),
        ]
        program = shutil.which(os.environ.get("OTTER", "otter"))
        if program is None:
            print(NO_OTTER)
            return rows
        start = time.perf_counter()
        grade.grade(held.exercise, held.room, jobs=1, again=True)
        alone = (time.perf_counter() - start) / len(STUDENTS)
        otter = _otter_each(program, Path(folder), len(STUDENTS))
        rows.append(
            Row(
                "grading a submission, one at a time in the sandbox",
                alone,
                4.0,
                "otter run, one at a time, no container",
                otter / alone,
            )
        )
    return rows
