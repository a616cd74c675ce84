"""A run killed in the middle is begun again, and nothing is lost, doubled or left half written."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest
from small_class import Class

from summitry.grading import grade, records, sandbox

pytestmark = pytest.mark.skipif(
    not sandbox.available(),
    reason="bubblewrap is not here; submissions run only inside it (apt-get install bubblewrap)",
)

STUDENTS = {f"s{number}": (f"Given{number}", "Family") for number in range(8)}

RUN = """
import sys
from pathlib import Path
from summitry.grading import classroom, exercises, grade
room = classroom.open_class(Path(sys.argv[1]))
grade.grade(exercises.load(Path(sys.argv[2])), room, jobs=1,
            progress=lambda one, done, total: print(one.student, one.state, flush=True))
"""


@pytest.fixture
def room(tmp_path):
    held = Class(tmp_path / "klass", STUDENTS)
    for student in STUDENTS:
        held.hand_in(student, held.solved(student))
    return held


def begin(room):
    return subprocess.Popen(
        [sys.executable, "-c", RUN, str(room.room.root), str(room.exercise.folder)],
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def test_a_run_killed_in_the_middle_goes_on(room):
    process = begin(room)
    first = [process.stdout.readline().split() for _ in range(3)]
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    process.stdout.close()
    done = {student for student, _ in first}
    for student in done:
        assert records.read(room.room, "07-ceiling", student).score == 8
    outcomes = {one.student: one for one in grade.grade(room.exercise, room.room)}
    states = {student: one.state for student, one in outcomes.items()}
    assert {student for student, state in states.items() if state == "kept"} >= done
    assert set(states.values()) == {"kept", "graded"}
    with room.room.gradebook() as book:
        scores = [one.score for one in book.assignment_submissions("07-ceiling")]
    assert scores == [8.0] * len(STUDENTS)  # one submission each, none doubled
    left = list(room.room.root.rglob("*.part"))
    assert left == []


def test_two_runs_at_once_are_refused_and_a_dead_one_is_forgotten(room):
    lock = room.room.root / ".grading"
    lock.write_text(str(os.getpid()))
    with pytest.raises(grade.GradingError, match=f"Process {os.getpid()} is grading"):
        grade.grade(room.exercise, room.room, ["s0"])
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    lock.write_text(str(gone.pid))
    (outcome,) = grade.grade(room.exercise, room.room, ["s0"])
    assert outcome.state == "graded"
    assert not lock.exists()


def test_a_submission_that_breaks_the_grader_stops_nothing(room, monkeypatch):
    honest = grade.Grader.examine

    def examine(self, student, **how):
        if student == "s3":
            raise ZeroDivisionError("as it might be")
        return honest(self, student, **how)

    monkeypatch.setattr(grade.Grader, "examine", examine)
    outcomes = {one.student: one for one in grade.grade(room.exercise, room.room)}
    assert outcomes["s3"].state == "failed"
    assert "ZeroDivisionError: as it might be" in outcomes["s3"].problem
    assert sum(one.state == "graded" for one in outcomes.values()) == len(STUDENTS) - 1


def test_a_changed_exercise_is_graded_again(room, tmp_path, monkeypatch):
    grade.grade(room.exercise, room.room, ["s0"])
    monkeypatch.setitem(room.exercise.__dict__, "digest", "another")
    (outcome,) = grade.grade(room.exercise, room.room, ["s0"])
    assert outcome.state == "graded"


def test_a_damaged_record_is_made_anew(room):
    grade.grade(room.exercise, room.room, ["s0"])
    path = records.path(room.room, "07-ceiling", "s0")
    path.write_text(path.read_text()[:-30])
    assert records.read(room.room, "07-ceiling", "s0") is None
    (outcome,) = grade.grade(room.exercise, room.room, ["s0"])
    assert outcome.state == "graded"
    assert json.loads(path.read_text())["student"] == "s0"
    assert time.time() - path.stat().st_mtime < 60
