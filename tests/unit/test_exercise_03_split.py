"""Exercise 03-split: the three rules against a walk along the line in small steps."""

from pathlib import Path

import numpy as np
import pytest

from summitry import bargain
from summitry.grading import exercises, variants

EXERCISE = exercises.load(Path(__file__).parents[2] / "exercises" / "03-split")
GRADE = EXERCISE.grader


def walk(given):
    """Give the gains of both sides at many places of the line."""
    part = np.linspace(0, 1, 200_001)
    us = part * given["most_us"]
    return us, given["most_dprk"] + part * (given["left_dprk"] - given["most_dprk"])


@pytest.mark.parametrize("student", [f"student{n}" for n in range(60)])
def test_key_agrees_with_a_walk_along_the_line(student):
    item = variants.variant(EXERCISE, "test-course", student)
    given, right = item.given, item.right
    us, dprk = walk(given)
    assert right["q1"] == pytest.approx(us[(us * dprk).argmax()], abs=2e-3)
    shares = np.minimum(us / us.max(), dprk / dprk.max())
    assert right["q2"] == pytest.approx(us[shares.argmax()], abs=2e-3)
    equal = us[np.minimum(us, right["q3"] * dprk).argmax()]
    assert equal == pytest.approx(right["q1"], abs=2e-3)
    # Which rule is kind to whom is the same in every variant.
    plain = us[np.minimum(us, dprk).argmax()]
    assert right["q2"] < right["q1"] < plain
    assert 0 < right["q3"] < 1


@pytest.mark.parametrize("student", ["ana", "bo", "chi"])
def test_closed_forms_agree_with_the_model(student):
    given = variants.variant(EXERCISE, "test-course", student).given
    ends = [(0, given["most_dprk"]), (given["most_us"], given["left_dprk"])]
    for rule, closed in (
        ("nash", GRADE._nash),
        ("kalai_smorodinsky", GRADE._same_share),
        ("egalitarian", GRADE._equal),
    ):
        assert bargain.lottery_solution(ends, rule).first == pytest.approx(closed(given))


def test_key_of_literal_variants():
    given = {"most_dprk": 90, "most_us": 50, "left_dprk": 15}
    # 1.5 points of North Korea for each of the United States; the product peaks at 30 and 45.
    assert GRADE.solve(given) == pytest.approx({"q1": 30.0, "q2": 50 * 90 / 165, "q3": 30 / 45})
    given = {"most_dprk": 80, "most_us": 40, "left_dprk": 20}
    assert GRADE.solve(given)["q1"] == pytest.approx(80 / 3)
    assert GRADE.mistakes(given)["q3"]["turned-round"] == pytest.approx(1.5)
