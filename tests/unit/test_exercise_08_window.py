"""Exercise 08-window: its key against playing the game out, and against closed forms."""

from pathlib import Path

import pytest

from summitry.deal import StagedDeal
from summitry.grading import exercises, variants

EXERCISE = exercises.load(Path(__file__).parents[2] / "exercises" / "08-window")


def deal_of(given):
    return StagedDeal.uniform(
        4,
        arsenal_value=given["worth"],
        us_value=given["gain"],
        irreversible=given["gone"],
        snapback_stall=given["snap"],
        snapback_break=given["snap"],
        leverage=given["leverage"],
    )


def plan_with(given, payment):
    plan, place = list(given["paid"]), given["stage"] - 1
    if given["rule"].startswith("all"):
        return [value * payment / given["paid"][place] for value in plan]
    plan[place] = payment
    return plan


@pytest.mark.parametrize("student", ["ana", "bo", "cy", "dee", "eve", "finn"])
def test_the_plan_is_played_out_inside_the_window_only(student):
    found = variants.variant(EXERCISE, "course", student)
    given, right = found.given, found.right
    deal = deal_of(given)

    def done(payment):
        plan = plan_with(given, payment)
        return deal.play(plan).complete and sum(plan) <= given["leverage"]

    assert done(right["q2"] + 0.01) and done(right["q3"] - 0.01)
    assert not done(right["q2"] - 0.01) and not done(right["q3"] + 0.01)
    broken = [
        name.lower()
        for end in (right["q2"] - 0.01, right["q3"] + 0.01)
        for name in deal.promises(plan_with(given, end), fakes=False).failures()
    ]
    assert broken == right["q4"]


@pytest.mark.parametrize("student", ["ana", "bo", "cy"])
def test_the_flip_point_is_that_of_the_model(student):
    found = variants.variant(EXERCISE, "course", student)
    flip = deal_of(found.given).flip("snapback_stall", payments=found.given["paid"], fakes=False)
    assert flip.verdicts == (False, True)
    assert 100 * flip.points[0] == pytest.approx(found.right["q5"], abs=1e-4)


def test_one_variant_in_numbers():
    given = {
        "worth": 70,
        "gain": 100,
        "gone": 0.7,
        "snap": 0.4,
        "leverage": 200,
        "stage": 4,
        "rule": "the other payments stay as they are",
        "paid": [22.0, 14.0, 18.0, 40.0],
    }
    right = EXERCISE.grader.solve(given)
    # By not paying at the end Washington loses 30 that can be rebuilt, 5 of its name and 5 of good
    # relations. A point of payment costs half a point; 0.4 of the 54 paid before would come back.
    assert right["q3"] == pytest.approx((30 + 5 + 5) / 0.5 - 0.4 * 54)
    assert right["q4"][1] == "u4"
