"""Exercise 09-best-stages: its key against the explorer's own search through all numbers."""

from pathlib import Path

import pytest

from summitry.charts.survival import choices
from summitry.grading import exercises, variants

EXERCISE = exercises.load(Path(__file__).parents[2] / "exercises" / "09-best-stages")


@pytest.mark.parametrize("number", range(12))
def test_the_key_is_what_a_search_through_all_numbers_finds(number):
    found = variants.variant(EXERCISE, "course", f"student{number}")
    given, right = found.given, found.right
    tried = choices(
        given["month"],
        years=given["years"],
        pause=given["pause"] / 12,
        change=given["change"] / 100,
        drop=given["drop"] / 100,
    )
    crossed = [sum(plan.crossed) for plan in tried.plans]
    assert crossed.count(crossed[0]) == right["q1"]
    assert tried.best(given["wanted"]) == right["q2"]
    # The wanted spare at which the answer changes.
    assert tried.best(right["q3"] - 0.01) == right["q2"]
    assert tried.best(right["q3"] + 0.01) != right["q2"]
    enough = [
        n
        for n in range(1, 13)
        if crossed[n - 1] == crossed[right["q2"] - 1] and tried.spare[n - 1] >= given["wanted"]
    ]
    assert found.wrong["q2"].get("enough-is-enough", right["q2"]) == enough[0]


def test_one_calendar_by_hand():
    given = {"month": 24, "years": 4.0, "pause": 11, "drop": 42, "change": 55, "wanted": 11}
    # Signature in month 24, 48 months of dismantling, 11 for each stage: two stages end in month
    # 94, three in month 105; inauguration days come in months 48, 96 and 144. Six end in 138.
    right = EXERCISE.grader.solve(given)
    assert (right["q1"], right["q2"]) == (2, 6)
    assert EXERCISE.grader.trap(given) == EXERCISE.grader.TRAP


def test_a_plan_that_ends_on_an_inauguration_day_is_never_drawn():
    given = {"month": 24, "years": 4.0, "pause": 12, "drop": 42, "change": 55, "wanted": 5}
    assert EXERCISE.grader.trap(given) != EXERCISE.grader.TRAP
