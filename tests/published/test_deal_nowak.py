"""Direct reciprocity: help is worth giving while the next meeting is likely enough.

M. A. Nowak, Science 314 (2006), "Five rules for the evolution of cooperation": with the cost c and
the benefit b of an act, and the probability w of another round, helping holds if w > c / b. Here
the United States pays (cost c) for a finished relationship worth w / (1 - w) times b - c: one stage
of the staged deal with nothing to rebuild and no name to lose. Carried over to payments here.
"""

import pytest

from summitry.deal import StagedDeal


@pytest.mark.parametrize(
    ("cost", "benefit", "needed"), [(1.0, 3.0, 0.333333), (1.0, 2.0, 0.5), (2.0, 2.5, 0.8)]
)
def test_the_payment_is_credible_from_the_ratio_of_cost_and_benefit(cost, benefit, needed):
    deal = StagedDeal(
        [0.0],
        [1.0],
        [0.0],
        [1.0],
        payment_cost=cost,
        irreversible=1.0,
        exposure_loss=0.0,
        reputation_us=0.0,
    )
    found = deal.flip("peace_us", 0.0, 20.0, payments=[1.0], fakes=False)
    assert found.verdicts == (False, True)
    (least,) = found.points
    # The future is worth w / (1 - w) times what a round brings: solved for w.
    assert least / (least + benefit - cost) == pytest.approx(needed, abs=5e-7)
