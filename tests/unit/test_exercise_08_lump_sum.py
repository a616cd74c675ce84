"""Exercise 08-lump-sum: its key against other ways to compute it."""

from pathlib import Path

import numpy as np
import pytest
from scipy.optimize import linprog

from summitry.deal import StagedDeal
from summitry.grading import exercises, variants

EXERCISE = exercises.load(Path(__file__).parents[2] / "exercises" / "08-lump-sum")
STUDENTS = pytest.mark.parametrize("student", ["ana", "bo", "cy", "dee"])


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


@STUDENTS
def test_another_linear_program_finds_the_same_first_payment(student):
    found = variants.variant(EXERCISE, "course", student)
    deal = deal_of(found.given)
    # Every spare is affine in the payments: its value at zero and one slope a payment say it all.
    none = deal.promises([0.0] * 4, fakes=False).slack
    slopes = np.array([deal.promises(one, fakes=False).slack - none for one in np.eye(4)]).T
    asked = linprog(
        [-1, 0, 0, 0],
        A_ub=np.vstack([-slopes, np.ones(4)]),
        b_ub=np.append(none, found.given["leverage"]),
    )
    assert found.right["q1"] == pytest.approx(-asked.fun, abs=1e-4)


@STUDENTS
def test_the_proposal_fails_most_where_the_key_says_and_flips_where_it_says(student):
    found = variants.variant(EXERCISE, "course", student)
    given, deal = found.given, deal_of(found.given)
    proposal = [given["lump"], given["rest"], given["rest"], given["rest"]]
    assert sum(proposal) == given["leverage"]
    nodes = [node for node in deal.play(proposal).nodes if node.mover == "DPRK"]
    assert not deal.play(proposal).complete
    assert not nodes[0].keeps  # looking ahead, the deal does not begin
    missing = deal.promises(proposal, fakes=False).failures()
    assert max(missing, key=missing.get).lower() == found.right["q2"]
    flip = deal.flip("snapback_stall", payments=proposal, fakes=False)
    assert flip.verdicts == (False, True)
    assert 100 * flip.points[0] == pytest.approx(found.right["q3"], abs=1e-4)


@STUDENTS
def test_with_an_equal_rest_the_same_limit_is_found_by_trying(student):
    found = variants.variant(EXERCISE, "course", student)
    deal, total = deal_of(found.given), found.given["leverage"]
    wrong = found.wrong["q1"].get("rest-divided-equally")
    if wrong is None:
        assert not deal.promises([0.0, *[total / 3] * 3], fakes=False).kept
        return
    for first, kept in ((wrong - 0.01, True), (wrong + 0.01, False)):
        plan = [first, *[(total - first) / 3] * 3]
        assert deal.promises(plan, fakes=False).kept is kept


@pytest.mark.parametrize("fakes", [False, True])
def test_the_short_way_to_the_first_payment_agrees_with_the_window_of_the_model(fakes):
    for number in range(12):
        deal = deal_of(variants.variant(EXERCISE, "windows", f"student{number}").given)
        free = deal.changed(snapback_stall=0.0, snapback_break=0.0)
        for one in (deal, free, deal.changed(peace_us=-20.0), deal.changed(leverage=400)):
            window = float(one.windows("projection", fakes=fakes).ceiling[0])
            found = EXERCISE.grader._most(one, fakes=fakes)
            assert (float("nan") if found is None else found) == pytest.approx(window, nan_ok=True)


def test_the_short_way_needs_the_proof():
    # Stages that are likely to be broken off: all the money may come first, although equations
    # for promises that are just kept have a solution as well, with 24 points at first.
    deal = StagedDeal.uniform(
        4,
        years=6.8,
        leverage=154.7,
        snapback_stall=0.55,
        snapback_break=0.4,
        payment_cost=0.2,
        us_value=300,
        reputation_us=50,
        arsenal_value=41,
    ).changed(hazard=[0.14, 0.8, 0.93, 0.92])
    assert deal.promises([154.7, 0, 0, 0], fakes=False).kept
    assert EXERCISE.grader._most(deal) == pytest.approx(154.7)


def test_without_snapback_there_may_be_no_first_payment_to_name():
    given = {"worth": 81, "gain": 105, "gone": 0.56, "snap": 0.18, "leverage": 96}
    given |= {"lump": 81, "rest": 5}
    assert EXERCISE.grader.trap(given) == EXERCISE.grader.TRAP
    free = deal_of(given).changed(snapback_stall=0.0, snapback_break=0.0)
    assert not free.most_robust(fakes=False).feasible
    assert EXERCISE.grader.mistakes(given)["q1"]["nothing-taken-back"] is None
