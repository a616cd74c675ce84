"""Graded once more: the whole of it when asked, and the delay by itself when the rule changed.

Whatever an instructor typed in by hand stays.
"""

import copy
import re
import shutil

import pytest
from small_class import Class, empty_gradebook, put

from summitry import cli
from summitry.grading import (
    classroom,
    exercises,
    export,
    feedback,
    grade,
    records,
    release,
    sandbox,
)

NAME = "07-ceiling"
STUDENTS = {"ana": ("Ana", "A"), "bo": ("Bo", "B"), "cho": ("Cho", "C")}
HANDED_IN = {
    "ana": "2027-02-28 09:00:00 UTC",
    "bo": "2027-03-01 09:00:00 UTC",
    "cho": "2027-03-02 09:00:00 UTC",
}


@pytest.fixture(scope="module")
def once(tmp_path_factory):
    """A class of three, graded before there was a due date. Their notebooks are ours."""
    held = Class(tmp_path_factory.mktemp("once") / "klass", STUDENTS)
    for student, when in HANDED_IN.items():
        held.hand_in(student, held.solved(student), when=when)
    assert set(states(held).values()) == {"graded"}
    return held


@pytest.fixture
def room(once, tmp_path):
    """A copy of it for one test."""
    shutil.copytree(once.room.root, tmp_path / "klass")
    held = copy.copy(once)
    held.room = classroom.open_class(tmp_path / "klass")
    return held


def states(held, **how):
    outcomes = grade.grade(held.exercise, held.room, sandboxed=False, **how)
    return {one.student: one.state for one in outcomes}


def due(held, when):
    with held.room.gradebook() as book:
        book.update_or_create_assignment(NAME, duedate=when)


def rule(held, line):
    path = held.room.root / "nbgrader_config.py"
    text = re.sub(r"(?m)^c\.LateSubmissionPlugin.*|^c\.AssignLate.*", "", path.read_text("utf-8"))
    path.write_text(f"{text}\n{line}\n", "utf-8")


ZERO = 'c.LateSubmissionPlugin.penalty_method = "zero"'


def points(held):
    return {
        student: score.points for (student, _), score in export.scores(held.room).scores.items()
    }


def late(held):
    return {student: records.read(held.room, NAME, student).late for student in STUDENTS}


@pytest.fixture
def nothing_runs(monkeypatch):
    """From here on no notebook may be run."""

    def run(*_, **__):
        raise AssertionError("a notebook was run")

    monkeypatch.setattr(sandbox, "run", run)


def type_in(held, student):
    """What an instructor types in formgrader: points, a comment, extra credit."""
    with held.room.gradebook() as book:
        found = book.find_grade("argument-quality", NAME, NAME, student)
        found.manual_score, found.needs_manual_grade, found.extra_credit = 4.0, False, 0.5
        book.find_grade("q1", NAME, NAME, student).manual_score = 2.0
        book.find_comment("argument", NAME, NAME, student).manual_comment = "Well said."
        book.db.commit()


def typed(held, student):
    with held.room.gradebook() as book:
        found = book.find_grade("argument-quality", NAME, NAME, student)
        first = book.find_grade("q1", NAME, NAME, student)
        comment = book.find_comment("argument", NAME, NAME, student)
        waits = found.needs_manual_grade, first.needs_manual_grade
        return found.manual_score, found.extra_credit, first.manual_score, comment.comment, waits


def submissions(held):
    folder = held.room.root / "submitted"
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


TYPED = (4.0, 0.5, 2.0, "Well said.", (False, False))


# ---------------------------------------------------------------- what it finds out by itself


def test_a_moved_due_date_touches_whom_it_makes_late_or_punctual(room, nothing_runs):
    rule(room, ZERO)
    due(room, "2027-03-01 12:00:00 UTC")
    assert states(room) == {"ana": "kept", "bo": "kept", "cho": "graded"}
    assert points(room) == {"ana": 8, "bo": 8, "cho": 0}
    assert late(room) == {"ana": 0, "bo": 0, "cho": 21 * 3600}
    assert records.read(room.room, NAME, "cho").score == 8  # what was earned stays on record
    due(room, "2027-02-28 12:00:00 UTC")
    assert states(room) == {"ana": "kept", "bo": "graded", "cho": "graded"}
    assert points(room) == {"ana": 8, "bo": 0, "cho": 0}
    due(room, None)
    assert states(room) == {"ana": "kept", "bo": "graded", "cho": "graded"}
    assert points(room) == {"ana": 8, "bo": 8, "cho": 8}
    assert late(room) == dict.fromkeys(STUDENTS, 0)
    assert set(states(room).values()) == {"kept"}


def test_more_time_for_one_student(room, nothing_runs):
    rule(room, ZERO)
    due(room, "2027-02-28 12:00:00 UTC")
    states(room)
    with room.room.gradebook() as book:
        book.grant_extension(NAME, "bo", days=1)
    assert states(room) == {"ana": "kept", "bo": "graded", "cho": "kept"}
    assert points(room) == {"ana": 8, "bo": 8, "cho": 0}
    due(room, None)  # an extension of nothing is no hindrance
    assert states(room)["cho"] == "graded"
    assert points(room)["bo"] == 8


