"""Exercise 03-zone: the key against every package written out by hand."""

from itertools import combinations
from pathlib import Path

import pytest

from summitry.grading import compare, exercises, variants

EXERCISE = exercises.load(Path(__file__).parents[2] / "exercises" / "03-zone")
GRADE = EXERCISE.grader
FROM_DPRK = ("plants", "tests", "site")
NAMES = (*FROM_DPRK, "relief", "office", "text")


def worth(given, package):
    """Add up what a package is worth to each side, item by item."""
    us = dprk = 0
    for name in package:
        if name in FROM_DPRK:
            us += given[f"{name}_worth"]
            dprk -= given[f"{name}_cost"]
        else:
            us -= given[f"{name}_cost"]
            dprk += given[f"{name}_worth"]
    return us, dprk


def accepted(given):
    """List the packages that North Korea accepts, and those that both accept."""
    every = [package for size in range(1, 7) for package in combinations(NAMES, size)]
    north = [p for p in every if worth(given, p)[1] >= given["no_deal_dprk"]]
    return north, [p for p in north if worth(given, p)[0] >= given["no_deal_us"]]


@pytest.mark.parametrize("student", [f"student{n}" for n in range(60)])
def test_key_agrees_with_every_package_written_out(student):
    item = variants.variant(EXERCISE, "test-course", student)
    given, right = item.given, item.right
    north, zone = accepted(given)
    proposal = worth(given, ("plants", "tests", "relief"))
    assert right["q1"] == proposal[0] - given["no_deal_us"] < 0
    assert right["q2"] == len(zone) > 0
    assert right["q3"] == [name for name in NAMES if all(name in package for package in zone)]
    assert right["q4"] == max(worth(given, package)[0] for package in north)
    # At the flip point some package still suits both; one point above, none does.
    assert accepted({**given, "no_deal_us": right["q4"]})[1]
    assert not accepted({**given, "no_deal_us": right["q4"] + 1})[1]
    # Each proposal is refused by the side that did not make it.
    assert ("plants", "tests", "relief") in north
    assert ("plants", "tests", "site", "office") not in north


LITERAL = {
    "plants_cost": 20,
    "plants_worth": 30,
    "tests_cost": 5,
    "tests_worth": 8,
    "site_cost": 30,
    "site_worth": 20,
    "relief_cost": 40,
    "relief_worth": 35,
    "office_cost": 2,
    "office_worth": 6,
    "text_cost": 3,
    "text_worth": 4,
    "no_deal_us": 4,
    "no_deal_dprk": 2,
}


def test_key_of_literal_variants():
    right = GRADE.solve(LITERAL)
    assert right["q1"] == -6  # 30 + 8 - 40 - 4
    assert right["q4"] == accepted_best(LITERAL)
    cheaper = {**LITERAL, "relief_cost": 33}
    assert GRADE.solve(cheaper)["q1"] == 1
    assert GRADE.solve(cheaper)["q2"] == len(accepted(cheaper)[1])


def accepted_best(given):
    return max(worth(given, package)[0] for package in accepted(given)[0])


def test_some_of_the_items_earn_some_of_the_points():
    item = variants.variant(EXERCISE, "test-course", "ana")
    answers = {**item.right, "q3": [*item.right["q3"], "office", "text"][:6]}
    third = compare.marks(EXERCISE, item, answers)[2]
    assert third.score < third.points
    assert compare.marks(EXERCISE, item, item.right)[2].score == third.points
