"""Pitchford and Snyder (2004): gradualism solves the hold-up problem.

A project of cost c and gain g is cut into N steps that shrink by the factor lambda = g / k, where
k = kappa c / (delta (1 - h)) is what one whole project costs the buyer. Exchange up to the last
step holds exactly when the stake left at the end is at least k (lambda - 1) / (lambda^N - 1). The
closed form for this model was derived here from the paper's argument; it was not read in the
paper.
"""

import math

import numpy as np
import pytest

from summitry.deal import StagedDeal

# (stages, cost, gain, payment cost, discount, hazard) and the stake, to six digits.
CASES = [
    ((1, 10.0, 30.0, 0.5, 0.9, 0.1), 6.172840),
    ((2, 10.0, 30.0, 0.5, 0.9, 0.1), 1.053386),
    ((3, 10.0, 30.0, 0.5, 0.9, 0.1), 0.209394),
    ((2, 40.0, 60.0, 1.0, 0.95, 0.0), 17.362995),
    ((4, 40.0, 60.0, 1.0, 0.95, 0.0), 5.729180),
]


@pytest.mark.parametrize(("case", "stake"), CASES)
def test_stake_at_the_end(case, stake):
    stages, cost, gain, kappa, delta, hazard = case
    k = kappa * cost / (delta * (1 - hazard))
    ratio = gain / k
    assert k * (ratio - 1) / (ratio**stages - 1) == pytest.approx(stake, abs=5e-7)
    sizes = ratio ** -np.arange(stages, dtype=float)
    sizes /= sizes.sum()
    deal = StagedDeal(
        dprk_cost=cost * sizes,
        us_gain=gain * sizes,
        hazard=np.full(stages, hazard),
        discount=np.full(stages, delta),
        payment_cost=kappa,
        leverage=math.inf,
        irreversible=1.0,
        exposure_loss=0.0,
        snapback_stall=0.0,
        snapback_break=0.0,
        reputation_dprk=0.0,
        reputation_us=0.0,
        peace_dprk=0.0,
        peace_us=0.0,
    )
    flip = deal.flip("peace_us", 0.0, 20.0, fakes=False)
    assert flip.verdicts == (False, True)
    assert flip.points == pytest.approx((stake,), rel=1e-5)