def test_another_rule_and_one_of_your_own(room, nothing_runs):
    due(room, "2027-03-01 12:00:00 UTC")
    assert states(room)["cho"] == "graded"  # late, and nothing is taken off
    assert points(room)["cho"] == 8
    rule(room, ZERO)
    assert states(room) == {"ana": "kept", "bo": "kept", "cho": "graded"}
    assert points(room)["cho"] == 0
    (room.room.root / "gentle.py").write_text(
        "from nbgrader.plugins import BasePlugin\n"
        "class OnePoint(BasePlugin):\n"
        "    def late_submission_penalty(self, student_id, score, total_seconds_late):\n"
        "        return 1\n"
    )
    rule(room, 'c.AssignLatePenalties.plugin_class = "gentle.OnePoint"')
    assert states(room) == {"ana": "kept", "bo": "kept", "cho": "graded"}
    assert points(room)["cho"] == 7


def test_a_rule_takes_no_more_than_there_is_and_adds_nothing(room, monkeypatch):
    due(room, "2027-02-28 12:00:00 UTC")

    class Rule:
        def late_submission_penalty(self, student, score, seconds):
            return 100 if student == "bo" else -5

    monkeypatch.setattr(grade.Grader, "rule", Rule())
    states(room)
    assert points(room) == {"ana": 8, "bo": 0, "cho": 8}
    states(room, again=True)  # the same when all is run once more
    assert points(room) == {"ana": 8, "bo": 0, "cho": 8}


def test_points_typed_in_later_are_lost_too_and_not_forgotten(room, nothing_runs):
    rule(room, ZERO)
    due(room, "2027-03-01 12:00:00 UTC")
    states(room)
    type_in(room, "cho")
    type_in(room, "ana")
    assert points(room)["cho"] == 3.5  # the rule has not seen them yet
    assert states(room) == {"ana": "kept", "bo": "kept", "cho": "graded"}
    assert points(room) == {"ana": 11.5, "bo": 8, "cho": 0}
    assert typed(room, "ana") == typed(room, "cho") == TYPED
    due(room, "2027-04-01 12:00:00 UTC")
    states(room)
    assert points(room) == {"ana": 11.5, "bo": 8, "cho": 11.5}


def test_the_page_of_feedback_is_written_anew_when_the_loss_changes(room):
    def new_pages():
        return {page.student for page in feedback.write(room.exercise, room.room) if page.changed}

    assert new_pages() == set(STUDENTS)
    rule(room, ZERO)
    due(room, "2027-03-01 12:00:00 UTC")
    states(room)
    assert new_pages() == {"cho"}
    page = room.room.place("feedback", "cho", NAME) / f"{NAME}.html"
    assert "Late submission penalty (Score: -8.0)" in page.read_text("utf-8")
    assert new_pages() == set()


def test_a_lost_gradebook_is_filled_again(room):
    (room.room.root / "gradebook.db").write_bytes(empty_gradebook())
    release._generate(room.exercise, room.room)
    assert set(states(room).values()) == {"graded"}
    assert points(room) == dict.fromkeys(STUDENTS, 8)


# ---------------------------------------------------------------- when it is asked for


def test_again_grades_everything_and_loses_nothing(room, capsys):
    for student in ("ana", "bo"):
        type_in(room, student)
    before = submissions(room)
    words = ["grade", NAME, "--class", str(room.room.root), "--no-sandbox", "--jobs", "1"]
    assert cli.main(words) == 0
    assert "07-ceiling: 3 kept (" in capsys.readouterr().out
    assert cli.main([*words, "--again", "--student", "ana"]) == 0
    assert "07-ceiling: 1 graded (" in capsys.readouterr().out
    assert cli.main([*words, "--again"]) == 0
    assert "07-ceiling: 3 graded (" in capsys.readouterr().out
    assert typed(room, "ana") == typed(room, "bo") == TYPED
    assert points(room) == {"ana": 11.5, "bo": 11.5, "cho": 8}
    assert submissions(room) == before
    with room.room.gradebook() as book:
        assert len(book.assignment_submissions(NAME)) == len(STUDENTS)


def test_a_mended_key_keeps_what_was_typed_in_and_asks_to_look(room, monkeypatch):
    """A question that was marked wrong is right now: the typed points stay, and are flagged."""
    room.hand_in("ana", put(room.solved("ana"), "q1", "answer('q1', 1.25)"))
    assert states(room)["ana"] == "graded"
    type_in(room, "ana")
    assert typed(room, "ana") == TYPED
    honest = grade.compare.marks

    def mended(exercise, variant, answers):
        return honest(exercise, variant, answers | {"q1": variant.right["q1"]})

    monkeypatch.setattr(grade.compare, "marks", mended)
    assert set(states(room).values()) == {"kept"}
    assert set(states(room, again=True).values()) == {"graded"}
    assert typed(room, "ana") == (*TYPED[:4], (False, True))
    with room.room.gradebook() as book:
        assert book.find_grade("q1", NAME, NAME, "ana").auto_score == 3
    assert points(room)["ana"] == 11.5


def test_an_exercise_that_asks_for_something_else_is_to_be_assigned_first(room, tmp_path):
    """Else nobody could have answered the new question, or gets more points than there are."""
    shutil.copytree(room.exercise.folder, tmp_path / NAME)
    path = tmp_path / NAME / "exercise.toml"
    text = path.read_text("utf-8")
    path.write_text(text.replace("max = 1000", "max = 2000"), "utf-8")
    room.exercise = exercises.load(tmp_path / NAME)
    assert set(states(room).values()) == {"graded"}  # another range alone changes no copy
    path.write_text(text.replace("points = 3", "points = 4"), "utf-8")
    room.exercise = exercises.load(tmp_path / NAME)
    with pytest.raises(grade.GradingError, match=f"Run: summitry assign {NAME}"):
        states(room)
    release.release(room.exercise, room.room)
    assert set(states(room).values()) == {"graded"}
