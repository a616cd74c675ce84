"""Exercise 08-lump-sum: its key against other ways to compute it."""

from pathlib import Path

import numpy as np
import pytest

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
def test_no_sampled_plan_with_a_larger_first_payment_is_played_out(student):
    found = variants.variant(EXERCISE, "course", student)
    deal, most = deal_of(found.given), found.right["q1"]
    left = found.given["leverage"] - most
    shares = np.random.default_rng(8).dirichlet([1.0, 1.0, 1.0], 400)
    more = [deal.play([most + 0.5, *(left - 0.5) * share]).complete for share in shares]
    less = [deal.play([0.85 * most, *(left + 0.15 * most) * share]).complete for share in shares]
    assert not any(more)
    assert any(less)


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
