"""The key of exercise 07-two-stages against the staged deal itself."""

from pathlib import Path

import pytest

from summitry.deal import StagedDeal
from summitry.grading import exercises, variants

EXERCISE = exercises.load(Path(__file__).parents[2] / "exercises" / "07-two-stages")
GIVEN = {
    "loss1": 30,
    "loss2": 40,
    "gain1": 40,
    "gain2": 60,
    "gone": 0.6,
    "name_dprk": 3,
    "name_us": 5,
    "good_dprk": 5,
    "good_us": 5,
    "cost": 0.5,
    "leverage": 150,
    "first": 10,
    "last": 110,
}


def deal_of(given):
    return StagedDeal(
        dprk_cost=[given["loss1"], given["loss2"]],
        us_gain=[given["gain1"], given["gain2"]],
        hazard=[0, 0],
        discount=[1, 1],
        payment_cost=given["cost"],
        leverage=given["leverage"],
        irreversible=given["gone"],
        exposure_loss=0,
        snapback_stall=0,
        snapback_break=0,
        reputation_dprk=given["name_dprk"],
        reputation_us=given["name_us"],
        peace_dprk=given["good_dprk"],
        peace_us=given["good_us"],
    )


def test_literal_variant():
    # Floor 30 + 40 - 5 - 10; ceiling (5 + 5 + 0.4 * 100) / 0.5; 1 - (0.5 * 55 - 10) / 100.
    found = EXERCISE.grader.solve(GIVEN)
    assert found == {
        "q1": pytest.approx(55),
        "q2": pytest.approx(100),
        "q3": "u2",
        "q4": pytest.approx(0.825),
    }
    assert EXERCISE.grader.trap(GIVEN) == EXERCISE.grader.TRAP


@pytest.mark.parametrize("student", range(25))
def test_key_agrees_with_the_model(student):
    variant = variants.variant(EXERCISE, "model", f"student{student}")
    given, right = dict(variant.given), variant.right
    deal = deal_of(given)
    # A last payment inside the window, so that the model takes all promises as they are.
    inside = [given["first"], (right["q1"] + right["q2"]) / 2]
    assert deal.promises(inside, fakes=False).kept
    window = deal.windows("own", inside, fakes=False)
    assert window.floor[1] == pytest.approx(right["q1"], abs=1e-6)
    assert window.ceiling[1] == pytest.approx(right["q2"], abs=1e-6)
    planned = [given["first"], given["last"]]
    failing = deal.promises(planned, fakes=False).failures()
    assert [name.lower() for name in failing] == [right["q3"]]


@pytest.mark.parametrize("student", range(5))
def test_the_window_closes_at_the_flip_point(student):
    variant = variants.variant(EXERCISE, "flip", f"student{student}")
    given, right = dict(variant.given), variant.right
    floor = [given["first"], right["q1"] + 1e-6]
    found = deal_of(given).flip("irreversible", given["gone"], 1.0, payments=floor, fakes=False)
    assert found.verdicts == (True, False)
    assert found.points[0] == pytest.approx(right["q4"], abs=1e-5)
