"""Exercise 09-best-stages: its key against the explorer's own search through all numbers."""

from pathlib import Path

import numpy as np
import pytest

from summitry.charts.survival import choices
from summitry.deal import StagedDeal
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


def test_equal_promises_are_named_safest_only_when_they_are():
    random, proved = np.random.default_rng(9), 0
    for _ in range(150):
        stages = int(random.integers(1, 11))
        deal = StagedDeal.uniform(
            stages,
            years=float(random.uniform(2, 8)),
            leverage=float(random.uniform(20, 250)),
            snapback_stall=float(random.uniform(0, 0.9)),
        ).changed(hazard=random.uniform(0, 0.6, stages) * random.integers(0, 2, stages))
        spare = EXERCISE.grader._all_alike(deal)
        if spare is not None:
            proved += 1
            assert spare == pytest.approx(deal.most_robust(fakes=False).slack, abs=1e-6)
    assert 20 < proved < 140  # some are proved, and some are left to the linear program


def test_equal_promises_need_the_proof():
    # A stall costs much, and the last stage is likely to be broken off. To pay nothing at its end
    # gives the other stages more than all have when all have the same.
    deal = StagedDeal.uniform(
        4,
        years=6.5,
        leverage=65,
        snapback_stall=0.6,
        snapback_break=0.4,
        payment_cost=0.25,
        us_value=300,
        reputation_us=50,
        arsenal_value=30,
    ).changed(hazard=[0.44, 0.46, 0.31, 0.75])
    safest = deal.most_robust(fakes=False)
    assert np.ptp(safest.promises.slack[:4]) > 0.5
    assert EXERCISE.grader._all_alike(deal) is None
