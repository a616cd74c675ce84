"""Exercise 02-hidden-share: the key against counting year by year and a search for the flip."""

from pathlib import Path

import pytest

from summitry.grading import compare, exercises, variants

EXERCISE = exercises.load(Path(__file__).parents[2] / "exercises" / "02-hidden-share")
GRADE = EXERCISE.grader


def share_gone(given, hidden):
    """Count what is made here and there in one year."""
    here = given["plutonium"] + given["uranium"]
    return here / (here + hidden * given["uranium"])


@pytest.mark.parametrize("student", [f"student{n}" for n in range(60)])
def test_key_agrees_with_counting_and_searching(student):
    item = variants.variant(EXERCISE, "test-course", student)
    given, right = item.given, item.right
    assert right["q1"] == pytest.approx(100 * share_gone(given, given["hidden"]))
    held = given["stock"]
    for _ in range(given["years"]):
        held += given["hidden"] * given["uranium"]
    assert right["q2"] == pytest.approx(held)
    low, high = 0.0, 100.0
    for _ in range(60):
        middle = (low + high) / 2
        enough = share_gone(given, middle) > given["share"] / 100
        low, high = (middle, high) if enough else (low, middle)
    assert right["q3"] == pytest.approx(low)
    # The trap: the multiple of today is still below the flip point, not so for uranium alone.
    assert item.wrong["q3"]["flow-is-uranium"] < given["hidden"] < right["q3"]


def test_key_of_a_literal_variant():
    given = {
        "plutonium": 1.0,
        "uranium": 2.0,
        "hidden": 1.0,
        "stock": 30,
        "years": 5,
        "share": 60,
    }
    assert GRADE.solve(given) == pytest.approx({"q1": 60.0, "q2": 40.0, "q3": 1.0})
    wrong = GRADE.mistakes(given)
    assert wrong["q1"]["flow-is-uranium"] == pytest.approx(50)
    assert wrong["q2"]["stock-shrinks"] == pytest.approx([12.0, 15.0])
    assert wrong["q3"]["weapons-not-times"] == pytest.approx(2.0)


def test_feedback_names_the_closed_tap():
    item = variants.variant(EXERCISE, "test-course", "ana")
    answers = {**item.right, "q2": item.wrong["q2"]["stock-shrinks"][0]}
    _, second, _, _ = compare.marks(EXERCISE, item, answers)
    assert (second.misconception, second.score) == ("stock-shrinks", 0)
    assert "tap" in second.feedback
