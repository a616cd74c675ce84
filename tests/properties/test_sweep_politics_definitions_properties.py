"""Counts do not depend on how a sweep is cut; survival, production and overlap are monotone."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from summitry import definitions, politics, scenarios, sweep

share = st.floats(0, 1)
REFERENCE = scenarios.load("six-stage-reference")
PAID = REFERENCE.deal().most_robust().payments


@given(st.integers(1, 3000), st.integers(1, 4000), st.integers(0, 2**32))
@settings(max_examples=25, deadline=None)
def test_counts_do_not_depend_on_the_size_of_a_block(draws, block, seed):
    one = sweep.completion(draws, payments=PAID, seed=seed)
    two = sweep.completion(draws, payments=PAID, seed=seed, block=block)
    np.testing.assert_array_equal(one.counts, two.counts)
    assert one.chance_sum == two.chance_sum and one.counts.sum() == draws


@given(st.integers(0, 1000), st.integers(1, 500), st.integers(1, 500), st.integers(0, 2**32))
@settings(max_examples=25, deadline=None)
def test_two_parts_of_a_sweep_are_the_whole(start, first, second, seed):
    ranges = sweep.Ranges.of(REFERENCE)
    whole = sweep.draw(ranges, start, start + first + second, seed)
    parts = (
        sweep.draw(ranges, start, start + first, seed),
        sweep.draw(ranges, start + first, start + first + second, seed),
    )
    for name in ranges.names:
        np.testing.assert_array_equal(whole[name], np.concatenate([p[name] for p in parts]))


lengths = st.lists(st.floats(0.1, 8), min_size=1, max_size=6)


@given(lengths, share, share, share)
def test_a_likelier_drop_never_helps(lengths, change, low, high):
    low, high = sorted((low, high))
    safe = politics.survival("2019-03-01", lengths, change=change, drop=low)
    risky = politics.survival("2019-03-01", lengths, change=change, drop=high)
    assert all(a >= b for a, b in zip(safe.chances, risky.chances, strict=True))
    assert list(safe.chances) == sorted(safe.chances, reverse=True)
    assert np.prod([1 - h for h in safe.hazards]) == pytest.approx(safe.chances[-1])
    # Cutting the same years into stages in another way leaves the end as it is.
    whole = politics.survival("2019-03-01", [sum(lengths)], change=change, drop=low)
    assert whole.chances[-1] == pytest.approx(safe.chances[-1])


@given(
    st.floats(0.1, 50), st.lists(st.floats(0, 20), min_size=1, max_size=8), st.floats(0.01, 0.99)
)
def test_break_even_is_where_the_deal_pays(cost, benefits, chance):
    found = politics.break_even(cost, benefits)
    if found.chance is None:
        assert sum(benefits) < cost and found.shortfall == pytest.approx(cost - sum(benefits))
        return
    assert found.worth(found.chance) == pytest.approx(0, abs=1e-8)
    assume(abs(chance - found.chance) > 1e-6)
    assert (found.worth(chance) > 0) == (chance > found.chance)


@given(st.integers(1, 200), st.data())
def test_an_interval_holds_its_share_and_mirrors(n, data):
    k = data.draw(st.integers(0, n))
    low, high = politics.wilson(k, n)
    assert 0 <= low <= k / n <= high <= 1
    mirrored = politics.wilson(n - k, n)
    assert mirrored == pytest.approx((1 - high, 1 - low))


amount = st.floats(0.1, 10)


@given(amount, amount, amount, amount, st.lists(st.floats(0, 30), min_size=1, max_size=5))
def test_more_hidden_enrichment_never_makes_a_closure_worth_more(a, u, k, more, years):
    plan = definitions.Production(a, u, k)
    worse = definitions.Production(a, u, k + more)
    assert 0 < worse.removed < plan.removed < 1
    open_, closed = plan.arsenal(years, closed=False), plan.arsenal(years, closed=True)
    assert np.all(closed <= open_)
    grown = open_ - plan.stock
    np.testing.assert_allclose(open_ - closed, plan.removed * grown, atol=1e-9)


names = st.sampled_from(sorted(definitions.matrix().index))


@given(names, names)
@settings(max_examples=40, deadline=None)
def test_overlap_is_symmetric_and_inside_its_bounds(first, second):
    one, two = definitions.overlap(first, second), definitions.overlap(second, first)
    assert (one.low, one.high) == (two.low, two.high)
    assert 0 <= one.low <= one.high <= 1
    wide = definitions.overlap(first, second, silent_is_open=True)
    assert wide.low <= one.low and wide.high >= one.high
    if one.either:
        assert one.low <= one.index <= one.high
