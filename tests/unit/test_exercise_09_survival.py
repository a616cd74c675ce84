"""Exercise 09-survival: its key against the calendar, the binomial law and closed forms."""

import datetime as dt
from pathlib import Path

import pytest
from scipy.optimize import brentq
from scipy.stats import binomtest

from summitry.grading import exercises, variants

EXERCISE = exercises.load(Path(__file__).parents[2] / "exercises" / "09-survival")


@pytest.mark.parametrize("student", ["ana", "bo", "cy", "dee", "eve", "finn"])
def test_the_key_day_by_day_and_by_another_library(student):
    found = variants.variant(EXERCISE, "course", student)
    given, right = found.given, found.right
    day = dt.date.fromisoformat(given["start"])
    end = day + dt.timedelta(days=round(365.2425 * given["stages"] * given["length"]))
    days = 0
    while day < end:
        day += dt.timedelta(days=1)
        days += (day.month, day.day) == (1, 20) and day.year % 4 == 1
    assert right["q1"] == days >= 2

    def alive(drop):
        return 100 * (1 - given["change"] / 100 * drop) ** days

    assert right["q2"] == pytest.approx(alive(given["left"] / given["cases"]))
    interval = binomtest(given["left"], given["cases"]).proportion_ci(method="wilson")
    assert right["q3"] == pytest.approx(alive(interval.high), abs=1e-3)
    flip = brentq(lambda drop: alive(drop) - given["goal"], 0, 1)
    assert right["q4"] == pytest.approx(100 * flip)
    # Four years at the hazard of a year are as dangerous as one inauguration day.
    term = (1 - right["q5"] / 100) ** 4
    assert 1 - term == pytest.approx(given["change"] / 100 * flip)


def test_one_variant_by_hand():
    given = {
        "start": "2026-03-01",
        "stages": 4,
        "length": 2.0,
        "change": 50,
        "left": 2,
        "cases": 10,
        "goal": 81,
    }
    # 2026 to 2034 holds January 2029 and January 2033: two days, each with a chance of 0.5 x 0.2.
    right = EXERCISE.grader.solve(given)
    assert right["q1"] == 2
    assert right["q2"] == pytest.approx(81)
    assert right["q4"] == pytest.approx(20)


def test_an_end_close_to_an_inauguration_day_is_never_drawn():
    given = {"start": "2025-01-10", "stages": 8, "length": 1.5, "change": 60, "left": 2}
    given |= {"cases": 10, "goal": 85}
    assert EXERCISE.grader.solve(given)["q1"] == 3  # the next day comes ten days after the end
    assert not EXERCISE.grader.trap(given)[0]
    assert EXERCISE.grader.trap(given | {"start": "2025-03-10"})[0]
