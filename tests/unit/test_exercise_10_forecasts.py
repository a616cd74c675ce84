"""The key of exercise 10-forecasts against sums by hand and against a count of many events."""

from pathlib import Path

import pandas as pd
import pytest

from summitry.course import scoring
from summitry.grading import exercises, variants

EXERCISE = exercises.load(Path(__file__).parents[2] / "exercises" / "10-forecasts")
GIVEN = {
    "said": [80, 80, 80, 80, 80, 50, 50, 50, 50, 50, 20, 20],
    "came": [1, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0],
    "group": 80,
    "again": 90,
    "rival": 0.25,
}


def test_literal_variant():
    # 80: two hits of 0.04 and three misses of 0.64; 50: five of 0.25; 20: two of 0.04.
    assert EXERCISE.grader.solve(GIVEN) == {
        "q1": pytest.approx((2 * 0.04 + 3 * 0.64 + 5 * 0.25 + 2 * 0.04) / 12),
        "q2": pytest.approx(3 / 12 * 9 / 12),
        "q3": pytest.approx(80 - 40),
        "q4": pytest.approx(70),
    }


@pytest.mark.parametrize("student", range(10))
def test_key_agrees_with_the_course_score(student):
    variant = variants.variant(EXERCISE, "score", f"student{student}")
    given, right = variant.given, variant.right
    table = pd.DataFrame({"percent": given["said"], "outcome": given["came"]})
    found = scoring.score(table)
    assert right["q1"] == pytest.approx(found.brier)
    assert right["q2"] == pytest.approx(found.base)
    always = pd.DataFrame({"percent": [100 * found.share] * 12, "outcome": given["came"]})
    assert right["q2"] == pytest.approx(scoring.score(always).brier)
    group = table[table["percent"] == given["group"]]
    assert right["q3"] == pytest.approx(given["group"] - 100 * group["outcome"].mean())


@pytest.mark.parametrize("student", range(5))
def test_flip_point_agrees_with_a_thousand_events(student):
    variant = variants.variant(EXERCISE, "count", f"student{student}")
    given, right = variant.given, variant.right

    def mean(hits):
        happened, failed = (scoring.brier(given["again"], outcome) for outcome in (1, 0))
        return (hits * happened + (1000 - hits) * failed) / 1000

    best = min(range(1001), key=lambda hits: abs(mean(hits) - given["rival"]))
    assert right["q4"] == pytest.approx(best / 10, abs=0.06)
    assert mean(best + 20) < given["rival"] < mean(best - 20)
