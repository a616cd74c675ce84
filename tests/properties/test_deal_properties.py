"""Properties of the staged deal that hold for every deal."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from summitry import _schedule
from summitry.deal import StagedDeal, _slack

share = st.floats(0, 1)
small = st.floats(0, 15)


@st.composite
def deals(draw, most: int = 4) -> StagedDeal:
    """Any deal of up to `most` stages with moderate numbers."""
    stages = draw(st.integers(1, most))

    def each(low: float, high: float) -> list[float]:
        return draw(st.lists(st.floats(low, high), min_size=stages, max_size=stages))

    return StagedDeal(
        dprk_cost=each(0.1, 20),
        us_gain=each(0.1, 30),
        hazard=each(0, 0.5),
        discount=each(0.6, 1),
        payment_cost=draw(st.floats(0.05, 2)),
        leverage=draw(st.floats(1, 200)),
        irreversible=draw(share),
        exposure_loss=draw(share),
        snapback_stall=draw(share),
        snapback_break=draw(share),
        reputation_dprk=draw(small),
        reputation_us=draw(small),
        peace_dprk=draw(small),
        peace_us=draw(small),
        detection=draw(share),
        fake_cost=draw(share),
        penalty=draw(small),
    )


@given(deals(), st.integers(0, 2**32 - 1))
@settings(max_examples=80, deadline=None)
def test_promises_without_fakes_and_backward_induction_agree(deal, seed):
    paid = np.random.default_rng(seed).uniform(0, 30, deal.stages)
    promises = deal.promises(paid, fakes=False)
    assume(np.abs(promises.slack).min() > 1e-7)
    play = deal.play(paid)
    assert promises.kept == play.complete
    # Above the leverage, the nodes still say what would be done.
    kept_if_paid = play.signs and all(node.keeps for node in play.nodes)
    assert (not set(promises.failures()) - {"L"}) == kept_if_paid
    assert play.above_leverage == pytest.approx(max(-promises.leverage_left, 0), abs=1e-9)


@given(deals(most=2))
@settings(max_examples=40, deadline=None)
def test_feasibility_equals_a_search_on_a_grid(deal):
    axes = [np.linspace(0, deal.leverage, 121)] * deal.stages
    paid = np.stack([axis.ravel() for axis in np.meshgrid(*axes)])
    paid = paid[:, paid.sum(axis=0) <= deal.leverage + 1e-9]
    best = float(_slack(deal, paid, fakes=True).min(axis=0).max())
    robust = deal.most_robust()
    assert best <= robust.slack + 1e-6, "no point of the grid beats the program"
    # Between two points of the grid a slack changes by at most (1 + kappa) steps a payment.
    step = deal.leverage / 120 * deal.stages * (1 + deal.payment_cost)
    assert robust.slack <= best + step + 1e-6
    assert _schedule.feasible(deal) == (robust.slack >= -1e-6) or abs(robust.slack) < 1e-5


@given(deals(), st.floats(0.1, 50))
@settings(max_examples=60, deadline=None)
def test_utils_have_no_natural_unit(deal, unit):
    fields = ("dprk_cost", "us_gain", "leverage", "reputation_dprk", "reputation_us")
    fields += ("peace_dprk", "peace_us", "penalty")
    scaled = deal.changed(**{name: unit * getattr(deal, name) for name in fields})
    paid = deal.most_robust().payments
    np.testing.assert_allclose(
        scaled.promises(unit * paid).slack, unit * deal.promises(paid).slack, rtol=1e-7, atol=1e-7
    )


@given(deals(), st.floats(0, 0.3))
@settings(max_examples=80, deadline=None)
def test_windows_are_nested_in_the_hazard_when_a_break_costs_no_reputation(deal, more):
    """Then a kept promise means that the deal is worth more alive than dead, at every node."""
    plain = deal.changed(
        reputation_dprk=0.0,
        reputation_us=0.0,
        snapback_stall=min(deal.snapback_stall, deal.snapback_break),
    )
    riskier = plain.changed(hazard=np.minimum(plain.hazard + more, 1.0))
    inner = riskier.windows("projection", fakes=False)
    assume(inner.open)
    outer = plain.windows("projection", fakes=False)
    assert outer.open
    assert np.all(outer.floor <= inner.floor + 1e-6)
    assert np.all(outer.ceiling >= inner.ceiling - 1e-6)


def test_with_a_cost_of_reneging_the_windows_need_not_be_nested():
    """A side held only by its reputation would rather see the deal die by itself."""
    deal = StagedDeal([1], [1], [0], [1], payment_cost=1.5, peace_dprk=0, peace_us=1)
    deal = deal.changed(leverage=2, irreversible=1, exposure_loss=0, reputation_us=2)
    riskier = deal.changed(hazard=[0.125])
    assert riskier.windows("projection").ceiling[0] > deal.windows("projection").ceiling[0]


@given(deals())
@settings(max_examples=60, deadline=None)
def test_both_solvers_give_the_same_slack_and_windows(deal):
    fast = _schedule.most_robust(deal, backend="highspy")
    slow = _schedule.most_robust(deal, backend="scipy")
    np.testing.assert_allclose(fast.slack, slow.slack, atol=1e-5)
    assume(abs(fast.slack) > 1e-4)
    one = _schedule.windows(deal, "projection", None, backend="highspy")
    two = _schedule.windows(deal, "projection", None, backend="scipy")
    np.testing.assert_allclose(one.floor, two.floor, atol=1e-5)
    np.testing.assert_allclose(one.ceiling, two.ceiling, atol=1e-5)
